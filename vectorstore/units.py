"""What of a document is searched: clauses, leads, and sentence groups of the long ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Clause, ClauseKind, LeadKind, PolicyDocument, Span
from vectorstore.words import find_quoted_names, normalise

LONG_CLAUSE = 300  # characters; longer ones are also searched by sentence groups
GROUP = 200  # characters at which a sentence group is full
LEAD_LABELS = {
    LeadKind.TITLE: "标题",
    LeadKind.NOTICE: "通知",
    LeadKind.PREAMBLE: "引言",
    LeadKind.SIGNATURE: "落款",
    LeadKind.TAIL: "文末",
    LeadKind.BODY: "正文",
    LeadKind.PAGE: "网页信息",
}
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage before it has a row; `parent` is an ordinal, `clause` an index."""

    ordinal: int
    label: str
    kind: ClauseKind | LeadKind
    heading: str
    heading_path: tuple[str, ...]
    span: Span
    own_end: int
    text: str
    parent: int | None
    has_children: bool
    inferred: bool
    clause: int | None

    @property
    def own_text(self) -> str:
        """What stands before the first child."""
        return self.text[: self.own_end - self.span.start]


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to be found, standing for a passage."""

    ordinal: int
    text: str
    is_group: bool  # a part of a long passage


def order_passages(document: PolicyDocument) -> list[PassageDraft]:
    """Leads and clauses in reading order, parents before children, with ordinals from 0."""
    entries: list[tuple[tuple[int, int, int], int]] = []
    for index, clause in enumerate(document.clauses):
        entries.append(((clause.span.start, 1, index), index))
    for index, lead in enumerate(document.leads):
        entries.append(((lead.span.start, 0, index), -1 - index))
    entries.sort()
    ordinals = {index: at for at, (_, index) in enumerate(entries)}
    parents = {clause.parent for clause in document.clauses}
    paths = _heading_paths(document.clauses)
    drafts: list[PassageDraft] = []
    for ordinal, (_, index) in enumerate(entries):
        if index < 0:
            lead = document.leads[-1 - index]
            drafts.append(
                PassageDraft(
                    ordinal, LEAD_LABELS[lead.kind], lead.kind, "", (), lead.span,
                    lead.span.end, lead.text, None, False, False, None,
                )
            )  # fmt: skip
            continue
        clause = document.clauses[index]
        parent = None if clause.parent is None else ordinals[clause.parent]
        drafts.append(
            PassageDraft(
                ordinal, str(clause.ref), clause.kind, clause.heading, paths[index], clause.span,
                clause.own_end, clause.text, parent, index in parents, clause.inferred, index,
            )
        )  # fmt: skip
    return drafts


def make_units(passages: list[PassageDraft]) -> Iterator[Unit]:
    """What is indexed of each passage, in order; a heading that stands alone is not.

    Words of a clause that stand behind or between its children (below a table, after the last
    of a list) are found as groups of the clause.
    """
    rests = _find_rests(passages)
    for passage in passages:
        text = passage.own_text
        if _WORD.search(text) and (not passage.has_children or _says_more(passage)):
            yield Unit(passage.ordinal, text, False)
            groups = group_sentences(text) if len(text) > LONG_CLAUSE else []
            if len(groups) > 1:
                yield from (Unit(passage.ordinal, group, True) for group in groups)
        yield from (Unit(passage.ordinal, rest, True) for rest in rests.get(passage.ordinal, ()))


def group_sentences(text: str) -> list[str]:
    """The text in runs of whole sentences of about 200 characters; joined they are the text."""
    groups: list[str] = []
    current = ""
    for sentence in _SENTENCE.findall(text):
        current += sentence
        if len(current) >= GROUP:
            groups.append(current)
            current = ""
    if current:
        if groups and len(current) < GROUP // 3:
            groups[-1] += current
        else:
            groups.append(current)
    return groups


def collect_names(documents: tuple[PolicyDocument, ...]) -> frozenset[str]:
    """Names to be kept whole: parties, issuing bodies, quoted programmes; normalised."""
    names: set[str] = set()
    for document in documents:
        start, end = document.span.start, document.span.end
        names |= find_quoted_names(document.text[start:end])
        names |= {normalise(party.name) for duty in document.duties for party in duty.parties}
        body = document.metadata.issuing_body
        if body:
            names |= {normalise(part) for part in body.split(";")}
    return frozenset(n for name in names if 3 <= len(n := name.strip()) <= 20)


def _find_rests(passages: list[PassageDraft]) -> dict[int, list[str]]:
    """Per parent's ordinal its words that are neither before its first child nor in a child."""
    rests: dict[int, list[str]] = {}
    reached: dict[int, int] = {}
    parents: dict[int, PassageDraft] = {}

    def keep(parent: PassageDraft, end: int) -> None:
        start = parent.span.start
        words = parent.text[reached[parent.ordinal] - start : end - start].strip()
        if _WORD.search(words):
            rests.setdefault(parent.ordinal, []).extend(group_sentences(words))

    for passage in passages:
        if passage.has_children:
            parents[passage.ordinal] = passage
            reached[passage.ordinal] = passage.own_end
        if passage.parent is not None:
            keep(parents[passage.parent], passage.span.start)
            reached[passage.parent] = max(reached[passage.parent], passage.span.end)
    for parent in parents.values():
        keep(parent, parent.span.end)
    return rests


def _heading_paths(clauses: tuple[Clause, ...]) -> list[tuple[str, ...]]:
    paths: list[tuple[str, ...]] = []
    for clause in clauses:
        if clause.parent is None:
            paths.append(())
            continue
        above = clauses[clause.parent].heading
        paths.append(paths[clause.parent] + ((above,) if above else ()))
    return paths


def _says_more(passage: PassageDraft) -> bool:
    """Whether a clause with children has words of its own beside number and heading."""
    text = passage.own_text
    if passage.heading:
        before, found, after = text.partition(passage.heading)
        return bool(_WORD.search(after)) if found else len(before) > len(passage.heading) + 8
    label = passage.label.rsplit("›", 1)[-1].strip()
    return len(_WORD.findall(text)) > len(_WORD.findall(label)) + 1
