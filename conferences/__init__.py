"""Caseload conferences and meetings."""
