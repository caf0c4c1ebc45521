"""Public figures: computed from others' queries, protected against disclosure, published as immutable snapshots."""
