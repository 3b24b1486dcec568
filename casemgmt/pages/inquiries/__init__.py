"""What was asked about people, and the answers."""
