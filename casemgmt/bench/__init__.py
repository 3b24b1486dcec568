"""The benchmark: a made-up agency of any size, the floor in SQL, and the product beside it."""
