"""
Measurements. ``python3 run.py bench`` runs them all, ``python3 run.py bench NAME`` one.

A measurement is a module here, or a package with a ``__main__``. It prints a
table in the form of docs/performance.md and works on a database of its own.
"""
