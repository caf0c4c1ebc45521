"""Control lists: regimes, entries, baskets, countries and rules as dated reference data."""
