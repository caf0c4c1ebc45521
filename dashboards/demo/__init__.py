"""
A believable institute that does not exist, made through the same actions that people use, with moments passed in.

It lives on the storey that sees every capability. The same seed gives the same institute. Names are made up
so that nobody can take them for a real person's.
"""
