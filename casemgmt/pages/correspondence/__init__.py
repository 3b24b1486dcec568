"""Correspondence for a signature, with its quality control."""
