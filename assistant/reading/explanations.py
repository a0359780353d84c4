"""Explanations of a policy (政策解读, 问答, 答记者问), which stand behind the policy itself."""

import re
from collections.abc import Iterable

from assistant.library import Library
from ingest.clean import fold
from ingest.model import DocumentId

_EXPLAINS = re.compile(
    r"(?:《(?P<named>[^《》]{4,60})》|(?P<plain>.{4,60}?))[^《》]{0,10}?"
    r"(?:政策)?(?:解读|问答|答问|答记者问|一图读懂|明白[纸卡])(?:\([^()]{1,20}\))?$"
)
_ASKED_FOR = re.compile(r"解读|问答|答问|采访|记者|报[道社]|新闻|读懂|明白[纸卡]|访谈")


def drop_explanations(
    group: frozenset[DocumentId], text: str, library: Library
) -> frozenset[DocumentId]:
    """The documents without those that explain another of them, unless the question says so.

    A policy's own words are the basis of an answer, not what is told of them in other words.
    """
    if _ASKED_FOR.search(text) or len(group) < 2:
        return group
    titles = {key: fold(library.by_id[key].title) for key in group}
    explaining = {key for key in group if _explains(titles[key], titles.values())}
    return group - explaining


def _explains(title: str, titles: Iterable[str]) -> bool:
    found = _EXPLAINS.search(title)
    if found is None:
        return False
    explained = (found["named"] or found["plain"]).removeprefix("关于")
    return any(other != title and other.endswith(explained) for other in titles)
