"""Searching the notes and reports about everybody whose records one reads."""
