"""What stands in the way of an answer though clauses are near.

A figure that the question takes for granted and the clause does not have, a field that is masked
or breaks off, an attribute that nothing gives.
"""

import re
from collections.abc import Sequence

from assistant.choosing.refuse import refuse_cut_off, refuse_illegible
from assistant.choosing.sentences import MAX_TYPED_BEHIND, Candidate
from assistant.inquiry import Inquiry, Refusal, cite_as
from assistant.model import NoAnswerReason
from assistant.reading.kinds import find_attributes
from ingest.clean import fold
from ingest.quantities import Quantity, find_bounds, find_quantities

MAX_PERSON = 3  # characters of a person's name
_CLAIMED = frozenset({"元", "%", "人", "个", "所", "学时"})
_COLLOQUIAL_MONEY = re.compile(r"(\d|[十百千万])块钱?(?![牌地田板屏])")
_MASKED_FIELD = re.compile(r"([\u4e00-\u9fff]{2,8})[：:]\s*([*＊×xX_]{2,}|[□■]+)")
_MASK = re.compile(r"(?<![\w*＊×])(?:[*＊]{2,}|[×xX]{2,})(?![\w])|[□■]+")
MAX_SURNAME = 2  # characters of a name that a mask leaves
_BREAKS_OFF = re.compile(r"(?:\.{3,}|…+|[的和与及或对将由各在为以并]|相关|有关|以及|按照|根据)$")
MIN_LABEL = 3  # characters of a field's name that a question must say


def find_objection(inquiry: Inquiry, close: Sequence[Candidate]) -> Refusal | None:
    """The refusal that one of them calls for, None where nothing does."""
    return (
        _find_wrong_premise(inquiry, close)
        or _find_unreadable(inquiry, close[0])
        or _find_missing_attribute(inquiry, close)
    )


def _find_wrong_premise(inquiry: Inquiry, close: Sequence[Candidate]) -> Refusal | None:
    """A figure that the question takes for granted, where the clause has another."""
    text = _COLLOQUIAL_MONEY.sub(r"\1元", inquiry.understanding.text)
    stated = [
        q
        for q in find_quantities(text)
        if not q.ordinal
        and (q.unit in _CLAIMED or (not q.unit and q.value >= 10_000))
        and q.value > 1
    ]
    best = close[0]
    for quantity in stated:
        unit = quantity.unit or "元"
        held = [q for q in find_quantities(best.text) if q.unit == unit]
        if any(q.value == quantity.value for q in held):
            continue
        if not held and (quantity.unit != "元" or _FORBIDS.search(best.text)):
            continue  # only of money is it harm enough that nothing near holds such a figure
        near = [c for c in close[:8] if c.score >= best.score - MAX_TYPED_BEHIND]
        if any(_speaks_of(quantity, unit, c.hit.passage.text) for c in near):
            continue
        if _is_condition(text, quantity) or _asks_whether(text, quantity):
            continue
        if _is_in_name(text[quantity.start : quantity.end], best.text):
            continue
        figure = text[quantity.start : quantity.end]
        source = cite_as(best.hit.document, best.hit.passage)
        return Refusal(
            NoAnswerReason.NOT_COVERED,
            f"问题里的“{figure}”与文件不符，文件中没有这个数。{source}的原文是：“{best.text}”"
            "其余所问的内容，文件中没有规定。",
            ((best.hit, best.span),),
        )
    return None


def _speaks_of(quantity: Quantity, unit: str, said: str) -> bool:
    """Whether a clause has the figure, bare too (满200减70), or a range that it lies in.

    A figure within 5000万元（含）—1亿元 is the asker's own case and no claim.
    """
    if any(q.value == quantity.value and q.unit in (unit, "") for q in find_quantities(said)):
        return True
    return any(
        None not in (b.least, b.most) and b.most != b.least and b.hold(quantity.value, unit)
        for b in find_bounds(said)
    )


_FORBIDS = re.compile("不得|严禁|禁止|不准")  # what was demanded of the asker, not what is given
_NUMERAL = re.compile(r"[一二两三四五六七八九十百]+")


def _is_in_name(figure: str, said: str) -> bool:
    """Whether the number of what is asked for (四个) is in a name that the text has (“四统一”)."""
    number = _NUMERAL.match(figure)
    return number is not None and re.search(f'[“"]{number[0]}[\u4e00-\u9fff]', said) is not None


# Whether a figure is right is asked (是不是480万, 480万对吗): then the clause's own answers it.
_WHETHER_BEFORE = re.compile(r"(?:是不是|是否)(?:就是|每[人年月]|一年|一个月|发|给|要)?$")
_WHETHER_AFTER = re.compile(
    r"(?:元|块钱?)?(?:的)?(?:对吗|对不对|对吧|是吗|是不是|没错吧|吗)?[？?]?$"
)


def _asks_whether(text: str, quantity: Quantity) -> bool:
    after = text[quantity.end :]
    if _WHETHER_BEFORE.search(text, 0, quantity.start):
        return True
    return after.strip("？?") != "" and _WHETHER_AFTER.fullmatch(after) is not None


_LEADS_TO_FIGURE = re.compile(
    r"(?:是不是|是否|不少于|不低于|不超过|不高于|至少|最多|达到|规定|必须|可以|一次性|大约|"
    r"[是给为要得有发约共补奖每达到满了的：:]|每[人年月周名个])+$"
)
_CONDITION_BEFORE = re.compile(r"(?:满|超过|不足|未满|连续|累计|逾期|已)[^，。；]{0,4}$")
SHARED_WORD = 2  # characters before two figures that tell that they are of the same thing


def find_correction(inquiry: Inquiry, shown: Sequence[Candidate]) -> str | None:
    """In Chinese, that a figure of the question is not the clause's, of the very same thing.

    蹲点60天, where the clause has 蹲点不少于40天. A figure that is a condition (满10年, 累计15日)
    is the asker's case and no claim.
    """
    text = _COLLOQUIAL_MONEY.sub(r"\1元", inquiry.understanding.text)
    for quantity in find_quantities(text):
        if quantity.ordinal or not quantity.unit or _is_condition(text, quantity):
            continue
        word = _word_before(text, quantity)
        for candidate in shown:
            said = candidate.hit.passage.own_text
            same = [q for q in find_quantities(said) if q.unit == quantity.unit and not q.ordinal]
            if not same or any(q.value == quantity.value for q in same):
                continue
            for held in same:
                if len(word) < SHARED_WORD or _word_before(said, held) != word:
                    continue
                if _CONDITION_BEFORE.search(said, 0, held.start):
                    continue
                source = cite_as(candidate.hit.document, candidate.hit.passage)
                own = (
                    re.split(r"[，,。；;：:\n]", said[: held.start])[-1]
                    + said[held.start : held.end]
                )
                figure = text[quantity.start : quantity.end]
                return f"问题里的“{figure}”与条文不符，{source}写的是“{own}”。"
    return None


def _word_before(text: str, quantity: Quantity) -> str:
    """The last characters before a figure, without 不少于, 是 and the like."""
    before = _LEADS_TO_FIGURE.sub("", text[: quantity.start])
    word = before[-SHARED_WORD:]
    return word if re.fullmatch(r"[\u4e00-\u9fff]+", word) else ""


def _is_condition(text: str, quantity: Quantity) -> bool:
    """Whether the figure is the asker's own situation (我班30人), not a claim about the text."""
    before = text[max(0, quantity.start - 12) : quantity.start]
    after = text[quantity.end : quantity.end + 4]
    return re.search(r"我|咱|俺|家|一共|才|只有|剩|了|第", before) is not None or after.startswith(
        ("来", "多", "以上", "以下")
    )


def _find_unreadable(inquiry: Inquiry, best: Candidate) -> Refusal | None:
    """The field named (责任人) is masked in the closest sentence, or the text breaks off."""
    question = inquiry.understanding.text
    for field in _MASKED_FIELD.finditer(best.text):
        if field[1][-MIN_LABEL:] in question:
            return refuse_illegible(best, field[2])
    for mask in _MASK.finditer(best.text):
        if _names_label(question, best.text[: mask.start()]):
            return refuse_illegible(best, mask[0])
    own = best.hit.passage.own_text.rstrip()
    said = [c for c in inquiry.candidates if c.hit.passage.id == best.hit.passage.id]
    told = [c for c in said if not c.measures.heading_alone]
    if _BREAKS_OFF.search(own) and len(told) == 1 and not best.hit.passage.has_children:
        return refuse_cut_off(best)
    return None


def _names_label(question: str, before: str) -> bool:
    """Whether the question says what stands before a mask: 联系人 of 联系人周■■."""
    plain = before.rstrip("：: 　")
    return any(
        plain[-MIN_LABEL - surname : len(plain) - surname] in question
        for surname in range(MAX_SURNAME + 1)
        if len(plain) >= MIN_LABEL + surname
    )


_TITLED = re.compile(r"([\u4e00-\u9fff]长|主任|书记)(?:是谁|叫|姓|的?(?:大名|名字|姓名))")


def _find_missing_attribute(inquiry: Inquiry, close: Sequence[Candidate]) -> Refusal | None:
    """An attribute asked for by name (职务, 电话) that no close sentence gives."""
    people = [p for p in inquiry.understanding.parties if len(p) <= MAX_PERSON]
    titled = _TITLED.search(inquiry.understanding.text)
    for attribute in find_attributes(inquiry.understanding.text):
        given = [
            c
            for c in close[:10]
            if attribute.needs.search(fold(_without_duties(c.text) if people else c.text))
            and all(person in c.text for person in people)
            and (titled is None or titled[1] in c.text)
        ]
        if given:
            continue
        best = close[0]
        source = cite_as(best.hit.document, best.hit.passage)
        return Refusal(
            NoAnswerReason.NOT_COVERED,
            f"文件中没有写明{attribute.name}。最接近的是{source}，其中没有这项内容。",
            ((best.hit, best.span),),
        )
    return None


def _without_duties(text: str) -> str:
    """A sentence without （牵头领导：…）, whose words are roles in a task and no posts."""
    return re.sub(r"[（(](?:牵头|责任|配合)[^（）()]*[）)]", "", text)
