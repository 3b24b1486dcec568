"""How the agency keeps its standards, for those who oversee it: figures and a sample."""
