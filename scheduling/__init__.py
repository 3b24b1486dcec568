"""What is due, why, and when to look again."""
