"""Questions for a whole set: every member, counted, none of another set, each row cited."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api
from assistant.assistant import Assistant
from assistant.duty_filter import Period, read_period
from assistant.listing.classes import read_classes
from assistant.listing.due_dates import falls_within, find_days
from assistant.model import Answer, NoticeKind, Question
from assistant.reading.roles import say_officially
from assistant.reading.set_request import SetKind, asks_by_day, list_kinds, read_sets
from assistant.serving.answer_sheet import HEADER, list_statements
from ingest.load import find_files, load_file
from tests.accept import BUREAUS, TOWN
from tests.conftest import Terminal
from tests.replies import DAY, answer, notice, refuse, say
from vectorstore.embed import load_embedder
from vectorstore.store import ClauseStore


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("town")
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for path in find_files([TOWN]):
            store.replace(load_file(path))
        yield Assistant(store)


LATER = date(2026, 11, 28)


def ask(assistant: Assistant, text: str) -> Answer:
    """The answer on a day when all of the town's documents are out."""
    reply = assistant.answer(Question(text, LATER))
    assert isinstance(reply, Answer)
    return reply


ASKED = (
    ("哪些文件已经作废了？", SetKind.STATES),
    ("方案后头跟着哪几个附件？", SetKind.ANNEXES),
    ("办法里哪几条引用了别的条？", SetKind.CITING),
    ("哪些文件提到了周转房？", SetKind.MENTIONS),
    ("申请要带哪些东西？", SetKind.LIST),
    ("乡村教师有哪些补贴？", SetKind.ENTRIES),
    ("2027年的数字目标都有哪些？", SetKind.ENTRIES),
    ("有哪些日子不能错过？", SetKind.ENTRIES),
)


@pytest.mark.parametrize(("text", "kind"), ASKED)
def test_the_set_asked_for_is_read_from_the_words(text: str, kind: SetKind) -> None:
    assert read_sets(text)[0].kind is kind


@pytest.mark.parametrize(
    "text",
    [
        "班主任津贴是多少？",
        "谁牵头？",
        "什么时候开始施行？",
        "教研员每年下校的数量是多少？",
        "第八条说的什么",
    ],
)
def test_a_question_for_one_thing_asks_for_no_set(text: str) -> None:
    assert read_sets(text) == ()


LISTED = (
    ("哪些人拿不到乡村教师岗位补助？", "第六条", 4),
    ("要享受乡村教师岗位补助得满足什么条件", "第四条", 3),
    ("岗位补助从报名单到拿钱要过哪几道手续", "第十三条", 3),
    ("按州里规定，撤一所村小先得具备哪几样前提？", "二（一）3", 3),
    ("岗位补助里的基础补助分几类", "第八条", 3),
    ("澄岩县方案分哪几个阶段走", "第三条", 3),
)


@pytest.mark.parametrize(("text", "place", "count"), LISTED)
def test_all_items_of_the_list_are_shown_though_its_heading_has_other_words(
    assistant: Assistant, text: str, place: str, count: int
) -> None:
    reply = answer(assistant, text)
    assert place in reply.statements[0].text
    assert len(reply.statements) == count + 1  # with the words that open the list
    assert f"共 {count} 项，已全部列出" in notice(reply, NoticeKind.COMPLETENESS)


def test_materials_without_a_part_of_their_own_are_found_behind_their_annex_title(
    town: Assistant,
) -> None:
    said = say(answer(town, "沅岭老教师申报从教年限奖励得交齐哪几样材料"))
    assert "社会保障卡复印件" in said
    assert "户口簿" not in said


def test_documents_are_listed_by_their_state(assistant: Assistant) -> None:
    ended = answer(assistant, "手头的文件哪些已经作废了？")
    assert [s.group for s in ended.statements] == ["已被废止或取代（1 份）"]
    assert "2019" in say(ended)
    drafts = answer(assistant, "哪几份还只是征求意见稿？")
    assert drafts.statements[0].citations[0].title.startswith("梨溪县")
    assert "共 1 份，已全部列出" in notice(drafts, NoticeKind.COMPLETENESS)


def test_where_no_document_is_in_the_state_the_answer_says_so(town: Assistant) -> None:
    assert "没有属于" in refuse(town, "沅岭的文件哪几份已经作废了？").message


def test_what_is_mentioned_is_found_in_every_document_that_says_it(town: Assistant) -> None:
    reply = answer(town, "哪些文件提到了体检？")
    assert {c.file_name[:3] for s in reply.statements for c in s.citations} == {
        "n01",
        "n03",
        "n08",
    }
    assert "3 份文件" in notice(reply, NoticeKind.COMPLETENESS)


def test_characters_across_two_words_are_no_mention(town: Assistant) -> None:
    said = refuse(town, "哪些文件提到了校服？").message
    assert "没有一处写有“校服”" in said


def test_a_quoted_phrase_is_listed_only_where_it_stands(town: Assistant) -> None:
    reply = answer(town, "青禾租赁补贴细则中，哪些条款里写着“符合第五条情形”？")
    assert [s.citations[0].label for s in reply.statements] == [
        "第七条 › （三）",
        "第九条",
        "第十条 › 5",
    ]


def test_clauses_that_refer_to_others_are_listed(assistant: Assistant) -> None:
    reply = answer(assistant, "岗位补助办法里哪几条引用了别的条？")
    assert [s.citations[0].label.split(" › ")[-1] for s in reply.statements] == [
        "第十一条",
        "第十八条",
    ]


def test_targets_are_those_of_the_year(assistant: Assistant) -> None:
    said = say(answer(assistant, "松棠县十条措施2027年的数字目标都有哪些？"))
    assert "51所" in said
    assert "97%" in said
    assert "700元" not in said


def test_grants_are_those_of_the_class_that_the_asker_is_in(town: Assistant) -> None:
    said = say(answer(town, "博士到青禾去工作，市里给的待遇一条条列出来"))
    assert "D类每月2200元" in said
    assert "青才卡" in said
    assert "B类以上人才奖励8万元" not in said


def test_grants_of_ended_documents_are_left_out(town: Assistant) -> None:
    said = say(ask(town, "云梓的老人家，公家发的钱和照顾有哪些？"))
    assert "每人每月60元" in said
    assert "每人每月400元" in said
    assert "每人每月30元" not in said


def test_days_of_a_period_are_listed_and_no_others(town: Assistant) -> None:
    said = say(ask(town, "接下来三个月有什么事快到期了？"))
    assert "2026年12月31日" in said
    assert "6月15日" not in said


def test_a_comparison_finds_what_the_older_version_says_in_other_words(town: Assistant) -> None:
    table = ask(town, "云梓高龄津贴新办法跟2021年的老办法比，每个月的钱差多少？").table
    assert table is not None
    older, newer = table.rows[0].cells
    assert "30元" in older.text
    assert "60元" in newer.text


def test_a_side_is_silent_only_where_no_clause_of_its_documents_speaks(town: Assistant) -> None:
    spoken = answer(town, "沅岭和柏溪对老师体检各怎么规定").table
    assert spoken is not None
    assert all(cell.citations for cell in spoken.rows[0].cells)
    silent = answer(town, "沅岭和云梓在体检上怎么说").table
    assert silent is not None
    assert [bool(cell.citations) for cell in silent.rows[0].cells] == [True, False]


def test_which_document_ends_first_is_told_with_both_days(town: Assistant) -> None:
    reply = answer(town, "沅岭的教师激励办法和青禾的人才办法，哪个先到期？")
    assert "青禾" in reply.statements[0].text
    assert "2026年12月31日" in reply.statements[0].text
    assert "2028年3月31日" in reply.statements[1].text


def test_any_answer_is_written_as_a_table(assistant: Assistant) -> None:
    reply = answer(assistant, "哪些人拿不到乡村教师岗位补助？")
    rows = list_statements(reply)
    assert all(len(row) == len(HEADER) for row in rows)
    assert [row[0] for row in rows if row[0]] == ["1", "2", "3", "4", "5"]
    assert any("已全部列出" in row[2] for row in rows if row[1] == "说明")
    with TestClient(create_api(assistant, assistant.store, as_of=lambda: DAY)) as client:
        body = {"question": "哪些人拿不到乡村教师岗位补助？"}
        sent = client.post("/api/answer/export?format=csv", json=body)
    written = list(csv.reader(io.StringIO(sent.content.decode("utf-8-sig"))))
    assert tuple(written[0]) == HEADER
    assert len(written) == len(rows) + 1


def test_the_terminal_writes_an_answer_to_a_file(tmp_path: Path, terminal: Terminal) -> None:
    terminal("ingest", "--samples")
    ended = terminal("ask", "哪些人拿不到乡村教师岗位补助？", "--output", tmp_path / "a.csv")
    assert ended.code == 0
    assert "不享受岗位补助" in (tmp_path / "a.csv").read_text("utf-8-sig")


PERIODS = (
    ("往后半年", date(2026, 9, 1), date(2027, 3, 1)),
    ("三个月内", date(2026, 9, 1), date(2026, 12, 1)),
    ("今年接下来", date(2026, 9, 1), date(2026, 12, 31)),
    ("下个月", date(2026, 10, 1), date(2026, 10, 31)),
    ("2025年底前", None, date(2025, 12, 31)),
)


@pytest.mark.parametrize(("text", "start", "end"), PERIODS)
def test_periods_ahead_are_read(text: str, start: date | None, end: date) -> None:
    assert read_period(text, date(2026, 9, 1)) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "end"),
    [("2026年3月0日前", None), ("2026年2月31日前", date(2026, 2, 28)), ("2026年13月", None)],
)
def test_days_that_no_calendar_has_are_none(
    assistant: Assistant, text: str, end: date | None
) -> None:
    found = read_period(text, date(2026, 9, 1))
    assert (found and found.end) == end
    days = find_days(text, assistant.store.documents()[0])
    assert [day.end for day in days] == ([end] if end else [])


def test_a_day_that_comes_back_lies_in_every_year(assistant: Assistant) -> None:
    document = assistant.store.documents()[0]
    (day,) = find_days("每年4月30日前申报", document)
    assert falls_within(day, Period(date(2027, 1, 1), date(2027, 12, 31)))
    assert not falls_within(day, Period(date(2027, 5, 1), date(2027, 12, 31)))
    assert not falls_within(day, Period(None, date(2027, 12, 31)))


@pytest.mark.parametrize(
    ("text", "classes"),
    [("A至C类人才", "ABC"), ("C、D类人才配偶", "CD"), ("B类以上", "AB"), ("人才公寓", "")],
)
def test_classes_are_read_with_their_ranges(text: str, classes: str) -> None:
    assert "".join(sorted(read_classes(text))) == classes


def test_lay_words_for_roles_have_one_home() -> None:
    assert say_officially("教研室打头、财政局搭把手") == "教研室牵头、财政局配合"
    assert say_officially("哪家当帮手") == "哪家配合"


def test_every_kind_of_list_has_its_patterns() -> None:
    assert len({kind.name for kind in list_kinds()}) == len(list_kinds())
    assert all(kind.asks.pattern and kind.opens.pattern for kind in list_kinds())


@pytest.fixture(scope="module")
def bureaus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("bureaus")
    with ClauseStore.open(folder, load_embedder(None), writable=True) as store:
        for path in find_files([BUREAUS]):
            store.replace(load_file(path))
        yield Assistant(store)


def test_older_documents_that_texts_end_are_a_set_with_a_draft_said_to_be_one(
    bureaus: Assistant,
) -> None:
    found = ask(bureaus, "澜溪、苇塘的文件里写明废止、停止执行了哪些旧文件？")
    said = say(found)
    assert "村卫生室和乡村医生补助暂行办法" in said
    assert "租赁补贴试点方案" in said
    assert "农业产业化十条意见" in said
    assert "征求意见稿，尚未正式印发" in "".join(n.text for n in found.notices)


def test_an_amount_given_as_it_stands_is_neither_a_cap_nor_what_must_be_reached(
    bureaus: Assistant,
) -> None:
    found = ask(bureaus, "苇塘县二十条里一次性奖励50万元及以上的（不算封顶数）有哪些？")
    said = say(found)
    assert "300万元" in said
    assert "小巨人" in said
    assert "最高80万元" not in said
    assert "销售额首次达到500万元" not in said
    assert "总投资" not in said


def test_what_is_due_by_a_day_is_told_with_its_whole_row(bureaus: Assistant) -> None:
    found = ask(bureaus, "澜溪县2025年4月底以前要拨付的卫生补助资金都有哪些？")
    said = say(found)
    assert "村卫生室运行补助" in said
    assert "医疗责任保险保费" in said
    assert "养老保险补助" not in said


def test_a_task_that_names_clauses_is_told_with_their_titles(bureaus: Assistant) -> None:
    said = say(ask(bureaus, "苇塘县农业农村局在二十条里牵头哪几条？"))
    assert "设施农业奖补" in said
    assert "土地流转" in said
    assert "限制情形" not in said  # 第20条、三 is not 第3条


def test_documents_that_are_no_basis_are_told_of_those_counted(bureaus: Assistant) -> None:
    said = say(ask(bureaus, "云峤的教师补助办法和澜溪的租房办法这几份里，哪些不能当依据？"))
    assert "乡村教师岗位补助发放办法（试行）" in said
    assert "澜溪县青年职工租房补贴管理办法" in said
    assert "岗位激励和职业发展办法》写明" not in said


def test_a_document_called_by_its_year_is_read_though_a_newer_one_is_held(
    bureaus: Assistant, town: Assistant
) -> None:
    said = say(ask(bureaus, "2019年云峤县试行办法列了哪些人不发岗位补助？"))
    assert "停薪留职" in said
    assert "退休返聘" in said
    old = say(ask(town, "2021年云梓县那个高龄津贴办法，每个年龄段各发多少？"))
    assert "30元" in old
    assert "每人每月100元" in old


def test_a_table_that_is_named_is_shown_whole(bureaus: Assistant) -> None:
    said = say(ask(bureaus, "云峤县职称推荐量化评分表有哪六项，各多少分？"))
    assert "师德师风" in said
    assert "乡村任教年限" in said


def test_duties_are_told_apart_by_all_who_stand_in_the_role(town: Assistant) -> None:
    found = ask(town, "沅岭三年方案各牵头领导分别管哪些任务？")
    groups = {statement.group for statement in found.statements}
    assert {"蓝小芹（4 条）", "柯闻道（2 条）"} <= groups
    assert not any("局长" in group and "邬立舟" in group for group in groups)


def test_what_goes_on_beyond_the_day_is_not_done_by_then(town: Assistant) -> None:
    said = say(ask(town, "沅岭三年方案里，2026年底前要做到的有哪些？"))
    assert "标准化率达到90%" in said
    assert "全面实施" not in said


BY_DAY = (
    ("2025年4月底以前要拨付的资金有哪些", True),
    ("哪些项目2026年底前投产", True),
    ("7月20日前报名要交什么材料", False),
    ("2025年底前办好的学校叫什么", False),
)


@pytest.mark.parametrize(("text", "asked"), BY_DAY)
def test_what_is_due_by_a_day_is_asked_for_in_general(text: str, asked: bool) -> None:
    assert asks_by_day(text) is asked


def test_words_that_no_clause_has_are_not_told_as_written(assistant: Assistant) -> None:
    said = notice(answer(assistant, "向乡村教师倾斜的规定有哪些"), NoticeKind.COMPLETENESS)
    assert "没有文件写有“向乡村教师倾斜”原话" in said
