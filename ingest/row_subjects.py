"""What a row is about that names only clauses: 第15条 | 县市场监管局 of a table of duties."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.clean import fold
from ingest.model import Clause, ClauseKind
from ingest.numerals import find_value

_ARTICLE = re.compile(r"第([一二三四五六七八九十百零〇\d]{1,7})条")
_ONLY_ARTICLES = re.compile(rf"(?:{_ARTICLE.pattern}[、,和及至\s]*)+")


def name_articles(clauses: Sequence[Clause]) -> dict[int, str]:
    """The headings of a document's articles by number; the first of each number counts."""
    named: dict[int, str] = {}
    for clause in clauses:
        found = _ARTICLE.fullmatch(clause.ref.labels[-1])
        value = find_value(found[1]) if found else None
        if value is not None and clause.heading:
            named.setdefault(value, clause.heading)
    return named


def name_rows(clauses: Sequence[Clause], articles: dict[int, str]) -> tuple[Clause, ...]:
    """The clauses, each row headed by nothing but articles with what those are about added."""
    return tuple(
        replace(clause, heading=_name(clause.heading, articles))
        if clause.kind is ClauseKind.ROW and _ONLY_ARTICLES.fullmatch(fold(clause.heading))
        else clause
        for clause in clauses
    )


def _name(heading: str, articles: dict[int, str]) -> str:
    def add(found: re.Match[str]) -> str:
        named = articles.get(find_value(found[1]) or 0)
        return f"{found[0]}（{named}）" if named else found[0]

    return _ARTICLE.sub(add, heading)
