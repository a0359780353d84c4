"""The terminal's commands over the catalog itself."""

import argparse
import json
from pathlib import Path

from assistant.duty_filter import ROLE_NAMES, DutyFilter, PartyAsked
from assistant.serving.desk import DutyList, find_duties, find_named_documents
from assistant.serving.duty_wire import write_duties
from assistant.serving.spreadsheet import SheetFormat
from assistant.settings import Settings
from assistant.wiring import build_assistant, make_calendar, open_store
from ingest.model import DutyRole
from ui.exits import DONE, UsageError
from vectorstore.model import PUBLIC


class ExportError(Exception):
    """The file of an export cannot be written."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


def run_duties(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the duties asked for, or write them to a file, every one of them."""
    target = Path(arguments.output) if arguments.output else None
    kind = None if target is None else read_format(target)
    roles = (DutyRole(arguments.role),) if arguments.role else ()
    with open_store(settings) as store:
        assistant = build_assistant(settings, store)
        library = assistant.library(PUBLIC)
        ids = find_named_documents(library, arguments.document) if arguments.document else None
        parties = tuple(PartyAsked(name, roles) for name in arguments.party)
        wanted = DutyFilter(parties, document_ids=ids, current_only=ids is None)
        found = find_duties(assistant, wanted, PUBLIC, make_calendar(settings)())
    if target is not None and kind is not None:
        write_file(target, found.write(kind))
        print(f"共 {len(found.rows.rows)} 条，已写入 {target}。")
    elif arguments.json:
        written = write_duties(found.rows, found.validities).model_dump(mode="json")
        print(json.dumps(written, ensure_ascii=False, indent=2))
    else:
        _print_rows(found)
    return DONE


def read_format(path: Path) -> SheetFormat:
    """The format that a file's ending names; raises UsageError."""
    ending = path.suffix.lower().removeprefix(".")
    if ending not in list(SheetFormat):
        raise UsageError(
            f"output {str(path)!r}: expected .xlsx or .csv",
            message_zh=f"输出文件“{path}”应以 .xlsx 或 .csv 结尾。",
        )
    return SheetFormat(ending)


def write_file(path: Path, content: bytes) -> None:
    """Raises ExportError where the file cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(
            f"writing {str(path)!r}: {error}",
            message_zh=f"输出文件“{path}”写不了（{error.strerror}），请检查文件夹和权限。",
        ) from error


def _print_rows(found: DutyList) -> None:
    for number, row in enumerate(found.rows.rows, start=1):
        duty = row.duty
        parties = "；".join(
            f"{name}：{'、'.join(p.name for p in duty.parties if p.role is role)}"
            for role, name in ROLE_NAMES.items()
            if any(p.role is role for p in duty.parties)
        )
        due = f"；时限：{duty.deadline}" if duty.deadline else ""
        print(f"{number}. {duty.task}\n   《{duty.document.title}》{duty.passage.label}")
        print(f"   {parties}{due}")
    counts = found.rows.count_by_role()
    by_role = "、".join(f"{ROLE_NAMES[role]} {count} 条" for role, count in counts.items())
    print(f"共 {len(found.rows.rows)} 条，已全部列出。{by_role}")
