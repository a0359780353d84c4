"""What a statement opens with to name its source (根据《…》第八条，, 按照县十条措施的规定，)."""

import re
from collections.abc import Iterable

from assistant.locate import fold_text
from assistant.verifying.tiling import find_rest, tile

_LEAD_IN = re.compile(r"^[^，,：:。；;]{2,80}[，,：:]")
_LEAD_WORDS = re.compile(r"根据|按照|依据|依照|规定|明确|提出|要求|部分|方面|中|的|在|第|条|款|项")
_CITING = re.compile(r"根据|按照|依据|依照|规定|明确|提出|要求|部分|方面|[》中]")
_KIND = "(?:方案|办法|措施|规定|通知|意见|细则|条例|规划|计划|文件|政策|要求|指引)"
_SHORTENED = re.compile(
    rf"^(?:(?:根据|按照|依据|依照|按)(?P<source>.*?{_KIND})(?:的?(?:规定|要求|精神|安排|部署))?"
    rf"|(?P<told>.*?{_KIND})中?(?:规定|明确|要求|提出))$"
)
_MARK = re.compile(r"[（(]([^（）()\d]{2,8})[）)]")  # 征求意见稿, 试行
_KINDS = re.compile(
    r"(?:实施|行动|管理|方案|办法|措施|规定|通知|意见|细则|条例|规划|计划|文件|政策|要求|指引|有关|相关|"
    r"上述|[本该省市州县区镇乡的、和第条款项])*"
)


def strip_lead_in(text: str, names: Iterable[str], headings: Iterable[str]) -> str:
    """The text without what it opens with, where that names what is cited and nothing else.

    `names` are those of the cited documents and clauses, folded; a name may be shortened (茂县
    十条措施) or be only the kind of text. A heading alone leads in nothing: it may be read as what
    the rest is said of.
    """
    found = _LEAD_IN.match(text)
    if found is None:
        return text
    known = {*names, *headings} if _CITING.search(found[0]) else set(names)
    rest = fold_text(_MARK.sub(lambda mark: "" if _is_named(mark[1], names) else mark[0], found[0]))
    if _is_shortened(rest, known):
        return text[found.end() :]
    for name in sorted(known, key=len, reverse=True):
        rest = rest.replace(name, "")
    return text if _LEAD_WORDS.sub("", rest) else text[found.end() :]


def _is_named(mark: str, names: Iterable[str]) -> bool:
    """Whether the document itself bears the mark (征求意见稿)."""
    return any(fold_text(mark) in name for name in names)


def _is_shortened(lead_in: str, names: Iterable[str]) -> bool:
    """Whether every word of it is of a name or says what kind of text it is.

    >>> _is_shortened("根据甲县十条措施", {"甲县加快教育发展十条措施"})
    True
    >>> _is_shortened("根据乙县十条措施", {"甲县加快教育发展十条措施"})
    False
    """
    cited = _SHORTENED.match(lead_in)
    if cited is None:
        return False
    source = cited["source"] or cited["told"]
    return any(
        all(
            _KINDS.fullmatch(source[start:end])
            for start, end in find_rest(
                len(source), [(t.start, t.length) for t in tile(source, name, loose=False)]
            )
        )
        for name in ("", *names)
    )
