import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load import find_files, load_file, make_document_id, parse_content
from ingest.model import EmptyFileError, UnreadableFileError
from ingest.report import format_report, make_report, write_report
from ingest.structure_json import write_structure

TEXT = (
    "云岭县教育提升办法\n（送审稿）\n为提高质量，制定本办法。\n一、强化领导。压实责任。（责任部门：县教体局）\n"
    "二、增加投入。每校补助5万元，给予优秀教师奖励。\n四、加强督导。按月通报。\n"
)


def test_ids_stay_the_same_across_versions() -> None:
    first = parse_content(TEXT.encode(), "办法.txt")
    second = parse_content((TEXT + "五、附则。自印发之日起施行。\n").encode(), "办法.txt")
    assert first.documents[0].id == second.documents[0].id == make_document_id("办法.txt", None)
    assert first.content_hash != second.content_hash
    assert len(first.documents[0].id) == 12


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\dir\\passwd", "passwd"])
def test_a_file_name_is_a_label_and_never_a_path(name: str) -> None:
    assert parse_content(TEXT.encode(), name).file_name == "passwd"


def test_files_are_found_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt", "~$lock.docx", "sub/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])]
    assert found == ["a.txt", "b.txt", "sub/c.txt"]
    with pytest.raises(UnreadableFileError):
        list(find_files([tmp_path / "none"]))


def test_offsets_are_offsets_into_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode("gb18030"))
    parsed = load_file(path)
    decoded = path.read_bytes().decode("gb18030")
    assert parsed.text == decoded
    for document in parsed.documents:
        for clause in document.clauses:
            assert decoded[clause.span.start : clause.span.end] == clause.text


def test_the_report_counts_and_accounts_for_everything() -> None:
    report = make_report(parse_content(TEXT.encode(), "办法.txt"))
    (document,) = report.documents
    assert (document.clauses, document.duties) == (3, 1)
    assert document.benefits == 2
    assert report.coverage == 1.0
    assert document.gaps == ("二 之后缺 1 个编号（下一个是 四）",)
    text = format_report(report)
    assert "条款 3，职责 1，待遇 2" in text
    assert "编号不连续：二 之后缺 1 个编号" in text
    assert json.loads(json.dumps(write_report(report)))["coverage"] == 1.0


def test_structure_json_has_the_agreed_names() -> None:
    parsed = parse_content(TEXT.encode(), "办法.txt")
    (document,) = json.loads(json.dumps(write_structure(parsed)))["documents"]
    assert {"doc", "part", "title", "notice_title", "issuing_body", "document_number", "issue_date",
            "publish_date", "effective_from", "effective_to", "plan_period", "status",
            "status_evidence", "region", "cited_numbers", "amends", "repeals", "replaces",
            "based_on", "source_kind", "clauses", "leads", "left_out", "duties", "benefits",
            "targets",} == set(document)  # fmt: skip
    assert document["doc"] == "办法.txt"
    assert document["status"] == "draft"
    assert set(document["clauses"][0]) == {
        "path", "heading", "start", "end", "own_end", "inferred", "kind", "occurrence",
    }  # fmt: skip
    starts = [clause["start"] for clause in document["clauses"]]
    assert starts == sorted(starts)


@settings(max_examples=60)
@given(st.text(alphabet="一二三四、（）1.附件第条篇：县教育局负责。\n x", max_size=150))
def test_every_character_of_any_text_is_accounted_for(text: str) -> None:
    try:
        parsed = parse_content(text.encode(), "a.txt")
    except EmptyFileError:
        return
    assert make_report(parsed).lost == ()


@pytest.mark.shared
def test_every_character_of_the_seeds_is_accounted_for(shared: Path) -> None:
    for path in find_files([shared / "corpus/seeds"]):
        parsed = load_file(path)
        assert make_report(parsed).lost == ()
        ids = [document.id for document in parsed.documents]
        assert len(set(ids)) == len(ids)
