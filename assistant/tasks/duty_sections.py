"""The part of a document that a question for duties is about: “齐抓共管”那段, 重点任务部分."""

import re
from collections.abc import Sequence

from assistant.locate import fold_text
from assistant.reading.set_request import drop_left_out, read_left_out
from ingest.model import ClauseKind
from vectorstore.model import Passage, StoredDuty

_PART = r"(?:[这那][一]?)?(?:一)?(?:部分|段|节|块|板块|章|条里|项里|条下|项下|下面|里头|里面)"
_QUOTED = re.compile(
    rf"[“「『\"]([^“”「」『』\"]{{2,20}})[”」』\"]\s*(?:的)?(?:{_PART}|[里中内下])"
)
_SAID = re.compile(rf"([\u4e00-\u9fff]{{2,20}})(?:的)?{_PART}")
MIN_HEADING = 4  # characters of a heading that a question says without quoting it
_TABLES = re.compile(r"附件|附表|表格|表")


def keep_section(duties: Sequence[StoredDuty], text: str) -> tuple[tuple[StoredDuty, ...], str]:
    """Those under the heading that the question names, and the part in Chinese.

    All and "" where it names none of theirs. Rows of tables and of annexes are left out where
    the question says so (附件表不算).
    """
    chosen, part = tuple(duties), ""
    if _TABLES.search(read_left_out(text)):
        beside = tuple(d for d in chosen if not _is_in_annex(d))
        chosen, part = (beside, "附表以外，") if beside else (chosen, "")
    found = [(duty, find_section(duty.passage, text)) for duty in chosen]
    under = tuple(duty for duty, heading in found if heading)
    if not under:
        return chosen, part
    headings = dict.fromkeys(heading for _, heading in found if heading)
    return under, f"{part}{'、'.join(f'“{heading}”' for heading in headings)}部分，"


def find_section(passage: Passage, text: str) -> str:
    """The heading above a passage, or its own, that a question names; "" where it names none."""
    text = drop_left_out(text)
    quoted = [fold_text(words) for words in _QUOTED.findall(text)]
    said = [fold_text(words) for words in _SAID.findall(text)]
    if not quoted and not said:
        return ""
    headings = (*passage.heading_path[1:], passage.heading)
    return next((h for h in headings if _is_named(fold_text(h), quoted, said)), "")


def _is_named(heading: str, quoted: Sequence[str], said: Sequence[str]) -> bool:
    """Whether a heading begins with what is quoted, or is what is said before 部分."""
    if any(heading.startswith(words) for words in quoted):
        return True
    return len(heading) >= MIN_HEADING and any(words.endswith(heading) for words in said)


def _is_in_annex(duty: StoredDuty) -> bool:
    return duty.passage.kind is ClauseKind.ROW or "附件" in duty.passage.label
