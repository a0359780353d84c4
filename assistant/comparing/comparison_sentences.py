"""The best sentences of each side of a comparison, each side told apart by name."""

from collections.abc import Iterable

from assistant.choosing.beside import RIVAL, sentences_of
from assistant.choosing.holding import holds_type
from assistant.choosing.judge import is_of_others
from assistant.choosing.sentences import MAX_TYPED_BEHIND, Candidate
from assistant.compose import MAX_QUOTE, draft_children, draft_group, gather
from assistant.inquiry import Composition, Inquiry, name_source, quote_draft
from assistant.locate import fold_text
from assistant.model import Draft, Notice, NoticeKind
from ingest.model import DocumentId, Span
from vectorstore.model import Hit

MIN_COMPARED = 7.5  # score of a sentence that is about a side of a comparison
MAX_SIDE_BEHIND = 4.5  # how far behind the other side's best sentence one may lie and still speak
MAX_SIBLING_BEHIND = 0.5  # how far behind the chosen sentence a neighbouring clause's may be meant
MAX_SIBLINGS = 2
MIN_ASPECT = 0.2  # share of an aspect that its sentence holds in its own words


def compose_comparison(
    inquiry: Inquiry, groups: tuple[frozenset[DocumentId], ...], aspects: Iterable[Inquiry] = ()
) -> Composition | None:
    """The best clause of each thing compared, told apart by name; None if none says anything.

    Things on which nothing was found are named in a notice. `aspects`: the inquiry as heard for
    each of several aspects that are asked of every side.
    """
    drafts: list[Draft] = []
    silent: list[str] = []
    focus, ask = inquiry.understanding.focus, inquiry.understanding.ask
    for group in groups:
        own = find_side(group, inquiry)
        typed = [c for c in own if c.holds_type]
        if not ask.wants_figure():  # a day or a period far behind is of something else
            typed = [c for c in typed if c.score >= own[0].score - MAX_TYPED_BEHIND]
        best = typed or ([] if ask.wants_figure() else list(own))
        if not best:
            silent.append(_name_group(group, inquiry))
            continue
        tiers = _find_tiers(best, inquiry) if ask.wants_figure() else None
        if tiers is not None:
            opening = Span(0, len(tiers.passage.own_text.rstrip()))
            drafts.append(quote_draft(tiers, opening, name_source(tiers)))
            drafts += draft_children(tiers, inquiry)
            continue
        same = [c for c in own if c.hit.passage.id == best[0].hit.passage.id]
        same.sort(key=lambda c: c is not best[0])
        chosen = sentences_of(same, focus, ask)
        further = _find_aspects(group, aspects, chosen)
        drafts.extend(draft_group(chosen, inquiry))
        for beside in (*([rival] for rival in _find_siblings(best)), *further):
            drafts.extend(draft_group(beside, inquiry, best[0].hit))
    notices = tuple(Notice(NoticeKind.COMPLETENESS, f"{name}未提及这一内容。") for name in silent)
    if not drafts:
        return None
    return gather(drafts, inquiry, notices)


def _find_aspects(
    group: frozenset[DocumentId], aspects: Iterable[Inquiry], chosen: list[Candidate]
) -> list[list[Candidate]]:
    """The sentences of a side on the aspects of which nothing is shown, a group each."""
    shown = {(c.hit.passage.id, c.span) for c in chosen}
    found: list[list[Candidate]] = []
    for aspect in aspects:
        own = [c for c in find_side(group, aspect) if c.holds_type]
        near = [c for c in own if c.score >= own[0].score - MAX_SIBLING_BEHIND]
        best = max(near, key=lambda c: c.own_coverage, default=None)
        if best is None or best.own_coverage < MIN_ASPECT:
            continue
        if (best.hit.passage.id, best.span) not in shown:
            shown.add((best.hit.passage.id, best.span))
            found.append([best])
    return found


def _find_siblings(best: list[Candidate]) -> list[Candidate]:
    """The sentences of the clause's neighbours that may as well be meant: 寄宿生, 非寄宿生."""
    first = best[0].hit.passage
    near = (c for c in best if c.score >= best[0].score - MAX_SIBLING_BEHIND)
    rivals = {
        c.hit.passage.id: c
        for c in near
        if c.hit.passage.parent == first.parent is not None and c.hit.passage.id != first.id
    }
    return list(rivals.values())[:MAX_SIBLINGS]


def _find_tiers(best: list[Candidate], inquiry: Inquiry) -> Hit | None:
    """The clause that opens a list of tiers, where the question tells none of them from the others.

    Compared with a tier of another age or class a single one misleads.
    """
    passage = best[0].hit.passage
    if passage.parent is None or best[0].measures.said:
        return None
    above = inquiry.store.passage(passage.parent, inquiry.scope)
    if not above.own_text.rstrip().endswith(("：", ":")) or len(above.text) > MAX_QUOTE:
        return None
    tiers = [
        fold_text(each.text)
        for each in inquiry.passages(best[0].hit.document.id)
        if each.parent == above.id and each.id != passage.id
    ]
    own = fold_text(passage.text)
    told = any(
        fold_text(term.words) in own and not any(fold_text(term.words) in tier for tier in tiers)
        for term in inquiry.understanding.focus.terms
    )
    if told or not all(holds_type(tier, inquiry.understanding.ask) for tier in tiers or [""]):
        return None
    return inquiry.hit(above)


def find_side(group: frozenset[DocumentId], inquiry: Inquiry) -> tuple[Candidate, ...]:
    """The sentences that speak for one side of a comparison, best first; () where it is silent."""
    own = tuple(
        c for c in inquiry.candidates if c.hit.document.id in group and c.score >= MIN_COMPARED
    )
    if not own or own[0].score < inquiry.candidates[0].score - MAX_SIDE_BEHIND:
        return ()
    if own[0].score >= inquiry.candidates[0].score - RIVAL:
        return own  # as near as any sentence of all sides
    documents = [d for d in inquiry.library.documents if d.id in group]
    return () if is_of_others(inquiry, documents, own[0]) else own


def _name_group(group: frozenset[DocumentId], inquiry: Inquiry) -> str:
    tops = [d for d in inquiry.library.documents if d.id in group and d.parent_id not in group]
    return "、".join(f"《{d.title}》" for d in tops[:2])
