"""What a question takes from the conversation: its topic, its documents, words it leaves unsaid."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from assistant.library import Library
from assistant.model import Question, Turn
from assistant.reading.aspects import drop_aspects
from assistant.reading.changing import ask_on, find_swap, put_into
from assistant.reading.focus import Focus
from assistant.reading.history import (
    NEW_TOPIC_WEIGHT,
    STANDING_WEIGHT,
    TELLING_WEIGHT,
    FollowUp,
    drop_denial,
    drop_fillers,
    is_closing,
    leave_topic,
    leaves_open,
    read_chain,
    read_follow_up,
)
from assistant.reading.mentions import MentionKind
from assistant.reading.pointing import asks_to_compare, compare_places, find_item
from assistant.reading.reference_words import STAGE, find_run
from assistant.reading.roles import asks_what_body_does
from assistant.reading.scope import Scope, find_scope, narrow_to_year
from assistant.reading.spelling import simplify
from assistant.reading.titles import find_quoted_titles
from assistant.reading.versions import (
    BARE_YEAR,
    PAST,
    PRESENT,
    drop_called_year,
    find_past,
    find_present,
)
from ingest.references import find_references

THING_WEIGHT = 2.5  # from which a question that asks names its own thing: 减负那块谁抓
LONG_TERM = 4  # characters of a term that names a thing by itself, however little it weighs
MAX_GOING_ON = 16  # characters in which a question says that it goes on (小学又怎么考评)
# One without such a word, and with a thing of its own, is the same whatever was asked before.
_GOES_ON = re.compile(r"又|也|(?<![偿退归])还(?![款贷钱清])|(?<!不)再(?![婚就教生])|另外|同样|一样")
ASKING = re.compile(r"[几谁哪多怎啥]")  # in a term that asks (分几次给) and names no thing
MAX_POINTED = 60  # characters of a listed item by which it is asked for again

ReadFocus = Callable[[str], Focus]


@dataclass(frozen=True, slots=True)
class Leaning:
    """A question as it leans on the conversation, or does not."""

    follow_up: FollowUp
    own_scope: Scope
    scope: Scope
    own_focus: Focus
    names_thing: bool  # whether it asks, and names what it asks of: only the documents are lent
    is_empty: bool  # whether it names nothing, and asks of what was shown
    moves: bool  # whether it names another place or time alone: the topic goes with it whole
    kept: Scope | None  # what a question with a thing of its own goes on from: looked at first
    may_stand: bool = False  # whether it leans by being short alone, and names a thing of its own


class Listener:
    """Reads questions against what is held, as far as a conversation needs it."""

    def __init__(
        self, library: Library, known_words: Mapping[str, int], read_focus: ReadFocus
    ) -> None:
        self._library = library
        self._known_words = known_words
        self._read_focus = read_focus

    def find_scope(self, text: str) -> Scope:
        """The documents that a text names."""
        return find_scope(text, self._library, self._known_words)

    def read_topic(self, text: str) -> Focus:
        """The terms of a text that name a thing: no place, no document, nothing that only asks."""
        plain = simplify(text)
        body = without_names(plain, self.find_scope(plain))
        return self._read_focus(drop_aspects(without_references(body))).things

    def weigh(self, text: str) -> float:
        """How much a text says of a thing."""
        return self.read_topic(text).total

    def lean(self, question: Question, text: str) -> Leaning:
        """The question `text`, repaired, in its conversation."""
        said, own_scope, points = self._read_said(question, text)
        follow_up = read_follow_up(
            said,
            question.history,
            names_scope=own_scope.document_ids is not None or own_scope.unknown_region is not None,
            points=points,
            weigh=self.weigh,
        )
        goes_on = follow_up.is_linked or _goes_on(said, question.history)
        own_body = without_references(without_names(follow_up.text, own_scope))
        own_focus = self._read_focus(own_body)
        names_thing = is_empty = moves = may_stand = False
        if follow_up.previous is not None:
            topic = self.read_topic(follow_up.text)
            previous = simplify(follow_up.previous)
            shared = _shares(topic, self.read_topic(follow_up.previous))
            asks = follow_up.asks and not (follow_up.supposes or leaves_open(follow_up.text))
            names_thing = asks and topic.total >= THING_WEIGHT
            is_empty = follow_up.supposes or topic.total < TELLING_WEIGHT
            moves = (
                own_scope.document_ids is not None and _weigh_new(topic, previous) < TELLING_WEIGHT
            )
            may_stand = (
                not (follow_up.is_linked or shared or leaves_open(follow_up.text))
                and own_scope.document_ids is None
                and any(
                    len(term.words) >= LONG_TERM
                    and (term.is_held or term.alternatives)
                    and not ASKING.search(term.words)
                    for term in topic.terms
                )
            )
            if not shared and topic.total >= _weight_to_stand(follow_up):
                follow_up = FollowUp(said, None, False)  # short, but with a topic of its own
            elif follow_up.is_bare and shared:  # that thing again, whatever was asked since
                follow_up = replace(follow_up, latest=follow_up.previous or "")
        scope = self._complete_scope(own_scope, follow_up, question, text)
        stands = follow_up.previous is None and scope.document_ids is None
        kept = None
        if stands and goes_on and not scope.unknown_region:
            kept = self._keep_scope(question, text)
        may_stand = may_stand and follow_up.previous is not None
        return Leaning(
            follow_up, own_scope, scope, own_focus, names_thing, is_empty, moves, kept, may_stand
        )

    def _read_said(self, question: Question, text: str) -> tuple[str, Scope, bool]:
        """The question's words, the documents it names itself, whether it points back for sure.

        A denial, and the words for an item or a time, are replaced by what they mean.
        """
        if not question.history:
            return text, self.find_scope(text), False
        denied = drop_denial(text)
        said = _drop_figure(denied or text, question.history[-1].assistant)
        pointed = find_item(said, question.history)
        if pointed is not None:
            words = pointed.words.split("。")[0][:MAX_POINTED]
            said = f"{words}，{pointed.rest}".strip("，")
            return BARE_YEAR.sub("", said), self.find_scope(pointed.rest or "，"), True
        own_scope = self.find_scope(said)
        if own_scope.unknown_region is not None and own_scope.document_ids is None:
            before = read_chain(question.history, self.weigh)[1]
            if find_swap(drop_fillers(said), simplify(before)) is not None:
                own_scope = self.find_scope("，")  # 省里的 after 国家级奖励: a level, no place
        if own_scope.document_ids is None and own_scope.unknown_region is None:
            turned = self._turn_in_time(self._find_earlier(question), said)
            if turned is not None:
                return *turned, True
        return BARE_YEAR.sub("", said), own_scope, said != text

    def _turn_in_time(self, earlier: Scope | None, said: str) -> tuple[str, Scope] | None:
        """The question without the words that turn to an older or a newer text, and that text."""
        if earlier is None or earlier.document_ids is None:
            return None
        for words, find in ((PAST, find_past), (PRESENT, find_present)):
            ids = find(earlier.document_ids, said, self._library)
            if ids is not None:
                turned = replace(earlier, document_ids=ids, groups=(ids,))
                return words.sub("", said).strip("，, ") or said, turned
        return None

    def _find_earlier(self, question: Question) -> Scope | None:
        """The documents that the conversation named last, in a question or by title."""
        for turn in reversed(question.history):
            for said in (turn.user, *find_quoted_titles(turn.assistant)):
                earlier = self.find_scope(simplify(said))
                if earlier.document_ids is not None:
                    return earlier
        return None

    def _keep_scope(self, question: Question, text: str) -> Scope | None:
        left = question.region or is_closing(text) or leave_topic(text) is not None
        return None if left else self._find_earlier(question)

    def _complete_scope(
        self, own: Scope, follow_up: FollowUp, question: Question, text: str
    ) -> Scope:
        """The question's own scope, else that of the conversation, else the region chosen."""
        annexes = bool(own.mentions) and all(m.kind is MentionKind.ANNEX for m in own.mentions)
        named = own.document_ids is not None and not annexes
        if named or own.unknown_region or own.unknown_document:
            return own
        if follow_up.previous is not None or annexes:
            earlier = self._find_earlier(question)
            if earlier is not None and annexes:
                return _narrow_to_annexes(own, earlier, self._library)
            if earlier is not None:
                earlier = narrow_to_year(earlier, text, self._library)
                return replace(earlier, annex=own.annex or earlier.annex)
        if question.region:
            chosen = self.find_scope(question.region)
            if annexes:
                return _narrow_to_annexes(own, chosen, self._library)
            return replace(chosen, annex=own.annex)
        return own

    def complete_words(self, leaning: Leaning, body: str, context: str) -> tuple[str, str]:
        """What a follow-up asks for, and the words of the earlier question that help to find it.

        There are none where it could be put into that question itself, or goes on asking it of
        another place or time.
        """
        follow_up = leaning.follow_up
        previous = simplify(follow_up.previous or "")
        latest = simplify(follow_up.latest)
        before = without_names(previous, self.find_scope(previous))
        if leaning.own_scope.document_ids is not None:  # not the year of the documents left
            before, previous, latest = map(drop_called_year, (before, previous, latest))
        completed = put_into(follow_up.text, latest)
        completed = completed or put_into(follow_up.text, previous)
        if completed is not None:
            return without_names(completed, self.find_scope(completed)), ""
        completed = put_into(body, before)
        if completed is None and leaning.moves:
            completed = ask_on(body, before)
        if completed is not None:
            return completed, ""
        return body, f"{before} {context}".strip()

    def compare(self, text: str, history: tuple[Turn, ...]) -> str | None:
        """The comparison that a question asks for of two places named before (对比这两个县)."""
        if not asks_to_compare(text):
            return None
        places: list[str] = []
        for turn in history:
            for words in _name_places(self.find_scope(simplify(turn.user))):
                places = [place for place in places if place not in words and words not in place]
                places.append(words)
        topic = simplify(read_chain(history, self.weigh)[0])
        return compare_places(text, tuple(places), without_names(topic, self.find_scope(topic)))


def _goes_on(text: str, history: tuple[Turn, ...]) -> bool:
    """Whether a question says that it goes on, or asks of another body what was asked of one."""
    if _GOES_ON.search(text[:MAX_GOING_ON]) is not None:
        return True
    return (
        bool(history)
        and asks_what_body_does(text)
        and asks_what_body_does(simplify(history[-1].user))
    )


_TOLD_FIGURE = re.compile(
    r"^(?:那么?)?[这那](?P<figure>\d[\d.]*\s*[万千百]?)(?:块钱?|元)钱?(?=.{3})"
)


def _drop_figure(text: str, answer: str) -> str:
    """The text without the sum that the last answer told (这6000块什么时候拨)."""
    told = _TOLD_FIGURE.match(text)
    return text[told.end() :] if told and told["figure"].strip() in answer else text


def _weigh_new(topic: Focus, previous: str) -> float:
    """The weight of the terms that name a new thing; 要教 and 那边, cut as a word, are none."""
    named = (t for t in topic.terms if t.is_held or t.words[0] not in "要能会给就那这又还再可想")
    return sum(term.weight for term in named if term.words not in previous)


def _narrow_to_annexes(own: Scope, earlier: Scope, library: Library) -> Scope:
    """Annexes that are named by number alone, of the files that the conversation is about."""
    ids = earlier.document_ids or frozenset()
    files = {library.by_id[i].file_name for i in ids}
    inside = frozenset(d.id for d in library.documents if d.file_name in files)
    groups = tuple(group & inside for group in own.groups if group & inside)
    if not groups:
        return replace(earlier, annex=own.annex)
    return replace(own, document_ids=frozenset().union(*groups), groups=groups)


def _weight_to_stand(follow_up: FollowUp) -> float:
    """From what weight of its topic a question leans on nothing."""
    if follow_up.is_slightly_linked:
        return NEW_TOPIC_WEIGHT
    return math.inf if follow_up.is_linked else STANDING_WEIGHT


def _name_places(scope: Scope) -> list[str]:
    loose = (MentionKind.LOOSE_TITLE, MentionKind.ANNEX)
    named = [mention for mention in scope.mentions if mention.kind not in loose]
    groups = {mention.document_ids: mention.words for mention in named}
    return list(groups.values())


def _shares(own: Focus, before: Focus) -> bool:
    """Whether a question repeats a telling word of the one before (材料不齐怎么办)."""
    earlier = {term.words for term in before.terms}
    return any(term.words in earlier and term.weight >= TELLING_WEIGHT for term in own.terms)


def without_names(text: str, scope: Scope) -> str:
    """The text without the words that only name documents; loose titles stay."""
    for mention in sorted(scope.mentions, key=lambda m: -len(m.words)):
        kept = mention.kind is MentionKind.LEVEL and mention.words.endswith("级")
        if mention.kind is not MentionKind.LOOSE_TITLE and not kept:
            text = text.replace(mention.words, "，")
    if scope.document_ids is not None:
        text = BARE_YEAR.sub("，", text)
    return text.strip("， ")


def without_references(body: str) -> str:
    """The text without 第12项 and the like: numbers of clauses are no words of clauses."""
    run = find_run(body)
    if run is not None and run.unit != STAGE:
        body = f"{body[: run.start]}，{body[run.end :]}"
    for found in find_references(body):
        body = body.replace(found.text, "，")
    return body
