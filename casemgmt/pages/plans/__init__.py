"""Pages of plans: read, write, decide, review, print, and what is still to be done."""
