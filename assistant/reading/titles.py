"""Documents by their titles: quoted in a question, or said loosely."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.library import Library
from assistant.locate import character_pairs, fold_text
from ingest.model import DocumentId
from vectorstore.model import StoredDocument

_DOCUMENT_WORD = re.compile(r"方案|措施|规划|办法|意见|通知|细则|规定|计划|条例|制度|公告|决定")

_BRACKETED = re.compile(r"[(（][^()（）]*[)）]|[》〉]")

MIN_TITLE_SHARE = 0.2  # of a title's weight that a loose mention must say
LONG_TITLE_RUN = 6  # characters of a run that names a document though it says no 方案 or 办法,
LONG_TITLE_SHARE = 0.6  # if it is this much of the title
MIN_TITLE_RUN = 4  # characters that stand together in the title and in the question


@dataclass(frozen=True, slots=True)
class LooseTitle:
    """Words of a question that say a part of a title, and the documents that they can mean."""

    words: str
    document_ids: frozenset[DocumentId]


def find_quoted_title(words: str, library: Library, at_least: float) -> frozenset[DocumentId]:
    """The documents whose title has the most in common with `words`, by Dice of pairs."""
    wanted = character_pairs(words)
    scores: dict[DocumentId, float] = {}
    for document in library.documents:
        best = 0.0
        for title in (document.title, document.metadata.notice_title or ""):
            pairs = character_pairs(title)
            if pairs:
                best = max(best, 2 * len(wanted & pairs) / (len(wanted) + len(pairs)))
            if fold_text(words) and fold_text(words) in fold_text(title):
                best = max(best, 0.9)
        scores[document.id] = best
    top = max(scores.values(), default=0.0)
    if top < at_least:
        return frozenset()
    return library.with_descendants(i for i, score in scores.items() if score >= top - 0.02)


def find_loose_title(
    text: str,
    library: Library,
    candidates: frozenset[DocumentId] | None,
    standing: Callable[[StoredDocument], float],
) -> LooseTitle | None:
    """The title of which the question says the most, weighing rare pairs higher.

    `standing` is a factor of a document's score. Documents that took the place of the one named
    come with it.
    """
    wanted = character_pairs(text)
    folded = fold_text(text)
    scores: dict[DocumentId, float] = {}
    for document in library.documents:
        if candidates is not None and document.id not in candidates:
            continue
        pairs = library.title_pairs[document.id]
        shared = pairs & wanted
        if len(shared) < MIN_TITLE_RUN - 1:
            continue
        if len(_common_run(fold_text(document.title), folded)) < MIN_TITLE_RUN:
            continue
        weight = sum(library.pair_weights[pair] for pair in shared)
        share = weight / sum(library.pair_weights[pair] for pair in pairs)
        scores[document.id] = share * standing(document)
    if not scores or (top := max(scores.values())) < MIN_TITLE_SHARE:
        return None
    best = [i for i, score in scores.items() if score >= 0.92 * top]
    run = max((_common_run(library.by_id[i].title, text) for i in best), key=len)
    title = max((fold_text(library.by_id[i].title) for i in best), key=len)
    long = len(run) >= LONG_TITLE_RUN and len(run) >= LONG_TITLE_SHARE * len(title)
    sort = _DOCUMENT_WORD.match(text, text.find(run) + len(run))
    named = _DOCUMENT_WORD.search(run) or (sort and title.endswith(sort[0]))
    if not long and not named:
        return None
    successors = [library.find_successor(library.by_id[i]) for i in best]
    ids = {*best, *(s.id for s in successors if s is not None)}
    ids.update(about.id for i in best if (about := _find_explained(i, folded, library)) is not None)
    return LooseTitle(run, library.with_descendants(ids))


_SHORT_NAME = re.compile(rf"([\u4e00-\u9fff]{{2,12}}?)({_DOCUMENT_WORD.pattern}|指引|指南)")
MAX_SHORT_NAME = 8  # characters before 办法 that may abbreviate a title


def find_short_name(
    text: str, library: Library, most: int = 1, within: frozenset[DocumentId] | None = None
) -> LooseTitle | None:
    """The one document whose title a short name abbreviates: 公租房办法, 资助办法.

    The characters of the short name stand in the title in this order, and it ends alike. None
    where no title or more than `most` are meant. `within`: the documents that it may mean.
    """
    held = [d for d in library.documents if within is None or d.id in within]
    for found in _SHORT_NAME.finditer(text):
        stem, kind = found[1][-MAX_SHORT_NAME:], found[2]
        for start in range(len(stem) - 1):
            words = stem[start:]
            meant = [d for d in held if _abbreviates(words, kind, d.title)]
            if 0 < len({d.title for d in meant}) <= most:
                ids = library.with_descendants(d.id for d in meant)
                return LooseTitle(f"{words}{kind}", ids)
            if meant:
                break
    return None


_BETWEEN = re.compile(r"[和与跟及同、，,；;。？?（）()]|以及|还有")
_FILES = re.compile(r"文件|政策|稿")
MAX_MEANT = 3  # titles that one of several short names may abbreviate


def find_short_names(
    text: str, places: Sequence[tuple[str, frozenset[DocumentId]]], library: Library
) -> tuple[frozenset[DocumentId], ...]:
    """The documents of each short name that a question says.

    `places`: the words for the places that are named, with their documents; a short name is of
    the place said last before it (云峤教师办法和租房办法).
    """
    found: list[frozenset[DocumentId]] = []
    open_places: frozenset[DocumentId] = frozenset()  # of which other documents are meant as well
    within: frozenset[DocumentId] | None = None
    for piece in _BETWEEN.split(text):
        words = piece
        for name, ids in places:
            if name in piece:
                within, words = ids, piece.partition(name)[2]
        short = find_short_name(words.removeprefix("的"), library, MAX_MEANT, within)
        if short is not None and short.document_ids not in found:
            found.append(short.document_ids)
        elif short is None and within is not None and _FILES.search(words):
            open_places |= within
    return tuple(ids for ids in found if not ids & open_places)


def _abbreviates(words: str, kind: str, title: str) -> bool:
    stem = re.sub(r"[（(][^（）()]*[）)]$", "", title)
    if not stem.endswith(kind):
        return False
    rest = iter(stem.removesuffix(kind))
    return all(character in rest for character in words)


def _find_explained(
    document_id: DocumentId, folded: str, library: Library
) -> StoredDocument | None:
    """The document that an annex explains, whose title its own repeats (《办法》起草说明).

    Who says no more than that title means the document, not the annex alone.
    """
    document = library.by_id[document_id]
    parent = None if document.parent_id is None else library.by_id.get(document.parent_id)
    if parent is None:
        return None
    title = fold_text(document.title)
    _, found, rest = title.partition(fold_text(parent.title))
    own = _BRACKETED.sub("", rest)
    return parent if found and own not in folded else None


def _common_run(one: str, other: str) -> str:
    """The longest stretch that stands in both."""
    best_end, best = 0, 0
    previous = [0] * (len(other) + 1)
    for i, character in enumerate(one, start=1):
        current = [0] * (len(other) + 1)
        for j, candidate in enumerate(other, start=1):
            if character == candidate:
                current[j] = previous[j - 1] + 1
                if current[j] > best:
                    best, best_end = current[j], i
        previous = current
    return one[best_end - best : best_end]


def find_quoted_titles(text: str) -> tuple[str, ...]:
    """The titles in 《》, with these signs, in order."""
    return tuple(f"《{title}》" for title in re.findall(r"《([^《》]{4,60})》", text))


_WHOLE_TITLE = re.compile(
    r"[省市县区州旗]?(?P<title>(?P<stem>[\u4e00-\u9fff“”\"]{4,26}?)"
    r"(?:实施|管理|暂行|试行)?(?:办法|细则|方案|规划|条例|规定|措施|意见|计划))"
    r"(?![\u4e00-\u9fff]{0,4}(?:办法|细则|方案|规划))"
)
_LOOSE = re.compile(r"[的那这哪些份]")
MOST_ALIKE = 0.25  # of the pairs of a title said whole that the title of another document may hold


def find_other_title(text: str, places: Sequence[str], titles: Sequence[str]) -> str | None:
    """A title said whole behind its place, in 《》 or without, that is of no held document.

    >>> find_other_title("槐溪县校车安全管理办法还有效吗", ["槐溪县"], ["槐溪县教师奖励办法"])
    '校车安全管理办法'
    >>> find_other_title("槐溪县教师奖励办法还有效吗", ["槐溪县"], ["槐溪县教师激励奖励办法"])
    """
    for place in places:
        found = _WHOLE_TITLE.match(text, text.find(place) + len(place))
        if found is None or _LOOSE.search(found["stem"]):
            continue
        wanted = character_pairs(found["stem"])
        shares = (len(wanted & character_pairs(title)) / len(wanted) for title in titles)
        if wanted and max(shares, default=0.0) < MOST_ALIKE:
            return found["title"]
    return None
