"""Pages of cases and authorisations, by noun."""
