"""The terminal's `history`, `remove`, `hide` and `show`: what became of a file."""

import argparse
import datetime
import functools
import json
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from assistant.settings import Settings
from assistant.wiring import open_store
from ui.embedding import make_progress
from ui.exits import DONE, FAILED, IN_PART
from vectorstore.history import (
    ChangeKind,
    ClauseChange,
    StoredVersion,
    VersionClause,
    diff_clauses,
)
from vectorstore.model import UnknownDocumentError
from vectorstore.store import ClauseStore

HIDDEN = "hidden"  # of files that `hide` keeps from every reader
_NAMES = {
    ChangeKind.ADDED: "新增",
    ChangeKind.REMOVED: "删除",
    ChangeKind.CHANGED: "修改",
    ChangeKind.MOVED: "编号变动",
}
_LONGEST = 160  # characters shown of each side of a change
_BEFORE_CHANGE = 20  # characters shown in front of the first that differs


def run_history(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the versions of a file, each with what it changed."""
    name = PurePath(arguments.file).name
    with open_store(settings) as store:
        versions = store.versions(name)
    if not versions:
        raise UnknownDocumentError(
            f"no version of {name!r} is known; expected a name from `documents`",
            message_zh=f"资料库里没有“{name}”，也没有它的历次版本；文件名请见 documents 命令。",
        )
    changes = [(), *(diff_clauses(old.clauses, new.clauses) for old, new in pairwise(versions))]
    if arguments.json:
        written = [
            _write_version(version, found) for version, found in zip(versions, changes, strict=True)
        ]
        print(json.dumps({"file": name, "versions": written}, ensure_ascii=False, indent=2))
        return DONE
    for number, (version, found) in enumerate(zip(versions, changes, strict=True), start=1):
        state = "现行版本" if version.replaced_at is None else f"{_day(version.replaced_at)} 换下"
        print(f"第 {number} 版　{_day(version.ingested_at)} 导入，{state}　{version.titles[0]}")
        if number > 1 and not found:
            print("   与上一版条文相同")
        for change in found:
            print(_format_change(change))
    if versions[-1].replaced_at is not None:
        print("现在资料库里没有这个文件。")
    return DONE


def run_remove(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take files out of the library; their versions stay."""
    return _change_files(arguments, settings, "移除", lambda store, name: store.remove(name))


def run_hide(arguments: argparse.Namespace, settings: Settings) -> int:
    """Keep files from every answer, search and list, though they stay in the library."""
    hide = functools.partial(_set_visibility, visibility=HIDDEN)
    return _change_files(arguments, settings, "停用", hide)


def run_show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Undo `hide`."""
    return _change_files(
        arguments, settings, "恢复", functools.partial(_set_visibility, visibility="public")
    )


def _set_visibility(store: ClauseStore, name: str, visibility: str) -> bool:
    return store.set_visibility(name, visibility)


def _change_files(
    arguments: argparse.Namespace,
    settings: Settings,
    deed: str,
    change: Callable[[ClauseStore, str], bool],
) -> int:
    """Do the same with each file that is named, and say of each whether it was done."""
    done = 0
    with open_store(settings, writable=True, progress=make_progress()) as store:
        for given in arguments.files:
            name = PurePath(given).name
            if change(store, name):
                done += 1
                print(f"已{deed}：{name}")
            else:
                print(
                    f"没有{deed}：资料库里没有“{name}”；文件名请见 documents 命令。",
                    file=sys.stderr,
                )
    if done == len(arguments.files):
        return DONE
    return IN_PART if done else FAILED


def _write_version(version: StoredVersion, changes: tuple[ClauseChange, ...]) -> dict[str, Any]:
    return {
        "ingested_at": version.ingested_at,
        "replaced_at": version.replaced_at,
        "content_hash": version.content_hash,
        "titles": list(version.titles),
        "clauses": sum(not clause.is_lead for clause in version.clauses),
        "changes": [
            {
                "kind": str(change.kind),
                "before": _write_clause(change.before),
                "after": _write_clause(change.after),
            }
            for change in changes
        ],
    }


def _write_clause(clause: VersionClause | None) -> dict[str, Any] | None:
    if clause is None:
        return None
    return {
        "document_id": clause.document_id,
        "part": clause.part,
        "label": clause.label,
        "text": clause.text,
    }


def _format_change(change: ClauseChange) -> str:
    before, after = change.before, change.after
    if before is not None and after is not None and change.kind is ChangeKind.MOVED:
        return f"   {_NAMES[change.kind]}　{_place(before)} → {_place(after)}"
    one = after or before
    assert one is not None  # a change has at least one side
    lines = [f"   {_NAMES[change.kind]}　{_place(one)}"]
    texts = [" ".join(side.text.split()) for side in (before, after) if side is not None]
    same = _count_same(*texts) if len(texts) == 2 else 0
    if before is not None:
        lines.append(f"      － {_clip(texts[0], same)}")
    if after is not None:
        lines.append(f"      ＋ {_clip(texts[-1], same)}")
    return "\n".join(lines)


def _place(clause: VersionClause) -> str:
    return f"〔{clause.part}〕{clause.label}" if clause.part and clause.is_lead else clause.label


def _count_same(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _clip(text: str, same: int) -> str:
    """A long text from a little before its first `same` characters end.

    >>> _clip("十" * 50 + "百", 50)
    '……十十十十十十十十十十十十十十十十十十十十百'
    """
    start = max(0, same - _BEFORE_CHANGE)
    shown = text[start : start + _LONGEST]
    return "……" * (start > 0) + shown + "……" * (start + _LONGEST < len(text))


def _day(moment: str) -> str:
    return f"{datetime.datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
