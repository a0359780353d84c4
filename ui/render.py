"""Replies, citations and documents as plain text for the terminal and as HTML for the page.

Everything here is a pure function. Whatever comes from a document or a person goes through
`escape`; what is returned is safe to insert as HTML and as the value of a Gradio template.
"""

import itertools
from collections.abc import Sequence

from assistant.model import (
    Answer,
    Citation,
    NoAnswer,
    Notice,
    NoticeKind,
    Reply,
    Statement,
)
from assistant.serving.wire import number_citations
from assistant.validity_names import name_validity
from ingest.model import DocumentMetadata, Region, Span, Validity, ValidityState
from ui.marking import escape, mark_place, name_document, render_markers
from ui.render_desk import format_table, render_export, render_table
from vectorstore.model import StoredDocument

MODEL_LABEL = "由AI生成，仅供参考"
OCR_LABEL = "扫描件识别，请核对原件"
NEAREST_HEADING = "最接近的条文（不构成回答）"
SOURCES_HEADING = "条文出处"
OPEN_SOURCES = 5  # citations shown at once; a long list is folded after these

_MODEL_MARK = f'<span class="model-label">{MODEL_LABEL}</span>'
_BEFORE = (NoticeKind.VALIDITY, NoticeKind.MODEL_FALLBACK, NoticeKind.READING, NoticeKind.CAUTION)
_AFTER = (NoticeKind.COMPLETENESS, NoticeKind.MISSING)


def name_region(region: Region) -> str | None:
    """The narrowest place of a region, None where the document names no place."""
    return region.county or region.city or region.province


def format_citation(citation: Citation, number: int) -> str:
    """A citation in plain text: its number, where it stands, the quote, its validity."""
    place = name_document(citation.title, citation.document_number)
    heading = f" {citation.heading}" if citation.heading else ""
    page = f" 第{citation.page}页" if citation.page else ""
    lines = [f"[{number}] {place} {citation.label}{heading}{page}", f"    “{citation.quote}”"]
    if citation.read_by_ocr:
        lines.append(f"    {OCR_LABEL}")
    validity = citation.validity
    if validity.state is not ValidityState.IN_FORCE or validity.note:
        note = f"：{validity.note}" if validity.note else ""
        lines.append(f"    效力：{name_validity(validity)}{note}")
    return "\n".join(lines)


def format_reply(reply: Reply) -> str:
    """A reply in plain text: notices, statements with [1] markers, then the citations.

    The same text is what the page's copy button copies; a model's text carries its label.
    """
    citations = number_citations(reply)
    before, after = _part_notices(reply.notices)
    lines = [notice.text for notice in before]
    if isinstance(reply, Answer):
        for group, lines_of in _by_group(reply.statements):
            lines += [f"【{group}】"] if group else []
            lines += [_format_statement(line, citations) for line in lines_of]
        lines += format_table(reply.table, citations) if reply.table else []
        heading = SOURCES_HEADING
    else:
        lines.append(reply.message)
        heading = NEAREST_HEADING
    lines += [notice.text for notice in after]
    if isinstance(reply, Answer) and reply.written_by_model:
        lines.append(f"（{MODEL_LABEL}）")
    if citations:
        lines += ["", f"{heading}："]
        lines += [format_citation(citation, n) for n, citation in enumerate(citations, start=1)]
    return "\n".join(lines)


def render_badge(validity: Validity) -> str:
    """The badge of a validity, with its one sentence as a tooltip."""
    return (
        f'<span class="badge badge-{validity.state.value}" title="{escape(validity.note)}">'
        f"{escape(name_validity(validity))}</span>"
    )


def _render_ocr_badge(read_by_ocr: bool) -> str:
    return f'<span class="badge badge-ocr">{OCR_LABEL}</span>' if read_by_ocr else ""


def render_exchange(question: str, body: str) -> str:
    """A question and, below it, what `body` already holds as HTML."""
    asked = f'<div class="asked"><span class="unseen">您的问题：</span>{escape(question)}</div>'
    return (
        f'<article class="exchange">{asked if question else ""}'
        f'<div class="reply">{body}</div></article>'
    )


def render_progress(statements: Sequence[Statement], notices: Sequence[Notice]) -> str:
    """An answer in the making: what is verified so far and a sign that more may come."""
    citations = tuple(dict.fromkeys(c for line in statements for c in line.citations))
    word = "正在核对下一句" if statements else "正在查找条文"
    label = _MODEL_MARK if any(n.kind is NoticeKind.MODEL_WRITTEN for n in notices) else ""
    return (
        _render_body(statements, notices, citations)
        + label
        + f'<p class="working"><span class="dots" aria-hidden="true"></span>{word}…</p>'
    )


def render_reply(reply: Reply) -> str:
    """A finished reply with its sources and a copy button."""
    citations = number_citations(reply)
    if isinstance(reply, NoAnswer):
        body = _render_refusal(reply, citations)
    else:
        table = render_table(reply.table, citations) if reply.table else ""
        body = _render_body(reply.statements, reply.notices, citations) + table
        body += _render_sources(citations, SOURCES_HEADING)
    label = _MODEL_MARK if isinstance(reply, Answer) and reply.written_by_model else ""
    return (
        f'{body}<div class="after">{label}{render_export(reply)}'
        '<button type="button" class="copy" data-act="copy">复制回答与出处</button></div>'
        f'<pre class="copy-text" hidden>{escape(format_reply(reply))}</pre>'
    )


def render_error(message_zh: str) -> str:
    """A failure in plain words; it never looks like an answer or a refusal."""
    return (
        '<div class="failure" role="alert"><strong>没有完成</strong>'
        f"<span>{escape(message_zh)}</span></div>"
    )


def render_passage(
    text: str, clause: Span, quote: Span, window: Span, document_id: str, scans: str = ""
) -> str:
    """A part of a document's text with a clause framed and a quote marked in it.

    All spans are offsets into `text`; `window` holds `clause`, `clause` holds `quote`. `scans` is
    HTML that stands below the clause: pictures that load late must not move the quote.
    """
    framed = (
        '<div class="running-text clause" role="group" aria-label="所引条款全文">'
        f"{escape(text[clause.start : quote.start])}"
        f'<mark tabindex="-1">{escape(text[quote.start : quote.end])}</mark>'
        f"{escape(text[quote.end : clause.end])}</div>"
    )
    before, after = Span(window.start, clause.start), Span(clause.end, window.end)
    return _render_running(text, before, framed + scans, after, document_id)


def render_page_images(document_id: str, pages: Sequence[int]) -> str:
    """The scanned pages that a quote was read from, to compare it with; "" without any."""
    if not pages:
        return ""
    figures = "".join(
        f'<figure><a href="{place}" target="_blank" rel="noopener">'
        f'<img src="{place}" alt="原件第{page}页" loading="lazy"></a>'
        f"<figcaption>原件第{page}页</figcaption></figure>"
        for page in pages
        if (place := escape(f"api/documents/{document_id}/pages/{page}.jpg"))
    )
    return (
        f'<section class="scans" aria-label="扫描原件"><p class="ocr-note">{OCR_LABEL}：'
        f"文字由程序从图片识别，个别字、标点可能有误。</p>{figures}</section>"
    )


def render_running(text: str, window: Span, document_id: str) -> str:
    """A part of a document's text, nothing marked, with buttons to read on both ways."""
    return _render_running(text, Span(window.start, window.start), "", window, document_id)


def render_document_head(metadata: DocumentMetadata, validity: Validity, path: str) -> str:
    """What stands above a document's text in the reader; `path` is "" for the whole document."""
    facts = [
        fact
        for fact in (
            metadata.document_number,
            (metadata.issuing_body or "").replace(";", "、"),
            str(metadata.issue_date) if metadata.issue_date else "",
        )
        if fact
    ]
    note = f'<p class="validity-note">{escape(validity.note)}</p>' if validity.note else ""
    place = f'<p class="path">{escape(path)}</p>' if path else ""
    return (
        f'<header class="document-head"><h2 tabindex="-1">{escape(metadata.title)}</h2>'
        f'<p class="facts">{render_badge(validity)} {escape(" · ".join(facts))}</p>'
        f"{note}{place}</header>"
    )


def render_documents(documents: Sequence[tuple[StoredDocument, Validity]], total: int) -> str:
    """The list of held documents, each with its validity; says so where it is cut."""
    rows = "".join(_render_document(document, validity) for document, validity in documents)
    cut = f"，列出前 {len(documents)} 份" if len(documents) < total else ""
    if not total:
        return (
            '<header class="document-head"><h2 tabindex="-1">已收录文件</h2></header>'
            '<p class="empty">还没有收录文件。请管理员先导入政策文件。</p>'
        )
    return (
        '<header class="document-head"><h2 tabindex="-1">已收录文件</h2>'
        f'<p class="facts">共 {total} 份{cut}</p></header><ul class="documents">{rows}</ul>'
    )


def _render_document(document: StoredDocument, validity: Validity) -> str:
    metadata = document.metadata
    facts = [metadata.document_number or "", name_region(metadata.region) or ""]
    if document.part:
        facts.append(document.part)
    facts.append(f"{document.clause_count} 条款")
    line = " · ".join(fact for fact in facts if fact)
    return (
        f'<li><button type="button" data-act="document" data-document="{escape(document.id)}">'
        f'<span class="title">{escape(metadata.title)}</span>'
        f'<span class="facts">{render_badge(validity)} {escape(line)}</span></button></li>'
    )


def _render_running(text: str, before: Span, middle: str, after: Span, document_id: str) -> str:
    return (
        f'<div class="running" data-document="{escape(document_id)}" data-start="{before.start}" '
        f'data-end="{after.end}" data-length="{len(text)}">'
        '<button type="button" class="more" data-act="earlier">更多上文</button>'
        f'<div class="running-text earlier">{escape(text[before.start : before.end])}</div>'
        f'{middle}<div class="running-text later">{escape(text[after.start : after.end])}</div>'
        '<button type="button" class="more" data-act="later">更多下文</button></div>'
    )


def _part_notices(notices: Sequence[Notice]) -> tuple[list[Notice], list[Notice]]:
    """Those before the answer, in order of weight, and those after; no model label."""
    before = [notice for kind in _BEFORE for notice in notices if notice.kind is kind]
    after = [n for kind in _AFTER for n in notices if n.kind is kind]
    return before, after


def _by_group(statements: Sequence[Statement]) -> list[tuple[str, list[Statement]]]:
    """The statements under the headings that divide them, "" where none does."""
    grouped = itertools.groupby(statements, key=lambda line: line.group)
    return [(group, list(lines)) for group, lines in grouped]


def _format_statement(statement: Statement, citations: Sequence[Citation]) -> str:
    numbers = sorted({citations.index(citation) + 1 for citation in statement.citations})
    return statement.text + "".join(f"[{number}]" for number in numbers)


def _render_notices(notices: Sequence[Notice]) -> str:
    return "".join(
        f'<p class="notice notice-{notice.kind.value}" role="note">{escape(notice.text)}</p>'
        for notice in notices
    )


def _render_body(
    statements: Sequence[Statement], notices: Sequence[Notice], citations: Sequence[Citation]
) -> str:
    before, after = _part_notices(notices)
    lines = "".join(
        (f'<h3 class="group">{escape(group)}</h3>' if group else "")
        + "".join(
            f'<p class="statement">{escape(line.text)}'
            f"{render_markers(line.citations, citations)}</p>"
            for line in lines_of
        )
        for group, lines_of in _by_group(statements)
    )
    return f'{_render_notices(before)}<div class="statements">{lines}</div>{_render_notices(after)}'


def _render_sources(citations: Sequence[Citation], heading: str) -> str:
    if not citations:
        return ""
    rows = [_render_source(citation, n) for n, citation in enumerate(citations, start=1)]
    rest = ""
    if len(rows) > OPEN_SOURCES + 1:  # folding a single one away would save nothing
        rest = (
            f'<details class="rest"><summary>其余 {len(rows) - OPEN_SOURCES} 处出处</summary>'
            f"<ol>{''.join(rows[OPEN_SOURCES:])}</ol></details>"
        )
        rows = rows[:OPEN_SOURCES]
    return (
        f'<section class="sources" aria-label="{heading}"><h2>{heading}'
        f'<span class="count">{len(citations)}</span></h2><ol>{"".join(rows)}</ol>{rest}</section>'
    )


def _render_source(citation: Citation, number: int) -> str:
    return (
        f'<li><button type="button" class="source" {mark_place(citation)}>'
        f'<span class="number">[{number}]</span><span class="source-body">'
        f'<span class="source-title">{escape(citation.title)}'
        f"{render_badge(citation.validity)}{_render_ocr_badge(citation.read_by_ocr)}</span>"
        f'<span class="source-path">{escape(_describe(citation))}</span>'
        f'<span class="source-quote">{escape(citation.quote)}</span></span></button></li>'
    )


def _render_refusal(reply: NoAnswer, citations: Sequence[Citation]) -> str:
    before, after = _part_notices(reply.notices)
    return (
        f'{_render_notices(before)}<p class="refusal">{escape(reply.message)}</p>'
        f"{_render_notices(after)}{_render_sources(citations, NEAREST_HEADING)}"
    )


def _describe(citation: Citation) -> str:
    page = f"第{citation.page}页" if citation.page else ""
    parts = (citation.document_number or "", citation.label, citation.heading, page)
    return "  ".join(part for part in parts if part)
