"""Forms of end use. They validate; actions decide."""
