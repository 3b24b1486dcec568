"""The closing of an officer's charge: what holds it, and the summary that comes over."""
