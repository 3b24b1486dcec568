"""Contact reports: written, signed, added to."""
