"""Demonstration data, generated from a seed: nobody in it exists."""
