"""Errors in signed records: reported, decided, and shown where the record is shown."""
