"""Forms about incidents. They validate; actions decide."""
