"""Statements against the clauses that they cite, piece by piece."""
