"""Management commands of the agency app."""
