"""What the terminal's commands do; `ui.cli` reads the command line and catches what goes wrong.

Each command takes what argparse read and gives back the exit code.
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.model import Question, QuestionError, Turn
from assistant.serving.answer_sheet import list_statements, write_answer
from assistant.serving.wire import write_reply
from assistant.settings import Settings, find_unknown_variables, load_settings
from assistant.wiring import build_assistant, make_calendar, make_limits, open_store
from ingest.load import load_file
from ui.desk import read_format, write_file
from ui.embedding import open_for_reading
from ui.exits import DONE, IN_PART, UsageError
from vectorstore.model import PUBLIC, Hit, ReaderScope

LOGGER = logging.getLogger(__name__)


class QuestionFileError(Exception):
    """The file of questions cannot be read or that of answers not written."""

    def __init__(self, message: str, *, message_zh: str) -> None:
        super().__init__(message)
        self.message_zh = message_zh


def read_settings(arguments: argparse.Namespace) -> Settings:
    """The settings with this command's flags on top; sets up logging to stderr."""
    given = vars(arguments)
    settings = load_settings({key: given.get(key) for key in Settings.model_fields})
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for name in find_unknown_variables(os.environ):
        LOGGER.warning("环境变量 %s 不是本程序的设置，没有使用", name)
    return settings


def run_ask(arguments: argparse.Namespace) -> int:
    """Print the reply, or write it to a file."""
    settings = read_settings(arguments)
    question = _ask(settings, arguments.question, arguments.region)
    target = Path(arguments.output) if arguments.output else None
    kind = None if target is None else read_format(target)
    with open_for_reading(settings) as store:
        reply = build_assistant(settings, store).answer(question)
    if target is not None and kind is not None:
        write_file(target, write_answer(reply, kind))
        print(f"共 {len(list_statements(reply))} 行，已写入 {target}。")
    elif arguments.json:
        _print_json(write_reply(reply).model_dump())
    else:
        from ui.render import format_reply

        print(format_reply(reply))
    return DONE


def run_search(arguments: argparse.Namespace) -> int:
    """Print the hits with their scores, exactly as the chat finds them."""
    settings = read_settings(arguments)
    if not 1 <= arguments.k <= 1000:
        raise UsageError(f"k = {arguments.k}", message_zh="参数 -k 应为 1 到 1000 的整数。")
    question = _ask(settings, arguments.query, arguments.region)
    with open_for_reading(settings) as store:
        hits = build_assistant(settings, store).search(question, arguments.k)
    if arguments.json:
        _print_json({"query": arguments.query, "hits": [write_hit(hit) for hit in hits]})
        return DONE
    for hit in hits:
        print(_format_hit(hit))
    print(f"共 {len(hits)} 条。" if hits else "没有找到条文。")
    return DONE


def write_hit(hit: Hit) -> dict[str, Any]:
    """A hit as JSON. `lexical` is standardised BM25, `dense` a cosine, the others are their sums.

    The rank follows `reranked` where there is a reranker, else `fused`; clauses that the question
    names by number stand first.
    """
    passage, scores = hit.passage, hit.scores
    return {
        "rank": hit.rank,
        "document_id": hit.document.id,
        "doc": hit.document.file_name,
        "title": hit.document.title,
        "label": passage.label,
        "heading": passage.heading,
        "text": passage.text,
        "start": passage.span.start,
        "end": passage.span.end,
        "scores": scores.by_name(),
    }


def _format_hit(hit: Hit) -> str:
    scores = {
        "字词": hit.scores.lexical,
        "语义": hit.scores.dense,
        "综合": hit.scores.fused,
        "重排": hit.scores.reranked,
    }
    shown = "　".join(f"{name} {score:.3f}" for name, score in scores.items() if score is not None)
    text = " ".join(hit.passage.text.split())
    text = text if len(text) <= 120 else text[:120] + "……"
    return f"{hit.rank}. 《{hit.document.title}》{hit.passage.label}　（{shown}）\n   {text}"


def run_answer(arguments: argparse.Namespace) -> int:
    """Answer a file of questions line by line, in order; a bad line is named and left out."""
    settings = read_settings(arguments)
    source, target = Path(arguments.questions), Path(arguments.output)
    lines = _read_lines(source)
    failed = 0
    with open_for_reading(settings) as store, _open_target(source, target) as written:
        assistant = build_assistant(settings, store)
        from eval.cases import format_answer
        from eval.run import make_answered

        for number, line in lines:
            try:
                key, question = _parse_question(settings, line, arguments.region)
            except (ValueError, QuestionError) as error:
                failed += 1
                why = getattr(error, "message_zh", None) or str(error)
                print(f"第 {number} 行没有回答：{why}", file=sys.stderr)
                continue
            reply = write_reply(assistant.answer(question))
            row = format_answer(make_answered(key, reply))
            written.write(json.dumps(row, ensure_ascii=False) + "\n")
            written.flush()
    print(f"已回答 {len(lines) - failed} 个问题，写入 {target}。", file=sys.stderr)
    return IN_PART if failed else DONE


def _read_lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(
            f"reading questions from {str(path)!r}: {error}; expected JSON lines in UTF-8",
            message_zh=f"问题文件“{path}”读不了，请检查路径，并存为 UTF-8 编码的 JSONL 文件。",
        ) from error
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]


def _open_target(source: Path, target: Path) -> Any:
    if target.exists() and source.exists() and target.samefile(source):
        raise UsageError(
            f"output {str(target)!r} is the input", message_zh="输出文件不能就是问题文件本身。"
        )
    try:
        return target.open("w", encoding="utf-8")
    except OSError as error:
        raise QuestionFileError(
            f"writing answers to {str(target)!r}: {error}",
            message_zh=f"输出文件“{target}”写不了（{error.strerror}），请检查文件夹和权限。",
        ) from error


def _parse_question(settings: Settings, line: str, region: str | None) -> tuple[str, Question]:
    """Id and question of one line; raises ValueError with a Chinese sentence."""
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError("不是正确的 JSON。") from error
    if not isinstance(row, Mapping) or not isinstance(row.get("question"), str):
        raise ValueError("缺少文字字段 question。")
    if not isinstance(row.get("id"), str | int):
        raise ValueError("缺少字段 id。")
    turns = row.get("history") or []
    if not isinstance(turns, list) or not all(_is_turn(turn) for turn in turns):
        raise ValueError("history 应为 [{user, assistant}] 的列表。")
    history = tuple(Turn(turn["user"], turn.get("assistant") or "") for turn in turns)
    return str(row["id"]), _ask(settings, row["question"], region, history)


def _is_turn(turn: object) -> bool:
    return (
        isinstance(turn, Mapping)
        and isinstance(turn.get("user"), str)
        and isinstance(turn.get("assistant") or "", str)
    )


def run_structure(arguments: argparse.Namespace) -> int:
    """Print what the parser sees in a file, without keeping it."""
    from ingest.report import format_report, make_report
    from ingest.structure_json import write_structure

    limits = make_limits(read_settings(arguments))
    parsed = load_file(Path(arguments.path), limits)
    if arguments.json:
        _print_json(write_structure(parsed))
        return DONE
    for document in parsed.documents:
        print(f"《{document.metadata.title}》")
        for clause in document.clauses:
            inferred = "（编号为推断）" if clause.inferred else ""
            blanks = "  " * len(clause.ref.labels)
            print(f"{blanks}{clause.ref.labels[-1]}　{clause.heading}{inferred}".rstrip())
    print(format_report(make_report(parsed)))
    return DONE


def run_documents(arguments: argparse.Namespace) -> int:
    """Print what is held, with validity and clause counts."""
    from assistant.serving.documents import write_document
    from assistant.validity_names import name_validity
    from ui.marking import name_document
    from ui.versions import HIDDEN

    settings = read_settings(arguments)
    scope = ReaderScope(frozenset({HIDDEN})) if arguments.hidden else PUBLIC
    with open_store(settings) as store:
        library = Assistant(store).library(scope)
    validities = library.validities(make_calendar(settings)())
    if arguments.json:
        listed = [write_document(each, validities[each.id]) for each in library.documents]
        _print_json({"documents": [each.model_dump() for each in listed]})
        return DONE
    for each in library.documents:
        validity = validities[each.id]
        name = name_document(each.title, each.metadata.document_number)
        print(f"{name}　{name_validity(validity)}　{each.clause_count} 条")
        print(f"   {each.file_name}{'　' + each.part if each.part else ''}　编号 {each.id}")
        if validity.note:
            print(f"   {validity.note}")
    count = len(library.documents)
    none = "没有停用的文件。" if arguments.hidden else "资料库是空的。请先用 ingest 命令导入文件。"
    print(f"共 {count} 份文件。" if count else none)
    return DONE


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    settings = read_settings(arguments)
    from ui.server import serve

    serve(settings, lambda address: print(f"教策通已启动：{address}（按 Ctrl+C 停止）", flush=True))
    return DONE


def _ask(
    settings: Settings, text: str, region: str | None, history: tuple[Turn, ...] = ()
) -> Question:
    today = make_calendar(settings)()
    return Question(text, as_of=today, history=history, region=region or None)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def _run_ingest(arguments: argparse.Namespace) -> int:
    if arguments.watch is not None:
        from ui.following import follow_folder

        return follow_folder(arguments, read_settings(arguments))
    from ui.intake import run_ingest

    return run_ingest(arguments, read_settings(arguments))


def _run_eval(arguments: argparse.Namespace) -> int:
    from ui.evaluation import MEASUREMENTS

    return MEASUREMENTS[arguments.measured](arguments, read_settings(arguments))


def _run_duties(arguments: argparse.Namespace) -> int:
    from ui.desk import run_duties

    return run_duties(arguments, read_settings(arguments))


def _run_selfcheck(arguments: argparse.Namespace) -> int:
    from ui.selfcheck import run_selfcheck

    return run_selfcheck(arguments, read_settings(arguments))


def _run_history(arguments: argparse.Namespace) -> int:
    from ui.versions import run_history

    return run_history(arguments, read_settings(arguments))


def _run_remove(arguments: argparse.Namespace) -> int:
    from ui.versions import run_remove

    return run_remove(arguments, read_settings(arguments))


def _run_hide(arguments: argparse.Namespace) -> int:
    from ui.versions import run_hide

    return run_hide(arguments, read_settings(arguments))


def _run_show(arguments: argparse.Namespace) -> int:
    from ui.versions import run_show

    return run_show(arguments, read_settings(arguments))


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "ingest": _run_ingest,
    "ask": run_ask,
    "answer": run_answer,
    "duties": _run_duties,
    "selfcheck": _run_selfcheck,
    "structure": run_structure,
    "search": run_search,
    "documents": run_documents,
    "history": _run_history,
    "remove": _run_remove,
    "hide": _run_hide,
    "show": _run_show,
    "serve": run_serve,
    "eval": _run_eval,
}
