"""Other days than today: what was due on a past one, and what falls due in the next weeks."""
