"""Pages of caseload conferences."""
