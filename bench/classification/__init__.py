"""How fast transfers are determined, surveyed and replayed."""
