"""Drafted statements against the clauses they cite: the only maker of citations.

A statement is shown only if each of its quotes is found verbatim in the passage it names, and
every figure, date, name, negation and obligation in it is held by the quoted passages, by the
headings and titles above them, or by facts that the code itself supplied. Whatever fails is
dropped whole, with the reason.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping

from assistant.locate import character_pairs, fold_text, locate, split_sentences
from assistant.model import Citation, Draft, DroppedDraft, Statement, Support
from assistant.verifying.leading import strip_lead_in
from assistant.verifying.restating import is_yes
from assistant.verifying.wording import find_fault
from ingest.model import ClauseKind, DocumentId, Span, Validity
from ingest.quantities import fold_width
from ingest.rows import name_cells, read_values
from vectorstore.model import Hit, Passage, PassageId, StoredDocument

# The shortest quote that says anything by itself; beside facts of the code 送审稿 says enough.
MIN_SHARED_CHARACTERS = 4
MAX_THING = 12  # characters of what a document is about, as its title names it


class UnsupportedError(Exception):
    """Why a draft cannot be shown; caught by `verify_draft` alone."""


def verify_draft(
    draft: Draft,
    passages: Mapping[PassageId, Hit],
    validities: Mapping[DocumentId, Validity],
) -> Statement | DroppedDraft:
    """The statement with its citations, or the draft with the reason why it is not shown.

    `passages` are those that the drafter was given; a support outside them is invented.
    """
    try:
        if not draft.supports:
            raise UnsupportedError("no clause is cited")
        located = tuple(_locate_support(draft, support, passages) for support in draft.supports)
        _check_statement(draft, tuple(hit for hit, _ in located))
    except UnsupportedError as error:
        return DroppedDraft(draft.text, str(error))
    citations = tuple(cite(hit, span, validities[hit.document.id]) for hit, span in located)
    return Statement(draft.text, tuple(dict.fromkeys(citations)), draft.group)


def cite(hit: Hit, span: Span, validity: Validity) -> Citation:
    """A citation of `hit.passage.text[span.start:span.end]`."""
    passage, document = hit.passage, hit.document
    offset = passage.span.start
    place = Span(offset + span.start, offset + span.end)
    return Citation(
        document_id=document.id,
        passage_id=passage.id,
        file_name=document.file_name,
        title=name_document(document),
        document_number=document.metadata.document_number,
        label=passage.label,
        heading=passage.heading,
        clause_text=passage.text,
        quote=passage.text[span.start : span.end],
        span=place,
        validity=validity,
        page=document.pages.find(place.start),
        read_by_ocr=document.pages.is_recognised(place),
        cells=read_values(passage.text) if passage.kind is ClauseKind.ROW else (),
    )


def name_document(document: StoredDocument) -> str:
    """The title, with the part of the file where the document is one."""
    if document.part is None:
        return document.title
    return f"{document.part} {document.title}".strip()


def _locate_support(
    draft: Draft, support: Support, passages: Mapping[PassageId, Hit]
) -> tuple[Hit, Span]:
    hit = passages.get(support.passage_id)
    if hit is None:
        raise UnsupportedError(f"the cited passage {support.passage_id!r} was not given")
    if not support.quote:
        return hit, _best_sentence(draft.text, hit.passage)
    span = locate(support.quote, hit.passage.text)
    if span is None:
        raise UnsupportedError(f"the quote is not in {hit.passage.label!r}: {support.quote!r}")
    if not draft.facts and len(fold_text(support.quote)) < min(
        MIN_SHARED_CHARACTERS, len(fold_text(hit.passage.text))
    ):
        raise UnsupportedError(f"the quote is too short to carry anything: {support.quote!r}")
    return hit, span


def _best_sentence(statement: str, passage: Passage) -> Span:
    """The sentence of the passage that shares the most character pairs with the statement."""
    wanted = character_pairs(statement)
    best, best_shared = None, 1
    for span in split_sentences(passage.text):
        shared = len(wanted & character_pairs(passage.text[span.start : span.end]))
        if shared > best_shared:
            best, best_shared = span, shared
    if best is None:
        raise UnsupportedError(f"no sentence of {passage.label!r} says this")
    return best


def _check_statement(draft: Draft, hits: tuple[Hit, ...]) -> None:
    passages = [hit.passage.text for hit in hits]
    passages += filter(None, map(_name_cells, hits))
    rest = draft.text
    if draft.facts:
        rest = _without_verbatim(_without_facts(rest, draft.facts), passages)
        if not rest:
            return
    elif any(is_yes(words) for words in re.split(r"[，,。！？!?；;\n]", rest)):
        raise UnsupportedError("a yes says nothing that a clause holds")
    rest = strip_lead_in(rest, _known_names(hits), _known_headings(hits))
    headings = [h for hit in hits for h in (*hit.passage.heading_path, hit.passage.heading)]
    held = _full_dates("\n".join(passages))
    for date in _full_dates(rest):
        if date not in held:
            raise UnsupportedError(f"the date {date!r} is not in the cited clauses")
    fault = find_fault(rest, passages, headings, _name_subject(hits))
    if (
        fault is not None
        and all(find_fault(said, passages, headings) for said in _as_said_there(rest, hits))
        and _find_fault_without_place(rest, passages, headings, hits)
    ):
        raise UnsupportedError(fault)


def _find_fault_without_place(
    text: str, passages: list[str], headings: list[str], hits: tuple[Hit, ...]
) -> str | None:
    """As `find_fault`, where the document's own place is named (云峤县户籍, 本县户籍) nowhere."""
    name = _name_place(hits)
    if not name or name not in text:
        return "no other wording"
    office = re.compile(rf"{name}(?={_OFFICE})")
    own = re.compile(rf"{name}|[本我全]{name[-1]}(?!级)")
    plain = [own.sub("", office.sub(name[-1], words)) for words in (text, *passages)]
    return find_fault(plain[0], plain[1:], headings, _name_subject(hits))


def _name_place(hits: tuple[Hit, ...]) -> str:
    """The place of the one document that all the hits are of; empty where there are several."""
    documents = {hit.document.id: hit.document for hit in hits}
    regions = [document.metadata.region for document in documents.values()]
    names = {region.county or region.city or region.province or "" for region in regions}
    name = min(names) if len(names) == len(documents) == 1 else ""
    return name if name and ";" not in name and name[-1] in "县市区旗州" else ""


def _name_subject(hits: tuple[Hit, ...]) -> str:
    """Title and places of the document that all the hits are of; empty where there are several."""
    if len({hit.document.id for hit in hits}) != 1:
        return ""
    region = hits[0].document.metadata.region
    places = (region.province, region.city, region.county)
    # Of several places (甲区;乙区) what is said of one is not said of the other.
    own = (place for place in places if place and ";" not in place)
    title = "" if _TWO_THINGS.search(hits[0].document.title) else hits[0].document.title
    return "，".join(filter(None, (title, *own)))


def _as_said_there(text: str, hits: tuple[Hit, ...]) -> Iterator[str]:
    """The text as one document says it of its own place and thing, where it begins with these.

    Of 松棠县财政 县财政, of 松棠县新增 全县新增; and of 住房租赁补贴, which its title names, 补贴.
    """
    documents = {hit.document.id: hit.document for hit in hits}
    if len(documents) != 1:
        return
    (document,) = documents.values()
    kind = _KIND.search(document.title)
    if kind is not None and not text.startswith("本"):
        yield re.sub(f"^(?:《?{re.escape(document.title)}》?|该{kind[1]})", f"本{kind[1]}", text)
    region = document.metadata.region
    name = region.county or region.city or region.province or ""
    rest = text.removeprefix(name).removeprefix("的")
    if name and name in text and name[-1] in "县市区":
        yield text.replace(name, f"本{name[-1]}")
    listed = _LISTED.match(text)
    if listed is not None:
        yield f"下列{listed[2] or ''}{listed[1].removeprefix(name)}，{listed[3]}"
    if name and text.startswith(name):
        yield from (f"{place}{rest}" for place in ("", name[-1], f"全{name[-1]}", f"我{name[-1]}"))
    if _TWO_THINGS.search(document.title):
        return
    longest = next((n for n in range(MAX_THING, 2, -1) if rest[:n] in document.title), 0)
    yield from (rest[start:] for start in range(1, longest - 1))


def _known_names(hits: Iterable[Hit]) -> frozenset[str]:
    """What a lead-in may say: folded names of the cited documents and clauses."""
    names: set[str] = set()
    for hit in hits:
        metadata, passage = hit.document.metadata, hit.passage
        names.update((metadata.title, hit.document.part or "", *label_names(passage.label)))
        names.update((metadata.document_number or "", metadata.notice_title or ""))
        names.add(metadata.status_evidence or "")
        region = metadata.region
        names.update(part for part in (region.province, region.city, region.county) if part)
        names.update((metadata.issuing_body or "").split(";"))
    return frozenset(fold_text(name) for name in names if name)


def _known_headings(hits: Iterable[Hit]) -> frozenset[str]:
    headings = (h for hit in hits for h in (hit.passage.heading, *hit.passage.heading_path))
    return frozenset(fold_text(heading) for heading in headings if heading)


def label_names(label: str) -> tuple[str, ...]:
    """What people call a clause: its path without separators, and 第八条 for the label 八.

    >>> label_names("附件1 › 二 › （三）")
    ('附件1 › 二 › （三）', '附件1二（三）', '附件1、二、（三）')
    >>> label_names("八")
    ('八', '八', '八', '第八条', '第八项', '第八点')
    """
    labels = [part.strip() for part in label.split("›")]
    names = [label, "".join(labels), "、".join(labels)]
    last = labels[-1].strip("（）")
    if len(labels) == 1 and not last.startswith(("第", "附", "篇")):
        names += [f"第{last}条", f"第{last}项", f"第{last}点"]
    return tuple(names)


def _name_cells(hit: Hit) -> str:
    """A table's row with the names that stand above it, "" where it has them itself."""
    passage = hit.passage
    if passage.kind is not ClauseKind.ROW or "：" in passage.text or not passage.heading_path:
        return ""
    return name_cells(passage.text, passage.heading_path[-1].split("、"))


def _without_facts(text: str, facts: tuple[str, ...]) -> str:
    for fact in sorted(filter(None, facts), key=len, reverse=True):
        text = text.replace(fact, "\n")
    return text


_KIND = re.compile(r"(方案|办法|措施|规定|通知|意见|细则|条例|规划|计划)(?:[（(][^（）()]*[）)])?$")
# What is said of one of two things that a title names is not said of the other.
_TWO_THINGS = re.compile("(?:补贴|补助|津贴|奖励|奖金|费)[和与及、]")
_LISTED = re.compile(
    r"^([^，。；]{3,30})的(人员|学生|教师|家庭|对象|单位|项目|费用|企业)?(?:包括|有)([^；。\n]+。?)$"
)
_PARTS = re.compile(r"[、；;，,]")
_OFFICE = "[\u4e00-\u9fff]{0,10}(?:局|财政|委|政府|中心|办公室|股|科|部门)"


def _without_verbatim(text: str, passages: list[str]) -> str:
    """The lines between the facts that are not verbatim in a passage, blanks aside.

    Of a list (甲局、乙局) each part may stand by itself: the code put it together.
    """
    held = [_fold_passage(passage) for passage in passages]

    def stands(words: str) -> bool:
        folded = fold_text(words)
        return any(_stands_in(folded, passage) for passage in held)

    return "\n".join(
        line
        for line in text.split("\n")
        if not stands(line) and not all(map(stands, _PARTS.split(line)))
    )


@functools.lru_cache(maxsize=256)
def _fold_passage(text: str) -> str:
    return fold_text(text)


def _stands_in(part: str, passage: str) -> bool:
    """Whether the folded words stand in the passage, no figure cut at either end."""
    start = passage.find(part)
    while start >= 0:
        end = start + len(part)
        cut_before = part[:1].isdigit() and passage[start - 1 : start].isdigit()
        cut_after = part[-1:].isdigit() and passage[end : end + 1].isdigit()
        if not (cut_before or cut_after):
            return True
        start = passage.find(part, start + 1)
    return False


_FULL_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")


def _full_dates(text: str) -> frozenset[str]:
    dates = set()
    for year, month, day in _FULL_DATE.findall(fold_width(text)):
        dates.add(f"{year}年{int(month)}月")
        if day:
            dates.add(f"{year}年{int(month)}月{int(day)}日")
    return frozenset(dates)
