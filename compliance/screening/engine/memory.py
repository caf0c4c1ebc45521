"""
How much the engine remembers from one name to the next.

Every memory of words has this bound, and none is larger: what a worker holds after some ten thousand names it holds
after a million. Names of parties hardly repeat, the words of the lists do; eight thousand hold nearly all that come
back. Two hundred thousand were no faster over 40,000 names, and took 30 MB more.
"""

REMEMBERED = 8_192
