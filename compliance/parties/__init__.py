"""Parties: people and organisations outside the institution, one record for one real-world entity."""
