"""An answer written by a language model, as far as it could be verified."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.inquiry import Composition, Inquiry
from assistant.locate import split_sentences
from assistant.model import (
    Answer,
    Draft,
    DroppedDraft,
    Event,
    Evidence,
    Notice,
    NoticeKind,
    NoticeReady,
    ReplyReady,
    Statement,
    StatementReady,
    TableReady,
)
from assistant.understand import Understanding
from assistant.verify import verify_draft
from assistant.verifying.draft import Drafter, DraftingError
from assistant.verifying.own_words import say_in_own_words
from assistant.verifying.restating import is_courtesy
from assistant.verifying.showing import list_validity_notices
from assistant.verifying.table import verify_table
from vectorstore.model import Hit, PassageId

MODEL_LABEL = "由AI生成，仅供参考"
TOO_LITTLE = "语言模型的回答没有通过条文核对，以下内容由条款原文直接整理。"
# What a sentence begins with that is about the one before it.
_RESTS = re.compile(
    "其|该|此|这|那|上述|前述|以上|但|不过|否则|因此|所以|同时|另|且|并|还|也|而|由此|均|都|分别|每[人年月次学]|"
    r"不|未|可|应|须|\d"
)
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the model's statements are not shown, and those that were dropped."""

    why: str  # a sentence for the person
    dropped: tuple[DroppedDraft, ...]


def draft(
    drafter: Drafter,
    plan: Composition,
    inquiry: Inquiry,
    hits: tuple[Hit, ...],
    readings: tuple[Notice, ...],
    otherwise: Callable[[Failed], Iterator[Event]],
) -> Iterator[Event]:
    """The model's verified statements; what `otherwise` gives where too little is left."""
    statements: list[Statement] = []
    dropped: list[DroppedDraft] = []
    label = Notice(NoticeKind.MODEL_WRITTEN, MODEL_LABEL)
    evidence = Evidence(
        complete(inquiry.understanding), hits, inquiry.as_of, spent_s=inquiry.spent_s
    )
    failure: str | None = None
    lost = kept = 0  # drafts of which nothing stands; statements of the model's own wording
    try:
        for verified in _verify(drafter.draft(evidence), hits, inquiry):
            own = [part for part in verified if isinstance(part, DroppedDraft)]
            dropped += own
            kept += len(verified) - len(own) if not any(d.shown_instead for d in own) else 0
            lost += len(own) == len(verified) or any(d.shown_instead for d in own)
            for checked in verified:
                if isinstance(checked, DroppedDraft) or checked in statements:
                    continue
                if not statements:
                    yield NoticeReady(label)
                statements.append(checked)
                yield StatementReady(checked)
    except DraftingError as error:
        _logger.warning("the model could not be used: %s", error)
        failure = error.message_zh
    if dropped:
        replaced = sum(bool(drop.shown_instead) for drop in dropped)
        _logger.info(
            "dropped %d of the model's statements, %d said in the clause's words",
            len(dropped),
            replaced,
        )
    if failure is None and kept and kept >= lost:
        notices = (*readings, label, *plan.notices, *list_validity_notices(statements))
        passages = {hit.passage.id: hit for hit in hits}
        table = verify_table(plan.table, passages, inquiry.validities, statements)
        if table is not None:
            yield TableReady(table)
        yield ReplyReady(Answer(tuple(statements), notices, True, tuple(dropped), table))
        return
    yield from otherwise(Failed(failure or TOO_LITTLE, tuple(dropped)))


def complete(understanding: Understanding) -> str:
    """The question as a model is asked it."""
    if not understanding.context:
        return understanding.text
    return f"{understanding.text}（承接上一个问题：{understanding.context}）"


def take_apart(draft: Draft) -> tuple[Draft, ...]:
    """The sentences and list members of a draft that can stand by themselves; () for a single one.

    A member of a list is said with what opens the list; what rests on the sentence before it
    (其中, 该补贴, 但) stands by itself nowhere.
    """
    texts: list[str] = []
    opening = ""
    spans = split_sentences(draft.text)
    for span in spans:
        text = draft.text[span.start : span.end]
        if text.endswith(("：", ":")):
            opening = "" if is_courtesy(text) else text
        elif is_courtesy(text):
            continue
        elif opening or not _RESTS.match(text):
            texts.append(opening + text)
    return tuple(replace(draft, text=text) for text in texts) if len(spans) > 1 else ()


def _verify(
    drafts: Iterator[Draft], hits: tuple[Hit, ...], inquiry: Inquiry
) -> Iterator[list[Statement | DroppedDraft]]:
    """For each draft what stands of it and what is dropped, sentence by sentence."""
    passages = {hit.passage.id: hit for hit in hits}
    for drafted in drafts:
        plain = replace(drafted, facts=())  # a model knows no facts but the clauses
        checked = verify_draft(plain, passages, inquiry.validities)
        parts = take_apart(plain) if isinstance(checked, DroppedDraft) else ()
        verified = [verify_draft(part, passages, inquiry.validities) for part in parts]
        if any(isinstance(part, Statement) for part in verified):
            yield verified
        elif isinstance(checked, DroppedDraft):
            yield _say_instead(plain, checked, passages, inquiry)
        else:
            yield [checked]


def _say_instead(
    draft: Draft, dropped: DroppedDraft, passages: dict[PassageId, Hit], inquiry: Inquiry
) -> list[Statement | DroppedDraft]:
    """The dropped draft, and the clause's own words for it where it quoted them rightly."""
    instead = say_in_own_words(draft, passages)
    said = instead and verify_draft(instead, passages, inquiry.validities)
    if not isinstance(said, Statement):
        return [dropped]
    return [replace(dropped, shown_instead=said.text), said]
