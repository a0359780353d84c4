"""What a comparison asks_to_compare, and what the whole of each side says of it."""

import datetime
import re
from dataclasses import replace

from assistant.composing.facts import draft_status, format_date
from assistant.inquiry import Composition, Inquiry
from assistant.model import Draft, Notice, NoticeKind
from assistant.reading.kinds import QuestionKind
from assistant.reading.versions import find_pairs
from ingest.model import DocumentId, PartialDate
from vectorstore.model import Hit, StoredDocument

_EACH = re.compile(
    r"各(?:个|自)?(?:县|区|市|地|州)|(?:几|三|四|五|所有|不同)个?(?:县|区|地方|地区|市)|哪(?:个|些)(?:县|区|地方|市)"
)
_VERSIONS = re.compile(
    r"新(?![生聘入任])|旧|(?<![养敬尊高])老(?![人师年家龄])|原来|以前|过去|先前|修[订正改]|版|20\d\d年?的|[跟和与同]20\d\d"
)
_ENDS = re.compile(r"到期|失效|过期|有效期|结束|截止|终止")


def find_sides(inquiry: Inquiry) -> tuple[frozenset[DocumentId], ...]:
    """What is named; each county held where all are meant; a document's older and newer version."""
    understanding = inquiry.understanding
    named = understanding.scope.groups
    if len(named) > 1 or understanding.ask.kind is not QuestionKind.COMPARE:
        return named
    versions = _find_versions(inquiry)
    if versions:
        return versions
    counted = _split_counted(inquiry)
    if counted:
        return counted
    if named or not _EACH.search(understanding.text):
        return named
    by_county: dict[str, set[DocumentId]] = {}
    for document in inquiry.library.documents:
        county = document.metadata.region.county
        if county and re.fullmatch(r"[\u4e00-\u9fff]{2,12}", county):
            by_county.setdefault(county, set()).add(document.id)
    return tuple(frozenset(ids) for ids in by_county.values())


def _find_versions(inquiry: Inquiry) -> tuple[frozenset[DocumentId], ...]:
    """The older and the newer of two documents, one of which takes the other's place.

    Of several pairs the one that the best hit is of; the one pair of the documents named, though
    nothing of it was found.
    """
    library = inquiry.library
    text = inquiry.understanding.text
    pairs = find_pairs(text, inquiry.documents(), library)
    if not pairs and _VERSIONS.search(text):
        pairs = library.find_versions(inquiry.documents())
    sides = [tuple(library.with_descendants([d.id]) for d in pair) for pair in pairs]
    for candidate in inquiry.candidates:
        for pair in sides:
            if any(candidate.hit.document.id in side for side in pair):
                return pair
    named = inquiry.understanding.scope.document_ids is not None
    return sides[0] if named and len(sides) == 1 else ()


_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "2": 2, "3": 3, "4": 4}
_COUNTED = re.compile(
    rf"([{''.join(_NUMERALS)}])[份个篇](?:[\u4e00-\u9fff]{{0,4}}的)?"
    r"(?:文件|办法|方案|措施|细则|规定|通知|政策|意见)"
)


def _split_counted(inquiry: Inquiry) -> tuple[frozenset[DocumentId], ...]:
    """Each document, where they are as many as the question counts (两份广东的文件); else ()."""
    counted = _COUNTED.search(inquiry.understanding.text)
    ids = inquiry.understanding.scope.document_ids
    if counted is None or ids is None:
        return ()
    tops = [d for d in inquiry.documents() if d.parent_id not in ids]
    if len(tops) != _NUMERALS[counted[1]]:
        return ()
    return tuple(inquiry.library.with_descendants([d.id]) & ids for d in tops)


def compose_ends(inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...]) -> Composition | None:
    """Until when each side's document holds, the earliest first; None if that is not asked."""
    if not _ENDS.search(inquiry.understanding.text):
        return None
    dated: list[tuple[PartialDate | None, StoredDocument]] = []
    for group in groups:
        tops = [d for d in inquiry.library.documents if d.id in group and d.parent_id not in group]
        dated += [(d.metadata.effective_to or d.metadata.plan_to, d) for d in tops]
    dated.sort(key=lambda pair: pair[0].last_day() if pair[0] else datetime.date.max)
    drafts: list[Draft] = []
    hits: list[Hit] = []
    said: list[str] = []
    for end, document in dated:
        made = draft_status(document, inquiry)
        until = f"到{format_date(end)}为止。" if end else "没有写明期限，或期限算不出。"
        said.append(f"《{document.title}》{until}")
        if made is None:
            continue
        draft, used = made
        drafts.append(replace(draft, text=f"{draft.text}{until}", facts=(*draft.facts, until)))
        hits += used
    known = [pair for pair in dated if pair[0] is not None]
    if not drafts or not known:
        return None
    notice = Notice(NoticeKind.COMPLETENESS, f"由早到晚：{''.join(said)}")
    return Composition(tuple(drafts), tuple(hits), (notice,))
