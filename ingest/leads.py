"""Unnumbered passages (leads): titles, the covering notice, preamble, signature, tail."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.breaks import PageMarks, cut_lines
from ingest.clean import Line, ends_sentence, split_lines
from ingest.model import SITE_TEXT, Lead, LeadKind, LeftOut, Span
from ingest.site import is_page_number
from ingest.titles import TitleBlock, find_title_blocks, reads_as_sentence

_NOTICE = re.compile(
    r"印发给你们|现(?:将|予)[^。]{0,80}(?:印发|发布|公布|通知)|通知如下|遵照执行|贯彻(?:执行|落实)。$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of the document before its leads are read."""

    clauses: tuple[Span, ...]  # top-level clauses and other sections, in order
    first: int  # where they begin: the measure's own, where a notice lists annexes above it
    tables: tuple[Span, ...]  # those whose rows stand outside any clause
    signatures: tuple[Span, ...]
    closings: tuple[Span, ...]  # 抄送 and the like
    contents: tuple[Span, ...]  # tables of contents
    site: tuple[Span, ...]
    markup: tuple[Span, ...]  # signs of Markdown headings, comments
    pages: PageMarks


@dataclass(frozen=True, slots=True)
class Passages:
    """The leads of a document with its titles, and what was left out of it."""

    leads: tuple[Lead, ...]
    left_out: tuple[LeftOut, ...]
    title: str | None
    notice_title: str | None


def read_passages(text: str, folded: str, span: Span, around: Surroundings) -> Passages:
    """Every unnumbered character of `span` as a lead or as left out, with a reason."""
    left_out = [LeftOut(part, SITE_TEXT) for part in around.site]
    left_out += [LeftOut(part, "目录") for part in around.contents]
    taken = sorted([*around.clauses, *around.tables, *around.site, *around.contents])
    for reason, parts in (
        ("标记符号", around.markup),
        ("页码", around.pages.numbers),
        ("页眉", around.pages.heads),
    ):
        left_out += [LeftOut(part, reason) for part in parts if not covers(taken, part.start)]
    lines: list[Line] = []
    for gap in find_gaps(span, taken):
        above = ""
        for line in cut_lines(split_lines(folded, gap.start, gap.end)):
            numbered, above = is_page_number(line, above), line.text
            if numbered:
                left_out.append(LeftOut(Span(line.start, line.end), "页码"))
            else:
                lines.append(line)
    first = around.first
    before = [line for line in lines if line.start < first]
    higher = [line for line in before if not around.tables or line.start < around.tables[0].start]
    blocks = _find_titles(text, higher, around)
    if not any(block.title for block in blocks):
        blocks = _find_titles(text, before, around)
    reader = _Reader(text, around, blocks, first)
    leads = reader.read(lines)
    left_out.sort(key=lambda part: part.span)
    title, notice_title = _name(blocks)
    return Passages(tuple(leads), tuple(left_out), title, notice_title)


def covers(spans: Sequence[Span], position: int) -> bool:
    """Whether one of the spans, which are in order and apart, holds the position."""
    index = bisect_right(spans, position, key=lambda span: span.start) - 1
    return index >= 0 and position < spans[index].end


def find_gaps(span: Span, taken: Sequence[Span]) -> list[Span]:
    """The stretches of `span` that none of the spans in order covers."""
    gaps: list[Span] = []
    position = span.start
    for part in taken:
        if part.start > position:
            gaps.append(Span(position, min(part.start, span.end)))
        position = max(position, part.end)
    if position < span.end:
        gaps.append(Span(position, span.end))
    return gaps


def _find_titles(text: str, lines: Sequence[Line], around: Surroundings) -> tuple[TitleBlock, ...]:
    marked = sorted([*around.signatures, *around.closings])
    blocks: list[TitleBlock] = []
    group: list[Line] = []
    for line in lines:
        if covers(marked, line.start):
            blocks += find_title_blocks(text, group)
            group = []
        else:
            group.append(line)
    blocks += find_title_blocks(text, group)
    return tuple(blocks)


def _name(blocks: Sequence[TitleBlock]) -> tuple[str | None, str | None]:
    """Title and covering notice's title."""
    titled = [block for block in blocks if block.title]
    notice = next((block.title for block in titled if block.is_notice), None)
    # The title stands directly above the preamble, so the last one counts.
    title = next((block.title for block in reversed(titled) if not block.is_notice), None)
    return (notice, None) if title is None else (title, notice)


class _Reader:
    """Gives each unnumbered line its kind and joins the lines of one paragraph."""

    def __init__(
        self, text: str, around: Surroundings, blocks: Sequence[TitleBlock], first: int
    ) -> None:
        self._text = text
        self._around = around
        self._blocks = [
            block
            for block in blocks
            if block.title
            or (
                block is blocks[0]
                and not reads_as_sentence(text[block.start : block.end].split("\n")[0])
            )
        ]
        self._block_starts = [block.start for block in self._blocks]
        self._first = first
        last = around.clauses[-1].end if around.clauses else 0
        self._last = last
        self._notice_start, self._notice_end = self._bound_notice()

    def _bound_notice(self) -> tuple[int, int]:
        notice = next((block for block in self._blocks if block.is_notice), None)
        if notice is None:
            ends = [part.end for part in self._around.signatures if part.end <= self._first]
            titled = [block for block in self._blocks if block.title]
            if ends and self._around.clauses and any(block.start > ends[-1] for block in titled):
                return 0, ends[-1]
            return 0, 0
        measure = next(
            (block for block in self._blocks if block.start > notice.end and block.title), None
        )
        return notice.start, measure.start if measure is not None else self._first

    def read(self, lines: Sequence[Line]) -> list[Lead]:
        pieces: list[tuple[LeadKind, int, int, bool]] = []
        for line in lines:
            for kind, start, end in self._divide(line):
                complete = ends_sentence(line.text) or line.text.endswith(":")
                if pieces and self._continues(pieces[-1], kind, start):
                    pieces[-1] = (kind, pieces[-1][1], end, complete)
                else:
                    pieces.append((kind, start, end, complete))
        return [
            Lead(kind, Span(start, end), self._text[start:end]) for kind, start, end, _ in pieces
        ]

    def _continues(
        self, piece: tuple[LeadKind, int, int, bool], kind: LeadKind, start: int
    ) -> bool:
        same, _, end, complete = piece
        if same is not kind or self._text[end:start].strip():
            return False
        return kind in (LeadKind.TITLE, LeadKind.SIGNATURE) or not complete

    def _divide(self, line: Line) -> list[tuple[LeadKind, int, int]]:
        """The line's pieces: a flattened title and the text behind it are two."""
        index = bisect_right(self._block_starts, line.start) - 1
        block = self._blocks[index] if index >= 0 else None
        if block is None or line.start >= block.end:
            return [(self._sort(line), line.start, line.end)]
        if block.end >= line.end:
            return [(LeadKind.TITLE, line.start, line.end)]
        start = block.end
        while self._text[start].isspace():
            start += 1
        rest = Line(start, line.end, line.text[start - line.start :])
        return [(LeadKind.TITLE, line.start, block.end), (self._sort(rest), start, line.end)]

    def _sort(self, line: Line) -> LeadKind:
        around = self._around
        if covers(around.signatures, line.start):
            return LeadKind.SIGNATURE
        if self._notice_start <= line.start < self._notice_end:
            return LeadKind.NOTICE
        if covers(around.closings, line.start):
            return LeadKind.TAIL
        if not around.clauses:
            return LeadKind.NOTICE if _NOTICE.search(line.text) else LeadKind.BODY
        if line.start >= self._last:
            return LeadKind.TAIL
        return LeadKind.PREAMBLE if line.start < self._first else LeadKind.TAIL
