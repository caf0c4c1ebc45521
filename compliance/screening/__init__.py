"""Screening: list versions, runs, hits and what people decided about them, and the watch over all parties."""
