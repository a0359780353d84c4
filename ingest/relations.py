"""Other documents that a document names, and what it does to them."""

import re
from dataclasses import dataclass

from ingest.clean import fold
from ingest.document_numbers import find_document_numbers
from ingest.lines import join_lines

_QUOTED = re.compile(r"《(?P<title>[^《》]{2,120}(?:[《〈<][^《》]{2,80}[》〉>][^《》]{0,40})?)》")
_SENTENCE = re.compile(r"[^。!?]{1,600}[。!?]?")
_REPEAL = re.compile(r"(?:废止|失效|停止执行|不再执行|停止施行|作废)")
_REPLACE = re.compile(r"(?:代替|替代|取代|以本.{2,6}为准)")
_AMEND = re.compile(r"修改|修订|修正|调整为|补充规定|补充通知")
_BASIS = re.compile(r"(?:根据|依据|按照|遵照|贯彻(?:落实|执行)?|落实|执行|依照)")
_OWN = re.compile(r"制[定订]|结合.{0,12}实际|提出|印发|精神|特作|现(?:就|将)|组织编制")
_ISSUING = re.compile(r"(?:印发|现将|制定了?)\s{0,3}$")
_ISSUED = re.compile(r"\s{0,4}[》〉]?\s{0,4}》?(?:印发|发布|公布|下发|予以印发)")
_VOID_TITLE = re.compile(r"关于(?:公布|宣布)?.{0,12}?(?:废止|失效|停止执行)")
# A list of what is void or changed: its opening words, and its items.
_LIST = re.compile(r"(?P<void>废止|失效|停止执行)|(?P<changed>修改|修订)")
_OPENS = re.compile(r"(?:下列|以下|如下|目录)[^。]{0,40}[:：。]?$|(?:目录|清单)$")
_ITEM = re.compile(
    r"\s*(?:[(（]?[一二三四五六七八九十百\d]{1,4}[)）]?\s*[、.．]?)?\s*(?:[^《\n]{0,24}(?:印发|发布|关于))?\s*《"
)
# A row of a table of documents, and the cells that say that its document no longer holds.
_ROW = re.compile(
    r"^[ \t|]*(?:(?:序号|编号)\s*:\s*)?\d{1,3}(?=[\s|;])[^。\n]{4,400}$", re.MULTILINE
)
_ROW_CELL = re.compile(
    r"(?<=[\s|;:])(?:(?:宣布|予以|决定)?(?P<void>废止|失效|停止执行)(?:\(.{0,20}\))?"
    r"|继续(?:有效|执行)|有效|保留|拟?(?:修订|修改|废止))(?=[\s|;]|$)"
)
_TITLED_CELL = re.compile(
    r"[^\s|;:《》]{3,60}(?:办法|细则|规定|规程|通知|意见|方案|决定|公告|通告|规则|措施|条例)(?:\(.{2,6}\))?(?=[\s|;])"
)
_NAME_END = re.compile(r"[(〈<].{0,12}[)〉>]|试行|暂行|修订|\d{4}年?|\s")


@dataclass(frozen=True, slots=True)
class Relations:
    """Titles or numbers of other documents, in reading order."""

    amends: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()


def find_relations(title: str, text: str) -> Relations:
    """What this document does to others, as its own sentences say.

    >>> text = "本办法自发布之日起施行，《云岭县奖励办法》（云政〔2019〕3号）同时废止。"
    >>> find_relations("云岭县教师奖励办法", text).repeals
    ('云岭县奖励办法', '云政〔2019〕3号')
    """
    amends: list[str] = []
    repeals: list[str] = []
    replaces: list[str] = []
    based_on: list[str] = []
    if _AMEND.search(title) and re.search(r"关于(?:修改|修订|修正|调整)", title):
        amends.extend(found["title"] for found in _QUOTED.finditer(title))
    if _VOID_TITLE.search(title):
        repeals.extend(found["title"] for found in _QUOTED.finditer(title))
    listed_void, listed_changed = _read_lists(title, text)
    repeals.extend(listed_void)
    amends.extend(listed_changed)
    rows_void, outside = _read_rows(text)
    repeals.extend(rows_void)
    for found in _SENTENCE.finditer(outside):
        sentence = found[0]
        if "《" not in sentence and "号" not in sentence:
            continue  # names nothing
        named = _find_named(sentence)
        if not named:
            continue
        folded = fold(sentence)
        repeal = _REPEAL.search(folded)
        if repeal and ("同时" in folded or "即行" in folded or "自行" in folded or "予以" in folded
                       or "原" in folded or "起" in folded):  # fmt: skip
            named = _find_named(sentence, with_numbers=True)
            repeals.extend(_drop_bases(named, sentence, repeal.start()))
        elif _REPLACE.search(folded):
            replaces.extend(name for name, _ in _find_named(sentence, with_numbers=True))
        elif re.search(r"对《.{2,120}》.{0,30}作(?:如下|出)?(?:修改|修订)", folded):
            amends.append(named[0][0])
        elif (basis := _BASIS.search(folded)) and _OWN.search(folded):
            based_on.extend(name for name, start in named if start > basis.start())
    own = _NAME_END.sub("", fold(title))
    replaces.extend(name for name in repeals if own and _NAME_END.sub("", fold(name)) == own)
    return Relations(
        *(tuple(dict.fromkeys(names)) for names in (amends, repeals, replaces, based_on))
    )


def _read_lists(title: str, text: str) -> tuple[list[str], list[str]]:
    """What a decision's lists name as void and as changed (决定废止下列文件:一、《…》)."""
    void: list[str] = []
    changed: list[str] = []
    if _LIST.search(title) is None:
        return void, changed
    taking: list[str] | None = None
    for line in text.splitlines():
        found = _LIST.search(line)
        if found is not None and _OPENS.search(fold(line).strip()):
            taking = void if found["void"] else changed
        elif taking is not None and _ITEM.match(line):
            numbered = taking is void
            taking.extend(name for name, _ in _find_named(line, with_numbers=numbered))
    return void, changed


def _read_rows(text: str) -> tuple[list[str], str]:
    """What the rows of a table of documents call void, and the text without such rows.

    Each row speaks of its own document only: what replaces it (由《…》替代) is not void.
    """
    void: list[str] = []
    folded = fold(text)
    pieces: list[str] = []
    position = 0
    for row in _ROW.finditer(folded):
        said = _ROW_CELL.search(row[0])
        if said is None:
            continue
        words = text[row.start() : row.start() + said.start()]
        named = [name for name, _ in _find_named(words, with_numbers=True)]
        titled = _TITLED_CELL.search(fold(words))
        if titled is not None:
            named.insert(0, words[titled.start() : titled.end()])
        if not named:
            continue
        if said["void"]:
            void.extend(named)
        pieces += (text[position : row.start()], "。")
        position = row.end()
    return void, "".join((*pieces, text[position:]))


def _drop_bases(named: list[tuple[str, int]], sentence: str, end: int) -> list[str]:
    """The names before `end` without what the sentence rests on: 根据《…》（…号）."""
    kept: list[str] = []
    basis_end = len(sentence)
    for name, start in named:
        if _BASIS.search(sentence, max(0, start - 4), start):
            basis_end = sentence.find("》", start) + 1 or start
        elif start < end and not 0 <= start - basis_end <= 3:
            kept.append(name)
    return kept


def _find_named(sentence: str, *, with_numbers: bool = False) -> list[tuple[str, int]]:
    """Quoted titles, and numbers that stand without one; with those behind a title on demand."""
    titles = [
        (join_lines(found["title"]), found.start())
        for found in _QUOTED.finditer(sentence)
        if not _ISSUING.search(sentence, max(0, found.start() - 12), found.start())
    ]
    # 现将《…》印发给你们: the document's own measure.
    titles = [pair for pair in titles if not _ISSUED.match(sentence, pair[1] + len(pair[0]))]
    ends = [found.end() for found in _QUOTED.finditer(sentence)]
    for number in find_document_numbers(sentence):
        if with_numbers or not any(0 <= number.span.start - end <= 3 for end in ends):
            titles.append((number.number, number.span.start))
    return sorted(titles, key=lambda pair: pair[1])
