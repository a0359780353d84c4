"""Seven ways to make a true statement untrue; with a key of another clause there are eight."""

import random
import re
from collections.abc import Callable

Change = Callable[[str, str, random.Random], str | None]  # (body, clause, source) → untrue body


def _replace_one(
    body: str, pairs: tuple[tuple[str, str], ...], source: random.Random
) -> str | None:
    fitting = [(found, new) for old, new in pairs for found in re.finditer(old, body)]
    if not fitting:
        return None
    found, new = source.choice(fitting)
    return body[: found.start()] + new + body[found.end() :]


def change_number(body: str, clause: str, source: random.Random) -> str | None:
    """Another figure: ten times, one more, one less, or one that the clause has elsewhere."""
    figures = [f for f in re.finditer(r"\d+", body) if body[f.end() : f.end() + 1] not in "年月日"]
    if not figures:
        return None
    found = source.choice(figures)
    value = int(found[0])
    elsewhere = [int(f) for f in re.findall(r"\d+", clause) if int(f) != value]
    new = source.choice([value * 10, value + 1, max(value - 1, 0), value * 2, *elsewhere])
    return f"{body[: found.start()]}{new}{body[found.end() :]}"


def change_unit(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        (r"(?<=\d)万元", "元"),
        (r"(?<=\d)万元", "亿元"),
        (r"(?<=\d)元", "万元"),
        ("每人每月", "每人每年"),
        ("每人每年", "每人每月"),
        (r"(?<=\d)分钟", "小时"),
        (r"(?<=\d)个工作日", "个月"),
        (r"(?<=\d)课时", "天"),
        (r"(?<=\d)届", "年"),
        (r"(?<=\d)%", "人"),
        (r"(?<=期)5年", "5个月"),
        (r"(?<=任期)3年", "3个月"),
        (r"(?<=\d)人", "个班"),
    )
    return _replace_one(body, pairs, source)


def change_date(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("2024年5月1日", "2025年5月1日"),
        ("2024年5月1日", "2024年6月1日"),
        ("2024年5月1日", "2024年5月10日"),
        ("2024年5月1日", "2019年3月10日"),
        ("2019年3月10日", "2018年3月10日"),
        ("2019年3月10日", "2019年10月3日"),
        ("2019年3月10日", "2024年5月1日"),
        ("到2025年", "到2026年"),
        ("到2025年", "到2035年"),
        ("9月30日", "10月30日"),
        ("9月30日", "9月3日"),
        ("15日前", "25日前"),
        ("有效期(为)?5年", "有效期3年"),
    )
    return _replace_one(body, pairs, source)


def change_name(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("云河县", "山河县"),
        ("云河县", "石门区"),
        ("石门区", "云河县"),
        ("王建国", "李建国"),
        ("王建国", "王建军"),
        ("教育体育局", "人力资源和社会保障局"),
        ("财政局", "审计局"),
        ("教育局", "财政局"),
        ("财政局", "教育体育局"),
        ("乡镇中心学校", "城区学校"),
        ("村小和教学点", "县城小学"),
        ("幼儿园", "高中"),
        ("就读学校", "区教育局"),
        ("寄宿生", "走读生"),
    )
    return _replace_one(body, pairs, source)


def change_negation(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("不得", "可以"),
        ("不得", "应当"),
        ("不予", "予以"),
        ("不在岗", "在岗"),
        ("禁止", "允许"),
        ("禁止", "鼓励"),
        ("应当", "不得"),
        ("应当", "可以不"),
        ("可以", "不得"),
        ("可以", "应当"),
        ("取消", "不取消"),
        ("同时废止", "不废止"),
        ("负责", "不负责"),
    )
    return _replace_one(body, pairs, source)


def change_direction(body: str, clause: str, source: random.Random) -> str | None:
    pairs = (
        ("以上", "以下"),
        ("以上", ""),
        ("不低于", "不高于"),
        ("不低于", "低于"),
        ("不低于", "最多"),
        ("不少于", "不超过"),
        ("不少于", "少于"),
        ("不超过", "不少于"),
        ("不超过", "超过"),
        ("不超过", "至少"),
        ("至少", "至多"),
        ("至少", "不超过"),
    )
    return _replace_one(body, pairs, source)


CHANGES: dict[str, Change] = {
    "number": change_number,
    "unit": change_unit,
    "date": change_date,
    "name": change_name,
    "negation": change_negation,
    "direction": change_direction,
}


def alter_quote(quote: str, source: random.Random) -> str:
    """The quote with one letter or figure of it doubled, lost or exchanged."""
    places = [n for n, c in enumerate(quote) if c.isalnum()]
    place = source.choice(places)
    new = source.choice(["", quote[place] + "另", "某", "9" if quote[place] != "9" else "8"])
    if not new and quote[place] in quote[place - 1 : place] + quote[place + 1 : place + 2]:
        new = "某"
    if new == "" and place in (places[0], places[-1]):
        new = "某"
    return quote[:place] + new + quote[place + 1 :]
