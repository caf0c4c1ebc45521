"""Pages of assurance."""
