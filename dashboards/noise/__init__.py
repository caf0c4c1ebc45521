"""
Finer tables with noise, for institutions that want them: differential privacy by OpenDP, with a budget for each year.

The portal owns no sampler. Without the optional package ``opendp``, or without a budget, there are no finer tables.
"""
