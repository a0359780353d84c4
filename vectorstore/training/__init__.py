"""Builds the shipped static embedding model from law texts and written questions."""
