"""The register of obligations: what each policy asks for, and where the product answers it."""
