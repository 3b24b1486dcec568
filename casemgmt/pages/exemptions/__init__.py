"""Exemptions: what waits, what runs, what is on hold because of it."""
