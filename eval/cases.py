"""Question sets and answer files as values.

A question set is JSON lines, one question each, with verbatim gold quotes; an answer file is
what `policy-assistant answer` writes.
"""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.model import Turn

T = TypeVar("T")


class EvalError(Exception):
    """Root of what can go wrong in a measurement; `message_zh` is what a person is shown."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


class QuestionSetError(EvalError):
    """A file of questions, answers or gold marks that is not in its form."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document, verbatim; `doc` is the beginning of its file name."""

    doc: str
    locator: str
    text: str


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote that an answer should cite, or any of its alternatives instead."""

    quote: Quote
    alternatives: tuple[Quote, ...] = ()
    keys: tuple[str, ...] = ()  # any of them names this entry of a list; (): the quote does

    @property
    def variants(self) -> tuple[Quote, ...]:
        """The quote and what may stand for it."""
        return (self.quote, *self.alternatives)


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what a good answer cites, says and does not say."""

    id: str
    type: str
    question: str
    answerable: bool
    persona: str = ""
    history: tuple[Turn, ...] = ()
    gold: tuple[GoldQuote, ...] = ()
    tolerated: tuple[Quote, ...] = ()  # right to cite, though not asked for
    must_include: tuple[tuple[str, ...], ...] = ()  # of each group one
    must_not_include: tuple[str, ...] = ()
    unless_mentions: tuple[str, ...] = ()  # names of the document that a trap's words come from
    accept_denial: bool = False
    trap: bool = False
    as_of: datetime.date | None = None
    split: str = "open"  # "held": put away until the end
    note: str = ""

    @property
    def docs(self) -> frozenset[str]:
        """The ids of the documents that the case quotes."""
        quotes = [v for g in self.gold for v in g.variants]
        return frozenset(quote.doc for quote in (*quotes, *self.tolerated))


@dataclass(frozen=True, slots=True)
class CitedText:
    """A citation as the answer file gives it."""

    doc: str  # file name
    text: str  # the whole clause
    title: str = ""
    label: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """An answer by any system, in the form of the answer file."""

    id: str
    answer: str
    refused: bool
    reason: str | None = None
    citations: tuple[CitedText, ...] = ()
    notices: tuple[str, ...] = ()


def load_cases(path: Path, *, split: str | None = None) -> tuple[Case, ...]:
    """The questions of a file in its order; those of one split where it is named."""
    cases = tuple(_read_rows(path, _parse_case))
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise _bad_file(path, f"the id {case.id!r} stands twice")
        seen.add(case.id)
    return tuple(case for case in cases if split is None or case.split == split)


def parse_answer(row: Mapping[str, Any]) -> AnsweredQuestion:
    """One line of an answer file."""
    return AnsweredQuestion(
        id=str(row["id"]),
        answer=str(row.get("answer") or ""),
        refused=bool(row.get("refused")),
        reason=row.get("reason"),
        citations=tuple(_parse_citation(c) for c in row.get("citations") or ()),
        notices=tuple(n if isinstance(n, str) else n["text"] for n in row.get("notices") or ()),
    )


def format_answer(answer: AnsweredQuestion) -> dict[str, Any]:
    """One line of an answer file, ready for JSON."""
    return {
        "id": answer.id,
        "answer": answer.answer,
        "refused": answer.refused,
        "reason": answer.reason,
        "citations": [
            {
                "doc": c.doc,
                "title": c.title,
                "label": c.label,
                "text": c.text,
                "quote": c.quote,
                "start": c.start,
                "end": c.end,
            }
            for c in answer.citations
        ],
        "notices": list(answer.notices),
    }


def read_json_lines(path: Path) -> tuple[dict[str, Any], ...]:
    """The objects of a JSON-lines file; raises QuestionSetError naming the bad line."""
    return tuple(_read_rows(path, dict))


def _read_rows(path: Path, parse: Callable[[Mapping[str, Any]], T]) -> Iterator[T]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad_file(path, f"cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield parse(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _bad_file(path, f"line {number}: {type(error).__name__} {error}") from error


def _parse_case(row: Mapping[str, Any]) -> Case:
    related = (*row.get("related", ()), *row.get("pointer", ()))
    as_of = row.get("as_of")
    return Case(
        id=str(row["id"]),
        type=str(row["type"]),
        question=str(row["question"]),
        answerable=bool(row["answerable"]),
        persona=str(row.get("persona", "")),
        history=tuple(Turn(t["user"], t.get("assistant", "")) for t in row.get("history", ())),
        gold=tuple(_parse_gold(g) for g in row["gold"]),
        tolerated=tuple(_parse_quote(q) for q in related),
        must_include=tuple(_parse_words(group) for group in row["must_include"]),
        must_not_include=tuple(row.get("must_not_include", ())),
        unless_mentions=tuple(row.get("unless_mentions", ())),
        accept_denial=bool(row.get("accept_denial")),
        trap=row["type"] == "jurisdiction_trap" or bool(row.get("trap")),
        as_of=None if as_of is None else datetime.date.fromisoformat(as_of),
        split=str(row.get("split", "open")),
        note=str(row.get("note", "")),
    )


def _parse_quote(row: Mapping[str, Any]) -> Quote:
    return Quote(str(row["doc"]), str(row["locator"]), str(row["quote"]))


def _parse_gold(row: Mapping[str, Any]) -> GoldQuote:
    return GoldQuote(
        quote=_parse_quote(row),
        alternatives=tuple(_parse_quote(a) for a in row.get("alts", ())),
        keys=_parse_words(row.get("key") or ()),
    )


def _parse_words(words: str | Iterable[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def _parse_citation(row: Mapping[str, Any] | str) -> CitedText:
    if isinstance(row, str):
        return CitedText(doc="", text=row)
    return CitedText(
        doc=str(row.get("doc") or ""),
        text=str(row.get("text") or ""),
        title=str(row.get("title") or ""),
        label=str(row.get("label") or ""),
        quote=str(row.get("quote") or ""),
        start=int(row.get("start") or 0),
        end=int(row.get("end") or 0),
    )


def _bad_file(path: Path, found: str) -> QuestionSetError:
    return QuestionSetError(
        f"reading {path.name!r}: {found}", message_zh=f"文件“{path.name}”格式不对：{found}"
    )
