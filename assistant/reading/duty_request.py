"""Questions for lists of duties, read into a filter: who, in which role, by when, left open."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.duty_filter import DutyFilter, PartyAsked, read_period
from assistant.reading.kinds import QuestionKind
from assistant.reading.mentions import MentionKind
from assistant.reading.roles import asks_whether_held, find_roles, read_duty_words, say_officially
from assistant.reading.set_request import asks_for_all, drop_left_out
from assistant.understand import Understanding
from ingest.clean import fold
from ingest.departments import list_spoken, read_department, shorten_departments
from ingest.model import DutyRole
from ingest.regions import find_regions
from vectorstore.model import StoredDuty

_LEVELS = "省市县区州旗"
# A department's short form counts only where a word like these, or nothing, stands before it:
# 组织人事股 is not 人事股.
_BEFORE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[归由是和与及跟为被给让对列把请问的有些哪们该本咱我在以到据说查看找出用将会要需得应能叫教想知道下举含里中局委厅表案则稿])$"
)
_TITLED = re.compile(
    r"(?P<surname>[\u4e00-\u9fff])(?:副)?(?:局长|县长|主任|书记|校长|科长|股长|处长|市长|州长|区长|常委|部长)"
)
_OFFICE_AFTER = re.compile(r"(?:副)?(?:局长|主任|股长|科长|处长|站长|所长|书记|负责人|领导)")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}(?:·[\u4e00-\u9fff]{2,4})?")
_OFFICE = re.compile(r"领导|负责|长$|主任$|书记$|^各|县委|政府|同志|人员")


@dataclass(frozen=True, slots=True)
class DutyRequest:
    """A question for a list of duties, as read."""

    wanted: DutyFilter
    reading: str = ""  # what was read differently from what was typed, in Chinese


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    start: int
    end: int


# 配合、没有牵头的: the role that is asked for stands before the one that is not.
_NOT_IN_ROLE = re.compile(
    r"(?<=牵头|配合|负责|承担)(?:的)?[、，,]?(?:但|而|并|又|却)?(?:没有?|不|未|不是|并不|并没有)(?:当|做|是)?"
    r"(?:牵头|配合|负责)(?:的|部门|单位)?"
)


def _normalise(text: str) -> str:
    """A question with departments in their short form and roles in official words.

    What it says that it does not ask for is left out: （牵头的不算）, 只配合、没有牵头的.

    >>> _normalise("县教育体育局打头、财政局搭把手的有哪些")
    '县教体局牵头、财政局配合的有哪些'
    """
    said = say_officially(shorten_departments(drop_left_out(text)))
    return _NOT_IN_ROLE.sub("", said)


def may_ask_for_duties(understanding: Understanding) -> bool:
    """Whether a question can be one for a list of duties, by its words alone."""
    kind, scope = understanding.ask.kind, understanding.scope
    acts = read_duty_words()["asks"]["acts"]
    unheld = scope.unknown_document or ""
    if kind in (QuestionKind.INSTRUCTION, QuestionKind.OFF_TOPIC) or scope.unknown_region:
        return False
    if unheld and not unheld.startswith("《"):
        return False
    asks = read_duty_words()["asks"]
    text = _normalise(understanding.asking)
    if asks_whether_held(text):
        return False
    if kind is QuestionKind.DUTIES or any(asks[n].search(text) for n in ("party", "due", "all")):
        return True
    roles, undated = _read_missing(text)
    if roles or undated or _asks_for_rolling(text):
        return True
    if _BODY.search(text) and acts.search(text) and asks_for_all(text):
        return True
    return asks["party"].search(_normalise(understanding.context)) is not None


def read_duty_request(
    understanding: Understanding,
    duties: Iterable[StoredDuty],
    everybody: Iterable[str],
    as_of: datetime.date,
) -> DutyRequest | None:
    """What duties a question asks for; None where it asks for something else.

    `duties` are those of the documents that the question is about, `everybody` who holds duties
    in any document; `may_ask_for_duties` holds.
    """
    asks = read_duty_words()["asks"]
    text = _normalise(understanding.asking)
    names = frozenset(party.name for duty in duties for party in duty.parties)
    places = tuple(m.words for m in understanding.scope.mentions if m.kind is MentionKind.REGION)
    parties, reading = _find_parties(text, names, places)
    ids = understanding.scope.document_ids
    missing, undated = _read_missing(text)
    due = read_period(text, as_of) if asks["due"].search(text) else None
    said = text
    wants = understanding.ask.kind is QuestionKind.DUTIES or (
        (asks["party"].search(text) is not None or _says_they_act(text, parties))
        and asks["other"].search(text) is None
    )
    rolling = _asks_for_rolling(text)
    if wants and not parties and find_roles(text):  # held elsewhere: not in these documents
        parties, reading = _find_parties(text, frozenset(everybody), places)
    if understanding.context and not (parties and wants):
        context = _normalise(understanding.context)
        if asks["party"].search(context) and asks["other"].search(text) is None:
            earlier, earlier_reading = _find_parties(context, names, places)
            if parties or (earlier and find_roles(text)):
                wants = True
                reading = reading if parties else earlier_reading
                said = text if find_roles(text) else f"{text}，{context}"
                parties = parties or earlier
    if parties and (wants or missing or undated or due or rolling):
        asked = _give_roles(said, parties)
        roles = {party.roles for party in asked}
        alone = re.search(r"单独|独自|独立|唯一|一家(?=负责|牵头|承担)", text) is not None
        together = len(roles) > 1 or (len(asked) > 1 and _TOGETHER.search(text) is not None)
        wanted = DutyFilter(asked, together, alone, missing, undated, due, ids, rolling=rolling)
        return DutyRequest(wanted, reading)
    listed = missing or undated or due or rolling or asks["all"].search(text)
    if listed and not parties and names:
        wanted = DutyFilter((), False, False, missing, undated, due, ids, rolling=rolling)
        return DutyRequest(wanted)
    return None


_BODY = re.compile(r"[局委办部科股室处厅署]|政府|街道|乡镇|中心|学校|[联协]会|妇联|残联")
_TOGETHER = re.compile(
    r"一起|共同|联合|会同|一道|合伙|联手|都(?:要|得|有)?(?:参与|参加|管|有份|出)"
)
_ROLLING = re.compile(r"长期|常年|常态|没有?(?:写死|卡死|定死|固定)|没有?(?:截止|死线|期限|时限)")
_TASKS = re.compile(r"任务|工作|事项|分工|事情|[哪几](?:些|[几]?[件项条个])")


def _asks_for_rolling(text: str) -> bool:
    """Whether tasks without a last day are asked for: 长期抓的任务."""
    return (
        _ROLLING.search(text) is not None and _TASKS.search(text) is not None and asks_for_all(text)
    )


def _says_they_act(text: str, parties: tuple[_Named, ...]) -> bool:
    """Whether all that somebody named does is asked for: 人社局要出力的事有哪些."""
    acts = read_duty_words()["asks"]["acts"]
    return asks_for_all(text) and any(acts.match(text, party.end) is not None for party in parties)


def _find_parties(
    text: str, names: frozenset[str], places: tuple[str, ...]
) -> tuple[tuple[_Named, ...], str]:
    """Departments and persons with duties that a text names, in its order, each place once."""
    found: list[_Named] = []
    taken = bytearray(len(text))

    def take(start: int, end: int, name: str) -> None:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            found.append(_Named(name, start, end))

    regions = [(r.span.start, r.span.end) for r in find_regions(text)]
    regions += [m.span() for place in places for m in re.finditer(re.escape(place), text)]
    forms = {_short(name): name for name in sorted(names)}
    cores = {form: read_department(form) for form in forms}
    for form in sorted(forms, key=lambda form: (-len(cores[form][0]), form)):
        core, is_department = cores[form]
        if len(core) < 2 or (not is_department and not _is_person(form) and form not in text):
            continue
        if not is_department:
            for match in re.finditer(re.escape(form), text):
                if _is_person(form) or len(form) > 2 or _BEFORE.search(text[: match.start()][-1:]):
                    take(match.start(), match.end(), forms[form])
            continue
        for match in re.finditer("|".join(map(re.escape, list_spoken(core))), text):
            start = _reach_back(text, match.start(), regions)
            ends = not _OFFICE_AFTER.match(text, match.end())
            if ends and (start < match.start() or _BEFORE.search(text[: match.start()][-1:])):
                said = text[match.start() : match.end()]
                place = text[start : match.start()]
                if place in places and place[-1] not in _LEVELS:
                    place = ""  # the documents are those of the place already
                take(start, match.end(), place + _name(said, core))
    found.sort(key=lambda named: named.start)
    if found:
        return tuple(found), ""
    return _find_titled(text, names)


def _name(said: str, core: str) -> str:
    """The department that is meant: 人社部门 is the 人社局."""
    return core if said.endswith(("部门", "那边")) else said


def _short(name: str) -> str:
    return shorten_departments("".join(fold(name).split()))


def _reach_back(text: str, start: int, regions: list[tuple[int, int]]) -> int:
    """Where a department's name begins with its place (澄岩县) or its level (县)."""
    for first, last in regions:
        if last == start:
            return first
    for prefix in ("县委", "市委", "区委", "州委"):
        if text[:start].endswith(prefix):
            return start - len(prefix)
    level = text[start - 1 : start]
    if level and level in _LEVELS and _BEFORE.search(text[: start - 1][-1:]):
        return start - 1
    return start


def _is_person(name: str) -> bool:
    return _PERSON.fullmatch(name) is not None and not (
        _OFFICE.search(name) or read_department(name)[1]
    )


def _find_titled(text: str, names: frozenset[str]) -> tuple[tuple[_Named, ...], str]:
    """张局长: the persons of that surname; the documents need not say what office they hold."""
    match = _TITLED.search(text)
    if match is None:
        return (), ""
    persons = sorted(n for n in names if n.startswith(match["surname"]) and _is_person(n))
    if not persons:
        return (), ""
    shown = "、".join(persons)
    reading = f"任务分工中姓{match['surname']}的有{shown}，以下按此列出；是否就是{match[0]}，请核对"
    return tuple(_Named(name, match.start(), match.end()) for name in persons), reading


_WHO = re.compile(
    r"(?:由|被|和|跟)?(?:谁|哪(?:个|些|几个)?(?:部门|单位|科室|股室|人))(?:来)?(?:牵头|配合|协助|负责)?"
)


def _give_roles(text: str, parties: tuple[_Named, ...]) -> tuple[PartyAsked, ...]:
    """Each party with the roles said after it; where none are, those of the next, then any said.

    甲股牵头、乙股配合的: two roles. 甲股和乙股牵头的: one for both.
    """
    asked: list[PartyAsked] = []
    following: tuple[DutyRole, ...] = ()
    for place in range(len(parties) - 1, -1, -1):
        party = parties[place]
        stop = parties[place + 1].start if place + 1 < len(parties) else len(text)
        behind = text[party.end : max(party.end, stop)]
        if read_duty_words()["asks"]["any"].search(behind):
            asked.append(PartyAsked(party.name, ()))
            continue
        own = find_roles(_WHO.sub("", behind))
        following = own or following
        asked.append(PartyAsked(party.name, following or find_roles(text)))
    return tuple(reversed(asked))


def _read_missing(text: str) -> tuple[tuple[DutyRole, ...], bool]:
    """The roles that duties leave open, and whether the deadline is one of the things asked."""
    roles: list[DutyRole] = []
    undated = False
    if not re.search(r"任务|工作|事项|分工|哪[些几]?[条项个]|条款|措施", text):
        return (), False
    for found in read_duty_words()["asks"]["missing"].finditer(text):
        after = text[found.end() : found.end() + 6]
        for name, pattern in read_duty_words()["missing"].items():
            if pattern.match(after):
                if name == "deadline":
                    undated = True
                else:
                    roles.append(DutyRole(name))
    return tuple(dict.fromkeys(roles)), undated
