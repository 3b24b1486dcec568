"""Logging a group session: one page, many people, a note for each."""
