"""Officers as rows, and what stands behind each number."""
