"""Pages: one module for each place in the product."""
