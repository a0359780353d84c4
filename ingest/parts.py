"""One file's text split into its documents, each with its clauses and leads."""

from dataclasses import dataclass

from ingest.model import Clause, Lead, LeadKind, LeftOut, Span


@dataclass(frozen=True, slots=True)
class DocumentSketch:
    """One document of a file as its structure shows it, before its metadata are read.

    Clause paths begin at the file's root. `Clause.parent` is an index into `clauses`.
    """

    part: str | None  # 篇二, 附件1; None for the file's main document
    parent: int | None  # index of the sketch that this one belongs to
    span: Span
    title: str | None  # lines joined; None where none was found
    notice_title: str | None  # of the covering notice, where the title is the measure's
    clauses: tuple[Clause, ...]
    leads: tuple[Lead, ...]


@dataclass(frozen=True, slots=True)
class SplitText:
    """All documents of a file, the main one first, and what belongs to none."""

    documents: tuple[DocumentSketch, ...]
    left_out: tuple[LeftOut, ...]


def split_text(text: str) -> SplitText:
    """The documents of `text`: every non-blank character is in a clause, a lead or left out."""
    stripped = text.strip()
    leads: tuple[Lead, ...] = ()
    if stripped:
        start = text.index(stripped)
        leads = (Lead(LeadKind.BODY, Span(start, start + len(stripped)), stripped),)
    whole = Span(0, len(text))
    return SplitText((DocumentSketch(None, None, whole, None, None, (), leads),), ())
