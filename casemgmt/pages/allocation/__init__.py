"""Who gets which officer: one case, many at once, an officer's whole caseload."""
