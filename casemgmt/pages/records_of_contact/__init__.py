"""Notes that a duty asks for, orientations and warrant requests."""
