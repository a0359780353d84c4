"""The unnumbered paragraphs (款) of an article, counted as references count them."""

from collections.abc import Sequence

from ingest.clean import ends_sentence, fold, split_lines
from ingest.model import Span


def find_paragraphs(text: str, children: Sequence[Span]) -> tuple[Span, ...]:
    """The paragraphs of an article's text; `children` are the spans of its items in that text.

    Items (项) and what stands between them belong to the paragraph that leads up to them; a
    heading on a line of its own and a line that the page tore are no paragraphs.

    >>> text = "第八条 补助如下：\\n（一）甲。\\n（二）乙。\\n前款由县财政局发放。"
    >>> [text[p.start : p.end] for p in find_paragraphs(text, [Span(10, 15), Span(16, 21)])]
    ['第八条 补助如下：\\n（一）甲。\\n（二）乙。', '前款由县财政局发放。']
    """
    paragraphs: list[Span] = []
    complete = True
    below = list(children)
    for line in split_lines(fold(text)):
        while below and below[0].end <= line.start:
            below.pop(0)
        listed = bool(below) and below[0].start <= line.start
        if paragraphs and (listed or not complete):
            paragraphs[-1] = Span(paragraphs[-1].start, line.end)
        else:
            paragraphs.append(Span(line.start, line.end))
        complete = ends_sentence(line.text) and line.text[-1] != ";"
    return tuple(paragraphs)
