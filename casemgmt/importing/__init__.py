"""Brings in what an agency's records system holds: see docs/import.md."""
