"""Lists of duties with their export, and tables of comparisons."""

import csv
import io
from collections.abc import Iterator

import openpyxl  # type: ignore[import-untyped]
import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.assistant import Assistant
from assistant.duty_filter import DutyFilter, PartyAsked
from assistant.model import NoticeKind
from assistant.serving.desk import find_duties
from assistant.serving.spreadsheet import guard_cell
from tests.replies import DAY, answer, notice, refuse
from vectorstore.model import PUBLIC, ReaderScope


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant, assistant.store, as_of=lambda: DAY)) as opened:
        yield opened


COUNTS = (
    ("哪些活归县财政局管", 2),
    ("哪些活归松棠县财政局管", 1),
    ("教师进修学校要配合哪些", 3),
    ("人事股单独负责的任务", 1),
    ("基教股牵头的有多少条", 4),
    ("2025年底前要完成的任务", 3),
    ("基教股牵头、人事股配合的任务有哪些", 2),
    ("陆局长都分管什么", 6),
)


@pytest.mark.parametrize(("text", "count"), COUNTS)
def test_duties_are_counted_in_many_wordings(assistant: Assistant, text: str, count: int) -> None:
    reply = answer(assistant, text)
    duties = [s for s in reply.statements if not s.group.startswith("其他条文")]
    assert len(duties) == count
    assert f"共 {count} 条，已全部列出" in notice(reply, NoticeKind.COMPLETENESS)


def test_a_party_in_several_roles_is_listed_by_role(assistant: Assistant) -> None:
    groups = [s.group for s in answer(assistant, "安全股的任务有哪些").statements]
    assert groups == ["牵头部门（1 条）", "配合部门（2 条）", "配合部门（2 条）"]


def test_another_countys_department_is_not_meant(assistant: Assistant) -> None:
    assert "没有" in refuse(assistant, "云岚州财政局牵头的任务").message


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_every_row(client: TestClient, kind: str) -> None:
    body = {"question": "基教股牵头的任务有哪些"}
    sent = client.post(f"/api/duties/export?format={kind}", json=body)
    assert sent.status_code == 200
    if kind == "csv":
        assert sent.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(rows) == 5
    assert "落实随班就读" in {row[5] for row in rows}


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@a", " =1", "\t=1"])
def test_no_cell_is_a_formula(value: str) -> None:
    assert guard_cell(value).startswith("'")


def test_closed_documents_are_in_no_list(assistant: Assistant) -> None:
    wanted = DutyFilter((PartyAsked("基教股"),))
    assert find_duties(assistant, wanted, PUBLIC, DAY).rows.rows
    nobody = ReaderScope(frozenset({"nothing"}))
    assert not find_duties(assistant, wanted, nobody, DAY).rows.rows


def test_a_comparison_is_a_table_that_says_who_is_silent(assistant: Assistant) -> None:
    table = answer(assistant, "各县班主任津贴对比").table
    assert table is not None
    assert len(table.columns) == 3
    amounts = next(row for row in table.rows if row.aspect == "金额")
    assert [bool(cell.citations) for cell in amounts.cells] == [True, False, False]
    assert [cell.text for cell in amounts.cells[1:]] == ["所引条文未写", "未提及"]
    for row in table.rows[1:]:
        for cell in row.cells:
            assert all(cell.text in c.quote for c in cell.citations)
