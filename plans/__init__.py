"""Plans of a case and their reviews."""
