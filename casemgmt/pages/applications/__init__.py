"""What a person may apply for, and whether they were told of it."""
