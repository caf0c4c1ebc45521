"""Pages of end use."""
