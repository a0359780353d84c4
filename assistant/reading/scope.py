"""Which documents a question is about.

Mentions are places, parts (篇二, 附件1), titles in 《》, programme names in “”, document numbers,
and titles said loosely. Mentions of one document narrow each other; mentions of different
documents stand side by side, as a comparison needs them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assistant.library import Library
from assistant.locate import character_pairs
from assistant.reading.explanations import drop_explanations
from assistant.reading.mentions import Mention, MentionKind, find_annex, find_mentions, find_unheld
from assistant.reading.named_places import find_level, find_places
from assistant.reading.reference_words import find_run
from assistant.reading.titles import find_loose_title, find_short_name, find_short_names
from assistant.reading.versions import (
    KINDS,
    OF_YEAR,
    find_called_by_year,
    narrow_to_old,
    narrow_year,
)
from ingest.model import DocumentId, DocumentStatus
from ingest.references import find_references
from vectorstore.model import StoredDocument

_MUNICIPAL = re.compile(
    r"全市|市级|(?<![\u4e00-\u9fff])市(?=[“\"\u4e00-\u9fff])|某市|那[个份]市|地级市"
)
_COUNTY = re.compile(r"全县|县级|某县|那[个份]县|区县")
MAX_CALLED = 3  # documents that a short name may call where a number of a clause tells them apart
_UNSURE = frozenset(
    {
        MentionKind.REGION,
        MentionKind.LEVEL,
        MentionKind.COMPILATION,
        MentionKind.LOOSE_TITLE,
    }
)
_TABLES = "分工表|标准表|一览表|进度表|分类表|清单|目录"  # annexes are called so
_KIND_SAID = re.compile(
    rf"(?<=[\u4e00-\u9fff])(?<![这那该个份条些什么哪])(?<!具体)({KINDS}|{_TABLES})(?!汇编|合集|文集)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents a question is about; `document_ids` None: it names none."""

    document_ids: frozenset[DocumentId] | None
    groups: tuple[frozenset[DocumentId], ...]  # one per thing named, in the order named
    mentions: tuple[Mention, ...]
    unknown_region: str | None  # a place that is named and of which nothing is held
    unknown_document: str | None  # a title in 《》 or a number that is named and not held
    annex: str | None  # 附件4 where the question names an annex

    @property
    def names_document(self) -> bool:
        """Whether a document is named for sure, by title or number: then its age is no matter."""
        return _names_document(self.mentions)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that name documents; they say nothing about the content asked for."""
        return tuple(mention.words for mention in self.mentions)


def find_scope(text: str, library: Library, known_words: Mapping[str, int]) -> Scope:
    """The documents named in a question.

    `known_words` is the index's vocabulary: a place that the clauses themselves speak of is
    content, not scope.
    """
    text = _WITH_ANNEX.sub("", text)
    mentions = find_mentions(text, library)
    places, missing, unknown = find_places(text, library, known_words)
    if _WITH_OTHERS.search(text):
        everything = frozenset(document.id for document in library.documents)
        places = [replace(place, document_ids=everything) for place in places]
    if _names_document(mentions):
        places = [place for place in places if _is_beside(place, text)]
    mentions += places
    groups = _join(mentions)
    if not any(m.kind >= MentionKind.PROGRAMME for m in mentions):
        candidates = frozenset().union(*groups) if groups else None
        loose = find_loose_title(text, library, candidates, lambda d: _standing(d, text))
        if loose is not None:
            mentions.append(Mention(MentionKind.LOOSE_TITLE, loose.words, loose.document_ids))
            groups = _join(mentions)
    if not mentions and (find_run(text) is not None or find_references(text)):
        short = find_short_name(text, library, MAX_CALLED)
        if short is not None:
            mentions.append(Mention(MentionKind.LOOSE_TITLE, short.words, short.document_ids))
            groups = _join(mentions)
    if not mentions:
        mentions += _find_year_called(text, library)
        groups = _join(mentions)
    if len(groups) == 1:
        other = _find_other_side(text, mentions, groups[0], library)
        mentions += other
        groups += [mention.document_ids for mention in other]
    groups = _narrow_called(groups, text, mentions, library)
    groups = _narrow_file(groups, mentions, library)
    groups = [_narrow_level(group, text, library) for group in groups]
    unheld = None if _names_document(mentions) else find_unheld(text)
    held = text.replace(unheld, "") if unheld else text  # what is not held tells nothing of these
    groups = [_narrow_kind(group, held, library) for group in groups]
    groups = [
        narrow_year(_widen_to_year(g, held, mentions, library), held, library) for g in groups
    ]
    groups = [narrow_to_old(group, held, library) for group in groups]
    if not _names_document(mentions):
        groups = [drop_explanations(group, text, library) for group in groups]
    return Scope(
        document_ids=frozenset().union(*groups) if groups else None,
        groups=tuple(groups),
        mentions=tuple(mentions),
        unknown_region=missing or (unknown if _names_nothing_sure(mentions) else None),
        unknown_document=unheld,
        annex=find_annex(text),
    )


def _is_beside(place: Mention, text: str) -> bool:
    """Whether a place is meant beside a named document; a bare level (省里评估) speaks of it."""
    words = re.escape(place.words)
    return place.kind is not MentionKind.LEVEL or bool(
        re.search(
            rf"[和与跟同比、](?:那份)?{words}|{words}[^，。？?]{{0,12}}(?:[和与跟同比、]|各)", text
        )
    )


# 这几个县和澄岩市: of all places, not of the one that is named.
_WITH_OTHERS = re.compile(
    r"(?:[这那]?几个|各个?|所有|其他|别的)(?:县|市|区|地方)(?:市|区)?(?:和|与|跟|以及|、|还有|加上)"
)
# The document with its annex: not the annex alone.
_WITH_ANNEX = re.compile(
    r"[（(]?(?:连同?|含|包括|加上|带上)着?附[件录表][一二三四五六七八九十\d]{1,2}[）)]?"
)


def _narrow_called(
    groups: list[frozenset[DocumentId]], text: str, mentions: list[Mention], library: Library
) -> list[frozenset[DocumentId]]:
    """Of places' documents those that several short names call (教师办法和租房办法)."""
    places = [(m.words, m.document_ids) for m in mentions if m.kind is MentionKind.REGION]
    counted = _COUNTED.search(text) is not None  # 这五份: more than are called by short names
    called = find_short_names(text, places, library) if places and not counted else ()
    meant = frozenset().union(*called) if called else frozenset()
    successors = (library.find_successor(library.by_id[i]) for i in meant)
    meant |= library.with_descendants(s.id for s in successors if s is not None)
    narrowed = []
    for group in groups:
        wider = (ids for _, ids in places if ids & group) if len(called) > 1 else ()
        held = group.union(*wider)  # a loose title may have left out the others that are called
        narrowed.append(meant & held or group)
    return narrowed


_JOINED = re.compile(r"[和与跟同、，]|还有|以及|相比")


def _find_other_side(
    text: str, mentions: list[Mention], named: frozenset[DocumentId], library: Library
) -> list[Mention]:
    """A document said loosely beside the one that is named (行动方案和篇三): the other side."""
    for side in _JOINED.split(text):
        if any(mention.words in side for mention in mentions) or not _KIND_SAID.search(side):
            continue
        loose = find_loose_title(side, library, None, lambda d: _standing(d, text))
        loose = loose or find_short_name(side, library)
        if loose is not None and not loose.document_ids & named:
            return [Mention(MentionKind.LEVEL, loose.words, loose.document_ids)]
    return []


CALLED_APART = 1.3  # how much more of its title than of the next one's a question must say


def _find_year_called(text: str, library: Library) -> list[Mention]:
    """The document that is called by its year and by words of its title: 2019年那个补助通知."""
    said = OF_YEAR.search(text)
    ids = find_called_by_year(text, (d for d in library.documents if d.parent_id is None))
    if said is None or not ids:
        return []
    wanted = character_pairs(said[0])
    shares = {
        i: sum(library.pair_weights[pair] for pair in library.title_pairs[i] & wanted) for i in ids
    }
    ranked = sorted(ids, key=lambda i: -shares[i])
    if len(library.title_pairs[ranked[0]] & wanted) < 2:
        return []
    if len(ranked) > 1 and shares[ranked[0]] < CALLED_APART * shares[ranked[1]]:
        return []
    words = f"{said[1]}年"
    return [Mention(MentionKind.LOOSE_TITLE, words, library.with_descendants(ranked[:1]))]


def _names_document(mentions: Iterable[Mention]) -> bool:
    return any(mention.kind not in _UNSURE for mention in mentions)


def _names_nothing_sure(mentions: Iterable[Mention]) -> bool:
    weak = (MentionKind.LOOSE_TITLE, MentionKind.COMPILATION, MentionKind.ANNEX)
    return all(mention.kind in weak for mention in mentions)


def _join(mentions: Iterable[Mention]) -> list[frozenset[DocumentId]]:
    """Mentions that share documents narrow each other; the others stand side by side."""
    groups: list[frozenset[DocumentId]] = []
    found = tuple(mentions)
    annexes = [m for m in found if m.kind is MentionKind.ANNEX]
    others = [m for m in found if m.kind is not MentionKind.ANNEX]
    if len(annexes) > 1:
        groups = _join(others)
        parts = [_narrow_annex(groups, annex) for annex in annexes]
        return parts if all(parts) else groups or [m.document_ids for m in annexes]
    for mention in (*sorted(others, key=lambda m: -m.kind), *annexes):
        for index, group in enumerate(groups):
            if group & mention.document_ids:
                groups[index] = group & mention.document_ids
                break
        else:
            narrows = mention.kind in (MentionKind.LOOSE_TITLE, MentionKind.ANNEX)
            if not narrows or not groups:
                groups.append(mention.document_ids)
    return groups


def _narrow_annex(groups: list[frozenset[DocumentId]], annex: Mention) -> frozenset[DocumentId]:
    """An annex of what else is named: 附件1和附件2 of one notice stand side by side."""
    return frozenset().union(*(group & annex.document_ids for group in groups))


def _narrow_file(
    groups: list[frozenset[DocumentId]], mentions: list[Mention], library: Library
) -> list[frozenset[DocumentId]]:
    """Of annexes with the numbers named those of files that have each of them."""
    if len(groups) < 2 or not any(m.kind is MentionKind.ANNEX for m in mentions):
        return groups
    files = [{library.by_id[i].file_name for i in group} for group in groups]
    common = set.intersection(*files)
    if not common:
        return groups
    return [frozenset(i for i in g if library.by_id[i].file_name in common) for g in groups]


def _narrow_level(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """Of several documents those of the level of government that is named (市级, 县级)."""
    for pattern, level in ((_MUNICIPAL, "city"), (_COUNTY, "county")):
        if pattern.search(text):
            levels = {i: find_level(library.by_id[i]) for i in group}
            own = [i for i in group if levels[i] == level]
            if not own and level == "city":  # a city whose name was taken out of its text
                own = [i for i in group if levels[i] == "other"]
            chosen = library.with_descendants(own)
            if chosen & group:
                return chosen & group
    return group


_COUNTED = re.compile(r"[两二三四五六七八九十几]份")  # 这五份 of several kinds


def _narrow_kind(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """Of a place's documents those whose title ends as the question says (租房细则: 细则)."""
    said = {kind.removeprefix("实施") for kind in _KIND_SAID.findall(text)}
    if len(said) != 1 or _COUNTED.search(text):
        return group
    (kind,) = said
    tops = [library.by_id[i] for i in group if library.by_id[i].parent_id not in group]
    called = re.compile(rf"{kind}(?:[（(].*)?$")
    chosen = [d.id for d in tops if called.search(d.title)]
    if not chosen:  # an annex that is called so
        parts = (library.by_id[i] for i in group if library.by_id[i].parent_id in group)
        chosen = [d.id for d in parts if called.search(d.title)]
    if not chosen or set(chosen) == {d.id for d in tops}:
        return group
    return library.with_descendants(chosen) & group


def narrow_to_year(scope: Scope, text: str, library: Library) -> Scope:
    """The scope of a conversation, narrowed to the documents of the year that is said since."""
    if scope.document_ids is None:
        return scope
    groups = tuple(narrow_year(group, text, library) for group in scope.groups)
    return replace(scope, document_ids=frozenset().union(*groups), groups=groups)


def _widen_to_year(
    group: frozenset[DocumentId], text: str, mentions: Iterable[Mention], library: Library
) -> frozenset[DocumentId]:
    """With the place's one document of the year that is said, where a loose title left it out."""
    weak = (MentionKind.REGION, MentionKind.LOOSE_TITLE)
    found = tuple(mentions)
    if any(mention.kind not in weak for mention in found):
        return group
    places = (m.document_ids for m in found if m.kind is MentionKind.REGION)
    wider = frozenset().union(*(place for place in places if place & group))
    tops = [library.by_id[i] for i in wider if library.by_id[i].parent_id not in wider]
    called = find_called_by_year(text, tops)
    if len(called) != 1 or find_called_by_year(text, (library.by_id[i] for i in group)):
        return group
    return group | library.with_descendants(called)


def _standing(document: StoredDocument, text: str) -> float:
    """Less for a template unless asked for, more for the level of government that is named."""
    factor = 1.0
    if document.metadata.status is DocumentStatus.TEMPLATE:
        factor *= 0.35
    region = document.metadata.region
    if _MUNICIPAL.search(text) and not region.county:
        factor *= 1.5
    if _COUNTY.search(text) and region.county:
        factor *= 1.2
    return factor
