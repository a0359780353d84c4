"""Who answers for what: the duties that clauses assign."""

from ingest.model import Clause, Duty


def find_duties(clauses: tuple[Clause, ...]) -> tuple[Duty, ...]:
    """The duties in reading order."""
    return () if not clauses else ()
