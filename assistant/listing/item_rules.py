"""What a clause says further of one item of its list: 其中第（四）项情形，三年内不得再次申报。"""

import re

from assistant.inquiry import Inquiry, last_label
from assistant.locate import split_sentences
from ingest.model import ClauseKind, Span
from vectorstore.model import Hit

_NUMBER = re.compile(r"[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})[）)]?")
MAX_RULE = 120  # characters of a sentence that says something of one item


def find_item_rule(hit: Hit, inquiry: Inquiry) -> tuple[Hit, Span] | None:
    """The sentence of the same clause that names the item by its number; None if there is none."""
    passage = hit.passage
    number = _NUMBER.fullmatch(last_label(passage).strip())
    if passage.parent is None or passage.kind is not ClauseKind.CLAUSE or number is None:
        return None
    named = re.compile(
        rf"(?:情形|第)[（(]{number[1]}[）)](?:项|目|情形)?|第{number[1]}(?:项|目)(?:情形|规定|所列)?"
    )
    parent = inquiry.store.passage(passage.parent, inquiry.scope)
    beside = [
        other
        for other in inquiry.passages(passage.document_id)
        if other.parent == parent.id and not other.has_children
    ]
    for place in (*beside, parent):
        for span in split_sentences(place.text):
            said = place.text[span.start : span.end]
            if len(said) <= MAX_RULE and named.search(said) and said not in passage.text:
                return inquiry.hit(place), span
    return None
