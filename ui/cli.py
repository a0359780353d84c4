"""The terminal: `policy-assistant COMMAND`. This module only reads the command line.

What a command needs is imported when it runs, so that `--help` answers at once.
Exit codes: 0 done, 1 failed, 2 wrong use, 3 done in part (what is missing is named).
"""

import argparse
import logging
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ui.exits import FAILED, INTERRUPTED, WRONG_USE, UsageError

LOGGER = logging.getLogger(__name__)

# argparse speaks English; people here read Chinese.
_TRANSLATIONS = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+?): expected one argument", r"参数 \1 后面要有一个值"),
    (r"argument (.+?): expected at least one argument", r"参数 \1 后面至少要有一个值"),
    (r"argument (.+?): invalid choice: (\S+) .*", r"没有 \2 这个命令或选项，可用的见 --help"),
    (r"argument (.+?): invalid \S+ value: (.+)", r"参数 \1 的值 \2 不对"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能和 \2 一起用"),
    (r"ambiguous option: (.+?) could match .*", r"参数 \1 不完整"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, formatter_class=_make_formatter, **given)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        """The usage line with its Chinese head."""
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        """The help text with its Chinese head."""
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and end with exit code 2."""
        self.exit(WRONG_USE, f"{self.format_usage()}{_translate(message)}\n")


def _make_formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, max_help_position=32, width=100)


def _translate(message: str) -> str:
    """argparse's complaint in Chinese.

    >>> _translate("the following arguments are required: PATH")
    '缺少参数：PATH'
    """
    for pattern, wanted in _TRANSLATIONS:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, wanted, message)
    return message


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = Parser(
        prog="policy-assistant",
        description="教策通：政策文件问答，每句话都有条文出处，没有依据就不回答。",
        epilog="设置也可以写在环境变量（POLICY_…）或 policy-assistant.toml 里，见 README。",
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="命令", parser_class=Parser, required=True
    )
    shared: Any = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--data-dir", metavar="DIR", help="资料库文件夹（POLICY_DATA_DIR）")
    shared.add_argument("--log-level", metavar="LEVEL", help="DEBUG、INFO、WARNING 或 ERROR")
    day = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    day.add_argument("--as-of", metavar="DATE", help="按哪一天判断效力，如 2026-01-31；默认当天")
    place = argparse.ArgumentParser(add_help=False)
    place.add_argument("--region", help="提问人所在地区，如 某县；问题里写明的地区优先")

    def add(name: str, about: str, *parents: Any) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about, parents=[*parents, shared])

    _add_ingest(add("ingest", "导入政策文件或整个文件夹"))
    ask = add("ask", "提问，回答附条文出处", day, place)
    ask.add_argument("question", metavar="QUESTION", help="问题")
    ask.add_argument("--json", action="store_true", help="输出 JSON")
    ask.add_argument("--output", metavar="FILE", help="把回答逐条另存为 FILE.xlsx 或 FILE.csv")
    answer = add("answer", "批量回答一个 JSONL 文件里的问题", day, place)
    answer.add_argument(
        "questions", metavar="QUESTIONS.jsonl", help="每行 {id, question, history?}"
    )
    answer.add_argument("--output", metavar="ANSWERS.jsonl", required=True, help="写入的文件")
    _add_duties(add("duties", "列出任务分工：按部门、人员、角色、文件，可导出表格", day))
    _add_selfcheck(add("selfcheck", "待遇自查：按您的情况逐条对照条件，缺什么问什么", day))
    structure = add("structure", "查看文件解析出的结构，不导入")
    structure.add_argument("path", metavar="PATH", help="文件")
    structure.add_argument("--json", action="store_true", help="输出 JSON")
    search = add("search", "只查条文，不作答（与问答用的检索完全相同）", day, place)
    search.add_argument("query", metavar="QUERY", help="问题或词语")
    search.add_argument("-k", type=int, default=10, metavar="N", help="条数，默认 10")
    search.add_argument("--json", action="store_true", help="输出 JSON")
    documents = add("documents", "列出已导入的文件、效力和条文数", day)
    documents.add_argument("--json", action="store_true", help="输出 JSON")
    documents.add_argument("--hidden", action="store_true", help="列出用 hide 停用的文件")
    history = add("history", "一个文件的历次版本，以及各版本之间逐条的改动")
    history.add_argument("file", metavar="FILE", help="文件名，见 documents")
    history.add_argument("--json", action="store_true", help="输出 JSON")
    remove = add("remove", "从资料库移除文件（历次版本仍保留，可用 history 查看）")
    remove.add_argument("files", nargs="+", metavar="FILE", help="文件名，见 documents")
    hide = add("hide", "让文件暂时不参加问答和检索（仍保留在资料库，可用 show 恢复）")
    hide.add_argument("files", nargs="+", metavar="FILE", help="文件名，见 documents")
    show = add("show", "让用 hide 停用的文件重新参加问答和检索")
    show.add_argument("files", nargs="+", metavar="FILE", help="文件名，见 documents --hidden")
    serve = add("serve", "启动网页和接口服务", day)
    serve.add_argument("--host", help="服务地址，默认 127.0.0.1")
    serve.add_argument("--port", help="服务端口，默认 8000")
    _add_eval(add("eval", "评测：问答、检索、前后对比"), day, shared)
    return parser


def _add_ingest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="文件或文件夹，可以多个")
    parser.add_argument("--samples", action="store_true", help="导入自带的虚构示例文件")
    parser.add_argument("--again", action="store_true", help="没有变化的文件也重新导入")
    parser.add_argument("--json", action="store_true", help="导入报告输出为 JSON")
    parser.add_argument(
        "--report", metavar="FILE", help="把导入报告另存为网页（FILE.html）或 JSON（其他）"
    )
    parser.add_argument(
        "--watch",
        metavar="FOLDER",
        help="一直跟踪这个文件夹：新增、改动、删除的文件随时更新到资料库",
    )
    parser.add_argument(
        "--every", type=float, default=2.0, metavar="SECONDS", help="跟踪时隔多久看一次，默认 2 秒"
    )
    parser.add_argument(
        "--settle", type=float, default=2.0, metavar="SECONDS",
        help="跟踪时文件多久没有再变才导入，默认 2 秒",
    )  # fmt: skip


def _add_selfcheck(parser: argparse.ArgumentParser) -> None:
    levels = ("kindergarten", "primary", "junior", "senior", "vocational", "special")
    posts = ("teacher", "class_teacher", "head", "researcher", "substitute", "special")
    parser.add_argument("--region", help="所在县（市、区）")
    parser.add_argument("--city", help="所属的市（州），文件里看不出时才要")
    parser.add_argument(
        "--level", choices=levels, help="学段：幼儿园、小学、初中、高中、中职、特教"
    )
    parser.add_argument("--place", choices=("county", "township", "village"), help="学校在哪里")
    parser.add_argument("--role", choices=posts, help="教师、班主任、校长、教研员、代课、特岗")
    parser.add_argument("--years", type=int, metavar="N", help="一共教了多少年")
    parser.add_argument("--rural-years", type=int, metavar="N", help="在乡镇以下学校连续任教年数")
    parser.add_argument("--rural-total", type=int, metavar="N", help="在乡镇以下学校累计任教年数")
    parser.add_argument(
        "--situation", metavar="TEXT", help="其他情况，用平常的话说，如 在编，考核合格，夫妻分居"
    )
    parser.add_argument("--output", metavar="FILE", help="另存为 FILE.xlsx 或 FILE.csv")
    parser.add_argument("--json", action="store_true", help="输出 JSON，未说明的问题列在 missing")


def _add_duties(parser: argparse.ArgumentParser) -> None:
    roles = ("leader", "lead", "responsible", "support", "member")
    parser.add_argument(
        "--party", action="append", default=[], metavar="NAME", help="部门或人员，可以多次"
    )
    parser.add_argument("--role", choices=roles, help="角色：牵头领导、牵头、责任、配合、成员")
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="DOC",
        help="文件名、编号或标题的一部分，可以多次",
    )
    parser.add_argument("--output", metavar="FILE", help="另存为 FILE.xlsx 或 FILE.csv")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _add_eval(parser: argparse.ArgumentParser, day: Any, shared: Any) -> None:
    kinds = parser.add_subparsers(
        dest="measured", metavar="KIND", title="评测内容", parser_class=Parser, required=True
    )

    def add(name: str, about: str, *parents: Any) -> argparse.ArgumentParser:
        return kinds.add_parser(name, help=about, description=about, parents=[*parents, shared])

    questions = add("questions", "用一套题目评测问答，打印得分表（可略写为 eval FILE）", day)
    questions.add_argument("questions", metavar="QUESTIONS.jsonl", help="题目文件")
    questions.add_argument("--split", help="只评测这一部分题目")
    questions.add_argument(
        "--baselines",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="同时评测对照方案（默认评测）",
    )
    questions.add_argument("--failures", action="store_true", help="列出没有答好的题目")
    retrieval = add("retrieval", "用 BEIR 格式的文件夹评测检索：字词、语义、综合、重排")
    retrieval.add_argument(
        "folder", metavar="DIR", help="内有 corpus.jsonl、queries.jsonl、qrels.tsv（也可以是 .gz）"
    )
    retrieval.add_argument(
        "--whole", action="store_true", help="总是查全部文件，不按题中提到的文件缩小范围"
    )
    for each in (questions, retrieval):
        each.add_argument("--json", action="store_true", help="输出 JSON")
        each.add_argument("--output", metavar="REPORT.json", help="把结果另存为 JSON")
        each.add_argument("--report", metavar="REPORT.html", help="把结果另存为带图的网页")
    compare = add("compare", "比较两次评测（--output 存下的），列出变好和变差的题目")
    compare.add_argument("before", metavar="A.json", help="之前的结果")
    compare.add_argument("after", metavar="B.json", help="之后的结果")


_MEASURED = ("questions", "retrieval", "compare")


def _complete(words: Sequence[str]) -> list[str]:
    """The command line with `eval FILE` written out as `eval questions FILE`.

    >>> _complete(["eval", "a.jsonl"]), _complete(["eval", "compare", "a", "b"])
    (['eval', 'questions', 'a.jsonl'], ['eval', 'compare', 'a', 'b'])
    """
    given = list(words)
    if given[:1] != ["eval"] or given[1:2] in ([], ["-h"], ["--help"]):
        return given
    return given if set(given) & set(_MEASURED) else ["eval", "questions", *given[1:]]


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code. What a person did wrong is said in one Chinese sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a terminal that lacks a character must not end us
    words = sys.argv[1:] if argv is None else argv
    arguments = build_parser().parse_args(_complete(words))
    try:
        from ui.commands import COMMANDS

        return COMMANDS[arguments.command](arguments)
    except KeyboardInterrupt:
        print("已停止。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # the door: say it, log it
        message_zh = getattr(error, "message_zh", None)
        if message_zh is None:
            LOGGER.exception("unexpected failure in %r", arguments.command)
            print("内部错误：程序出了意外问题，以上是详细信息，请转给管理员。", file=sys.stderr)
            return FAILED
        LOGGER.debug("refused: %s", error)
        print(message_zh, file=sys.stderr)
        return WRONG_USE if isinstance(error, UsageError) else FAILED


if __name__ == "__main__":
    sys.exit(main())
