"""The words of clauses that are named by number, and of runs of them: 前三条, 最后一条."""

import re
from dataclasses import replace

from assistant.choosing.paragraphs import find_named_paragraph, refuse_paragraph
from assistant.composing.clause_runs import NamedRun, find_named_run, find_owners
from assistant.inquiry import (
    Composition,
    Inquiry,
    Refusal,
    cite_as,
    last_label,
    name_clause,
    quote_draft,
)
from assistant.locate import fold_text, locate, split_sentences
from assistant.model import Draft, NoAnswerReason, Notice, NoticeKind
from assistant.reading.reference_words import STAGE
from ingest.model import ClauseKind, LeadKind, Span
from ingest.numerals import format_numeral
from ingest.references import ClauseRef, FoundReference, Unit, matches, read_label
from vectorstore.model import Hit, Passage, StoredDocument

MAX_WHOLE = 700  # characters up to which a clause is shown whole
MAX_RUN = 20  # clauses of a run that are shown
MAX_NAMED = 3  # documents named where it is not told which is meant
MAX_PARTS = 6  # parts of a file that are told apart where each has the clause that is named
_WHOLE = re.compile(r"全部|所有|完整|全文|逐条|每一?条|整[章节条篇个]")


def compose_clause(inquiry: Inquiry) -> Composition | Refusal | None:
    """The clauses that the question names, whole or with what stands under them.

    A Refusal where the document has no such clause; None where no document is told.
    """
    if inquiry.understanding.run is not None:
        return _compose_run(inquiry)
    if inquiry.understanding.scope.document_ids is None:
        return None
    references = inquiry.understanding.references
    if not references:
        return None
    found = [
        (score, passage)
        for document in inquiry.near()
        for passage in inquiry.passages(document.id)
        if not isinstance(passage.kind, LeadKind) and passage.kind is not ClauseKind.ANNEX_LIST_ITEM
        for score in [_match(references, passage, document)]
        if score > 0
    ]
    if not found:
        return _no_such_clause(inquiry, references[-1]) if inquiry.reads_all else None
    found = _keep_under_heading(found, references[-1], inquiry)
    lacking = refuse_paragraph(inquiry, references)
    if lacking is not None:
        return lacking
    best = max(score for score, _ in found)
    chosen = [passage for score, passage in found if score == best]
    drafts: list[Draft] = []
    hits: list[Hit] = []
    kept = _keep_named(chosen, references, inquiry)
    shown = kept[: MAX_PARTS if _stand_in_parts(kept, inquiry) else 2]
    for passage in shown:
        made, used = _draft_paragraph(passage, references, inquiry) or _draft_clause(
            passage, inquiry
        )
        drafts += made
        hits += used
    return Composition(tuple(drafts), tuple(hits), _tell_parts(kept, shown, inquiry))


_HEADING_SAID = re.compile(
    r"(?P<said>[\u4e00-\u9fff]{3,14}?)[这那]?(?:一?部分|一?[章节块条项]|方面)?[的里中下，, ]*$"
)
_JOINED = re.compile(r"[和与跟及、]|以及|还有")
LEAST_HEADING = 3  # characters of a heading that are said in front of a number


def _keep_under_heading(
    found: list[tuple[float, Passage]], reference: FoundReference, inquiry: Inquiry
) -> list[tuple[float, Passage]]:
    """Those below the heading that is said before the number (重点任务第6项); all where none is."""
    before, _, _ = inquiry.understanding.text.partition(reference.text)
    pieces = dict.fromkeys((before, *_JOINED.split(before)[-MAX_NAMED:]))
    said = [_HEADING_SAID.search(piece) for piece in pieces]
    under = [_keep_under(fold_text(words["said"]), found, inquiry) for words in said if words]
    return list({each[1].id: each for kept in under for each in kept}.values()) or found


def _keep_under(
    words: str, found: list[tuple[float, Passage]], inquiry: Inquiry
) -> list[tuple[float, Passage]]:
    kept: list[tuple[int, tuple[float, Passage]]] = []
    for score, passage in found:
        document = inquiry.library.by_id[passage.document_id]
        headings = [document.title]
        passages = {p.id: p for p in inquiry.passages(document.id)}
        above = passage.parent
        while above is not None and above in passages:
            headings.append(passages[above].heading or "")
            above = passages[above].parent
        most = max((_share_end(words, fold_text(heading)) for heading in headings), default=0)
        if most >= LEAST_HEADING:
            kept.append((most, (score, passage)))
    best = max((most for most, _ in kept), default=0)
    return [each for most, each in kept if most == best]


def _share_end(said: str, heading: str) -> int:
    """How many of the last characters said stand together in a heading."""
    return next((n for n in range(len(said), 0, -1) if said[-n:] in heading), 0)


def _stand_in_parts(passages: list[Passage], inquiry: Inquiry) -> bool:
    """Whether they are the clauses with one number in several parts of one file."""
    documents = [inquiry.library.by_id[p.document_id] for p in passages]
    ids = {d.id for d in documents}
    return len(ids) == len(passages) > 1 and len({d.file_name for d in documents}) == 1


def _tell_parts(kept: list[Passage], shown: list[Passage], inquiry: Inquiry) -> tuple[Notice, ...]:
    if _stand_in_parts(kept, inquiry):
        told = f"这份文件有 {len(kept)} 个部分都有这一条，以上列出 {len(shown)} 个；"
        told += "如只问其中一部分，请说明是哪一篇或哪个附件。"
    elif len({p.document_id for p in kept}) > len({p.document_id for p in shown}):
        told = "还有其他文件也有这一条，请说明问的是哪一份文件。"
    else:
        return ()
    return (Notice(NoticeKind.MISSING, told),)


def _compose_run(inquiry: Inquiry) -> Composition | Refusal | None:
    """Each clause of the run, counted in the one document that is named; else which it may be."""
    named = find_named_run(inquiry)
    owners = find_owners(inquiry)
    run = inquiry.understanding.run
    if named is None and len(owners) > 1 and run is not None and run.unit != STAGE:
        names = "、".join(f"{d.part or ''}《{d.title}》" for d in owners[:MAX_NAMED])
        more = "等" if len(owners) > MAX_NAMED else ""
        return Refusal(
            NoAnswerReason.NOT_COVERED,
            f"没有说明问的是哪一份文件，请写出文件名再问。可能是{names}{more}。",
        )
    if named is None:
        return None
    if not named.clauses:
        return _refuse_run(named, inquiry)
    drafts: list[Draft] = []
    hits: list[Hit] = []
    for passage in named.clauses[:MAX_RUN]:
        made, used = _draft_clause(passage, inquiry)
        drafts += made
        hits += used
    shown = min(len(named.clauses), MAX_RUN)
    lacking = "" if named.complete else f"，没有问到的{named.words}那么多"
    told = (
        f"{named.where}共有{named.total}{named.unit}{lacking}，以上是其中的 {shown} {named.unit}。"
    )
    return Composition(
        tuple(drafts), tuple(hits), (Notice(NoticeKind.COMPLETENESS, told),), from_catalog=True
    )


def _refuse_run(named: NamedRun, inquiry: Inquiry) -> Refusal:
    nearest = tuple((inquiry.hit(p), Span(0, len(p.text))) for p in named.last)
    return Refusal(
        NoAnswerReason.NO_SUCH_CLAUSE,
        f"{named.where}没有{named.words}，共有{named.total}{named.unit}。",
        nearest,
    )


_IS_TABLE = re.compile(r"(?:表|清单|目录)(?:[（(].*)?$")


def _match(
    references: tuple[FoundReference, ...], passage: Passage, document: StoredDocument
) -> float:
    """How well a clause is named; 第6项 of a table that is a document is its row."""
    ref = ClauseRef.parse(passage.label)
    partials = [reference.ref for reference in references]
    if passage.kind is ClauseKind.ROW and _IS_TABLE.search(document.title):
        partials = [
            replace(p, steps=(*p.steps[:-1], replace(p.steps[-1], unit=Unit.ROW))) for p in partials
        ]
    return max(float(matches(partial, ref)) for partial in partials)


def _keep_named(
    chosen: list[Passage], references: tuple[FoundReference, ...], inquiry: Inquiry
) -> list[Passage]:
    """Of items with one number those of the paragraph that is named; all where none is."""
    kept = []
    for passage in chosen:
        passages = inquiry.passages(passage.document_id)
        named = [find_named_paragraph(r.ref, passage, passages) for r in references]
        if any(each is None or each.holds(passage) for each in named):
            kept.append(passage)
    return kept or chosen


def _draft_paragraph(
    passage: Passage, references: tuple[FoundReference, ...], inquiry: Inquiry
) -> tuple[list[Draft], list[Hit]] | None:
    """The paragraph of the clause that is named (第八条第二款); None where none is."""
    passages = inquiry.passages(passage.document_id)
    for reference in references:
        named = find_named_paragraph(reference.ref, passage, passages)
        if named is None or named.span is None or named.article.id != passage.id:
            continue
        hit = inquiry.hit(passage)
        lead_in = f"{cite_as(hit.document, passage)}{named.words}："
        return [quote_draft(hit, named.span, lead_in)], [hit]
    return None


def _draft_clause(passage: Passage, inquiry: Inquiry) -> tuple[list[Draft], list[Hit]]:
    """A short clause whole; of a longer one what opens it, and each below by its heading.

    Where all of it is asked for (第三章全部), each below whole.
    """
    hit = inquiry.hit(passage)
    source = cite_as(hit.document, passage)
    if not passage.has_children or len(passage.text) <= MAX_WHOLE:
        return [quote_draft(hit, Span(0, len(passage.text)), f"{source}：")], [hit]
    own = quote_draft(hit, Span(0, len(passage.own_text.rstrip())), f"{source}：")
    drafts, hits = [own], [hit]
    whole = _WHOLE.search(inquiry.understanding.text) is not None
    for child in inquiry.passages(passage.document_id):
        if child.parent != passage.id:
            continue
        child_hit = inquiry.hit(child)
        span = locate(child.heading, child.text) if child.heading and not whole else None
        span = span or (Span(0, len(child.text)) if whole else split_sentences(child.text)[0])
        drafts.append(quote_draft(child_hit, span, f"其下{name_clause(child)}："))
        hits.append(child_hit)
    return drafts, hits


def _no_such_clause(inquiry: Inquiry, reference: FoundReference) -> Refusal | None:
    """No document asked about has a clause with this number; with one document, how many it has."""
    ids = inquiry.understanding.scope.document_ids or frozenset()
    tops = [d for d in inquiry.documents() if d.parent_id not in ids]
    words = re.sub(r"\s", "", reference.text)
    if len(tops) != 1:
        names = "、".join(f"《{d.title}》" for d in tops[:3])
        return Refusal(NoAnswerReason.NO_SUCH_CLAUSE, f"{names}等所问的文件中没有{words}。")
    return refuse_number(tops[0], words, reference, inquiry)


def refuse_number(
    document: StoredDocument, words: str, reference: FoundReference, inquiry: Inquiry
) -> Refusal | None:
    """What the document has in the place of a number that it lacks: how many, or its neighbours."""
    clauses = [p for p in inquiry.passages(document.id) if p.kind is ClauseKind.CLAUSE]
    articles = [p for p in clauses if re.fullmatch(r"第\S+条(?:之\S+)?", last_label(p))]
    counted = articles or [p for p in clauses if "›" not in p.label]
    if not counted:
        return None
    wanted = reference.ref.steps[-1].value if len(reference.ref.steps) == 1 else 0
    steps = [(read_label(last_label(p)), p) for p in counted]
    before = [p for step, p in steps if step is not None and step.value < wanted]
    after = [p for step, p in steps if step is not None and step.value > wanted]
    if before and after and words.endswith("条"):
        gap = (before[-1], after[0])
        told = f"，原文{name_clause(gap[0])}之后是{name_clause(gap[1])}"
        nearest = tuple((inquiry.hit(p), _opening(p)) for p in gap)
    else:
        last = counted[-1]
        heading = f"“{last.heading}”" if last.heading else ""
        told = f"，全文共{format_numeral(len(counted))}条，最后一条是{name_clause(last)}{heading}"
        nearest = ((inquiry.hit(last), _opening(last)),)
    return Refusal(
        NoAnswerReason.NO_SUCH_CLAUSE, f"《{document.title}》没有{words}{told}。", nearest
    )


def _opening(passage: Passage) -> Span:
    return locate(passage.heading, passage.text) or Span(0, min(30, len(passage.text)))
