"""The sentences that say what a thing is: 所称学生，是指…; “1+4”（即…）; A、B、C“三统一”."""

import re

from assistant.locate import fold_text

_OPEN, _CLOSE = '[“「『"]', '[”」』"]'
_QUOTED = rf"{_OPEN}([^“”「」『』\"]{{2,14}}){_CLOSE}"
_COUNTED = rf"{_OPEN}(?=[^”」』\"]*[双两二三四五六七八九十\d])([^“”「」『』\"]{{2,12}}){_CLOSE}"
# Not （以下简称X）: a document's own subject is called so, and every question names it.
_SAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"所称的?{_OPEN}?([^“”\"，。；、是指系包括]{{2,14}}?){_CLOSE}?[，,]?\s*"
        r"(?:是?指|系指|是|包括|依次为|分别为|为)",
        rf"{_OPEN}?([\u4e00-\u9fffA-Za-z\d+]{{2,12}}){_CLOSE}?[，,]?\s*(?:是指|系指)",
        rf"{_QUOTED}(?:[\u4e00-\u9fff]{{0,6}}[，,]?\s*(?:是指|系指|即|也就是)|[：:])",
        rf"{_QUOTED}[^（(，。；]{{0,8}}[（(](?:即|[^（）()]*[、,，;；][^（）()]*[）)])",
        rf"、[^，。；、“”\"]{{1,12}}(?:为[\u4e00-\u9fff]{{1,4}}的?)?{_COUNTED}",
        rf"{_OPEN}[^“”\"、]{{1,8}}、[^“”\"]{{1,40}}{_CLOSE}为[\u4e00-\u9fff]{{1,4}}的[^“”，。；\"]{{0,8}}{_COUNTED}",
        r"(?:^|[。　 ])[“\"]?([\u4e00-\u9fff]{2,12}?)[”\"]?是(?:面向|针对|用于|一种|以|由|对)",
        r"(?:^|[：:；;。])\s*([A-Za-z甲乙丙丁戊一二三四五][类级档等])[：:]",
    )
)


def says_meaning(text: str, folded_question: str) -> bool:
    """Whether a sentence says what a thing named in the folded question is.

    >>> question = fold_text("“三同时”是哪三个")
    >>> says_meaning("落实“三同时”制度（同时设计、同时施工、同时投产）", question)
    True
    >>> says_meaning("落实“三同时”制度，加强检查。", question)
    False
    """
    plain = re.sub(r"\s*\n\s*", "", text)
    named = (name for pattern in _SAYS for name in pattern.findall(plain))
    return any(fold_text(name) in folded_question for name in named)
