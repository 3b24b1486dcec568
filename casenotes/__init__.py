"""What staff recorded."""
