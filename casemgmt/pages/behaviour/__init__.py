"""Behaviour under supervision, how it was answered, and how often with a reward."""
