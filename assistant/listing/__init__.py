"""Answers that are sets: counted and complete."""
