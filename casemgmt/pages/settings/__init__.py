"""What the agency decides for itself: its readings of policies, and its words."""
