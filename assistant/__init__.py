"""Understands a question and answers it with verified citations."""
