"""Meetings, minutes, memos, team visits, coverage and revised procedures."""
