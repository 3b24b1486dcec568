"""The worklist: an officer's day."""
