"""What a passage says itself, beside the passages under it, and the words that open its list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from assistant.locate import split_sentences
from ingest.model import DocumentId, Span
from vectorstore.model import Hit, Passage, ReaderScope
from vectorstore.store import ClauseStore

MAX_OPENING = 120  # characters of the words that open a list, from their end


def read_relatives(
    hits: Iterable[Hit], store: ClauseStore, scope: ReaderScope
) -> Mapping[DocumentId, Sequence[Passage]]:
    """By document, what stands just above and just under what was found."""
    relatives: dict[DocumentId, list[Passage]] = defaultdict(list)
    for passage in store.relatives([hit.passage for hit in hits], scope):
        relatives[passage.document_id].append(passage)
    return relatives


def read_opening(passage: Passage, above: Iterable[Passage]) -> str:
    """The last of the words above a passage where they open the list that it is an item of."""
    parent = next((other for other in above if other.id == passage.parent), None)
    if parent is None:
        return ""
    own = parent.own_text.rstrip()
    if not own.endswith(("：", ":")):
        return ""
    return own[split_sentences(own)[-1].start :][-MAX_OPENING:]


def own_before_children(passage: Passage) -> tuple[Span, ...]:
    """The words of a passage before its first child."""
    return (Span(0, len(passage.own_text)),)


def find_own_stretches(passage: Passage, others: Iterable[Passage]) -> tuple[Span, ...]:
    """What of a passage's text is in none of the passages under it, in order.

    A paragraph behind a list belongs to the clause that the list is in.
    """
    start = passage.span.start
    stretches: list[Span] = []
    end = 0
    for child in others:
        if child.parent != passage.id:
            continue
        if child.span.start - start > end:
            stretches.append(Span(end, child.span.start - start))
        end = max(end, child.span.end - start)
    if end < len(passage.text):
        stretches.append(Span(end, len(passage.text)))
    return tuple(stretches)
