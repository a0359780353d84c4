"""Documents told side by side."""
