"""Classifications and transfer packets of a person; the population by unit and level."""
