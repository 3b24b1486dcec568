"""Template tags: the agency's words, dates in words, and the small parts of a screen."""
