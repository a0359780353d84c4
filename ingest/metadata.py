"""What a document says of itself: title, bodies, number, dates, status, region, relations."""

import re
from dataclasses import dataclass, replace

from ingest.adoptions import find_head_note, find_issue_note
from ingest.bodies import (
    Signature,
    find_labelled_body,
    find_lone_bodies,
    find_order_date,
    find_red_head,
    find_signatures,
    find_titled_bodies,
    split_bodies,
)
from ingest.clean import fold
from ingest.dates import find_dates
from ingest.document_numbers import FoundNumber, find_document_numbers
from ingest.document_region import find_region_of
from ingest.leads import covers
from ingest.lines import join_lines
from ingest.model import (
    ClauseKind,
    DocumentMetadata,
    DocumentStatus,
    LeadKind,
    PartialDate,
    Region,
    SourceKind,
)
from ingest.page_table import PageTable, read_page_table
from ingest.parts import DocumentSketch
from ingest.periods import find_effective_period, find_plan_period
from ingest.relations import find_relations
from ingest.status import find_source_kind, find_status, find_template_evidence

# A title may stand far below a page's menus, but not farther than this.
_FRONT = 6000
_PUBLISHED = re.compile(
    r"(?:发布日期|发布时间|发文日期|公布日期|公布时间|公开日期|公开时间|发表于|发布于|发表时间|更新时间|挂网(?:时间|日期)|上网(?:时间|日期)|(?<![\u4e00-\u9fff])(?<![\u4e00-\u9fff]\s)(?:时间|日期))\s{0,4}[:：]?\s{0,4}"
    r"(?P<date>(?:19|20)\d\d\s{0,3}[-/.年]\s{0,3}\d{1,2}\s{0,3}[-/.月]\s{0,3}\d{1,2})"
)
_BARE_DATE = re.compile(
    r"^[•·\-*\s]{0,8}(?P<date>20\d\d[-/.]\d{1,2}[-/.]\d{1,2})(?:\s{1,3}\d{1,2}:\d{2}(?::\d{2})?)?\s*$",
    re.MULTILINE,
)
_WRITTEN = re.compile(
    r"(?:成\s{0,4}文\s{0,4}日\s{0,4}期|印发日期|生成日期)\s{0,4}[:：]?\s{0,4}"
    r"(?P<date>(?:19|20)\d\d\s{0,3}[-/.年]\s{0,3}\d{1,2}\s{0,3}[-/.月]\s{0,3}\d{1,2})"
)
_NUMBER_LABEL = re.compile(
    r"(?:发\s{0,4}[文布]\s{0,4}字?\s{0,4}号|文\s{0,4}号|文件编号|文件号|字号)\s{0,4}:?\s*$"
)
_KIND_END = re.compile(
    r"(?:决定|通知|意见|办法|方案|规定|公告|通报|函|细则|条例|计划|规划|措施|批复|号)\s*$"
)
_ISSUED = re.compile(
    r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?(?:印发|发布|公布|下发)\)?"
)
_BRACKETED = re.compile(r"\(.{2,24}\)")
_STRAY_DIGIT = re.compile(r"(?<!\d)(?P<last>\d)\s(?=20\d(?P=last)\b|20\d(?P=last)(?!\d))")
# What extraction leaves of a part's mark (篇2) before its title.
_PART_RESIDUE = re.compile(r"^(?:\d{1,2}\s*)?(?:篇\s*){1,3}(?:\d\s+)?(?=\S)")
_ANNEX = "附"  # 附件1, 附表2, 附录
# What a program calls a sheet or a document that nobody named.
_EMPTY_NAME = re.compile(
    r"(?:sheet|data|table|set|list|book|page|untitled|document|工作表|表格?|新建.{0,16}|文档|数据)[\s_()\d-]{0,8}|[\W\d_]*",
    re.IGNORECASE,
)
_RUNNING = re.compile(r"[。;:!?]|,.{4,}")
_LONGEST_NAME = 40
_HAN = re.compile(r"[\u4e00-\u9fff]")
_FEWEST_HAN = 4  # 扫描件1 names a file, 县域学位一览 a document


@dataclass(frozen=True, slots=True)
class _Passages:
    """The stretches of a document that its metadata are read from."""

    front: str  # from the file's or part's beginning to the first clause
    titles: str
    notice: str
    opening: str  # leads and the first clause
    own: str  # leads and clauses: all that the document itself says


def read_metadata(
    text: str, sketch: DocumentSketch, parent: DocumentMetadata | None, stem: str = ""
) -> DocumentMetadata:
    """What the document of this sketch says of itself; `parent` is the one it is a part of.

    `stem` is the file's name without its ending: a title where the text gives none.

    An annex takes what it does not say from the notice that it belongs to; a part of a private
    collection takes only that it is a template.
    """
    passages = _cut_passages(text, sketch)
    is_annex = parent is not None and (sketch.part or "").startswith(_ANNEX)
    if parent is not None and is_annex:
        stem = f"{parent.title} {sketch.part}"  # the file is named for what the annex belongs to
    title = tidy_title(sketch.title or sketch.notice_title or _name_untitled(passages, stem))
    notice_title = None if sketch.notice_title is None else _flatten(sketch.notice_title)
    signature = _choose_signature(sketch, passages)
    number = _find_own_number(passages.front)
    cited = _find_cited(passages.own, number)
    is_main = parent is None
    surroundings = f"{text[: min(len(text), _FRONT)]}\n{text[-2000:]}" if is_main else ""
    bodies = _find_bodies(notice_title or title, passages, signature)
    bodies = _find_noted_bodies(passages.front) or bodies if signature is None else bodies
    note = find_head_note(passages.front)
    issued = None if signature is None else signature.date
    issued = issued or _find_issued(sketch, passages, is_main=is_main)
    page = read_page_table(passages.front) if is_main else PageTable()
    effective = find_effective_period(passages.own, issued, page)
    plan = find_plan_period(sketch.title or "", sketch.clauses)
    relations = find_relations(title, passages.own)
    metadata = DocumentMetadata(
        title=title,
        notice_title=notice_title,
        issuing_body=";".join(bodies) or None,
        document_number=None if number is None else number.number,
        cited_numbers=cited,
        issue_date=issued,
        publish_date=_find_published(passages.front) if is_main else None,
        effective_from=effective.start,
        effective_to=effective.end,
        effective_evidence=effective.evidence,
        plan_from=plan.start,
        plan_to=plan.end,
        plan_evidence=plan.evidence,
        amends=relations.amends,
        repeals=relations.repeals,
        replaces=relations.replaces,
        # A clause that says 按《…》 names a rule for one matter, not what the document rests on.
        based_on=find_relations(title, passages.opening).based_on,
    )
    metadata = _add_status(metadata, passages, surroundings, parent, page)
    if note is not None and metadata.status is DocumentStatus.UNKNOWN:
        metadata = replace(metadata, status=DocumentStatus.ISSUED, status_evidence=note.words)
    if metadata.status is DocumentStatus.DRAFT:
        metadata = _leave_open(metadata, passages, page)
    is_template = metadata.status is DocumentStatus.TEMPLATE
    names = "\n".join((title, notice_title or "", *bodies))
    region = find_region_of(names, passages.own, cited, is_template=is_template)
    metadata = replace(metadata, region=region)
    return _inherit(metadata, parent) if parent is not None and is_annex else metadata


def _find_issued(
    sketch: DocumentSketch, passages: _Passages, *, is_main: bool
) -> PartialDate | None:
    """The day of issue where no signature gives one."""
    labelled = _find_labelled(_WRITTEN, passages.front) if is_main else None
    notes = (find_issue_note(passages.front), find_head_note(passages.front))
    dates = (note.date for note in notes if note is not None)
    noted = next((date for date in dates if date is not None), None)
    return labelled or noted or find_order_date(passages.own) or _find_lone_date(sketch)


def _leave_open(
    metadata: DocumentMetadata, passages: _Passages, page: PageTable
) -> DocumentMetadata:
    """A draft's metadata: 自印发之日起 counts from a day still to come, not the consultation's."""
    effective = find_effective_period(passages.own, None, page)
    return replace(
        metadata,
        effective_from=effective.start,
        effective_to=effective.end,
        effective_evidence=effective.evidence,
    )


def tidy_title(title: str) -> str:
    """The title on one line, radicals as characters, digits that the extraction doubled once.

    >>> tidy_title("县域五年规划( 2021 —5 2025 年)")
    '县域五年规划(2021—2025年)'
    """
    words = _PART_RESIDUE.sub("", _STRAY_DIGIT.sub("", join_lines(_unradical(title))))
    words = re.sub(r"([(（])\s+|\s+([)）])", r"\1\2", words)
    words = re.sub(r"(?<=\d)\s+(?=[-—–年])|(?<=[-—–])\s+(?=\d)", "", words)
    return words.strip(" \u3000")


def _unradical(words: str) -> str:
    """Only radicals are replaced: full-width punctuation stays as printed."""
    return "".join(fold(c) if "\u2e80" <= c <= "\u2fdf" else c for c in words)


def _flatten(title: str) -> str:
    return " ".join(_unradical(title).split())


def _name_untitled(passages: _Passages, stem: str) -> str:
    """The first line where it may be a name (工作表 is none, nor is a sentence), else the stem."""
    lines = (line.strip() for line in passages.own.splitlines())
    first = next((line for line in lines if line), "")
    if _EMPTY_NAME.fullmatch(fold(first)):
        return stem or first
    if len(first) <= _LONGEST_NAME and _RUNNING.search(fold(first)) is None:
        return first
    if len(_HAN.findall(stem)) >= _FEWEST_HAN:
        return stem
    return first if len(first) <= _LONGEST_NAME else f"{first[:_LONGEST_NAME]}…"


def _cut_passages(text: str, sketch: DocumentSketch) -> _Passages:
    start = 0 if sketch.parent is None else sketch.span.start
    containers = (ClauseKind.PART, ClauseKind.ANNEX)
    inner = [clause for clause in sketch.clauses if clause.kind not in containers]
    # A table above the first clause, such as a page's list of properties, belongs to the front.
    tabular = (ClauseKind.ROW, ClauseKind.TABLE)
    inner = [clause for clause in inner if clause.kind not in tabular] or inner
    first = inner[0].span.start if inner else sketch.span.end
    by_kind = {
        kind: "\n".join(lead.text for lead in sketch.leads if lead.kind is kind)
        for kind in LeadKind
    }
    roots = [clause for clause in sketch.clauses if clause.parent is None]
    spans = [root.span for root in roots]
    outside = [lead for lead in sketch.leads if not covers(spans, lead.span.start)]
    own = sorted(
        [(lead.span, lead.text) for lead in outside] + [(root.span, root.text) for root in roots]
    )
    front = text[start : max(start, min(first, start + _FRONT))]
    notice = "\n".join((by_kind[LeadKind.NOTICE], by_kind[LeadKind.SIGNATURE])).strip()
    opening = [lead.text for lead in sketch.leads]
    opening += [c.text[: c.own_end - c.span.start] for c in sketch.clauses if c.kind in containers]
    opening += [clause.text[:1500] for clause in inner[:1]]
    return _Passages(
        front=front,
        titles=by_kind[LeadKind.TITLE],
        notice=notice or front,
        opening="\n".join(opening),
        own="\n".join(words for _, words in own),
    )


def _choose_signature(sketch: DocumentSketch, passages: _Passages) -> Signature | None:
    """The notice's signature, else the last one in the document itself."""
    for lead in sketch.leads:
        if lead.kind is LeadKind.SIGNATURE and (found := find_signatures(lead.text)):
            return found[-1]
    for passage in (passages.front, passages.own):
        if found := find_signatures(passage):
            return found[0] if passage is passages.front else found[-1]
    return None


def _find_lone_date(sketch: DocumentSketch) -> PartialDate | None:
    """The date on lines of its own at the end of a notice that nobody signs."""
    for lead in sketch.leads:
        if lead.kind not in (LeadKind.NOTICE, LeadKind.SIGNATURE):
            continue
        for found in reversed(find_dates(lead.text)):
            before = lead.text[: found.span.start].rstrip(" \t")[-1:]
            after = lead.text[found.span.end :].lstrip()[:1]
            if found.date.day and before in ("", "\n") and after in ("", "(", "（", "抄"):
                return found.date
    return None


def _find_bodies(title: str, passages: _Passages, signature: Signature | None) -> tuple[str, ...]:
    if signature is not None:
        return signature.bodies
    titled = find_titled_bodies(title)
    labelled = find_labelled_body(passages.front)
    red = find_red_head(passages.front)
    lone = find_lone_bodies(passages.titles or passages.front[-400:])
    return red or ((labelled,) if labelled else ()) or titled or lone


def _find_noted_bodies(front: str) -> tuple[str, ...]:
    """The bodies that the line of issue under the title names, where it names nothing else."""
    noted = find_issue_note(front)
    if noted is None:
        return ()
    found = [split_bodies(words) for words in re.split(r"[、,\s]+", noted.words) if words]
    return tuple(body for bodies in found for body in bodies) if all(found) else ()


def _find_own_number(front: str) -> FoundNumber | None:
    """The number of the red head or of a label, not one in brackets after a cited title."""
    folded = fold(front)
    numbers = find_document_numbers(front)
    for number in numbers:
        line_start = folded.rfind("\n", 0, number.span.start) + 1
        before = folded[line_start : number.span.start].strip(" \t•·-*")
        line_end = folded.find("\n", number.span.end)
        after = folded[number.span.end : line_end if line_end >= 0 else len(folded)].strip()
        beside = [n.span for n in numbers if number.span.end <= n.span.start <= line_end]
        if beside and not folded[number.span.end : beside[0].start].strip(" \t,、;"):
            after = folded[beside[-1].end : line_end].strip()  # each body's own, side by side
        alone = before in ("", "(") and (after in ("", ")") or _ISSUED.fullmatch(after) is not None)
        labelled = _NUMBER_LABEL.search(before) is not None
        after_title = _KIND_END.search(before) and not before.endswith("》") and "。" not in before
        if (alone or labelled or after_title) and not after.startswith(_ANNEX):
            return number
    return None


def _find_cited(own: str, number: FoundNumber | None) -> tuple[str, ...]:
    mine = "" if number is None else "".join(number.number.split())
    found = dict.fromkeys(cited.number for cited in find_document_numbers(own))
    return tuple(cited for cited in found if "".join(cited.split()) != mine)


def _find_published(front: str) -> PartialDate | None:
    labelled = _find_labelled(_PUBLISHED, front)
    return labelled if labelled is not None else _find_labelled(_BARE_DATE, front)


def _find_labelled(pattern: re.Pattern[str], front: str) -> PartialDate | None:
    found = pattern.search(fold(front))
    if found is None:
        return None
    dates = find_dates(found["date"].rstrip() + ("日" if "月" in found["date"] else ""))
    return dates[0].date if dates else None


def _add_status(
    metadata: DocumentMetadata,
    passages: _Passages,
    surroundings: str,
    parent: DocumentMetadata | None,
    page: PageTable,
) -> DocumentMetadata:
    lines = [line.strip() for line in fold(passages.front).splitlines()]
    marks = [line for line in lines if _BRACKETED.fullmatch(line)]
    front = "\n".join((passages.titles, *marks))
    status, evidence = find_status(metadata.notice_title or metadata.title, front, passages.notice)
    template = find_template_evidence(passages.own, surroundings)
    if parent is not None and parent.status is DocumentStatus.TEMPLATE and template is None:
        template = parent.status_evidence or ""
    signed = metadata.issuing_body is not None and metadata.issue_date is not None
    if template is not None:
        status, evidence = DocumentStatus.TEMPLATE, template or None
    elif page.void_words is not None:
        status, evidence = DocumentStatus.REPEALED, page.void_words
    elif status is DocumentStatus.UNKNOWN and (metadata.document_number or signed):
        status = DocumentStatus.ISSUED
        evidence = metadata.document_number or f"{metadata.issuing_body} {metadata.issue_date}"
    is_official = status in (DocumentStatus.ISSUED, DocumentStatus.REPEALED)
    is_template = status is DocumentStatus.TEMPLATE
    kind = find_source_kind(surroundings, is_official=is_official, is_template=is_template)
    return replace(metadata, status=status, status_evidence=evidence, source_kind=kind)


def _inherit(metadata: DocumentMetadata, parent: DocumentMetadata) -> DocumentMetadata:
    is_unknown = metadata.status is DocumentStatus.UNKNOWN
    kind = metadata.source_kind
    says_when = metadata.effective_from is not None or metadata.effective_to is not None
    effective = metadata if says_when else parent
    return replace(
        metadata,
        issuing_body=metadata.issuing_body or parent.issuing_body,
        document_number=metadata.document_number or parent.document_number,
        issue_date=metadata.issue_date or parent.issue_date,
        publish_date=metadata.publish_date or parent.publish_date,
        status=parent.status if is_unknown else metadata.status,
        status_evidence=parent.status_evidence if is_unknown else metadata.status_evidence,
        source_kind=parent.source_kind if kind is SourceKind.UNKNOWN else kind,
        region=parent.region if metadata.region == Region() else metadata.region,
        effective_from=effective.effective_from,
        effective_to=effective.effective_to,
        effective_evidence=effective.effective_evidence,
    )
