"""Remedies: what is done about a finding, by whom, by when, and whether it helped."""
