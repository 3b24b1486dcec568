"""Facts of made-up cases from a scenario table: a reader for each family of policies."""
