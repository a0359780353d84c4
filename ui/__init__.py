"""The faces people see: terminal, chat page and website widget."""
