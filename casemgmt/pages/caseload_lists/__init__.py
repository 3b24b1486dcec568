"""The monthly caseload list and its receipt."""
