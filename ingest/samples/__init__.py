"""Sample documents about a fictional prefecture; every name and figure in them is invented."""
