"""One file's text split into its documents, each with its clauses and leads."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ingest.annexes import AnnexList, find_annexes
from ingest.breaks import cut_lines, find_page_marks, plain_brackets, restore_breaks
from ingest.clean import Line, find_markup, fold, split_lines, strip_range
from ingest.exchanges import find_exchanges, list_lines, mask_exchanges, place_exchanges
from ingest.gaps import infer_missing
from ingest.headings import find_heading
from ingest.leads import Surroundings, covers, find_gaps, read_passages
from ingest.marks import Style
from ingest.model import Clause, ClauseKind, Lead, LeftOut, Span
from ingest.references import ClauseRef
from ingest.row_subjects import name_articles, name_rows
from ingest.rows import Table, attach_rows, find_row_heading, find_tables, mask_tables
from ingest.sections import (
    Head,
    find_closing_lines,
    find_contents,
    find_imprint,
    find_parts,
    find_signatures,
)
from ingest.site import find_site_text
from ingest.structure import Draft, build_tree
from ingest.tails import cut_end, find_closing, move_tails
from ingest.titles import find_issued, find_table_title, find_title_blocks, measure_run_in

_Placed = TypeVar("_Placed", Line, Span, Table)


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
    """The documents of `text`: every non-blank character is in a clause, a lead or left out.

    A covering notice and the measure that it issues are one document; numbered annexes with
    their text and the parts of a compilation are documents of their own. Top-level clauses,
    leads and left-out spans do not overlap. Never raises; linear in the text's length.
    """
    return _Splitter(text).split()


class _Splitter:
    """Reads one text; each method fills in the next layer of the outline."""

    def __init__(self, text: str) -> None:
        self._text = text
        folded = fold(text)
        self._pages = find_page_marks(folded)
        folded = _blank_out(folded, sorted([*self._pages.numbers, *self._pages.heads]))
        folded = plain_brackets(restore_breaks(folded))
        self._tables: Sequence[Table] = find_tables(cut_lines(split_lines(folded)))
        folded = mask_tables(folded, self._tables)  # what a table holds is no number
        self._markup = tuple(Span(*place) for place in find_markup(folded))
        self._folded = _blank_out(folded, self._markup)
        self._site: tuple[Span, ...] = ()
        self._contents: tuple[Span, ...] = ()
        self._asked = 0  # questions with their answers found so far
        self._used: Counter[tuple[str, ...]] = Counter()

    def split(self) -> SplitText:
        lines = cut_lines(split_lines(self._folded))
        self._site = site = find_site_text(lines)
        body = _without(lines, site)
        self._contents = find_contents(body)
        body = _without(body, self._contents)
        self._tables = _without(self._tables, sorted([*site, *self._contents]))
        parts = find_parts(body)
        end = body[-1].end if body else 0
        main_end = parts[0].start if parts else end
        main_lines = [line for line in body if line.start < main_end]
        heads, lists = find_annexes(self._folded, main_lines)
        heads = self._drop_issued(heads, main_lines, lists)
        if len(heads) == 1 and not parts and heads[0].start == body[0].start:
            heads = ()  # a file that holds nothing but 附件4 is about that
        own_end = heads[0].start if heads else main_end
        annexed = self._find_annexed(main_lines, own_end, heads[-1].text_start) if heads else end
        starts = [*(head.start for head in heads), min(main_end, annexed)]
        roots = [
            self._make_annex(head, starts[index + 1], body) for index, head in enumerate(heads)
        ]
        starts = [*(head.start for head in parts), end]
        roots += [
            self._make_part(head, starts[index + 1], body) for index, head in enumerate(parts)
        ]
        main, left_out = self._make_main(own_end, main_lines, lists, site, roots)
        sketches = [main]
        sketches += [self._make_sketch(root) for root in roots]
        if self._tables and (articles := name_articles(main.clauses)):
            sketches = [replace(s, clauses=name_rows(s.clauses, articles)) for s in sketches]
        return SplitText(tuple(sketches), left_out)

    def _find_annexed(self, lines: Sequence[Line], own_end: int, least: int) -> int:
        """Where the last annex ends: at the imprint, or at a signature that nothing above bears."""
        imprint = find_imprint(lines)
        end = imprint
        last = [line for line in lines if line.end <= imprint]
        if last and not find_signatures([line for line in lines if line.start < own_end]):
            signed = find_signatures(last)
            end = signed[-1].start if signed and signed[-1].end == last[-1].end else end
        return max(least, end)

    def _drop_issued(
        self, heads: Sequence[Head], lines: Sequence[Line], lists: Sequence[AnnexList]
    ) -> tuple[Head, ...]:
        """The annexes without a bare 附件 that heads the very measure a notice issues."""
        if not heads or heads[0].label != "附件":
            return tuple(heads)
        own = [line for line in lines if line.start < heads[0].start]
        if own and self._build(own[0].start, heads[0].start, own, lists):
            return tuple(heads)
        return tuple(heads[1:])

    def _make_main(
        self,
        own_end: int,
        lines: Sequence[Line],
        lists: Sequence[AnnexList],
        site: Sequence[Span],
        roots: Sequence[Draft],
    ) -> tuple[DocumentSketch, tuple[LeftOut, ...]]:
        own = [line for line in lines if line.start < own_end]
        low = max((part.end for part in site if part.end <= own_end and own), default=0)
        low = min(low, own_end) if any(line.start >= low for line in own) else 0
        low = max(low, find_issued(own, find_signatures(own)))
        drafts = self._build(low, own_end, own, lists) if own else []
        tops = [Span(draft.start, draft.end) for draft in drafts]
        tops += [Span(root.start, root.end) for root in roots]
        tables = _slice(self._tables, 0, own_end)
        drafts = attach_rows(drafts, tables)
        clauses = self._finish(drafts, ())
        tabular = (ClauseKind.ROW, ClauseKind.TABLE)
        outer = {draft.start for draft in drafts if draft.kind in tabular}
        outer_tables = [Span(t.start, t.end) for t in tables if t.start in outer]
        whole = Span(0, len(self._text))
        around = Surroundings(
            tuple(tops),
            _find_first(drafts, tops, len(self._text)),
            tuple(outer_tables),
            find_signatures(own) or find_signatures(lines),
            find_closing_lines(own),
            tuple(part for part in self._contents if not covers(tops, part.start)),
            tuple(site),
            self._markup,
            self._pages,
        )
        passages = read_passages(self._text, self._folded, whole, around)
        sketch = DocumentSketch(
            None, None, whole, passages.title, passages.notice_title, clauses, passages.leads
        )
        return sketch, passages.left_out

    def _make_part(self, head: Head, limit: int, body: Sequence[Line]) -> Draft:
        root = self._make_root(head, limit)
        lines = _slice(body, root.text_start, root.end)
        heads, lists = find_annexes(self._folded, lines)
        own_end = heads[0].start if heads else root.end
        root.children = self._build(root.text_start, own_end, lines, lists)
        starts = [*(annex.start for annex in heads), root.end]
        root.children += [
            self._make_annex(annex, starts[index + 1], lines) for index, annex in enumerate(heads)
        ]
        return root

    def _make_annex(self, head: Head, limit: int, body: Sequence[Line]) -> Draft:
        root = self._make_root(head, limit)
        begin, _ = strip_range(self._folded, root.text_start, root.end)
        lines = _slice(body, root.start, root.end)
        children = self._build(root.text_start, root.end, lines, ())
        # A table's numbered rows are no clauses; sections with headings are, whatever the title.
        tabular = find_table_title(self._folded, begin, root.end) > begin
        starts = {line.start for line in lines}
        sections = all(_is_section(draft, starts) for draft in children)
        if not tabular or sections or _are_sentences(self._folded, children):
            root.children = children
        return root

    def _make_root(self, head: Head, limit: int) -> Draft:
        _, stop = strip_range(self._folded, head.start, limit)
        start = min(head.text_start, stop)
        return Draft(head.label, head.start, start, stop, None, 0, kind=head.kind)

    def _build(
        self, start: int, end: int, lines: Sequence[Line], lists: Sequence[AnnexList]
    ) -> list[Draft]:
        """The clauses and annex list items of a region, in reading order."""
        inner = [part for part in lists if start <= part.span.start < end]
        cuts = [part.span for part in inner]
        own = _slice(lines, start, end)
        cuts += [*find_signatures(own), *find_closing_lines(own)]
        cuts += [*_slice(self._contents, start, end), *_slice(self._site, start, end)]
        drafts: list[Draft] = []
        for region in find_gaps(Span(start, end), sorted(cuts)):
            drafts += self._build_region(region)
        for part in inner:
            drafts += part.items
        drafts.sort(key=lambda draft: draft.start)
        return drafts

    def _build_region(self, region: Span) -> list[Draft]:
        start, end = strip_range(self._folded, region.start, region.end)
        exchanges = find_exchanges(list_lines(self._folded, start, end))
        outer = mask_exchanges(self._folded, exchanges) if exchanges else self._folded
        drafts = build_tree(outer, start, end)
        drafts = infer_missing(outer, drafts, start, end)
        if exchanges:
            drafts = place_exchanges(self._folded, drafts, exchanges, self._asked)
            self._asked += len(exchanges)
        move_tails(self._folded, drafts)
        if drafts:
            closing = find_closing(self._folded, drafts, drafts[-1].end)
            cut_end(self._folded, drafts, closing)
        return drafts

    def _make_sketch(self, root: Draft) -> DocumentSketch:
        root.children = attach_rows(root.children, _slice(self._tables, root.start, root.end))
        clauses = self._finish([root], ())
        title = clauses[0].heading or None
        return DocumentSketch(root.label, 0, Span(root.start, root.end), title, None, clauses, ())

    def _finish(self, drafts: Sequence[Draft], above: tuple[str, ...]) -> tuple[Clause, ...]:
        clauses: list[Clause] = []
        self._add(clauses, drafts, above, None)
        return tuple(clauses)

    def _add(
        self,
        clauses: list[Clause],
        drafts: Sequence[Draft],
        above: tuple[str, ...],
        parent: int | None,
    ) -> None:
        for draft in drafts:
            path = (*above, draft.above, draft.label) if draft.above else (*above, draft.label)
            self._used[path] += 1
            words = self._text if draft.kind is ClauseKind.TABLE else self._folded
            _, own_end = strip_range(words, draft.start, draft.own_end())
            clauses.append(
                Clause(
                    ref=ClauseRef(path, self._used[path]),
                    kind=draft.kind,
                    heading=self._find_heading(draft),
                    span=Span(draft.start, draft.end),
                    own_end=own_end,
                    parent=parent,
                    inferred=draft.inferred,
                    text=self._text[draft.start : draft.end],
                    columns=draft.columns,
                )
            )
            self._add(clauses, draft.children, path, len(clauses) - 1)

    def _find_heading(self, draft: Draft) -> str:
        if draft.heading_end:
            return re.sub(r"\s*\n\s*", "", self._text[draft.text_start : draft.heading_end]).strip()
        if draft.kind is ClauseKind.CLAUSE:
            return find_heading(self._text, self._folded, draft)
        if draft.kind is ClauseKind.TABLE:
            return "、".join(draft.columns)
        if draft.kind is ClauseKind.ROW:
            return find_row_heading(self._text[draft.start : draft.end], draft.columns)
        if draft.kind is ClauseKind.ANNEX_LIST_ITEM:
            return self._text[draft.text_start : draft.end].strip(" 、.\n\t")
        return self._find_section_title(draft)

    def _find_section_title(self, root: Draft) -> str:
        begin, end = strip_range(self._folded, root.text_start, root.own_end())
        stop = find_table_title(self._folded, begin, end)
        if stop > begin:
            return self._text[begin:stop]
        lines = list(split_lines(self._folded, begin, min(end, begin + 4000)))
        if root.kind is ClauseKind.PART and len(lines) > 1:
            lines = lines[1:]  # 篇一:… repeats the compilation's title
        titles = [block.title for block in find_title_blocks(self._text, lines) if block.title]
        if titles or root.kind is not ClauseKind.ANNEX or not lines:
            return titles[-1] if titles else ""
        start = lines[0].start
        first = self._folded[start : root.end].split("\n", 1)[0].rstrip()
        return self._text[start : start + measure_run_in(first)].rstrip("：:")


def _find_first(drafts: Sequence[Draft], tops: Sequence[Span], end: int) -> int:
    """Where the clauses begin: what lists a notice's annexes is none, if others follow it."""
    kinds = (ClauseKind.CLAUSE, ClauseKind.TABLE, ClauseKind.ROW)
    own = next((draft.start for draft in drafts if draft.kind in kinds), None)
    return own if own is not None else tops[0].start if tops else end


def _blank_out(folded: str, spans: Sequence[Span]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (folded[position : span.start], " " * len(span))
        position = span.end
    return "".join((*pieces, folded[position:]))


def _is_section(draft: Draft, line_starts: set[int]) -> bool:
    return draft.style is not None and draft.style <= Style.COMMA and draft.start in line_starts


def _are_sentences(folded: str, drafts: Sequence[Draft]) -> bool:
    """Whether each is a sentence, as notes on filling in a table are, and no row of one."""
    ends = [folded[draft.start : draft.end].rstrip()[-1:] for draft in drafts]
    return len(ends) > 1 and all(end in ("。", ";") for end in ends)


def _slice(found: Sequence[_Placed], start: int, end: int) -> Sequence[_Placed]:
    """Those that begin in the range, of things in order."""
    first = bisect_left(found, start, key=lambda one: one.start)
    return found[first : bisect_left(found, end, lo=first, key=lambda one: one.start)]


def _without(lines: Sequence[_Placed], spans: Sequence[Span]) -> list[_Placed]:
    """The lines or tables that no span covers; both in order."""
    kept: list[_Placed] = []
    index = 0
    for line in lines:
        while index < len(spans) and spans[index].end <= line.start:
            index += 1
        if index == len(spans) or line.start < spans[index].start:
            kept.append(line)
    return kept
