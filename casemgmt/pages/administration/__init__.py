"""Accounts, postings and places: what an administrator keeps."""
