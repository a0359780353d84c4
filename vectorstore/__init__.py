"""Keeps policy documents and finds their clauses."""
