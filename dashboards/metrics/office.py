"""Figures about the office's own promises: whether rules and guidance are looked at again in time."""
