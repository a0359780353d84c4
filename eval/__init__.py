"""Measures the assistant against question sets and other pipelines."""
