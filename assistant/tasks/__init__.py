"""Who does what by when: lists from the duties."""
