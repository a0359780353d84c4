"""Parsed files built by hand, for tests of what comes after ingest.

`build_file` writes the text from a title and clauses, so that every span is exact.
"""

import hashlib
from dataclasses import dataclass

import numpy as np

from ingest.model import (
    Benefit,
    Clause,
    ClauseKind,
    DocumentId,
    DocumentMetadata,
    Duty,
    DutyParty,
    DutyRole,
    Lead,
    LeadKind,
    LeftOut,
    ParsedFile,
    PolicyDocument,
    Span,
)
from ingest.references import ClauseRef
from vectorstore.model import Vectors


@dataclass(frozen=True)
class ClauseText:
    """A clause to be written: its label, its heading and the words after it."""

    label: str
    heading: str = ""
    text: str = ""
    children: tuple["ClauseText", ...] = ()


def build_file(
    file_name: str,
    title: str,
    clauses: tuple[ClauseText, ...],
    *,
    metadata: DocumentMetadata | None = None,
    preamble: str = "",
    parties: tuple[tuple[DutyRole, str], ...] = (),
) -> ParsedFile:
    """One document: title, preamble and clauses; a duty with `parties` on the first clause."""
    text = title + "\n"
    leads = [Lead(LeadKind.TITLE, Span(0, len(title)), title)]
    if preamble:
        leads.append(Lead(LeadKind.PREAMBLE, Span(len(text), len(text) + len(preamble)), preamble))
        text += preamble + "\n"
    drafts: list[tuple[ClauseRef, str, int, int, int, int | None]] = []

    def write(clause: ClauseText, above: tuple[str, ...], parent: int | None) -> None:
        nonlocal text
        start, index = len(text), len(drafts)
        ref = ClauseRef((*above, clause.label))
        drafts.append((ref, clause.heading, start, start, start, parent))
        mark = "" if clause.label.startswith(("第", "(")) else "、"
        text += clause.label + mark + clause.heading + ("。" if clause.heading else "")
        text += clause.text
        own_end = len(text)
        for child in clause.children:
            text += "\n"
            write(child, ref.labels, index)
        end = len(text)
        if not clause.children:
            own_end = end
        drafts[index] = (ref, clause.heading, start, own_end, end, parent)

    for clause in clauses:
        write(clause, (), None)
        text += "\n"
    made = tuple(
        Clause(
            ref, ClauseKind.CLAUSE, heading, Span(start, end), own_end, parent, False,
            text[start:end],
        )
        for ref, heading, start, own_end, end, parent in drafts
    )  # fmt: skip
    duties: tuple[Duty, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    if made and parties:
        span = made[0].span
        duties = (
            Duty(
                0, made[0].heading or made[0].text,
                tuple(DutyParty(role, name, span) for role, name in parties), "2027年底前", span,
            ),
        )  # fmt: skip
        benefits = (Benefit(0, "生活补助", "乡村教师", "在岗满一年", "每月500元", span),)
    document = PolicyDocument(
        id=DocumentId(file_name.rsplit(".", 1)[0]),
        file_name=file_name,
        part=None,
        parent_id=None,
        text=text,
        span=Span(0, len(text)),
        metadata=metadata or DocumentMetadata(title=title),
        clauses=made,
        leads=tuple(leads),
        duties=duties,
        benefits=benefits,
    )
    return ParsedFile(
        file_name=file_name,
        format="txt",
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        text=text,
        documents=(document,),
        left_out=(LeftOut(Span(len(text) - 1, len(text)), "空白"),),
    )


class LetterEmbedder:
    """A small real embedder: each character has a fixed random vector, a text their mean."""

    def __init__(self, seed: int = 0, dimensions: int = 32) -> None:
        self._letters = np.random.default_rng(seed).normal(size=(4096, dimensions))
        self._name = f"letters:{seed}:{dimensions}"
        self.embedded = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def source(self) -> str:
        return ""

    @property
    def dimensions(self) -> int:
        return int(self._letters.shape[1])

    def embed_passages(self, texts: list[str]) -> Vectors:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for at, text in enumerate(texts):
            letters = [ord(letter) % 4096 for letter in text if not letter.isspace()]
            if letters:
                mean = self._letters[letters].mean(axis=0)
                vectors[at] = mean / np.linalg.norm(mean)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector
