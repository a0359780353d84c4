"""Words and character grams of a text, as the index and the questions both use them.

The only importer of jieba, which is loaded at the first cut (0.5 s, 80 MB) and never writes
its dictionary cache: the shared temporary folder may hold somebody else's.
"""

import functools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

# CJK radical code points that text extraction puts for whole characters. NFKC folds the
# Kangxi radicals (U+2F00 on) and leaves this block alone; the forms below are the whole
# characters of EquivalentUnifiedIdeograph.txt that simplified text uses.
_RADICALS = str.maketrans(
    "⺁⺄⺅⺇⺈⺋⺌⺍⺎⺏⺓⺔⺕⺗⺙⺛⺟⺠⺡⺢⺣⺩⺫⺬⺭⺮⺯⺰⺶⺸⺻⺼⺽⺾⻀⻁⻂⻄⻅⻆⻈⻉⻊⻋⻌⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "厂乙亻几刀㔾小小尢尣幺彐彐忄攵旡母民氵氺灬王罒示礻竹糸纟羊羋聿月臼艹艹虎衤西见角讠贝足车辶钅長长长门阝雨青韦页风飞食饣饣马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_RADICAL = re.compile(r"[\u2e80-\u2eff]")
_NUMERALS = "〇零一二三四五六七八九十百千"
_UNBROKEN = re.compile(
    r"[㐀-鿿]{0,8}[〔\[(【][0-9]{4}[〕\])】]第?[0-9]{1,5}号"  # a document number (文号)
    rf"|第(?:[{_NUMERALS}]{{1,8}}|[0-9]{{1,4}})[篇编章节条款项目]"
    rf"|\((?:[{_NUMERALS}]{{1,4}}|[0-9]{{1,3}})\)"
    r"|[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?[%‰]?"
    r"|[a-z][a-z0-9]*"
)
_DOCUMENT_NUMBER = re.compile(r"([㐀-鿿]*)[〔\[(【]([0-9]{4})[〕\])】]第?([0-9]{1,5})号")
_BEFORE_NUMBER = re.compile(
    r"根据|依据|按照|遵照|印发|关于|转发|通知|文件|[和及与或按以的了据对在由见]"
)
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_WORD = re.compile(r"\w")
_QUOTED = re.compile(r"[“「『]([㐀-鿿0-9+]{3,10})[”」』]")
_SHORTEST_NAME = 3  # jieba finds two-character names by itself


class _Tokenizer(Protocol):
    FREQ: dict[str, int]

    def cut(self, sentence: str) -> Iterator[str]: ...


class NameIndex:
    """Names to be kept whole: departments, programmes (新强师工程, 县管校聘).

    >>> NameIndex(["县管校聘"]).find("推进县管校聘改革")
    ['县管校聘']
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        by_start: dict[str, list[str]] = {}
        for name in sorted(set(names), key=lambda name: (-len(name), name)):
            if len(name) >= _SHORTEST_NAME:
                by_start.setdefault(name[:2], []).append(name)
        self._by_start = by_start

    def grow(self, names: Iterable[str]) -> None:
        """Take in these names too, at a cost that what is held does not raise.

        Threads that look for names meanwhile find the old ones, and each new one from some
        moment on.

        >>> index = NameIndex(["县管校聘"])
        >>> index.grow(["校聘改革"])
        >>> index.find("推进县管校聘改革")
        ['县管校聘', '校聘改革']
        """
        for start, added in NameIndex(names)._by_start.items():
            both = {*self._by_start.get(start, ()), *added}
            self._by_start[start] = sorted(both, key=lambda name: (-len(name), name))

    def find(self, normalised: str) -> list[str]:
        """Names in the text by position, the longest at each; overlapping ones included."""
        if not self._by_start:
            return []
        return [
            name
            for at in range(len(normalised) - 1)
            if (names := self._by_start.get(normalised[at : at + 2]))
            and (name := next((n for n in names if normalised.startswith(n, at)), ""))
        ]


NO_NAMES = NameIndex()
_loading = threading.Lock()


def fold_radicals(text: str) -> str:
    """The text with whole characters for CJK radicals; as long as before.

    >>> fold_radicals("⻅⻓")
    '见长'
    """
    return text.translate(_RADICALS) if _RADICAL.search(text) else text


def normalise(text: str) -> str:
    """NFKC, lower case, CJK radicals folded. Lengths may change: keep no offsets into it.

    >>> normalise("ＡＢＣ（三）⻅⻓")
    'abc(三)见长'
    """
    return unicodedata.normalize("NFKC", fold_radicals(text)).lower()


def cut(text: str, names: NameIndex = NO_NAMES) -> list[str]:
    """Words in reading order, without punctuation; then the names that the text holds.

    Names come on top of their parts, so that a name learnt later finds what was indexed
    before. Numbers, percentages, document numbers and clause numbers stay in one piece.

    >>> cut("第十二条按（三）发放1,500元，比例50％")
    ['第十二条', '按', '(三)', '发放', '1500', '元', '比例', '50%']
    >>> cut("粤府〔2021〕55号")
    ['粤府〔2021〕55号', '〔2021〕55号', '粤府']
    """
    normalised = normalise(text)
    words: list[str] = []
    end = 0
    for found in _UNBROKEN.finditer(normalised):
        words.extend(_cut_plain(normalised[end : found.start()]))
        words.extend(_cut_unbroken(found[0]))
        end = found.end()
    words.extend(_cut_plain(normalised[end:]))
    words.extend(names.find(normalised))
    return words


def count_word(word: str) -> int:
    """How often the general dictionary saw the word; 0 where it does not hold it."""
    return _load_tokenizer().FREQ.get(normalise(word), 0)


def is_common_word(word: str) -> bool:
    """Whether the general dictionary holds the word, names learnt from documents aside.

    >>> is_common_word("教师"), is_common_word("临骋")
    (True, False)
    """
    return count_word(word) > 0


def character_grams(text: str) -> list[str]:
    """Single Chinese characters and pairs of neighbours; numbers and Latin words whole.

    >>> character_grams("教师50%")
    ['教', '师', '教师', '50%']
    """
    normalised = normalise(text)
    grams: list[str] = []
    for run in _HAN_RUN.findall(normalised):
        grams.extend(run)
        grams.extend(run[at : at + 2] for at in range(len(run) - 1))
    grams.extend(
        found[0] for found in _UNBROKEN.finditer(normalised) if not _HAN_RUN.search(found[0])
    )
    return grams


def find_quoted_names(text: str) -> frozenset[str]:
    """Short names in Chinese quotation marks, normalised.

    >>> sorted(find_quoted_names("推进“县管校聘”，落实“新强师工程”。"))
    ['县管校聘', '新强师工程']
    """
    return frozenset(normalise(name) for name in _QUOTED.findall(text))


def _cut_unbroken(word: str) -> list[str]:
    found = _DOCUMENT_NUMBER.fullmatch(word)
    if found is None:
        return [word.replace(",", "")]
    before = _BEFORE_NUMBER.split(found[1])[-1]
    number = f"〔{found[2]}〕{found[3]}号"
    whole = [before + number] if before else []
    return [*whole, number, *_cut_plain(found[1])]


def _cut_plain(text: str) -> list[str]:
    if not text:
        return []
    return [word for word in _load_tokenizer().cut(text) if _WORD.search(word)]


def _load_tokenizer() -> _Tokenizer:
    with _loading:
        return _make_tokenizer()


@functools.cache
def _make_tokenizer() -> _Tokenizer:
    with warnings.catch_warnings():
        # jieba 0.42.1 is unmaintained: invalid escapes, pkg_resources
        warnings.simplefilter("ignore")
        import jieba  # type: ignore[import-untyped]

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return cast(_Tokenizer, tokenizer)
