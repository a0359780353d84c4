"""Text made safe for HTML, and the marks that point from words to citations."""

import html
from collections.abc import Sequence

from assistant.model import Citation

_ENTITIES = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;", "\\": "&#92;"})


def escape(text: str) -> str:
    """Text that shows as itself in HTML, also inside a quoted attribute.

    Gradio reads the value of its HTML component as a JavaScript and Handlebars template, so
    the signs of both are written as entities.

    >>> escape('<b> "${x}"')
    '&lt;b&gt; &quot;&#36;&#123;x&#125;&quot;'
    """
    return html.escape(text).translate(_ENTITIES)


def render_markers(cited: Sequence[Citation], citations: Sequence[Citation]) -> str:
    """The buttons [1][2] behind words, each for one of the reply's citations."""
    numbers = sorted({citations.index(citation) + 1 for citation in cited})
    return "".join(
        f'<button type="button" class="marker" {mark_place(citations[number - 1])} '
        f'aria-label="查看出处 {number}：{escape(name_place(citations[number - 1]))}">'
        f"[{number}]</button>"
        for number in numbers
    )


def name_document(title: str, document_number: str | None) -> str:
    """A document as people name it: 《title》（number).

    >>> name_document("办法", "某教〔2024〕1号")
    '《办法》（某教〔2024〕1号）'
    """
    quoted = title if title.startswith("《") else f"《{title}》"
    return f"{quoted}（{document_number}）" if document_number else quoted


def mark_place(citation: Citation) -> str:
    """The attributes by which a click finds the citation."""
    return (
        f'data-act="citation" data-document="{escape(citation.document_id)}" '
        f'data-passage="{escape(citation.passage_id)}" '
        f'data-start="{citation.span.start}" data-end="{citation.span.end}"'
    )


def name_place(citation: Citation) -> str:
    """A citation as it is read aloud: document and clause."""
    return f"{name_document(citation.title, citation.document_number)} {citation.label}"
