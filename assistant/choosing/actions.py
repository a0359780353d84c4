"""What is asked to happen at a time: paid out, applied for, decided, made public, built."""

import re
from dataclasses import replace

from assistant.choosing.holding import FIGURES
from assistant.choosing.sentences import Candidate
from assistant.reading.kinds import Ask, Asked
from assistant.understand import Understanding

ACTION_BONUS = 1.0  # for a sentence on what is asked to happen, against one on another action
# What offices do at a time, in lay and official words. 审核 and 认定 are one step of a procedure.
_ACTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"发放|拨付|兑付|兑现|支付|打[款钱卡]|到[账手]|到我手|拨入|计发|补发|补齐|下达|下拨|发下?来|发到|"
        r"打(?:到|进|一[次回])|(?:时候|几号|多久|时间)发(?![布文证通])|发一[次回]|发钱",
        r"申请|申报|报名|填报|提交|递交|交材料|递材料|登记|受理|提出",
        r"评审|评选|评定|评[几一两][次回]|认定|审核|审批|评估|公示|办结|办完|批下来",
        r"公布|张榜|放榜|录取|出结果|查结果|出成绩|录上",
        r"建成|完工|竣工|投用|投入使用|达标|验收",
    )
)
_WHEN = frozenset({Asked.DATE, Asked.DURATION, Asked.FREQUENCY})


def prefer_action(
    candidates: tuple[Candidate, ...], understanding: Understanding
) -> tuple[Candidate, ...]:
    """The candidates ranked anew where it is asked when something happens.

    Clauses on one thing give many days: of applying, of deciding, of paying. A sentence on what
    is asked to happen rises, one on another action alone sinks.
    """
    asked = _read_actions(understanding.search_text)
    if not asked or not asks_when(understanding.ask):
        return candidates
    ranked = [replace(c, score=c.score + _weigh_action(c, asked)) for c in candidates]
    return tuple(sorted(ranked, key=lambda c: (-c.score, c.hit.rank, c.span.start)))


def asks_when(ask: Ask) -> bool:
    """Whether a day, a period or how often is asked for, and no sum."""
    return bool(ask.asked & _WHEN) and not ask.asked & FIGURES


def _weigh_action(candidate: Candidate, asked: frozenset[int]) -> float:
    said = _read_actions(candidate.text)
    if said & asked:
        return ACTION_BONUS
    return -ACTION_BONUS if said else 0.0


def _read_actions(text: str) -> frozenset[int]:
    return frozenset(
        index for index, pattern in enumerate(_ACTIONS) if pattern.search(text) is not None
    )
