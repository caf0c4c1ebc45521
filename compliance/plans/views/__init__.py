"""Pages of control plans and certificates."""
