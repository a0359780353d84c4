"""How exactly the parser sees documents, against marks made by hand.

Gold structure and gold metadata are JSON lines; `doc` is the beginning of a file name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import QuestionSetError, read_json_lines
from eval.measures import find_doc
from ingest.model import DocumentMetadata, ParsedFile, PolicyDocument


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered unit as marked or as parsed; offsets into the file's text, ends exclusive."""

    doc: str
    labels: tuple[str, ...]
    start: int
    end: int
    own_end: int
    leaf: bool
    inferred: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, and the first words of each that was missed."""

    name: str
    met: int
    of: int
    missed: tuple[str, ...] = ()

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of nothing."""
        return self.met / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class StructureReport:
    """Shares over all gold units; `extra` are parsed units that no gold unit starts with."""

    shares: tuple[Share, ...]
    by_doc: Mapping[str, tuple[Share, ...]]
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldMetadata:
    """What one document says of itself, marked by hand; only the fields given are judged."""

    doc: str
    part: str | None
    fields: Mapping[str, str | None]
    title_in_source: str | None = None  # as printed, where the title was put right by hand


# A gold unit against the parsed unit that starts where it does.
_CHECKS: Mapping[str, Callable[[Unit, Unit], bool]] = {
    "path": lambda gold, found: found.labels == gold.labels,
    "end": lambda gold, found: found.end == gold.end,
    "own_end": lambda gold, found: found.own_end == gold.own_end,
    "inferred": lambda gold, found: found.inferred == gold.inferred,
}


def load_gold_structure(path: Path) -> tuple[Unit, ...]:
    """The marked units of a gold_structure.jsonl in its order."""
    try:
        return tuple(
            Unit(
                doc=row["doc"],
                labels=tuple(row["level_path"]),
                start=row["start"],
                end=row["end"],
                own_end=row["own_end"],
                leaf=row["leaf"],
                inferred=bool(row.get("number_missing")),
            )
            for row in read_json_lines(path)
        )
    except KeyError as error:
        raise _bad_gold(path, error) from error


def find_units(doc: str, parsed: ParsedFile) -> tuple[Unit, ...]:
    """All clauses of all documents of a file, annexes and parts included, by position."""
    units = [
        Unit(
            doc=doc,
            labels=clause.ref.labels,
            start=clause.span.start,
            end=clause.span.end,
            own_end=clause.own_end,
            leaf=clause.own_end == clause.span.end,
            inferred=clause.inferred,
        )
        for document in parsed.documents
        for clause in document.clauses
    ]
    return tuple(sorted(units, key=lambda unit: (unit.start, -unit.end)))


def measure_structure(gold: Sequence[Unit], files: Iterable[ParsedFile]) -> StructureReport:
    """The shares start, path, end, own_end, inferred and whole (all of them, leaves only)."""
    docs = {unit.doc for unit in gold}
    found: dict[str, tuple[Unit, ...]] = dict.fromkeys(docs, ())
    for parsed in files:
        doc = find_doc(parsed.file_name, docs)
        if doc is not None:
            found[doc] = find_units(doc, parsed)
    starts = {(unit.doc, unit.start) for unit in gold}
    extra = tuple(
        _name_unit(unit)
        for doc in sorted(docs)
        for unit in found[doc]
        if (doc, unit.start) not in starts
    )
    by_doc = {doc: _measure_units([u for u in gold if u.doc == doc], found) for doc in sorted(docs)}
    return StructureReport(_measure_units(gold, found), by_doc, extra)


def _measure_units(
    gold: Sequence[Unit], found: Mapping[str, tuple[Unit, ...]]
) -> tuple[Share, ...]:
    at_start = _pair_units(gold, found)
    shares = [_make_share("start", gold, lambda unit: unit in at_start)]
    for name, check in _CHECKS.items():
        met = {unit for unit, parsed in at_start.items() if check(unit, parsed)}
        shares.append(_make_share(name, gold, met.__contains__))
    whole = {
        unit
        for unit, parsed in at_start.items()
        if parsed.labels == unit.labels and parsed.end == unit.end
    }
    leaves = [unit for unit in gold if unit.leaf]
    return (*shares, _make_share("whole leaf with path", leaves, whole.__contains__))


def _pair_units(gold: Sequence[Unit], found: Mapping[str, tuple[Unit, ...]]) -> dict[Unit, Unit]:
    """Each gold unit with the parsed unit at its start, the one with its path first."""
    at: dict[tuple[str, int], list[Unit]] = {}
    for units in found.values():
        for unit in units:
            at.setdefault((unit.doc, unit.start), []).append(unit)
    return {
        unit: max(at[unit.doc, unit.start], key=lambda parsed: parsed.labels == unit.labels)
        for unit in gold
        if (unit.doc, unit.start) in at
    }


def _make_share(name: str, gold: Sequence[Unit], met: Callable[[Unit], bool]) -> Share:
    missed = tuple(_name_unit(unit) for unit in gold if not met(unit))
    return Share(name, len(gold) - len(missed), len(gold), missed)


def _name_unit(unit: Unit) -> str:
    return f"{unit.doc} {' › '.join(unit.labels)} @{unit.start}"


# Plain fields by the names of gold_metadata.jsonl.
_FIELDS: Mapping[str, Callable[[DocumentMetadata], object]] = {
    "title": lambda m: m.title,
    "notice_title": lambda m: m.notice_title,
    "issuing_body": lambda m: m.issuing_body,
    "document_number": lambda m: m.document_number,
    "issue_date": lambda m: m.issue_date,
    "publish_date": lambda m: m.publish_date,
    "effective_from": lambda m: m.effective_from,
    "effective_to": lambda m: m.effective_to,
    "status": lambda m: m.status,
    "province": lambda m: m.region.province,
    "city": lambda m: m.region.city,
    "county": lambda m: m.region.county,
    "plan_from": lambda m: m.plan_from,
    "plan_to": lambda m: m.plan_to,
    "cited_numbers": lambda m: ";".join(sorted(m.cited_numbers)) or None,
}
_REMARK = re.compile(r"^(?P<value>.*?) ?\((?P<remark>[^()]*)\)$")
_BLANK = re.compile(r"\s+")
_BRACKETS = str.maketrans("〔〕", "()")  # NFKC leaves them


def load_gold_metadata(path: Path) -> tuple[GoldMetadata, ...]:
    """The marked documents of a gold_metadata.jsonl in its order."""
    try:
        return tuple(
            GoldMetadata(row["doc"], row["part"], _read_fields(row))
            for row in read_json_lines(path)
        )
    except KeyError as error:
        raise _bad_gold(path, error) from error


def _read_fields(row: Mapping[str, Any]) -> dict[str, str | None]:
    fields = {name: row[name] for name in _FIELDS if name in row and name != "cited_numbers"}
    fields |= row.get("region", {})
    if "cited_numbers" in row:
        fields["cited_numbers"] = ";".join(sorted(row["cited_numbers"])) or None
    if "plan_period" in row:
        first, _, last = row["plan_period"].rpartition("/" if "/" in row["plan_period"] else "-")
        fields |= {"plan_from": first, "plan_to": last}
    return fields


def measure_metadata(
    gold: Sequence[GoldMetadata], files: Iterable[ParsedFile]
) -> tuple[Share, ...]:
    """One share per field, then the share over all fields, last.

    A gold value that is only a remark in brackets is not judged; one followed by a remark may
    also be missing (the text hints at it and does not say it).
    """
    docs = {marked.doc for marked in gold}
    documents: dict[tuple[str, str | None], PolicyDocument] = {}
    for parsed in files:
        doc = find_doc(parsed.file_name, docs)
        if doc is not None:
            documents.update({(doc, d.part): d for d in reversed(parsed.documents)})
    met: dict[str, list[bool]] = {name: [] for name in _FIELDS}
    missed: dict[str, list[str]] = {name: [] for name in _FIELDS}
    for marked in gold:
        document = documents.get((marked.doc, marked.part))
        for name, expected in marked.fields.items():
            if name not in _FIELDS or not _is_judged(expected):
                continue
            found = None if document is None else _FIELDS[name](document.metadata)
            right = document is not None and _is_right(expected, found)
            if name == "title" and marked.title_in_source is not None:
                right = right or _is_right(marked.title_in_source, found)
            met[name].append(right)
            if not right:
                where = f"{marked.doc} {marked.part or ''}".strip()
                missed[name].append(f"{where} {name}: expected {expected!r}, found {found}")
    shares = [
        Share(name, sum(met[name]), len(met[name]), tuple(missed[name]))
        for name in _FIELDS
        if met[name]
    ]
    total = Share("all fields", sum(s.met for s in shares), sum(s.of for s in shares))
    return (*shares, total)


def _is_judged(expected: str | None) -> bool:
    found = None if expected is None else _REMARK.match(expected)
    return found is None or bool(found["value"])


def _is_right(expected: str | None, found: object) -> bool:
    accepted = {_fold_value(expected)}
    remark = None if expected is None else _REMARK.match(expected)
    if remark is not None and remark["value"]:
        accepted.add(_fold_value(remark["value"]))
        if remark["remark"].startswith("only"):
            accepted.add("")
    return _fold_value(found) in accepted


def _fold_value(value: object) -> str:
    """Several values joined by ";" in any order; blanks and character widths do not count."""
    folded = "" if value is None else unicodedata.normalize("NFKC", str(value))
    return ";".join(sorted(_BLANK.sub("", folded).translate(_BRACKETS).split(";")))


def format_shares(shares: Iterable[Share], *, missed: bool = False) -> str:
    """One line per share; with `missed` each miss on a line of its own below."""
    lines = []
    for share in shares:
        value = "-" if share.value is None else f"{share.value * 100:.1f}%"
        lines.append(f"{share.name:<22}{share.met:>5}/{share.of:<5}{value:>7}")
        if missed:
            lines.extend(f"    {words}" for words in share.missed)
    return "\n".join(lines)


def _bad_gold(path: Path, error: KeyError) -> QuestionSetError:
    return QuestionSetError(
        f"reading {path.name!r}: a line has no field {error}",
        message_zh=f"文件“{path.name}”缺少字段 {error}。",
    )
