"""Answers and lists over HTTP and as files."""
