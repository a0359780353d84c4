"""Drafted statements against the clauses they cite: the only maker of citations.

A statement is shown only if each of its quotes is found verbatim in the passage it names, and
every figure, date, name, negation and obligation in it is held by the quoted passages, by the
headings and titles above them, or by facts that the code itself supplied. Whatever fails is
dropped whole, with the reason.
"""

import re
from collections.abc import Iterable, Mapping

from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Citation, Draft, DroppedDraft, Statement, Support
from assistant.quantities import Direction, Quantity, find_quantities
from assistant.wording import find_binding_fault, find_wording_fault
from ingest.model import DocumentId, Span, Validity
from vectorstore.model import Hit, Passage, PassageId, StoredDocument

MIN_SHARED_CHARACTERS = 4  # the shortest quote that says anything


class UnsupportedError(Exception):
    """Why a draft cannot be shown; caught by `verify_draft` alone."""


def verify_draft(
    draft: Draft,
    passages: Mapping[PassageId, Hit],
    validities: Mapping[DocumentId, Validity],
) -> Statement | DroppedDraft:
    """The statement with its citations, or the draft with the reason why it is not shown.

    `passages` are those that the drafter was given; a support outside them is invented.
    """
    try:
        if not draft.supports:
            raise UnsupportedError("no clause is cited")
        located = tuple(_locate_support(draft, support, passages) for support in draft.supports)
        _check_statement(draft, tuple(hit for hit, _ in located))
    except UnsupportedError as error:
        return DroppedDraft(draft.text, str(error))
    citations = tuple(cite(hit, span, validities[hit.document.id]) for hit, span in located)
    return Statement(draft.text, tuple(dict.fromkeys(citations)))


def cite(hit: Hit, span: Span, validity: Validity) -> Citation:
    """A citation of `hit.passage.text[span.start:span.end]`."""
    passage, document = hit.passage, hit.document
    offset = passage.span.start
    return Citation(
        document_id=document.id,
        passage_id=passage.id,
        file_name=document.file_name,
        title=name_document(document),
        document_number=document.metadata.document_number,
        label=passage.label,
        heading=passage.heading,
        clause_text=passage.text,
        quote=passage.text[span.start : span.end],
        span=Span(offset + span.start, offset + span.end),
        validity=validity,
    )


def name_document(document: StoredDocument) -> str:
    """The title, with the part of the file where the document is one."""
    if document.part is None:
        return document.title
    return f"{document.part} {document.title}".strip()


def _locate_support(
    draft: Draft, support: Support, passages: Mapping[PassageId, Hit]
) -> tuple[Hit, Span]:
    hit = passages.get(support.passage_id)
    if hit is None:
        raise UnsupportedError(f"the cited passage {support.passage_id!r} was not given")
    if not support.quote:
        return hit, _best_sentence(draft.text, hit.passage)
    span = locate(support.quote, hit.passage.text)
    if span is None:
        raise UnsupportedError(f"the quote is not in {hit.passage.label!r}: {support.quote!r}")
    if len(fold_text(support.quote)) < min(
        MIN_SHARED_CHARACTERS, len(fold_text(hit.passage.text))
    ):
        raise UnsupportedError(f"the quote is too short to carry anything: {support.quote!r}")
    return hit, span


def _best_sentence(statement: str, passage: Passage) -> Span:
    """The sentence of the passage that shares the most character pairs with the statement."""
    wanted = _pairs(fold_text(statement))
    best, best_shared = None, 1
    for span in split_sentences(passage.text):
        shared = len(wanted & _pairs(fold_text(passage.text[span.start : span.end])))
        if shared > best_shared:
            best, best_shared = span, shared
    if best is None:
        raise UnsupportedError(f"no sentence of {passage.label!r} says this")
    return best


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _check_statement(draft: Draft, hits: tuple[Hit, ...]) -> None:
    rest = _without_facts(draft.text, _known_names(hits, draft.facts))
    passages = [hit.passage.text for hit in hits]
    if _is_verbatim(rest, passages):
        return
    allowed = [*passages, *_known_names(hits, draft.facts)]
    _check_quantities(rest, passages, allowed)
    fault = find_wording_fault(rest, passages, allowed) or find_binding_fault(rest, passages)
    if fault is not None:
        raise UnsupportedError(fault)


def _known_names(hits: Iterable[Hit], facts: tuple[str, ...]) -> tuple[str, ...]:
    """What may be said besides the clauses' words, longest first."""
    names = set(facts)
    for hit in hits:
        document, passage = hit.document, hit.passage
        metadata = document.metadata
        names.update({metadata.title, passage.label, passage.heading, *passage.heading_path})
        names.update(label_names(passage.label))
        names.update(
            value
            for value in (
                metadata.document_number,
                metadata.notice_title,
                metadata.region.province,
                metadata.region.city,
                metadata.region.county,
                document.part,
                *(metadata.issuing_body or "").split(";"),
            )
            if value
        )
    return tuple(sorted((name for name in names if len(name) > 1), key=len, reverse=True))


def label_names(label: str) -> tuple[str, ...]:
    """What people call a clause: its path without separators, and 第八条 for the label 八.

    >>> label_names("附件1 › 二 › （三）")
    ('附件1 › 二 › （三）', '附件1二（三）', '附件1、二、（三）')
    >>> label_names("八")
    ('八', '八', '八', '第八条', '第八项')
    """
    labels = [part.strip() for part in label.split("›")]
    names = [label, "".join(labels), "、".join(labels)]
    last = labels[-1].strip("（）")
    if len(labels) == 1 and not last.startswith(("第", "附", "篇")):
        names += [f"第{last}条", f"第{last}项"]
    return tuple(names)


def _without_facts(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(f"《{name}》", "\n").replace(name, "\n")
    return text


def _is_verbatim(text: str, passages: list[str]) -> bool:
    """Whether every stretch between separators stands so in one of the passages."""
    folded = [fold_text(passage) for passage in passages]
    stretches = [fold_text(part) for part in re.split(r"[\n：:；;。“”《》（）()…]", text)]
    meant = [part for part in stretches if len(part) > 1 and part not in _CONNECTING]
    if any(part.isdigit() for part in stretches):
        return False
    return all(any(part in passage for passage in folded) for part in meant)


_CONNECTING = frozenset(
    {"规定", "明确", "提出", "要求", "其中", "根据", "按照", "依据", "以及", "同时", "中规定", "包括"}
)


def _check_quantities(text: str, passages: list[str], allowed: list[str]) -> None:
    held = [quantity for passage in passages for quantity in find_quantities(passage)]
    named = {(q.value, q.unit) for name in allowed[len(passages) :] for q in find_quantities(name)}
    dates = _full_dates(" ".join(passages)) | _full_dates(" ".join(allowed))
    for date in _full_dates(text):
        if date not in dates:
            raise UnsupportedError(f"the date {date!r} is not in the cited clauses")
    for quantity in find_quantities(text):
        same = [q for q in held if _same_figure(quantity, q)]
        if not same:
            if (quantity.value, quantity.unit) in named:
                continue
            raise UnsupportedError(
                f"the figure {text[quantity.start : quantity.end]!r} is not in the cited clauses"
            )
        if not any(_same_direction(quantity.direction, q.direction) for q in same):
            raise UnsupportedError(
                f"the figure {text[quantity.start : quantity.end]!r} is meant differently "
                f"({same[0].direction.value}) in the cited clauses"
            )


def _same_figure(stated: Quantity, held: Quantity) -> bool:
    return stated.value == held.value and (not stated.unit or stated.unit == held.unit)


def _same_direction(stated: Direction, held: Direction) -> bool:
    return stated is held or {stated, held} == {Direction.EXACT, Direction.ABOUT}


_FULL_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")


def _full_dates(text: str) -> frozenset[str]:
    dates = set()
    for year, month, day in _FULL_DATE.findall(text):
        dates.add(f"{year}年{int(month)}月")
        if day:
            dates.add(f"{year}年{int(month)}月{int(day)}日")
    return frozenset(dates)
