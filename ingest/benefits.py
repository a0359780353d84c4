"""What clauses grant: payments, rewards, allowances, priorities."""

from ingest.model import Benefit, Clause


def find_benefits(clauses: tuple[Clause, ...]) -> tuple[Benefit, ...]:
    """The benefits in reading order."""
    return () if not clauses else ()
