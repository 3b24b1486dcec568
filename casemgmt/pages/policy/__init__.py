"""Standards: read, written, compared, previewed and put in force."""
