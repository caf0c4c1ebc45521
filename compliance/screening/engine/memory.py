"""
How much the engine remembers from one name to the next.

Every memory of words has this bound, and none is larger: what a worker holds after some ten thousand names it holds
after a million. Names of parties hardly repeat, the words of the lists do; four thousand hold nearly all that come
back. Two hundred thousand saved one second of 24 over 40,000 names, and took 40 MB more.
"""

REMEMBERED = 4_096
