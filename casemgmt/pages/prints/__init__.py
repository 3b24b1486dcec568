"""Printing: choose what and whom, follow it, fetch it, the ledger, checking a paper, the rules."""
