"""What people do with policy: write editions, put them in force, confirm how silences are read."""
