"""The case file: one person, what is due and why, what happened, who is around the case."""
