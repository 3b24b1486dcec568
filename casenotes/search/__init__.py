"""Full text: what was typed, which records hold it, and where in them it stands."""
