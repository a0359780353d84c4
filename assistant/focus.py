"""What a question is about: its weighted terms, and how much of them a text holds."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.locate import fold_text
from vectorstore.thesaurus import Thesaurus
from vectorstore.words import cut

# Words that ask, address or glue; none says what is asked about.
_STOP_WORDS = frozenset(
    [
        "什么",
        "啥",
        "哪",
        "哪些",
        "哪个",
        "哪里",
        "哪儿",
        "哪家",
        "哪位",
        "哪一年",
        "哪一",
        "哪年",
        "哪天",
        "哪几",
        "几",
        "几个",
        "多少",
        "多大",
        "多久",
        "怎么",
        "怎样",
        "咋",
        "咋个",
        "如何",
        "为何",
        "为什么",
        "谁",
        "是否",
        "吗",
        "呢",
        "吧",
        "啊",
        "呀",
        "么",
        "嘛",
        "了",
        "的",
        "地",
        "得",
        "着",
        "过",
        "和",
        "与",
        "及",
        "或",
        "而",
        "也",
        "都",
        "还",
        "又",
        "就",
        "才",
        "只",
        "很",
        "太",
        "更",
        "最",
        "把",
        "被",
        "给",
        "让",
        "叫",
        "在",
        "对",
        "对于",
        "关于",
        "从",
        "到",
        "向",
        "往",
        "按",
        "按照",
        "根据",
        "是",
        "有",
        "没有",
        "没",
        "不",
        "能",
        "能不能",
        "可以",
        "要",
        "要不要",
        "会",
        "会不会",
        "应该",
        "需要",
        "想",
        "想问",
        "请问",
        "请",
        "问",
        "问下",
        "问一下",
        "一下",
        "帮",
        "帮我",
        "告诉",
        "告诉我",
        "说",
        "说的",
        "说到",
        "讲",
        "提到",
        "写",
        "写的",
        "写明",
        "列",
        "列出",
        "列出来",
        "列全",
        "我",
        "我们",
        "你",
        "你们",
        "他",
        "她",
        "它",
        "他们",
        "咱",
        "咱们",
        "俺",
        "人家",
        "自己",
        "这",
        "那",
        "这个",
        "那个",
        "这些",
        "那些",
        "这份",
        "那份",
        "这项",
        "那项",
        "里",
        "里面",
        "里头",
        "上",
        "下",
        "中",
        "内",
        "外",
        "前",
        "后",
        "时",
        "时候",
        "一个",
        "一",
        "个",
        "份",
        "项",
        "条",
        "种",
        "次",
        "第",
        "等",
        "其中",
        "具体",
        "分别",
        "一共",
        "总共",
        "全部",
        "所有",
        "各",
        "各是",
        "每",
        "每个",
        "这样",
        "那样",
        "一样",
        "不一样",
        "区别",
        "文件",
        "规定",
        "办法",
        "方案",
        "措施",
        "通知",
        "政策",
        "内容",
        "要求",
        "现在",
        "目前",
        "今天",
        "现",
        "已经",
        "以前",
        "打算",
        "准备",
        "计划",
        "有关",
        "相关",
        "情况",
        "方面",
        "东西",
        "事",
        "事情",
        "老师们",
        "大家",
        "该",
        "即",
        "吗？",
        "嘿",
        "您",
        "您好",
        "你好",
        "谢谢",
        "那么",
        "那",
        "呗",
        "哈",
        "呐",
        "嘞",
        "哇",
        "哦",
    ]
)
_PARTIAL_MIN = 4  # characters from which a term may be matched in part
OWN_UNKNOWN_FACTOR = 0.8  # weight of a word that no document holds, against the rarest held


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the question, what may stand for it, and how much it weighs."""

    words: str
    weight: float
    alternatives: tuple[tuple[str, float], ...] = ()  # folded official words and their weight


@dataclass(frozen=True, slots=True)
class Focus:
    """The terms of a question."""

    terms: tuple[Term, ...]

    @property
    def total(self) -> float:
        return sum(term.weight for term in self.terms)


def read_focus(
    text: str, vocabulary: Mapping[str, int], passage_count: int, thesaurus: Thesaurus
) -> Focus:
    """The terms of a question from which the words naming documents were taken out."""
    rarest = math.log(1 + max(passage_count, 1) / 1.5)
    expansions = thesaurus.find(text)
    terms: dict[str, Term] = {}
    covered: set[str] = set()
    for expansion in expansions:
        parts = [w for w in cut(expansion.words) if w not in _STOP_WORDS]
        if not parts:
            continue
        covered.update(parts)
        known = [_weight(part, vocabulary, passage_count, rarest) for part in parts]
        alternatives = tuple((fold_text(word), weight) for word, weight in expansion.official)
        terms[expansion.words] = Term(expansion.words, max(known), alternatives)
    for word in cut(text):
        if word in covered or word in _STOP_WORDS or word in terms or not _carries(word):
            continue
        terms[word] = Term(word, _weight(word, vocabulary, passage_count, rarest))
    return Focus(tuple(terms.values()))


def _carries(word: str) -> bool:
    if re.fullmatch(r"[〔\[(]?\d{4}[〕\])]?年?", word):
        return True
    return len(word) > 1 or word.isdigit()


def _weight(word: str, vocabulary: Mapping[str, int], passage_count: int, rarest: float) -> float:
    count = vocabulary.get(word, 0)
    if count == 0:
        return OWN_UNKNOWN_FACTOR * rarest
    return math.log(1 + max(passage_count, 1) / (count + 0.5))


def match_term(term: Term, folded: str) -> float:
    """How far a folded text holds a term, 0 to 1."""
    own = fold_text(term.words)
    if own and own in folded:
        return 1.0
    best = _partial(own, folded) if len(own) >= _PARTIAL_MIN else 0.0
    for alternative, weight in term.alternatives:
        if alternative and alternative in folded:
            best = max(best, min(1.0, weight + 0.25))
        elif len(alternative) >= _PARTIAL_MIN:
            best = max(best, weight * _partial(alternative, folded))
    return best


def _partial(words: str, folded: str) -> float:
    """Share of the character pairs held, counted from one half on."""
    pairs = [words[i : i + 2] for i in range(len(words) - 1)]
    share = sum(pair in folded for pair in pairs) / len(pairs)
    return share * 0.8 if share >= 0.5 else 0.0
