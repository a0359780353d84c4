"""The words for the roles in a duty: what people say, and what documents write."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from ingest.model import DutyRole


@cache
def read_duty_words() -> dict[str, dict[str, re.Pattern[str]]]:
    """The patterns of `duties.toml`, by section and name."""
    text = resources.files("assistant.reading").joinpath("duties.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return {
        section: {name: re.compile("|".join(forms)) for name, forms in rows.items()}
        for section, rows in table.items()
    }


def say_officially(text: str) -> str:
    """A question with the roles in official words.

    >>> say_officially("教研室打头、财政局搭把手的有哪些")
    '教研室牵头、财政局配合的有哪些'
    """
    for role, pattern in read_duty_words()["said"].items():
        text = pattern.sub(role, text)
    return text


def find_roles(text: str) -> tuple[DutyRole, ...]:
    """The roles that official words name somebody's duties by."""
    return _find("roles", text)


def find_asked_roles(text: str) -> tuple[DutyRole, ...]:
    """The roles that a question asks for the holder of."""
    return _find("who", text)


_BODY = re.compile(
    r"[\u4e00-\u9fff]{2}(?:[局委办部股科处厅室站队联会]|中心|政府|街道|乡镇|学校|公司)"
)


def asks_what_body_does(text: str) -> bool:
    """Whether a question asks what tasks some department or body has, by the words behind it.

    >>> asks_what_body_does("交通运输局要干哪些"), asks_what_body_does("哪个局管这件事")
    (True, False)
    """
    acts = read_duty_words()["asks"]["acts"]
    said = say_officially(text)
    return any(
        acts.match(said, body.end()) and _WHAT.search(said, body.end())
        for body in _BODY.finditer(said)
    )


_WHETHER = re.compile(
    r"(?:牵头|负责|责任|分管|配合|主管|主抓)(?:领导|部门|单位|科室|股室|人)?(?:就?是|为)(?:不是)?"
    r"(?![^，。？?]*(?:[哪谁几啥]|什么))(?P<name>[\u4e00-\u9fff]{2,12}?)(?:吗|么|吧|对不对|[?？]|$)"
)


def asks_whether_held(text: str) -> bool:
    """Whether a question names who should stand in a role, and asks if that is so.

    >>> asks_whether_held("轮岗的牵头领导是沈若谷吗"), asks_whether_held("人事股牵头的是哪些")
    (True, False)
    """
    return _WHETHER.search(text) is not None


def ask_for_holder(text: str) -> str:
    """A question whether somebody stands in a role, as one who does: the name tells no task.

    >>> ask_for_holder("轮岗的牵头领导是沈若谷吗")
    '轮岗的牵头领导是谁'
    """
    found = _WHETHER.search(text)
    return text if found is None else f"{text[: found.start('name')]}谁{text[found.end() :]}"


_WHAT = re.compile(r"哪些|什么(?!时)|啥(?!时)|[哪几](?:几)?[件项条样]")


def _find(section: str, text: str) -> tuple[DutyRole, ...]:
    rows = read_duty_words()[section]
    return tuple(DutyRole(name) for name, pattern in rows.items() if pattern.search(text))
