"""The agency's contact standards: its own numbers, by risk level and date."""
