"""Meetings, minutes, performance memos, team visits, coverage and revised procedures."""
