"""Who answers for what: the duties that clauses assign, in the forms documents use.

Labelled lists (牵头部门：…；配合部门：…), with or without brackets; running words (由X牵头，Y配合,
牵头单位为X，X任组长); and divisions of work (X局：负责…; X局要…；Y局要…).
"""

import collections
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.clean import fold
from ingest.deadlines import find_deadline
from ingest.duty_forms import (
    ANSWERS,
    ANSWERS_FOR,
    BARE,
    BRACKET,
    CHAIR,
    CHAIRED,
    CHARGED,
    DEPARTMENT,
    DIVISION,
    JOINING,
    LEAD_IS,
    LEADING,
    MEMBERS,
    NOBODY,
    SAID,
    SAID_NAMES,
    SAID_TIME,
    SAID_VERB,
    SHARED,
    SHARING,
    SUPPORTING,
    TOGETHER,
)
from ingest.duty_names import split_names
from ingest.duty_rows import find_row_duty
from ingest.lines import join_lines
from ingest.model import Clause, ClauseKind, Duty, DutyParty, DutyRole, Span

_UNITS = r"(?:责任)?(?:部门|单位|科室|股室|处室|科\(?股?\)?室|机构)"
_LABEL = re.compile(
    rf"(?P<leader>(?:牵头|分管|责任|挂钩|包保|联系)\s?(?:县|市|区|局)?领导|第一责任人|(?:常务)?副?\s{{0,4}}组\s{{0,4}}长|总?召集人)\s{{0,3}}:"
    rf"|(?P<lead>(?:牵头|主办|主责|主要责任){_UNITS}|牵头)\s{{0,3}}:"
    rf"|(?P<support>(?:配合|协办|协同|协助|参与|参加){_UNITS}|配合)\s{{0,3}}:"
    rf"|(?P<responsible>责任{_UNITS}|责任主体|责任人|具办人|责任|实施(?:单位|主体)|落实(?:单位|部门)|承办(?:单位|部门))\s{{0,3}}:"
    r"|(?P<member>成\s{0,4}员(?:单位)?)\s{0,3}:"
)
_OTHER_LABEL = (
    r"\s{0,4}(?:(?:完成|办结|整改|落实|实施|报送)?(?:时限|期限|时间|日期)"
    r"|联系人|(?:联系)?电话|备注|完成情况)\s?:"
)
_STOP = re.compile(
    rf"[;。()!?〔〕】\]]|,(?=[^、]{{0,12}}:)|\n\s{{0,3}}\n(?=\s{{0,3}}[\u4e00-\u9fff]{{2,6}}:)|{_OTHER_LABEL}"
)
_TIMED = re.compile(
    r"(?:完成|办结|整改|落实|实施)?(?:时限|期限|时间)\s?:\s?(?P<when>[^;。),\n]{2,24})"
)
_LETTERS = re.compile(r"[^\u4e00-\u9fff]")
_NUMBERED = 12  # characters that a clause's number may take
_OPENING = 80  # characters in which a clause can name a body and begin its task
_OFFICE = re.compile(r"(?:[局委办]|政府|部门|股|科室)$")  # no place or project: 冷链园：总投资…
_NEAR = 200  # characters between a leader and those who support it
_PIECE = re.compile(r"(?:[^,;()〔〕]|[(〔][^()〔〕]*[)〕])+")
_JOINT = re.compile("会同|联合")
_ANSWERING = (
    ("负责", CHARGED),
    ("负责", SHARED),
    ("职责", SHARED),
    (")", BARE),
    ("责任", ANSWERS),
    ("负责", ANSWERS_FOR),
    ("负总责", ANSWERS_FOR),
)
_NOTHING = re.compile(
    r"\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])?[(（〔【\s]*"
)


def find_duties(clauses: tuple[Clause, ...]) -> tuple[Duty, ...]:
    """The duties in reading order; each clause is searched without its children.

    A table row is read by its columns and has one duty.
    A label without a name after it (责任人： left blank) is no duty.
    """
    duties: list[Duty] = []
    opening = {at: name for at, c in enumerate(clauses) if (name := _find_opening_body(c))}
    offices = {clauses[at].parent for at, name in opening.items() if _OFFICE.search(name)}
    counts = collections.Counter(clauses[at].parent for at in opening)
    children: dict[int, list[Clause]] = {}
    for clause in clauses:
        if clause.parent is not None:
            children.setdefault(clause.parent, []).append(clause)
    for index, clause in enumerate(clauses):
        row_duty = find_row_duty(clause, index) if clause.kind is ClauseKind.ROW else None
        if row_duty is not None:
            duties.append(row_duty)
            continue
        above = "" if clause.parent is None else clauses[clause.parent].heading
        listed = index in opening and clause.parent in offices and counts[clause.parent] > 1
        for part in _own_parts(clause, children.get(index, ())):
            own = clause.text[part.start - clause.span.start : part.end - clause.span.start]
            duties += _find_in(
                _Passage(index, clause, own, fold(own), above, [0], [], part.start, listed)
            )
    return tuple(sorted(duties, key=lambda duty: (duty.span, duty.clause)))


def _find_in(passage: "_Passage") -> Iterator[Duty]:
    """The duties of a clause's own words, those of the surer forms first."""
    taken = bytearray(len(passage.own))
    # In a row every column name stands before a colon, as a label or a body would.
    is_row = passage.clause.kind is ClauseKind.ROW
    forms = _IN_CELLS if is_row else (_find_labelled, _find_bracketed, *_IN_CELLS, _find_divided)
    for finder in forms:
        for duty in finder(passage):
            start, end = duty.span.start - passage.start, duty.span.end - passage.start
            if taken.find(1, start, end) < 0:
                taken[start:end] = b"\1" * (end - start)
                yield duty


def _own_parts(clause: Clause, children: Sequence[Clause]) -> Iterator[Span]:
    """Where a clause's own words stand: before its children, and behind a table amid them."""
    yield Span(clause.span.start, clause.own_end)
    after = max((c.span.end for c in children if _is_of_table(c)), default=clause.span.end)
    stop = min((c.span.start for c in children if c.span.start >= after), default=clause.span.end)
    if after < stop:
        yield Span(after, stop)


def _is_of_table(clause: Clause) -> bool:
    return clause.kind in (ClauseKind.ROW, ClauseKind.TABLE)


def _find_opening_body(clause: Clause) -> str:
    """The body before a colon that a clause begins with: 三、县财政局：落实补贴; "" for none."""
    if clause.kind is not ClauseKind.CLAUSE:
        return ""
    own = clause.text[: clause.own_end - clause.span.start][:_OPENING]
    found = DIVISION.match(fold(own))
    return found["names"] if found is not None and found["colon"].strip() == ":" else ""


@dataclass(frozen=True, slots=True)
class _Passage:
    """A clause's own words, with what is worked out once for all its duties."""

    index: int
    clause: Clause
    own: str
    folded: str
    above: str  # the heading of the clause above
    done: list[int]  # where the last duty ended: what follows is another task
    deadlines: list[str | None]  # the whole passage's, once it has been looked for
    start: int  # of `own` in the document
    is_listed: bool  # one of several clauses that begin with a body and a colon

    def find_deadline(self) -> str | None:
        """The first deadline that the clause names."""
        if not self.deadlines:
            self.deadlines.append(_find_deadline(self.own))
        return self.deadlines[0]


def _find_deadline(words: str) -> str | None:
    found = find_deadline(fold(words))
    return None if found is None else words[found[0] : found[1]]


def _find_labelled(passage: _Passage) -> Iterator[Duty]:
    own, folded, shift = passage.own, passage.folded, passage.start
    if ":" not in folded:
        return
    group: list[DutyParty] = []
    start = end = 0
    labels = list(_LABEL.finditer(folded))
    for position, label in enumerate(labels):
        limit = labels[position + 1].start() if position + 1 < len(labels) else len(folded)
        names_end = _find_stop(folded, label.end(), limit)
        role = DutyRole(str(label.lastgroup))
        parties = split_names(own, folded, Span(label.end(), names_end), role, shift)
        between = folded[end : label.start()]
        again = "。" in between and any(party.role == role for party in group)
        if group and (again or between.strip(" \n;,()、。")):
            yield _make(passage, group, start, end)
            group = []
        if parties or group:
            if not group:
                opened = label.start() > 0 and folded[label.start() - 1] in "(〔【["
                start = label.start() - opened
            closed = names_end < len(folded) and folded[names_end] in ")〕】]"
            end = names_end + closed if closed else _trim(own, names_end)
            group.extend(parties)
    if group:
        yield _make(passage, group, start, end)


def _find_stop(folded: str, start: int, limit: int) -> int:
    """Where a label's names end; brackets opened among them, as in 各乡镇(街道), belong to them."""
    depth = 0
    for found in _STOP.finditer(folded, start, limit):
        if found[0] in ("(", "〔"):
            depth += 1
        elif found[0] in (")", "〕") and depth:
            depth -= 1
        elif depth == 0 or found[0] in ";。":
            return found.start()
    return limit


def _find_bracketed(passage: _Passage) -> Iterator[Duty]:
    """A bracket that says of bodies, one after another, what each does: one duty."""
    own, folded, shift = passage.own, passage.folded, passage.start
    if not any(sign in folded for sign in "(〔["):
        return
    folded = SAID_VERB.sub(",", folded)
    for bracket in BRACKET.finditer(folded):
        begin = bracket.start("said")
        parties: list[DutyParty] = []
        waiting = begin  # where the names begin whose verb is still to come
        for piece in _PIECE.finditer(bracket["said"]):
            start, end = begin + piece.start(), begin + piece.end()
            said = SAID.fullmatch(folded, start, end)
            if said is not None:
                role = DutyRole(str(said.lastgroup))
                names = Span(waiting, said.end("names"))
                parties.extend(split_names(own, folded, names, role, shift))
            elif SAID_TIME.fullmatch(folded, start, end) is None:
                if SAID_NAMES.fullmatch(folded, start, end) is None:
                    break
                continue
            waiting = end + 1
        else:
            if parties and waiting > begin + len(bracket["said"]):
                yield _make(passage, parties, *bracket.span())


def _find_running(passage: _Passage) -> Iterator[Duty]:
    """One duty per sentence that says who leads, supports, chairs or belongs."""
    own, folded, shift = passage.own, passage.folded, passage.start
    if not any(sign in folded for sign in ("牵头", "组长", "会同", "联合", "任")):
        return
    position = 0
    for sentence in re.split(r"(?<=[。!?])", folded):
        group: list[tuple[Span, DutyRole]] = []
        for found in LEADING.finditer(sentence) if "牵头" in sentence else ():
            group.append((Span(*found.span("by" if found["by"] else "plain")), DutyRole.LEAD))
            for pattern, role in (
                (SUPPORTING, DutyRole.SUPPORT),
                (JOINING, DutyRole.SUPPORT),
                (SHARING, DutyRole.RESPONSIBLE),
            ):
                stop = min(len(sentence), found.end() + _NEAR)
                beside = pattern.search(sentence, found.end(), stop)
                if beside is not None and (beside.end() < stop or stop == len(sentence)):
                    group.append((Span(*beside.span("names")), role))
        for found in TOGETHER.finditer(sentence) if _JOINT.search(sentence) else ():
            if sentence.startswith("负责解释", found.end()):
                continue
            group.append((Span(*found.span("by" if found["by"] else "plain")), DutyRole.LEAD))
            group.append((Span(*found.span("names")), DutyRole.SUPPORT))
        group += [(Span(*f.span("names")), DutyRole.LEAD) for f in LEAD_IS.finditer(sentence)]
        for chair in (CHAIR, CHAIRED):
            group += [(Span(*f.span("names")), DutyRole.LEADER) for f in chair.finditer(sentence)]
        if group:
            for found in MEMBERS.finditer(sentence):
                named = found.span("made" if found["made"] else "named")
                group.append((Span(*named), DutyRole.MEMBER))
        parties: list[DutyParty] = []
        for span, role in sorted(group):
            start, end = span.start + position, span.end + position
            parties.extend(split_names(own, folded, Span(start, end), role, shift))
        if parties:
            first = min(span.start for span, _ in group) + position
            stop = max(span.end for span, _ in group) + position
            end = next((i for i in range(stop, len(folded)) if folded[i] in ",;。!?"), len(folded))
            yield _make(passage, parties, first, _trim(own, end))
        position += len(sentence)


def _find_answering(passage: _Passage) -> Iterator[Duty]:
    """X负责,Y实施; (X、Y按职责分工负责); X是…责任主体; X对…负责: each a duty of its own."""
    own, folded, shift = passage.own, passage.folded, passage.start
    for word, pattern in _ANSWERING:
        if word not in folded:
            continue  # most clauses hold none, and the patterns are slow
        for found in pattern.finditer(folded):
            name = "inside" if pattern is SHARED and found["inside"] else "names"
            if NOBODY.search(found[name]):
                continue
            person = pattern is ANSWERS and found["what"].endswith("责任人")
            role = DutyRole.LEADER if person else DutyRole.RESPONSIBLE
            parties = list(split_names(own, folded, Span(*found.span(name)), role, shift))
            if pattern is CHARGED and found["also"]:
                parties += split_names(own, folded, Span(*found.span("also")), role, shift)
            if parties:
                yield _make(passage, parties, *found.span())


def _find_divided(passage: _Passage) -> Iterator[Duty]:
    """X局：负责…; a bare 要 counts only where a clause gives several bodies their tasks so."""
    own, folded, shift = passage.own, passage.folded, passage.start
    if not any(sign in folded for sign in ":要应须负"):
        return
    found = [match for match in DIVISION.finditer(folded) if _is_body(folded, match)]
    wants = sum(1 for match in found if match["colon"] in ("要", "应", "须"))
    colons = sum(1 for match in found if match["colon"].startswith(":"))
    for match in found:
        if match["colon"] in ("要", "应", "须") and wants < 2:
            continue
        alone = match["colon"].strip() == ":" and colons < 2
        if alone and (match.start() > 0 or not passage.is_listed):
            continue  # a single colon introduces anything
        names = split_names(own, folded, Span(*match.span("names")), DutyRole.RESPONSIBLE, shift)
        if names:
            start, end = match.span()
            start += len(match[0]) - len(match[0].lstrip())
            end = len(own) if alone else end
            told = own[match.start("task") : end if alone else match.end("task")]
            task = " ".join(told.split()).rstrip("。；;")
            yield _make(passage, names, start, _trim(own, end), task)


def _is_body(folded: str, match: re.Match[str]) -> bool:
    """Whether a body is named that can be given a task; behind a comma 要 needs a department."""
    after_comma = folded[: match.start("names")].rstrip().endswith(",")
    charged = match["colon"].endswith("负责")
    known = not after_comma or charged or DEPARTMENT.search(match["names"]) is not None
    return known and NOBODY.search(match["names"]) is None


def _trim(own: str, end: int) -> int:
    while end and own[end - 1].isspace():
        end -= 1
    return end


def _make(
    passage: _Passage, parties: Sequence[DutyParty], start: int, end: int, task: str = ""
) -> Duty:
    clause, shift = passage.clause, passage.start
    if task:
        deadline = _find_deadline(task)
    else:
        end_of_group = end
        timed = _TIMED.search(passage.folded, start, end + 60)
        before = passage.own[passage.done[0] : start] if passage.done[0] <= start else ""
        has_own = passage.done[0] > 0 and len(_LETTERS.sub("", before)) >= 4
        deadline = passage.find_deadline()
        if timed is not None and timed.start() - end <= 4:
            deadline = join_lines(passage.own[slice(*timed.span("when"))])
            end_of_group = timed.end()
        elif has_own:
            deadline = _find_deadline(before)
        words = before if has_own else passage.own[:400]
        first = re.split(
            r"[。;；!！?？\n]", words.strip(" \t\r\n\u3000)）。;；〕】，,、"), maxsplit=1
        )[0].strip()
        task = first if has_own else clause.heading or first
        bare = start <= _NUMBERED and _NOTHING.fullmatch(passage.own, 0, start) is not None
        if bare and not has_own and not clause.heading:
            task = passage.above or first
        passage.done[0] = end_of_group
    return Duty(passage.index, task, tuple(parties), deadline, Span(start + shift, end + shift))


_IN_CELLS = (_find_running, _find_answering)
