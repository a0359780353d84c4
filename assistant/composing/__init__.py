"""Answers of each kind made of the clauses' own words, without a language model."""
