"""Alerts of a risk: raise, read, acknowledge."""
