"""What a language model is given, and what becomes of what it writes."""
