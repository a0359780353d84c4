"""The older and the newer of two texts: what words call them, and which documents these are."""

import re
from collections.abc import Iterable

from assistant.library import Library
from ingest.model import DocumentId
from vectorstore.model import StoredDocument

KINDS = "实施细则|细则|办法|措施|方案|规划|计划|意见|公告|通知|规定|条例"
_TEXT = r"(?:办法|规矩|规定|政策|文件|标准|通知|细则|方案|意见|口径|章程|制度|条款|说法|做法)"
_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = r"20\d\d\s*年?(?:的|那|版|时|出|发|印)"
_OLD = re.compile(
    rf"[老旧](?:的|{_TEXT})|原来|原先|以前|从前|过去|先前|早先|往年|之前|当年|那会儿|{_OF_YEAR}"
)
_NEW = re.compile(
    rf"新(?:的|{_TEXT})|现在|如今|眼下|这会儿|目前|现行|改(?:了|完)?(?:之|以)?后|{_OF_YEAR}"
)
# 以前 and 现在 are said of the asker's own life too: only with these are they two texts.
_CHANGE = re.compile(
    r"变|改|涨|降|增|提高|放宽|取消|比|不同|不一样|一样|区别|差|分别|各[有是要给能拿多个自]|前后|还用|还要|仍|对照|调整|[多少]了"
)
_BOTH = re.compile(
    rf"新[旧老]|[老旧][和与跟、]?新|新[和与跟、][老旧]|前后(?:两[个份版]|{_TEXT})|"
    r"(?:修订|修改|调整|改版|改)(?:之|以)?前[^，。？?]{0,6}(?:之|以)?后"
)
_ASKING = r"(?:多少|几|怎么|什么|啥|谁|哪)"
_CALLED_OLD = rf"(?<![养敬尊高老])[老旧](?:的?{_TEXT}|的(?:[\u4e00-\u9fff]{{0,8}}?{_TEXT})?)"
# 老办法里…？新办法又…; 原来发多少、现在发多少: the same is asked of both.
_SAID_TWICE = re.compile(
    rf"{_CALLED_OLD}.*新的?{_TEXT}|新的?{_TEXT}.*{_CALLED_OLD}|"
    rf"(?:原来|原先|以前|从前|过去)[^。？?]{{0,8}}{_ASKING}[^？?]{{0,8}}"
    rf"(?:现在|如今|眼下|目前)(?:呢|[^，。？?]{{0,8}}{_ASKING})"
)


def names_versions(text: str) -> bool:
    """Whether a question names an older and a newer text, or one before and after its change.

    >>> names_versions("老规矩和现在的比涨了多少"), names_versions("新旧两个办法分别借多久")
    (True, True)
    >>> names_versions("以前没领的补贴现在能补领吗")
    False
    """
    if _BOTH.search(text):
        return True
    old = [found.span() for found in _OLD.finditer(text)]
    new = [found.span() for found in _NEW.finditer(text)]
    if _SAID_TWICE.search(text):
        return True
    apart = any(one[1] <= other[0] or other[1] <= one[0] for one in old for other in new)
    return apart and _CHANGE.search(text) is not None


# 老办法, 2019年的: what only tells versions apart says nothing of the thing compared.
_ONLY_TELLS = re.compile(
    rf"从?{_YEAR}\s*年?(?:的|版|那[个份])?(?:试行|暂行)?的?(?:{KINDS}|文件|政策)?(?:里面?|中)?(?:[和与跟同到至比]|$)?|"
    rf"(?:新[旧老]|[老旧]新|前后)(?:两[个份版])?(?:的)?(?:{_TEXT})?|老规矩|"
    rf"(?<![养敬尊高老])[老旧新](?:的?(?:试行|暂行)?{_TEXT}|的(?=[，。？和与跟比]|$))(?:里面?|中)?|"
    r"以前|从前|原来|原先|过去|先前|现在|如今|眼下|目前"
)


def drop_versions(text: str) -> str:
    """A text without the words that name the older and the newer text.

    >>> drop_versions("寄宿小学生的补助2019年通知和2024年通知差多少")
    '寄宿小学生的补助，，差多少'
    """
    return _ONLY_TELLS.sub("，", text)


_SAID_YEAR = re.compile(rf"(?<!\d)({_YEAR})(?=\s*年|的|版)")


def find_pairs(
    text: str, documents: Iterable[StoredDocument], library: Library
) -> tuple[tuple[StoredDocument, StoredDocument], ...]:
    """The older and the newer documents that a question lays side by side; () where it does not.

    Two years tell them apart as well as words do, where a pair is of just these years.
    """
    years = {int(year) for year in _SAID_YEAR.findall(text)}
    named = names_versions(text)
    if len(years) < 2 and not named:
        return ()
    held = {document.id: document for document in documents}
    olds = [library.by_id[old] for old, new in library.successors.items() if new in held]
    held = {old.id: old for old in olds} | held
    pairs = library.find_versions(held.values())
    dated = tuple(pair for pair in pairs if {find_year(each) for each in pair} <= years)
    return dated or (pairs if named else ())


OF_YEAR = re.compile(
    rf"({_YEAR})\s*年?(?![底末内前初春秋要]|上半|下半|第?[一二三四]季|完成|计划|开始|起)"
    rf"(?:度|版|印发|出台|发布|下发|的|那|这|份|个|老|旧|原)*"
    rf"[\u4e00-\u9fff]{{0,12}}?(?:试行|暂行|{KINDS}|文件)"
)

# The year alone tells which document: 2019年那个老办法.
BARE_YEAR = re.compile(
    rf"{_YEAR}\s*年?(?:度|版|印发|出台|发布|下发|的|那|这|份|个|老|旧|原|新)+"
    rf"(?:试行|暂行)?的?(?:{KINDS}|文件)(?:里面?|中|上)?"
)


def drop_called_year(text: str) -> str:
    """A text without the years that it calls documents by.

    >>> drop_called_year("2019年的临时救助暂行办法，能批多少"), drop_called_year("2019年招多少人")
    ('临时救助暂行办法，能批多少', '2019年招多少人')
    """
    return OF_YEAR.sub(lambda found: re.sub(rf"^{_YEAR}\s*年?的?", "", found[0]), text)


def narrow_year(group: frozenset[DocumentId], text: str, library: Library) -> frozenset[DocumentId]:
    """Of a place's documents those of the year that the question calls them by (2019年那个办法)."""
    tops = [library.by_id[i] for i in group if library.by_id[i].parent_id not in group]
    chosen = find_called_by_year(text, tops)
    if not chosen or len(chosen) == len(tops) or find_pairs(text, tops, library):
        return group
    return library.with_descendants(chosen) & group


def find_called_by_year(text: str, documents: Iterable[StoredDocument]) -> tuple[DocumentId, ...]:
    """Those of the one year that a text calls a document by (2019年的试行办法); else ()."""
    said = {int(year) for year in OF_YEAR.findall(text)}
    if len(said) != 1:
        return ()
    return tuple(document.id for document in documents if find_year(document) in said)


def find_year(document: StoredDocument) -> int | None:
    """The year that a document is called by: of its number, else of its date."""
    numbered = _NUMBER_YEAR.search(document.metadata.document_number or "")
    if numbered is not None:
        return int(numbered[1])
    issued = document.metadata.issue_date
    return issued.year if issued is not None else None


_NUMBER_YEAR = re.compile(r"[〔\[(（【]((?:19|20)\d\d)")
_CALLS_OLD = re.compile(
    rf"(?<![养敬尊高老陈破哪些几个])[老旧]的?(?:那[个份])?(?:试行|暂行)?(?:{KINDS}|文件|政策|标准)|"
    rf"(?<![养敬尊高老陈破哪些几个])[老旧]的[\u4e00-\u9fff]{{0,12}}?(?:{KINDS})"
)
# What was begun under the older text is settled by the newer one.
_GOES_OVER = re.compile(
    r"还没|没发|没领|已经?(?![废失停])|补[齐发]|接着|衔接|过渡|还[认算能可有]|继续"
)


def narrow_to_old(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """Of a place's documents those that another took the place of, where the text calls one old."""
    if not _CALLS_OLD.search(text) or _GOES_OVER.search(text):
        return group
    olds = [old for old, new in library.successors.items() if old in group or new in group]
    tops = [library.by_id[i] for i in group if library.by_id[i].parent_id not in group]
    if not olds or find_pairs(text, tops, library):
        return group
    return library.with_descendants(olds)


# A time at which another text held, said of what is talked about.
PAST = re.compile(
    r"(?P<year>(?:19|20)\d\d)年?(?:那会儿?|那时候?|那阵子?|(?:的)?时候|当时)(?:的话)?|"
    r"(?:以前|从前|过去|原先|早先|原来|当年|废止)的?(?:[老旧]的?)?(?:办法|规定|标准|政策|文件|细则|通知)?|"
    r"(?:(?:那个?|这个?)?[老旧])的?(?:办法|规定|标准|政策|文件|细则|通知)里?"
)


def find_past(
    ids: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId] | None:
    """Of the documents of a conversation those that held before (那2021年那会儿呢, 老办法给多少).

    None where the text asks of no earlier time, or nothing older is held.
    """
    said = PAST.search(text)
    if said is None:
        return None
    olds = [library.by_id[old] for old in sorted(library.successors) if old in ids]
    if said["year"]:
        issued = {old.id: find_year(old) for old in olds}
        olds = [old for old in olds if (issued[old.id] or 0) <= int(said["year"])]
        latest = max((issued[old.id] or 0 for old in olds), default=0)
        olds = [old for old in olds if issued[old.id] == latest]
    return library.with_descendants(old.id for old in olds) if olds else None


# That the text which holds now is meant: words that only name it, and what tells that it changed.
PRESENT = re.compile(
    rf"(?:{_YEAR}年?的?)?新的?{_TEXT}(?:里面?|中)?|现行的?{_TEXT}?(?:里面?|中)?|现在|如今|眼下|目前|后来"
)
_NEW_TEXT = re.compile(rf"(?:新的?|现行的?){_TEXT}")
# 这个办法现在还有效吗 asks of the text that is talked of, not of the one in its place.
_HOLDS = re.compile(
    r"有效|作废|废[止除]|失效|管用|算数|过期|到期|能用|可用|在用|[施执]行|依据|适用|取代|"
    rf"[这那该本][个份]?{_TEXT}"
)
_CHANGED = re.compile(r"(?:改|涨|降|调整?|提高|增加?)(?:成|为|到)|(?:修订|修改|改版)(?:之|以)?后")


def find_present(
    ids: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId] | None:
    """What took the place of the documents of a conversation (新办法还是按这个距离卡吗).

    None where the text asks of no later time, nothing newer is held, or it is talked of already.
    """
    years = {int(year) for year in _SAID_YEAR.findall(text)}
    newer = dict.fromkeys(new for old, new in library.successors.items() if old in ids)
    now = PRESENT.search(text) or _CHANGED.search(text)
    said = _NEW_TEXT.search(text) or (now and not _HOLDS.search(text))
    called = [i for i in newer if (find_year(library.by_id[i]) in years if years else said)]
    if not called or ids.intersection(called):
        return None
    return library.with_descendants(called)
