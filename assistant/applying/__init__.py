"""What applies to a person: his situation against the conditions of each benefit."""
