"""Incidents: something wrong is reported early, contained at once, answered in proportion and reviewed fairly."""
