"""A clause told otherwise, with nothing added: so that what a statement says stands together.

Whose a task is is said of the task, what opens a list of each member, what defines somebody as
what he must be, what brackets explain left out.
"""

import re
from collections.abc import Iterator

from assistant.locate import LABEL_WORDS, split_sentences
from assistant.verifying.rows import say_rows

_EXPLAINED = re.compile(r"[（(](?![^（）()]*(?:除|仅|限|不含|不包括))[^（）()]{2,40}[）)]")
_COLON = re.compile(rf"(?<=[\u4e00-\u9fff])[：:](?=[\u4e00-\u9fff\d])(?!{LABEL_WORDS})")
_MEMBER = re.compile(
    r"(?<=\d[元人名次个所%])、(?=[^、，。；]{1,12}\d)|(?<=\d万元)、(?=[^、，。；]{1,12}\d)"
)


def retell(text: str, lines: str) -> Iterator[str]:
    """Other tellings of the text; those that say nothing else may be equal to it, or empty.

    `lines` is the text with all its line breaks, as the rows of a table need them.
    """
    yield _MEMBER.sub("，", _COLON.sub("，", _EXPLAINED.sub("", text)))
    yield "\n".join(map(_say_roles_of_line, text.split("\n")))
    yield _COLON.sub("：\n", text)
    yield say_rows(lines)
    yield _repeat_time(text)
    yield "".join(_say_of_members(text))
    yield "".join(_say_requirements(text))
    yield "".join(_say_definitions(text))
    yield "".join(_say_shares(text))


_ROLES = re.compile(
    r"[（(](?=[^（）()]{0,40}(?:牵头|责任|配合|[主承协]办))([^（）()]*[：:][^（）()]*)[）)]"
    r"|(?<=[。；;])((?:(?:牵头|责任|配合|完成|[主承协]办)[\u4e00-\u9fff]{2,4}[：:][^；;。：:\n]+[；;。])+)"
)
_ROLE = re.compile(r"((牵头|责任|配合|[主承协]办)[\u4e00-\u9fff]{2,4})[：:]([^；;：:。]+)")


def _say_roles_of_line(line: str) -> str:
    """A line with its roles said of each of its sentences.

    1.甲。乙。（牵头部门：丙股） is read as 1.甲，由丙股牵头，牵头部门为丙股。乙，由丙股牵头，…: so
    no role is said of what stands under another number.
    """
    brackets = list(_ROLES.finditer(line))
    said: list[str] = []
    position = 0
    for bracket in brackets:
        roles = "，".join(
            f"由{who.strip()}{'负责' if role == '责任' else role}，{name}为{who.strip()}"
            for name, role, who in _ROLE.findall(bracket[1] or bracket[2])
        )
        before = line[position : bracket.start()]
        sentences = (before[span.start : span.end] for span in split_sentences(before))
        said += [f"{sentence.rstrip('。；; ')}，{roles}。" for sentence in sentences]
        position = bracket.end()
    return "".join((*said, line[position:]))


_TIMED = re.compile(r"(?:(?<=[。\n—：:])|^)\s*(到\s*20\d\d\s*年[，,])([^。\n]*?[；;][^。\n]*)")


def _repeat_time(text: str) -> str:
    """The text with the time that opens a sentence (到2025年，甲；乙) said of each member."""

    def repeat(found: re.Match[str]) -> str:
        first, *others = re.split("[；;]", found[2])
        timed = (o if not o or re.search(r"20\d\d", o) else f"{found[1]}{o}" for o in others)
        return "；".join((found[1] + first, *timed))

    return _TIMED.sub(repeat, text)


KIND = "人员|学生|教师|家庭|对象|单位|项目|费用|企业|儿童|机构|个人|情形|情况"
_OPENS_LIST = re.compile(
    rf"(?:^|(?<=[。；;\n]))(?:{LABEL_WORDS})?\s*(?:除此[以之]外[，,])?(?P<who>[^，,。；;：:、\n]{{0,16}}?)"
    r"(?:(?P<each>(?:有|属于|符合|存在)?(?:下列|以下)[^，,。；;：:\n]{0,6}之一的?)"
    rf"(?P<noun>(?:{KIND})?)[，,](?P<then>[^。；;：:\n]+)"
    rf"|(?:下列|以下)(?P<kind>{KIND})(?P<said>(?:不|免|减|可|给|直接|应|优先|暂|均|由|参照)[^。；;：:\n]*))"
    r"[：:]\s*"
)
_MEMBER_ENDS = re.compile(r"(?<=[。；;\n])")
_NUMBER = re.compile(rf"{LABEL_WORDS}|[ \t]*[a-z][.．、)）]\s*")


def _say_of_members(text: str) -> Iterator[str]:
    """For each list of which every member is enough, a sentence for each of them.

    下列人员不予发放：（一）离职的；（二）退休的。 is read as 离职的人员不予发放。退休的人员….
    """
    for opening in _OPENS_LIST.finditer(text):
        for member in _list_members(text[opening.end() :]):
            plain = member.removesuffix("的")
            if opening["each"]:
                yield f"{opening['who']}{plain}的{opening['noun']}，{opening['then']}。"
                continue
            kind = opening["kind"] if member.endswith("的") else ""
            yield f"{opening['who']}{member}{kind}{opening['said']}。"
            if kind:
                yield f"{opening['who']}{member}，{opening['said']}。"


_OPENS_REQUIRED = re.compile(
    rf"(?:^|(?<=[。；;\n]))(?:{LABEL_WORDS})?\s*(?P<who>[^，,。；;：:、\n]{{2,20}}?)[，,]?(?:应当?|必?须)"
    r"(?:同时)?(?:符合|具备|满足)(?:下列|以下)(?:基本)?(?:条件|要求)[：:]\s*"
)


def _say_requirements(text: str) -> Iterator[str]:
    """Where all of a list is required, what somebody must be by each of its members.

    申请补贴，应当符合下列条件：（一）甲；（二）乙。 is read as 申请补贴，应当甲，应当乙.
    """
    for opening in _OPENS_REQUIRED.finditer(text):
        members = list(_list_members(text[opening.end() :]))
        required = "，".join(f"应当{member}" for member in members)
        act = opening["who"].startswith("申请") and not opening["who"].endswith(("人", "者"))
        for who in (f"{opening['who']}，", "申请人") if act else (opening["who"],):
            yield f"{who}{required}。"
            yield from (f"{who}应当{member}。" for member in members)


def _list_members(text: str) -> Iterator[str]:
    """The members of the list that the text begins with, without their numbers.

    One that says what follows of itself (满一年的，减半) is no member like the others.
    """
    numbered = _NUMBER.match(text)
    paragraph = text if numbered else text.partition("\n\n")[0]
    for words in map(str.strip, _MEMBER_ENDS.split(paragraph)):
        number = _NUMBER.match(words)
        if words and numbered and number is None:
            return
        plain = words[number.end() if number else 0 :].rstrip("。；;， ")
        if plain and "的，" not in plain and "：" not in plain:
            yield plain
        if not numbered and words.endswith("。"):
            return


_DEFINED = re.compile(
    r"(?:所称的?)?[“\"]?(?P<what>[^，,。；;：:“”\"\n（(]{2,14})[”\"]?[，,]?是指(?P<words>[^。；;：:\n]+?)"
    rf"的(?:下列|以下)?(?:{KIND})[。；;：:]"
)


def _say_definitions(text: str) -> Iterator[str]:
    """What somebody must be, where he is defined by several things (是指甲，乙，丙的人员)."""
    for found in _DEFINED.finditer(text):
        words = re.split("[，,]", found["words"])
        if len(words) > 1 and not any(part.startswith(("或", "即")) for part in words):
            what = found["what"].rpartition("所称")[2]
            yield what + "，".join(f"须{part}" for part in words) + "。"
            yield from (f"{what}须{part}。" for part in words)


_SHARES = re.compile(
    r"(?:[一二两三四五六七八九十]年|20\d\d[年—–~～至到-]*(?:20\d\d)?年?)?[内共]?(?P<what>[\u4e00-\u9fff]{4,16})"
    r"\d[\d.]*(?P<unit>[\u4e00-\u9fff]{1,3})[，,]其中(?P<years>20\d\d年\d[^。；;]*)"
)


def _say_shares(text: str) -> Iterator[str]:
    """What is said of a sum of several years said of each (安排资金900万元，其中2026年300万元)."""
    for found in _SHARES.finditer(text):
        for share in re.split("[、，,]", found["years"]):
            year, _, amount = share.partition("年")
            if re.fullmatch(rf"\d[\d.]*{found['unit']}", amount):
                yield f"{year}年{found['what']}{amount}。"
