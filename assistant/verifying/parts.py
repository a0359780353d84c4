"""Sentences cut into parts that each say one thing: between commas, and in lists by member.

小学、初中分别不超过45人、50人 falls into 小学不超过45人 and 初中不超过50人; X，前提是Y is read as
Y的，X.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from assistant.locate import fold
from assistant.verifying.restating import Tokens, is_courtesy, is_figure, restate
from assistant.verifying.stretches import Source, Stretch

APART = ";"  # a token that stands between parts, so that no words run over their ends
_TURNED = frozenset("禁不可应")
LONGEST_NAME = 10  # tokens
LONGEST_SENTENCE = 16  # stretches; longer ones are tables
_SHORT_BRACKET = re.compile(
    r"(?<=[\u4e00-\u9fff])[（(]([\u4e00-\u9fff]{1,3})[）)](?=[\u4e00-\u9fff（(])"
)
_ENDS = re.compile(r"[，,；;（）()\n]|(?<!\d)[：:]|[：:](?!\d)")
_NUMERAL = r"[\d一二三四五六七八九十百两]"
_JOINTS = re.compile(
    rf"、|以及|(?<=[\u4e00-\u9fff%）)])[和及](?={_NUMERAL}|[\u4e00-\u9fff]{{1,10}}\d)"
)
_ROLE = re.compile("任|牵头|配合|[主承协]办|负责|承担")
_CONDITION = re.compile(r"(?:[^目]的|[^同届按学课小]时|[以之]?后|外)$")
_SAID_CONDITION = re.compile(
    r"^(?:如果|如|若|对|当)|如对|的[\u4e00-\u9fff]{1,8}$|者$|期间$|有异议$|^满\d+[年岁]$|后"
)
_HELD_CONDITION = re.compile(r"^对.*的[\u4e00-\u9fff]{1,6}$")
_OPENS_LIST = re.compile("下列|以下|之一|条件")
_FREQUENCY = re.compile("^每[两三]?[年月周学]期?(?:组织|安排|评选)?")
_TOPIC = re.compile(r"(?!由|按|经|对|在|为)[^\d，由按每应可不须经对在为是从自设分标实]{4,16}")
_SOMEBODY = re.compile(
    "校长|主任|领导|学生|家长|教师|职工|人员|负责人|医生|护士|老年人|老人|儿童|残疾人|申请人|监护人|用人单位|"
    "企业|农户|家庭|人才|主持人|成员|导师|专家|幼儿"
)
_WHOSE = re.compile(
    "由.*(?:牵头|配合|负责|[主承协]办)$|(?:牵头|配合|责任|[主承协]办)[\u4e00-\u9fff]{2}"
)
_SAYS_OF_MEMBERS = re.compile(
    "^对?(?:下列|以下)(?:人员|学生|教师|家庭|对象|单位|项目|费用|企业)((?:不|免|减|可|给|直接|应|优先).+)$"
)
_DEPENDENT = re.compile(
    r"每人[每#]|每[年月日次周学季户]|[次当][年月日]|不|给|可|应|达|为|约|至|超|并|且|同时|由|责令|追回|"
    r"取消|停|自|在|按|同等|恢复|暂停|立即|其中|但|另|最|禁"
)
_DONE_BY = re.compile("由.{2,10}代?[收管办发缴]$")  # tells who does it: nothing is said of it
_DEPENDENT_FIGURE = re.compile(r"#[\d.]+(?:元|%|人|次|节|个)")
_MEASURE = re.compile(
    "实施|推行|落实|建立|健全|完善|实行|设立|成立|开展|加强|优化|建设|组建|按|根据|经|为|坚持|推进|采取|以|"
    "规范|办好|用"
)
_RELATIVE = re.compile(r"^对|的[\u4e00-\u9fff]{0,4}[师生员校县户童人年才长位庭者构市乡镇]$")
_BESIDES = re.compile(r"^除(.+)外$")
_ADDED = re.compile("除[^，。；]{2,30}外，(?=另|还)")  # may be left out: what comes besides
_GOES_BESIDES = re.compile("^(?:另|还|并|也)")
_EXCEPTION = re.compile(r"^但|^除|除外$|不受.{0,4}限|例外|不在此列")
_PREMISE = re.compile(r"^(.+)[，,](?:前提是|条件是|前提条件是)(.+)$")
_COUNT = re.compile(r"分(?:为|成)?([二两三四五六七八九])([类档种级])")
_LIST_COUNT = re.compile(r"(?<=[以下][下列])([二两三四五六七八九])([类档种项])")
_ASKED = frozenset({"问", "答"})  # label what is asked and answered
_ASKS = re.compile(
    "[吗么呢吧？?]$|多少|什么|哪|几|怎|如何|谁|是不是|[能可有要会]不|[有没]没?有|[能是可]否"
)
# Of a question's words before its last: what is itself asked, or only heard, is not supposed.
_DOUBTED = re.compile(f"{_ASKS.pattern}|[听据传]说|元|%")
_ASKING = re.compile(
    "是不是|能不能|可不可以|有没有|要不要|会不会|[能是可]否|可以|应该|应当|多少钱?|什么时候|什么|哪[些里个种类]?|"
    "怎[么样]+|如何|多[大久长]|[吗么呢吧谁几能可会应要需不没]|？|[?]"
)
_NUMERALS = "零一二三四五六七八九"
_RESPECTIVELY_AFTER = re.compile("[，,]分别(?=为|是|给|按|奖)")
_RESPECTIVELY = re.compile(
    r"^(?P<heads>[^、和及]{1,8}(?:[、和及][^、和及]{1,24})+?)分别(?P<middle>[^\d]{0,12}?)"
    r"(?P<figures>\d[^、和及]*(?:[、和及]\d[^、和及]*)+)$"
)


@dataclass(frozen=True, slots=True)
class Part:
    """Words that say one thing."""

    text: str
    tokens: Tokens

    @property
    def figures(self) -> Tokens:
        """The tokens that are figures, in order."""
        return tuple(token for token in self.tokens if is_figure(token))

    @property
    def is_condition(self) -> bool:
        """Whether the clause's writer meant it as a condition (…的，)."""
        return bool(_CONDITION.search(self.text) or _HELD_CONDITION.search(self.text))

    @property
    def may_condition(self) -> bool:
        """Whether a model may mean it as one (…的教师, 如果…)."""
        return self.is_condition or _SAID_CONDITION.search(self.text) is not None

    @property
    def limits(self) -> bool:
        """Whether what follows is true only of it: a condition, or somebody with his condition."""
        return self.is_condition or _RELATIVE.search(self.text) is not None

    @property
    def opens_list(self) -> bool:
        """Whether the members of a list stand for it (有下列情形之一的)."""
        return _OPENS_LIST.search(self.text) is not None

    @property
    def is_role(self) -> bool:
        """Whether it only says whose the task before it is (由甲股牵头)."""
        return _WHOSE.match(self.text) is not None

    @property
    def is_measure(self) -> bool:
        """Whether it begins with what is done (设立…, 建立…)."""
        return _MEASURE.match(self.text) is not None

    @property
    def is_exception(self) -> bool:
        """Whether it takes something back from what stands before it."""
        return _EXCEPTION.search(self.text) is not None

    @property
    def is_subject(self) -> bool:
        """Whether what follows is said of it: a name, or somebody with his condition."""
        if _RELATIVE.search(self.text):
            return True
        plain = not self.figures and _TURNED.isdisjoint(self.tokens)
        short = len(self.tokens) <= LONGEST_NAME and plain
        return short and _MEASURE.match(self.text) is None and _DONE_BY.match(self.text) is None


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence of a clause: its parts, from `opening` on its own, and what stands above it."""

    parts: tuple[Part, ...]
    opening: int
    above: Tokens
    names: Tokens = ()  # of the document: its title and places
    topic: Tokens = ()  # what the clause begins with speaking of, where it speaks of nobody else


def is_dependent(part: Part) -> bool:
    """Whether it has no subject of its own."""
    said = "".join(part.tokens)
    return bool(_DEPENDENT.match(said) or _DEPENDENT_FIGURE.match(said))


def split_parts(text: str, source: Source) -> tuple[Part, ...]:
    """The parts of a statement, those that claim nothing left out."""
    premise = _PREMISE.match(text)
    if premise is not None:
        text = f"{premise[2]}的，{premise[1]}"
    whole = "".join(stretch.folded for stretch in source.stretches)
    text = _COUNT.sub(lambda found: _drop_count(found, whole), text)
    text = _part_members(text, source)
    return tuple(part for part in _split(text) if not is_courtesy(part.text))


def _part_members(text: str, source: Source) -> str:
    """The text with its list parted by commas, where the clause has each as a member of one list.

    A number of the members (以下四类学生) is left out where it is that of both lists.
    """
    for stretch in _ENDS.split(text):
        words = stretch.strip("。 ")
        for joints in ("、", "、(?:和|及|以及)?|和|以及|及"):
            members = re.split(joints, words)
            wanted = [_name_member(member) for member in members]
            lists = [held for held in _list_members(source) if held.issuperset(wanted)]
            if len(members) < 2 or not lists:
                continue
            counts = {len(held) for held in lists} & {len(set(wanted))}
            return _drop_list_count(text.replace(words, "，".join(members), 1), counts)
    return text


def _drop_list_count(text: str, counts: set[int]) -> str:
    def drop(found: re.Match[str]) -> str:
        return "" if _NUMERALS.find(found[1].replace("两", "二")) in counts else found[0]

    return _LIST_COUNT.sub(drop, text)


def _name_member(words: str) -> str:
    """A member of a list in one wording; how its own words are joined does not matter."""
    return re.sub("[和及与]", "", "".join(restate(words.strip("。；;、 "))))


@functools.lru_cache(maxsize=64)
def _list_members(source: Source) -> tuple[frozenset[str], ...]:
    """The members of each numbered list whose members are single stretches."""
    found: dict[tuple[int, ...], set[str]] = {}
    mixed: set[tuple[int, ...]] = set()
    for opening, numbers in source.sentences:
        above, own = numbers[:opening], [source.stretches[n] for n in numbers[opening:]]
        if len(own) > 1 and own[-1].label:  # the first member stands with what opens the list
            above, own = numbers[:-1], own[-1:]
        if len(own) == 1 and own[0].label:
            found.setdefault(above, set()).add(_name_member(without_label(own[0])))
        else:
            mixed.add(above)
    return tuple(frozenset(names) for key, names in found.items() if key not in mixed)


def _drop_count(found: re.Match[str], whole: str) -> str:
    """Nothing, where the clause has as many (分为三类); else what stood there."""
    held = re.search(f"分[为成]?{found[1]}个?{found[2]}", whole)
    return "" if held is not None else found[0]


def _split(text: str) -> tuple[Part, ...]:
    found: list[Part] = []
    text = _RESPECTIVELY_AFTER.sub("分别", _SHORT_BRACKET.sub(r"\1", text))
    stretches = [stretch.strip("。 \u3000") for stretch in _ENDS.split(text)]
    for number, stretch in enumerate(stretches):
        besides = _BESIDES.match(stretch)
        if besides is not None and _GOES_BESIDES.match("".join(stretches[number + 1 : number + 2])):
            stretch = besides[1]  # 除享受甲外，还享受乙 says that 甲 is had
        for member in _split_members(stretch):
            tokens = restate(member)
            if tokens and member not in _ASKED:
                found.append(Part(member, tokens))
    return tuple(found)


def _split_members(stretch: str) -> list[str]:
    """The members of a list that each have a figure or a role of their own."""
    paired = _pair(stretch)
    if paired:
        return paired
    places = [found.span() for found in _JOINTS.finditer(stretch)]
    merged: list[str] = []
    begin, joint = 0, ""
    for start, end in (*places, (len(stretch), len(stretch))):
        member = stretch[begin:start]
        if merged and not (_stands_alone(merged[-1]) and _stands_alone(member)):
            merged[-1] += joint + member
        else:
            merged.append(member)
        joint = stretch[start:end]
        begin = end
    return merged


def _stands_alone(member: str) -> bool:
    figured = any(is_figure(token) for token in restate(member))
    words = re.search(r"[\u4e00-\u9fff]{3}", member) is not None
    return (figured and words) or _ROLE.search(member) is not None


def _pair(stretch: str) -> list[str]:
    """小学…45人 and 初中…50人 for 小学、初中…分别…45人、50人; nothing where it is not plain.

    The heads are taken to be as long as the first.
    """
    found = _RESPECTIVELY.match(stretch)
    if found is None:
        return []
    heads = re.split("[、和及]", found["heads"])
    figures = re.split("[、和及]", found["figures"])
    length = len(heads[0])
    if len(heads) != len(figures) or any(len(head) != length for head in heads[:-1]):
        return []
    last, middle = heads[-1][:length], heads[-1][length:] + found["middle"]
    return [
        f"{head}{middle}{figure}" for head, figure in zip((*heads[:-1], last), figures, strict=True)
    ]


@functools.lru_cache(maxsize=64)
def read_held(source: Source, names: Tokens) -> tuple[Held, ...]:
    """The sentences of a clause, cut up; `names` stand above them all."""
    found: dict[tuple[str, ...], Held] = {}
    previous: tuple[Part, ...] = ()
    is_first = True
    for opening, numbers in source.sentences:
        stretches = [source.stretches[number] for number in numbers]
        if len(stretches) > LONGEST_SENTENCE:
            continue
        opened = _split("，".join(_tell_question(stretches[:opening])))
        text = "，".join(map(without_label, stretches[opening:]))
        own = _split(_ADDED.sub("", text))
        if not own:
            continue
        own = _complete(own, previous)
        previous = own
        above = (*names, *(token for part in opened for token in (*part.tokens, APART)))
        key = (str(len(opened)), *(part.text for part in (*opened, *own)))
        asked = tuple(_list_asked(stretches[:opening]))
        above += asked
        topic = (() if is_first else _find_topic(source)) + asked
        is_first = False
        found[key] = Held((*opened, *own), len(opened), above, names, topic)
        told = _tell_member(opened, own)
        if told:
            found[*key, "told"] = Held((*opened[:-1], *told), len(opened) - 1, above, names, topic)
    return tuple(found.values())


def _tell_question(opening: list[Stretch]) -> Iterator[str]:
    """What opens a sentence; of a question that it answers what is supposed, as a condition.

    教师调到一档学校，补助什么时候变？ supposes 教师调到一档学校的.
    """
    for stretch, following in zip_longest(opening, opening[1:]):
        if not stretch.asked:
            yield without_label(stretch)
        elif not _DOUBTED.search(stretch.text) and following is not None and following.asked:
            yield stretch.text.removesuffix("的") + "的"


def _list_asked(opening: list[Stretch]) -> Iterator[str]:
    """The words of a question that ask nothing."""
    for stretch in opening if opening and opening[-1].asked else ():
        for words in _ASKING.split(stretch.text) if _ASKS.search(stretch.text) else ():
            yield from (*restate(words), APART)


@functools.lru_cache(maxsize=64)
def _find_topic(source: Source) -> Tokens:
    """The name that the clause's first sentence begins with; none where it speaks of others too.

    Of 乡村教师生活补助按四类发放。…病假超过两个月的，停发。 乡村教师生活补助 is what is stopped.
    """
    headings = {number for opening, numbers in source.sentences for number in numbers[:opening]}
    own = (s for s in source.sentences if headings.isdisjoint(s[1][s[0] :]))
    opening, numbers = next(own, (0, ()))
    if len(numbers) <= opening:
        return ()
    first = source.stretches[numbers[opening]]
    topic = _TOPIC.match(_FREQUENCY.sub("", without_label(first)))
    whole = "".join(stretch.folded for stretch in source.stretches)
    if topic is None or {word for word in _SOMEBODY.findall(whole) if word not in topic[0]}:
        return ()
    return restate(topic[0])


def _tell_member(opened: tuple[Part, ...], own: tuple[Part, ...]) -> tuple[Part, ...]:
    """A member of a list with what its opening says of each (下列人员不予发放)."""
    said = _SAYS_OF_MEMBERS.match(opened[-1].text) if opened and len(own) == 1 else None
    if said is None or own[0].is_condition:
        return ()
    text = own[0].text + said[1]
    return (Part(text, restate(text)),)


def without_label(stretch: Stretch) -> str:
    """The words of a stretch without its number."""
    begin = fold(stretch.text).origins[stretch.begin] if stretch.label else 0
    return stretch.text[begin:]


def _complete(parts: tuple[Part, ...], previous: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts with the subject that a sentence shares with the one before it.

    After 累计任教满15年的，一次性奖励1万元； the sentence 满25年的，一次性奖励3万元 is read as
    累计任教满25年的.
    """
    if not parts or not previous or not is_figure("".join(parts[0].tokens[1:2])):
        return parts
    begins, before = parts[0].text[0], previous[0]
    place = before.text.find(begins)
    shared = [n for n, token in enumerate(before.tokens) if token == parts[0].tokens[0]]
    if place < 3 or not any(is_figure("".join(before.tokens[n + 1 : n + 2])) for n in shared):
        return parts
    text = before.text[:place] + parts[0].text
    return (Part(text, restate(text)), *parts[1:])
