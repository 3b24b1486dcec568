"""Cases whose facts contradict each other, for those who see to it that they are mended."""
