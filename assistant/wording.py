"""The words of a statement against those of its clauses: names, negations, who and what.

Every check gives the first fault in words, or None.
"""

import re

from assistant.locate import fold_text, split_sentences
from assistant.quantities import Quantity, find_quantities
from ingest.regions import find_regions
from vectorstore.words import cut, is_common_word

MAX_OWN_WORDS = 0.3  # share of a statement's words that may be the writer's, not the clauses'

# Words that change what is allowed or owed. A statement may use one only where the sentence of
# the clause that it follows has it too, and may not leave a negation out.
_NEGATIONS = ("不得", "禁止", "严禁", "不予", "不再", "不能", "不可", "不", "未", "无", "非", "停止", "取消", "除外")
_OBLIGATIONS = ("不得", "禁止", "严禁", "必须", "应当", "可以", "原则上", "优先", "一律", "鼓励", "不予")
_NEGATIVE = re.compile("|".join(_NEGATIONS))
# 不 inside these is no negation
_NOT_NEGATIVE = re.compile(
    r"不(?:少于|低于|超过|高于|多于|大于|小于|断|仅|同|限于|足)|无(?:论|障碍|线)|非(?:常|义务教育)|未(?:来|成年)|差不多"
)

_ORGANISATION = re.compile(
    r"(?:[\u4e00-\u9fff]{1,12}?(?:局|股|科|处|室|厅|委|部|办公室|办|中心|政府|学院|大学|中学|小学|幼儿园|集团|"
    r"领导小组|工作组|委员会|公司|站|镇|乡|街道|县|区|市|州|省))(?![\u4e00-\u9fff]{0,1}长)"
)
_ROLE = re.compile(
    r"牵头领导|牵头部门|牵头单位|牵头科室|配合部门|配合单位|配合科室|责任部门|责任单位|责任科室|副组长|组长|成员单位|牵头|配合|负责"
)
_FUNCTION_WORDS = frozenset(
    "的 了 和 与 及 或 在 对 由 为 是 有 将 并 等 其 该 此 各 每 到 从 向 按 以 所 被 把 就 都 也 还 而 "
    "根据 按照 依据 其中 以及 同时 规定 明确 提出 要求 包括 关于 对于 进行 需要 方面 内容 具体 主要 分别 "
    "文件 条款 措施 方案 办法 通知 规划 计划 第 条 款 项 章 节 部分 即 均 可 应 须 须要 相关 有关 目前 "
    "如下 分为 通过 采取 实行 给予 标准 金额 数额 比例 人员 对象 条件 情况 时间 期间 单位 部门 领导 "
    "一个 这个 这些 上述 下列 以下 以上 左右 共 共计 总计 合计 达到 确保 用于 属于 作为 提供 享受 发放".split()
)


def find_wording_fault(text: str, passages: list[str], allowed: list[str]) -> str | None:
    """The first name, negation or obligation that the clauses do not carry."""
    folded = fold_text(" ".join(allowed))
    for name in _names(text):
        if fold_text(name) not in folded:
            return f"the name {name!r} is not in the cited clauses"
    words = [word for word in cut(text) if len(word) > 1 and word not in _FUNCTION_WORDS]
    own = [word for word in words if fold_text(word) and fold_text(word) not in folded]
    for word in own:
        if not is_common_word(word) and not word[0].isdigit():
            return f"the word {word!r} is not in the cited clauses"
    if words and len(own) > max(1, MAX_OWN_WORDS * len(words)):
        return f"too many words of its own: {', '.join(own[:6])}"
    return _find_modality_fault(text, passages)


def _names(text: str) -> tuple[str, ...]:
    """Places by the gazetteer and quoted titles or programme names."""
    quoted = re.findall(r"[《“「『]([^《》“”「」『』]{2,40})[》”」』]", text)
    return (*(region.name for region in find_regions(text)), *quoted)


def _find_modality_fault(text: str, passages: list[str]) -> str | None:
    """A negation or obligation that stands on one side only."""
    fragments = [f for passage in passages for f in _fragments(passage)]
    for fragment in _fragments(text):
        source = _closest(fragment, fragments)
        if source is None:
            continue
        for word in _OBLIGATIONS:
            if word in fragment and word not in source:
                return f"{word!r} is not in the words it follows: {source!r}"
        if _count_negations(fragment) != _count_negations(_matching_part(fragment, source)):
            return f"a negation differs from the words it follows: {source!r}"
    return None


def _fragments(text: str) -> list[str]:
    return [part for part in re.split(r"[，,。；;！？!?\n：:]", text) if len(fold_text(part)) > 3]


def _closest(fragment: str, candidates: list[str]) -> str | None:
    wanted = _pairs(fragment)
    best, best_score = None, 0.34
    for candidate in candidates:
        score = len(wanted & _pairs(candidate)) / max(1, len(wanted))
        if score > best_score:
            best, best_score = candidate, score
    return best


def _matching_part(fragment: str, source: str) -> str:
    """The source from the first to the last character pair it shares with the fragment.

    Two characters of margin keep a negation that stands just before.
    """
    wanted = _pairs(fragment)
    places = [i for i in range(len(source) - 1) if source[i : i + 2] in wanted]
    if not places:
        return source
    return source[max(0, places[0] - 2) : places[-1] + 3]


def _pairs(text: str) -> frozenset[str]:
    folded = fold_text(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


def _count_negations(text: str) -> int:
    return len(_NEGATIVE.findall(_NOT_NEGATIVE.sub("", text)))


def find_binding_fault(text: str, passages: list[str]) -> str | None:
    """A figure given to another thing, or a name given another's role."""
    held = [quantity for passage in passages for quantity in find_quantities(passage)]
    for stated in find_quantities(text):
        if stated.ordinal:
            continue
        fault = _find_misplaced(stated, held)
        if fault is not None:
            return fault
    return _find_role_fault(text, passages)


def _find_misplaced(stated: Quantity, held: list[Quantity]) -> str | None:
    wanted = _pairs(stated.subject[-16:])
    if not wanted:
        return None
    rivals = [q for q in held if q.unit == stated.unit or not stated.unit]
    own = max(
        (len(wanted & _pairs(q.subject[-24:])) for q in rivals if q.value == stated.value),
        default=0,
    )
    for rival in rivals:
        shared = len(wanted & _pairs(rival.subject[-24:]))
        if rival.value != stated.value and shared > own and shared * 2 >= len(wanted):
            return f"the figure {stated.value} belongs to something else in the clause"
    return None


def _find_role_fault(text: str, passages: list[str]) -> str | None:
    """Names that follow a role word must follow the same role word in a clause."""
    for role, names in _roles(text):
        clauses = [part for passage in passages for part in _roles(passage) if part[0] == role]
        if not clauses:
            continue
        for name in re.findall(r"[\u4e00-\u9fff]{2,}", names):
            stated = fold_text(name)
            following = [fold_text(part) for _, part in clauses]
            elsewhere = any(stated in fold_text(p) for p in passages)
            if elsewhere and not any(stated in part for part in following):
                return f"{name!r} does not follow {role!r} in the clause"
    return None


def _roles(text: str) -> list[tuple[str, str]]:
    found = list(_ROLE.finditer(text))
    parts = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(text)
        names = re.match(r"[是为由：:\s]*([^；;。）)]*)", text[match.end() : end])
        parts.append((match[0], names[1] if names else ""))
    return parts


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text as strings."""
    return tuple(text[span.start : span.end] for span in split_sentences(text))
