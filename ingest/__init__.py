"""Policy documents read from files, split into clauses, and described."""
