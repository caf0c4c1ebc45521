"""Pages of incidents, by room: speaking up, the desk, the file."""
