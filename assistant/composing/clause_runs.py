"""Which clauses of a document 前三条, 最后一条 and 第五条到第八条 are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.inquiry import Inquiry
from assistant.reading.reference_words import STAGE, Run
from ingest.model import ClauseKind
from ingest.references import (
    ClauseRef,
    PartialRef,
    Step,
    Unit,
    find_references,
    matches,
    read_label,
)
from vectorstore.model import Passage, StoredDocument

_UNITS = {
    "章": (Unit.CHAPTER,),
    "节": (Unit.SECTION,),
    "部分": (Unit.DIVISION, Unit.COMMA, Unit.CHAPTER),
    "条": (Unit.ARTICLE, Unit.COMMA, Unit.NUMBER, Unit.BRACKET, Unit.DECIMAL),
    "款": (Unit.PARAGRAPH, Unit.BRACKET, Unit.NUMBER),
    "点": (Unit.NUMBER, Unit.COMMA, Unit.BRACKET, Unit.ROUND, Unit.ARTICLE),
    "项": (Unit.BRACKET, Unit.NUMBER, Unit.COMMA, Unit.ROUND, Unit.ARTICLE),
    "步": (Unit.NUMBER, Unit.BRACKET, Unit.ROUND, Unit.COMMA),
    STAGE: (Unit.BRACKET, Unit.NUMBER, Unit.COMMA, Unit.ROUND, Unit.ARTICLE),
}
# A clause that is called a stage: its number, its name, and no more than a pause behind it.
_IS_STAGE = re.compile(
    rf"\s*\S{{0,20}}?(?<!教育)(?<!学)(?<!中){STAGE}\s*(?:[（(：:。、,，—\-\n]|[\d一二三四五六七八九十])"
)
_OF_A_LIST = frozenset({"款", "点", "项", "步"})


@dataclass(frozen=True, slots=True)
class NamedRun:
    """The clauses of a run, in order; () where the document has none such."""

    where: str  # 《title》, 《title》第三章
    words: str  # 第五条到第八条, 最后三条
    unit: str
    clauses: tuple[Passage, ...]
    last: tuple[Passage, ...]  # the last of all, to be shown where the run is empty
    total: int  # clauses of this level
    complete: bool  # whether the document has as many as the question says


def find_named_run(inquiry: Inquiry) -> NamedRun | None:
    """The run that the question names; None where it is not told of which one document."""
    run = inquiry.understanding.run
    owners = find_owners(inquiry)
    if run is None or len(owners) > 1:
        return None
    for document in owners:
        passages = inquiry.passages(document.id)
        above = find_references(inquiry.understanding.text[: run.start])
        owner = _find_owner(above[-1].ref, passages) if above else None
        if above and above[-1].ref.steps[-1].unit in (Unit.ANNEX, Unit.PART):
            owner = None  # the document itself
        if owner is None and run.unit in _OF_A_LIST and not run.numbered:
            return None  # 最后一项 of which list
        counted = _list_level(run, passages, owner)
        if counted:
            where = f"《{document.title}》" + (owner.label.replace(" › ", "") if owner else "")
            text = inquiry.understanding.text
            named = _cut(run, counted, where, text[run.start : run.end])
            return _go_below(named, text[run.end :], passages)
    return None


_OF = re.compile(r"[的里中之下内、， ]*")


def _go_below(named: NamedRun, rest: str, passages: Sequence[Passage]) -> NamedRun:
    """The clause below the one of the run that is named next: 最后一部分的（二）."""
    reference = next(iter(find_references(rest)), None)
    if reference is None or len(named.clauses) != 1 or not _OF.fullmatch(rest, 0, reference.start):
        return named
    above = named.clauses[0]
    inside = [p for p in passages if p.id != above.id and above.span.contains(p.span)]
    level = [p for p in inside if p.parent == above.id]
    below = _find_owner(reference.ref, inside) or _find_place(reference.ref, level)
    return replace(
        named,
        where=f"{named.where}{above.label.replace(' › ', '')}",
        words=reference.text,
        unit="项",
        clauses=(below,) if below is not None else (),
        last=tuple(level[-1:]) or named.last,
        total=len(level),
    )


def _find_place(ref: PartialRef, level: Sequence[Passage]) -> Passage | None:
    """The clause at the place that is said for a number: 最后一章的第一条 may be its 第七条."""
    place = ref.steps[-1].value
    return level[place - 1] if len(ref.steps) == 1 and place <= len(level) else None


def find_owners(inquiry: Inquiry) -> list[StoredDocument]:
    """The documents of which the question may mean the run: those named, else all that are held."""
    documents = inquiry.documents()
    # The parts of a compilation stand by themselves: it has no clauses of its own.
    whole = {d.id for d in documents if d.clause_count}
    return [d for d in documents if d.id in whole and d.parent_id not in whole]


def _find_owner(ref: PartialRef, passages: Sequence[Passage]) -> Passage | None:
    scored = [
        (matches(ref, ClauseRef.parse(p.label)), p)
        for p in passages
        if isinstance(p.kind, ClauseKind)
    ]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _list_level(
    run: Run, passages: Sequence[Passage], owner: Passage | None
) -> tuple[Passage, ...]:
    """The clauses that are counted: those with the unit that the document numbers most with."""
    clauses = [p for p in passages if p.kind is ClauseKind.CLAUSE]
    if run.unit == STAGE:
        clauses = _find_stages(clauses)
    if owner is not None:
        clauses = [p for p in clauses if p.id != owner.id and owner.span.contains(p.span)]
    steps = [(p, _read_step(p)) for p in clauses]
    for unit in _UNITS[run.unit]:
        level = [(p, step) for p, step in steps if step is not None and step.unit is unit]
        counted = _longest(level)
        if len(counted) > 1 or (counted and owner is not None):
            return counted
    return ()


def _find_stages(clauses: Sequence[Passage]) -> list[Passage]:
    """The clauses that are called stages; else those of the clause that tells the steps."""
    called = [p for p in clauses if _IS_STAGE.match(p.own_text)]
    telling = {p.id for p in clauses if _TELLS_STEPS.search(p.heading or "")}
    return called or [p for p in clauses if p.parent in telling]


_TELLS_STEPS = re.compile(r"步骤|进度|阶段|时间安排|时序")


def _read_step(passage: Passage) -> Step | None:
    return read_label(ClauseRef.parse(passage.label).labels[-1])


def _longest(level: Sequence[tuple[Passage, Step]]) -> tuple[Passage, ...]:
    """The longest of several rows of rising numbers, as of a measure and of the notes on it."""
    best: list[Passage] = []
    current: list[Passage] = []
    number = 0
    for passage, step in level:
        if step.value < number or (current and step.value == number and not step.inserted):
            current = []
        current.append(passage)
        number = step.value
        if len(current) > len(best):
            best = list(current)
    return tuple(best)


def _cut(run: Run, counted: tuple[Passage, ...], where: str, words: str) -> NamedRun:
    total = len(counted)
    if run.numbered:
        steps = [(p, _read_step(p)) for p in counted]
        chosen = tuple(
            p for p, step in steps if step is not None and run.first <= step.value <= run.last
        )
        wanted = run.last - run.first + 1
    elif not run.first:
        chosen = counted[total // 2 : total // 2 + 1] if total % 2 else ()
        wanted = 1
    elif run.first > 0:
        chosen = counted[run.first - 1 : run.last]
        wanted = run.last - run.first + 1
    else:
        start = total + run.first
        chosen = counted[max(0, start) : total + run.last + 1]
        wanted = run.last - run.first + 1
        chosen = () if total + run.last < 0 else chosen
    return NamedRun(
        where=where,
        words=words,
        unit={"步": "项", STAGE: f"个{STAGE}"}.get(run.unit, run.unit),
        clauses=chosen,
        last=counted[-1:],
        total=total,
        complete=len(chosen) >= wanted,
    )
