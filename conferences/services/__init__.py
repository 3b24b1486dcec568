"""What may be done in conferences; each module is one step of the way."""
