"""Management commands of due dates."""
