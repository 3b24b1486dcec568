"""The organisation: places, people, access, audit, jobs, the clock."""
