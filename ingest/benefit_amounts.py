"""The amounts that a phrase names: sums, shares and levels, with what they are counted per."""

import re

from ingest.benefit_words import AMOUNT, LEVEL, SHARE

_LEADING = re.compile(
    r"^(?:按照?|分别|为|是|:|(?:津贴|生活补助|生活费|取暖费|交通费|奖励|补助|补贴|发放|资助|给予|奖))+"
)
_MEASURE = re.compile(
    r"(?:销售|(?<![低等])收入|产值|捐[资款]|规模|自付|营业额|交易额)[^,;。]{0,4}$"
)
_OVER = re.compile(r"(?:(?<!不)超过|超出|达到?|满|(?<!不)低于|以上)\s?[^,;。]{0,10}$")
_FROM = re.compile(r"(?:由|从)(?:[^,;。]{0,8})$")
_TO = re.compile(r"\s*(?:提高|调整|增加|提升|上调|降)")
# 5万元以内报销60%: the sum only says of what.
_SHARE_NEXT = re.compile(
    r"(?:以内|以上|以下)?的?(?:部分)?(?:按照?)?(?:报销|补助|补贴|支付|奖励|给予)\s?\d[\d.]*%"
)
_SHARES = re.compile("%|分之|额|半|倍|百分点")
_GIVES = re.compile("补|奖|助|贴|免|减|发|报销|支付|支持")
_PERIODS = re.compile(
    r"(?:每(?:人次|学期|学年|平方米|张床位|个?托位|[年月日天人生名户校班节次亩辆件家村部张头]|(?:成功)?(?:孵化|招用|带动|吸纳|新增|引进|培养|培训|增加|超比例安排|安排)[^,;。]{0,4}[人名户个家])|户均|生均|人均)+(?:最高|再|可|另|给予|补助?|补贴|奖[励补]|以奖代补|发放|(?:再)?给予){0,2}(?:(?:领取|发放|补助|给予|补贴|享受|发给|加发)[\u4e00-\u9fff]{2,8})?$"
)


def find_amounts(words: str) -> list[str]:
    """The amounts as written, in order; a share or a level only where no sum is named."""
    found = [
        _widen(words, amount)
        for amount in (AMOUNT.finditer(words) if "元" in words else ())
        if not _MEASURE.search(words[: amount.start()])
        and not (_FROM.search(words[: amount.start()]) and _TO.match(words, amount.end()))
        and not (_OVER.search(words[: amount.end()]) and words[amount.end() :].startswith("的"))
        and not _SHARE_NEXT.match(words, amount.end())
    ]
    if not found and "于" in words and (level := LEVEL.search(words)) is not None:
        found = [level[0]]
    if not found and _SHARES.search(words) and _GIVES.search(words):
        share = SHARE.search(words)
        found = [] if share is None else [share[0]]
    return found


def _widen(words: str, amount: re.Match[str]) -> str:
    """The amount with what it is counted per, where words of giving stand between."""
    start = amount.start()
    if amount[0][0] in "年月" and start and words[start - 1] in "0123456789一二三四五六七八九十":
        return _LEADING.sub("", amount[0][1:])  # 满10年5000元
    before = _PERIODS.search(words[:start])
    if before is not None:
        return words[before.start() : amount.end()]
    return _LEADING.sub("", amount[0])
