"""Assurance: standing checks, reproducible samples, findings and the programme's own assessment."""
