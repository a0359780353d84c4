"""What is held, as the assistant sees it: documents, their names, their validity on a day."""

import datetime
import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.locate import character_pairs, fold_text
from ingest.model import (
    ClauseKind,
    DocumentId,
    DocumentStatus,
    Validity,
    ValidityState,
)
from ingest.validity import assess_validity
from vectorstore.model import ReaderScope, StoredDocument
from vectorstore.store import ClauseStore

_REGION_SUFFIX = re.compile(
    r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|[\u4e00-\u9fff]{1,4}族自治[州县]|自治州|自治县|"
    r"新区|地区|省|市|县|区|州|旗|盟)$"
)
# A table of documents, and what its row says of the text that replaces one (自…起由《…》替代).
_LIST_TITLE = re.compile(r"(?:目录|清单|一览表?|清理(?:结果|情况)表?)$")
_REPLACED = re.compile(
    r"(?:自[^,，。；;|\s]{4,20}?起)?由《[^《》]+》(?:[（(][^（）()]{4,30}号[）)])?(?:替代|取代|代替)"
)
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{2,14})[”」』\"]")


@dataclass(frozen=True, slots=True, eq=False)  # a snapshot is itself, so that it can be cached by
class Library:
    """A snapshot of the documents that a reader may see."""

    documents: tuple[StoredDocument, ...]
    by_id: Mapping[DocumentId, StoredDocument]
    title_pairs: Mapping[DocumentId, frozenset[str]]  # character pairs of the folded title
    pair_weights: Mapping[str, float]  # rarer pairs weigh more
    names: tuple[str, ...]  # places, programmes, departments and persons, as written
    parties: tuple[str, ...]  # departments and persons that hold duties, longest first
    held_by: Mapping[str, frozenset[DocumentId]]  # the documents in which each of these has duties
    programmes: tuple[str, ...]  # names in quotation marks in titles
    regions: Mapping[str, frozenset[DocumentId]]  # full and short names of places
    ended: Mapping[DocumentId, tuple[DocumentId, ...]]  # what a document repeals or replaces
    successors: Mapping[DocumentId, DocumentId]  # the first that repeals or replaces a document
    listed: Mapping[DocumentId, str]  # of those in a table of void texts: its words on what follows

    def with_descendants(self, ids: Iterable[DocumentId]) -> frozenset[DocumentId]:
        """The documents with their annexes and parts."""
        held = set(ids)
        for document in self.documents:  # parents stand before their parts
            if document.parent_id in held:
                held.add(document.id)
        return frozenset(held)

    def validities(self, as_of: datetime.date) -> Mapping[DocumentId, Validity]:
        """Each document's state on a day, relations between held documents included."""
        return _assess(self, as_of)

    def find_versions(
        self, documents: Iterable[StoredDocument]
    ) -> tuple[tuple[StoredDocument, StoredDocument], ...]:
        """Of these the pairs of an older and the newer one that takes its place."""
        tops = [d for d in documents if d.parent_id is None]
        titled: dict[str, list[StoredDocument]] = defaultdict(list)
        for document in tops:
            titled[fold_text(document.title)].append(document)
        pairs: list[tuple[StoredDocument, StoredDocument]] = []
        for older in tops:
            newer = self.find_successor(older)
            if newer is None:
                later = [
                    d for d in titled[fold_text(older.title)] if _first_day(d) > _first_day(older)
                ]
                newer = min(later, key=_first_day, default=None)
            if newer is not None:
                pairs.append((older, newer))
        return tuple(pairs)

    def find_successor(self, document: StoredDocument) -> StoredDocument | None:
        """A held document that repeals or replaces this one."""
        newer = self.successors.get(document.id)
        return None if newer is None else self.by_id[newer]


def _first_day(document: StoredDocument) -> datetime.date:
    metadata = document.metadata
    date = metadata.effective_from or metadata.issue_date or metadata.publish_date
    return date.first_day() if date is not None else datetime.date.min


@functools.lru_cache(maxsize=4)  # questions of one day ask the same of thousands of documents
def _assess(library: Library, as_of: datetime.date) -> Mapping[DocumentId, Validity]:
    states = {d.id: assess_validity(d.metadata, as_of) for d in library.documents}
    for newer in (library.by_id[i] for i in library.ended):
        if newer.metadata.status in (DocumentStatus.DRAFT, DocumentStatus.TEMPLATE):
            continue
        start = newer.metadata.effective_from or newer.metadata.issue_date
        if start is not None and start.first_day() > as_of:
            continue
        for document_id in library.with_descendants(library.ended[newer.id]):
            words = library.listed.get(document_id)
            states[document_id] = _repealed(newer, as_of, words)
    return MappingProxyType(states)


def _find_ended(
    documents: tuple[StoredDocument, ...],
) -> dict[DocumentId, tuple[DocumentId, ...]]:
    """What each document says that it repeals or replaces, of those held in other files."""
    by_title: dict[str, list[StoredDocument]] = defaultdict(list)
    by_number: dict[str, list[StoredDocument]] = defaultdict(list)
    for document in documents:
        titles = (document.metadata.title, document.metadata.notice_title or "")
        for title in {fold_text(title) for title in titles if title}:
            by_title[title].append(document)
        if number := fold_text(document.metadata.document_number or ""):
            by_number[number].append(document)
    lengths = {len(number) for number in by_number}
    ended: dict[DocumentId, tuple[DocumentId, ...]] = {}
    for newer in documents:
        found: set[DocumentId] = set()
        for name in {fold_text(n) for n in (*newer.metadata.repeals, *newer.metadata.replaces)}:
            stretches = (name[i : i + n] for n in lengths for i in range(len(name) - n + 1))
            numbered = (older for words in stretches for older in by_number.get(words, ()))
            for older in (*by_title.get(name, ()), *numbered):
                if older.file_name != newer.file_name:
                    found.add(older.id)
        if found:
            ended[newer.id] = tuple(d.id for d in documents if d.id in found)
    return ended


def _read_listed(
    documents: Mapping[DocumentId, StoredDocument],
    ended: Mapping[DocumentId, tuple[DocumentId, ...]],
    store: ClauseStore,
    scope: ReaderScope,
) -> dict[DocumentId, str]:
    listed: dict[DocumentId, str] = {}
    for newer, olds in ended.items():
        if not _LIST_TITLE.search(documents[newer].title):
            continue
        passages = [p for p in store.passages(newer, scope) if p.kind == ClauseKind.ROW]
        rows = [fold_text(p.own_text) for p in passages]
        words = [_REPLACED.search(p.own_text) for p in passages]
        for older in olds:
            metadata = documents[older].metadata
            names = [fold_text(n) for n in (metadata.document_number, metadata.title) if n]
            said = (
                found[0]
                for row, found in zip(rows, words, strict=True)
                if found is not None and any(name in row for name in names)
            )
            listed.setdefault(older, next(said, ""))
    return listed


def _repealed(newer: StoredDocument, as_of: datetime.date, listed: str | None) -> Validity:
    number = newer.metadata.document_number
    name = f"《{newer.title}》" + (f"（{number}）" if number else "")
    note = f"本文件已被{name}废止或取代，不再适用。"
    if listed is not None:
        name = f"《{newer.title}》" + (f"（{number}{newer.part or ''}）" if number else "")
        note = f"本文件已被{name}列为废止，{listed}{'，' if listed else ''}不再适用。"
    return Validity(ValidityState.REPEALED, as_of, "", note)


def read_library(store: ClauseStore, scope: ReaderScope) -> Library:
    """The documents of the store as they stand now."""
    documents = store.documents(scope)
    pairs = {d.id: character_pairs(d.title) for d in documents}
    counts = Counter(pair for found in pairs.values() for pair in found)
    total = len(documents)
    weights = {pair: math.log(1 + total / count) for pair, count in counts.items()}
    regions = _read_regions(documents)
    ended = _find_ended(documents)
    by_id = {d.id: d for d in documents}
    programmes = {name for d in documents for name in _QUOTED.findall(d.title)}
    names = {*programmes, *regions}
    parties: dict[str, set[DocumentId]] = defaultdict(set)
    for duty in store.duties(None, scope):
        for party in duty.parties:
            parties[party.name].add(duty.passage.document_id)
    names.update(parties)
    return Library(
        documents=documents,
        by_id=by_id,
        title_pairs=pairs,
        pair_weights=weights,
        names=tuple(sorted(n for n in names if 2 <= len(n) <= 14 and _is_plain(n))),
        parties=tuple(sorted(parties, key=lambda name: (-len(name), name))),
        held_by={name: frozenset(ids) for name, ids in parties.items()},
        programmes=tuple(sorted(programmes)),
        regions=regions,
        ended=ended,
        listed=_read_listed(by_id, ended, store, scope),
        successors={older: newer for newer in reversed(ended) for older in ended[newer]},
    )


def _read_regions(documents: Iterable[StoredDocument]) -> dict[str, frozenset[DocumentId]]:
    """Every name of every document's region; 县, 区 and the like may be left off."""
    found: dict[str, set[DocumentId]] = defaultdict(set)
    for document in documents:
        region = document.metadata.region
        for value in (region.province, region.city, region.county):
            for name in (value or "").split(";"):
                if len(name) < 2 or not _is_plain(name):
                    continue
                found[name].add(document.id)
                short = _REGION_SUFFIX.sub("", name)
                if len(short) >= 2:
                    found[short].add(document.id)
    return {name: frozenset(ids) for name, ids in found.items()}


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[\u4e00-\u9fff]+", name) is not None
