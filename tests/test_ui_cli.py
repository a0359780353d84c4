import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, Terminal

QUESTION = "家庭经济困难的小学寄宿生一年补助多少钱？"
HEAVY = ("torch", "gradio", "chromadb", "langchain", "pydantic", "numpy", "jieba", "rich")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("held")
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "ingest", "--samples", "--data-dir", str(folder)],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize(
    "words", [(), ("ingest",), ("ask",), ("serve",), ("eval",), ("answer",), ("structure",)]
)
def test_help_imports_nothing_heavy(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ui.cli", *words, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "用法：" in done.stdout
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not imported & set(HEAVY)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "缺少参数"),
        (("frobnicate",), "没有"),
        (("ask",), "缺少参数：QUESTION"),
        (("ask", "甲", "--frob"), "不认识的参数：--frob"),
        (("ask", "甲", "--region"), "后面要有一个值"),
        (("search", "甲", "-k", "x"), "参数 -k 的值 'x' 不对"),
        (("search", "甲", "-k", "0"), "1 到 1000"),
        (("answer", "a.jsonl"), "缺少参数：--output"),
        (("ingest",), "请给出要导入的文件"),
    ],
)
def test_wrong_use_is_said_in_chinese_and_exits_2(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    ended = terminal(*words)
    assert ended.code == 2
    assert said in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", ""), "请输入问题"),
        (("ask", "问" * 10_000), "问题太长（10000 字）"),
        (("ask", "甲", "--as-of", "明天"), "应为日期，如 2026-01-31"),
        (("ask", "\udce4\udcb8"), "编码"),
        (("serve", "--port", "x"), "1 到 65535 的整数"),
        (("serve", "--host", "203.0.113.7"), "不能用于服务"),
        (("structure", "nothing.txt"), "nothing.txt"),
        (("answer", "nothing.jsonl", "--output", "x.jsonl"), "读不了"),
        (("eval", "nothing.jsonl"), "nothing.jsonl"),
    ],
)
def test_bad_input_is_one_chinese_sentence_without_a_traceback(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    ended = terminal(*words)
    assert ended.code == 1
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert is_chinese(ended.err)


def test_an_unexpected_failure_is_logged_and_called_internal(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ui.commands.COMMANDS", {"ask": lambda _: 1 / 0})
    ended = terminal("ask", "甲")
    assert ended.code == 1
    assert "内部错误" in ended.err
    assert "ZeroDivisionError" in caplog.text


def test_ask_answers_with_numbered_citations(terminal: Terminal, held: Path) -> None:
    ended = terminal("ask", QUESTION, "--data-dir", held)
    assert ended.code == 0
    assert "1300元" in ended.out
    assert "[1] 《" in ended.out
    assert "云岚财教〔2024〕21号" in ended.out


def test_ask_as_json_is_the_api_reply(terminal: Terminal, held: Path) -> None:
    reply = json.loads(terminal("ask", QUESTION, "--json", "--data-dir", held).out)
    assert reply["citations"][0]["quote"] in reply["citations"][0]["text"]
    assert not reply["refused"]


def test_an_empty_library_says_so(terminal: Terminal) -> None:
    asked = terminal("ask", QUESTION)
    assert asked.code == 0
    assert is_chinese(asked.out)
    assert "空" in terminal("documents").out


def test_the_day_moves_validity(terminal: Terminal, held: Path) -> None:
    def read_state(day: str) -> str:
        listed = terminal("documents", "--json", "--as-of", day, "--data-dir", held).out
        documents = json.loads(listed)["documents"]
        return next(str(d["validity"]) for d in documents if d["doc"].startswith("yunlan_05"))

    assert read_state("2023-01-01") == "in_force"
    assert read_state("2025-01-01") == "repealed"


def test_documents_are_listed_with_validity_and_clause_counts(
    terminal: Terminal, held: Path
) -> None:
    ended = terminal("documents", "--data-dir", held)
    assert "已废止" in ended.out
    assert "征求意见稿" in ended.out
    assert "条" in ended.out


def test_search_gives_scores_by_name(terminal: Terminal, held: Path) -> None:
    found = json.loads(
        terminal("search", "班主任津贴", "-k", "3", "--json", "--data-dir", held).out
    )
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert set(found["hits"][0]["scores"]) == {"lexical", "dense", "fused"}
    assert len(terminal("search", "班主任津贴", "-k", "3", "--data-dir", held).out) > 50


def test_unchanged_files_are_skipped_and_a_changed_one_is_replaced(
    terminal: Terminal, tmp_path: Path
) -> None:
    source = tmp_path / "甲办法.txt"
    source.write_text(
        "甲县奖励办法\n\n第一条　每人每年奖励300元。\n\n第二条　本办法自发布之日起施行。\n", "utf-8"
    )
    assert terminal("ingest", source).code == 0
    assert "没有变化" in terminal("ingest", source).out
    source.write_text(source.read_text("utf-8").replace("300", "800"), "utf-8")
    assert terminal("ingest", source).code == 0
    found = terminal("search", "每人每年奖励", "--json").out
    assert "800元" in found
    assert "300元" not in found


def test_a_failed_file_never_stops_the_others(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    (folder / "甲").mkdir(parents=True)
    (folder / "乙").mkdir()
    good = "某县办法\n\n第一条　每人300元。\n\n第二条　本办法自发布之日起施行。\n"
    (folder / "空.txt").write_text("", "utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "图.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "甲" / "好.txt").write_text(good, "utf-8")
    (folder / "乙" / "好.txt").write_text(good.replace("某", "另"), "utf-8")
    ended = terminal("ingest", folder, tmp_path / "没有.txt")
    assert ended.code == 3
    for name in ("空.txt", "坏.docx", "图.png", "没有.txt", "同名"):
        assert name in ended.err
    assert "Traceback" not in ended.err
    listed = json.loads(terminal("documents", "--json").out)["documents"]
    assert [document["doc"] for document in listed] == ["好.txt"]


def test_a_second_writer_is_refused(terminal: Terminal, held: Path, samples: Path) -> None:
    from vectorstore.store import ClauseStore

    with ClauseStore.open(held, writable=True):
        ended = terminal("ingest", samples / "yunlan_07_rural_teacher_subsidy_method.txt",
                         "--data-dir", held)  # fmt: skip
        assert ended.code == 1
        assert "另一个进程正在写入" in ended.err
        assert terminal("ask", QUESTION, "--data-dir", held).code == 0


def test_a_folder_that_cannot_be_made_is_said(
    terminal: Terminal, tmp_path: Path, samples: Path
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    ended = terminal("ingest", samples, "--data-dir", tmp_path / "file" / "data")
    assert ended.code == 1
    assert "无法创建或写入" in ended.err


def test_answers_come_in_order_and_a_bad_line_loses_only_itself(
    terminal: Terminal, tmp_path: Path, held: Path
) -> None:
    lines = [
        json.dumps({"id": "b", "question": QUESTION}),
        "{not json",
        json.dumps({"id": "c", "question": ""}),
        json.dumps({"question": "甲"}),
        json.dumps({"id": "d", "question": "甲", "history": [{"assistant": "乙"}]}),
        "",
        json.dumps({"id": "a", "question": "那初中呢？",
                    "history": [{"user": QUESTION, "assistant": "1300元"}]}),
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines), "utf-8")
    ended = terminal("answer", "in.jsonl", "--output", "out.jsonl", "--data-dir", held)
    assert ended.code == 3
    for number in (2, 3, 4, 5):
        assert f"第 {number} 行" in ended.err
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["b", "a"]
    assert set(rows[0]) == {"id", "answer", "refused", "reason", "citations", "notices"}
    expected = {"doc", "title", "label", "text", "quote", "start", "end"}
    assert set(rows[0]["citations"][0]) == expected


def test_the_answers_never_overwrite_the_questions(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": "a", "question": "甲"}', "utf-8")
    ended = terminal("answer", "in.jsonl", "--output", "in.jsonl")
    assert ended.code == 2
    assert (tmp_path / "in.jsonl").read_text("utf-8").startswith("{")


def test_a_reader_that_stops_early_is_no_failure(held: Path) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m ui.cli documents --data-dir '{held}' | true",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_the_files_of_an_archive_are_held_one_by_one(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "归档.zip"

    def pack(amount: int) -> None:
        measure = "云岭县{}办法\n\n第一条　每人每年{}元。\n\n第二条　由县教育局发放。\n"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("目录/奖励.txt", measure.format("奖励", amount))
            archive.writestr("目录/补助.txt", measure.format("补助", 100))
            archive.writestr("坏.docx", b"PK\x03\x04 no archive")

    pack(500)
    ended = terminal("ingest", path)
    assert ended.code == 3
    assert "新导入 2 个文件，0 个没有变化，1 个没有导入" in ended.out
    assert "归档.zip›坏.docx" in ended.err
    listed = json.loads(terminal("documents", "--json").out)["documents"]
    assert {document["doc"] for document in listed} == {
        "归档.zip›目录›奖励.txt",
        "归档.zip›目录›补助.txt",
    }
    pack(600)
    assert "新导入 1 个文件，1 个没有变化" in terminal("ingest", path).out
    assert "600元" in terminal("search", "每人每年奖励", "--json").out


def test_a_damaged_archive_is_said(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "归档.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(50))
    ended = terminal("ingest", path)
    assert ended.code == 3
    assert "归档.zip" in ended.err


def test_files_past_the_limits_that_are_set_are_refused_with_what_to_do(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "办法.txt"
    path.write_text("云岭县办法\n" + "一、增加投入，改善办学条件。\n" * 100, "utf-8")
    monkeypatch.setenv("POLICY_INGEST_MAX_FILE_BYTES", "2000")
    for words in (("ingest", path), ("structure", path)):
        ended = terminal(*words)
        assert ended.code != 0
        assert "《办法.txt》太大" in ended.err
        assert "请拆分后再导入" in ended.err
