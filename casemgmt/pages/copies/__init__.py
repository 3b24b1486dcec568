"""Likely copies: the warning while a note is saved, and the supervisor's list of them."""
