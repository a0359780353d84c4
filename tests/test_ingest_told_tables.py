"""Tables whose rows are set apart by strokes or semicolons, torn lines, heads printed again."""

import pytest

from ingest.duties import find_duties
from ingest.model import Clause, ClauseKind, DutyRole
from ingest.readers.html_tables import TableCell, lay_out_table
from tests.parts_laws import check_laws

TITLE = "青禾县乡村振兴责任分解表\n"


def read_rows(text: str) -> list[Clause]:
    clauses = [c for document in check_laws(text).documents for c in document.clauses]
    return [clause for clause in clauses if clause.kind is ClauseKind.ROW]


def read_duties(text: str) -> list[tuple[str, dict[DutyRole, list[str]], str | None]]:
    found = []
    for document in check_laws(text).documents:
        for duty in find_duties(document.clauses):
            names: dict[DutyRole, list[str]] = {}
            for party in duty.parties:
                names.setdefault(party.role, []).append(party.name)
            found.append((duty.task, names, duty.deadline))
    return found


EXPECTED = [
    (
        "修路30公里",
        {DutyRole.LEAD: ["县交通运输局"], DutyRole.SUPPORT: ["县财政局", "各乡镇人民政府"]},
        "2025年11月底",
    ),
    (
        "建冷库5处",
        {DutyRole.LEAD: ["县供销社"], DutyRole.SUPPORT: ["县发展改革局"]},
        "2025年12月底",
    ),
]


@pytest.mark.parametrize(
    "rows",
    [
        "序号 / 任务 / 牵头单位 / 配合单位 / 时限\n\n"
        "1 / 修路30公里 / 县交通运输局 / 县财政局、各乡镇人民政府 / 2025年11月底\n\n"
        "2 / 建冷库5处 / 县供销社 / 县发展改革局 / 2025年12月底\n",
        "（以下按“序号、任务、牵头单位、配合单位、时限”排列）\n1、修路30公里；"
        "县交通运输局；县财政局、各乡镇人民政府；2025年11月底。\n"
        "2、建冷库5处；县供销社；县发展改革局；2025年12月底。\n",
        "分工如下（任务；牵头单位；配合单位；时限）：\n（1）修路30公里；县交通运输局；"
        "县财政局、各乡镇人民政府；2025年11月底。\n"
        "（2）建冷库5处；县供销社；县发展改革局；2025年12月底。\n",
        "任务/牵头单位/配合单位/时限\n"
        "修路30公里/县交通运输局/县财政局、各乡镇人民政府/2025年11月底\n"
        "建冷库5处/县供销社/县发展改革局/2025年12月底\n",
        "序号 | 任务 | 牵头单位 | 配合单位 | 时限\n1 | 修路\n"
        "30公里 | 县交通运输局 | 县财政局、\n各乡镇人民政府 | 2025年11月底\n"
        "2 | 建冷库5处 | 县供销社 | 县发展改革局 | 2025年12月底\n",
        "序号\t任务\t牵头单位\t配合单位\t时限\n"
        "1\t修路30公里\t县交通运输局\t县财政局、各乡镇人民政府\t2025年11月底\n"
        "第 1 页 共 2 页\n续表\n序号\t任务\t牵头单位\t配合单位\t时限\n"
        "2\t建冷库5处\t县供销社\t县发展改革局\t2025年12月底\n",
    ],
    ids=["strokes", "told", "bracketed", "bare-strokes", "torn", "next-page"],
)
def test_each_row_is_a_duty_with_all_its_bodies(rows: str) -> None:
    found = [
        (task.replace(" ", ""), names, when) for task, names, when in read_duties(TITLE + rows)
    ]
    assert found == EXPECTED


def test_a_sentence_that_counts_up_tells_no_columns() -> None:
    text = (
        "青禾县方案\n一、工作（宣传、检查、整改）如下。\n1、宣传；检查；整改。\n2、培训；"
        "演练；考核。\n"
    )
    assert read_rows(text) == []


def test_a_row_of_two_may_lack_its_remark_between_tabs() -> None:
    rows = read_rows("物资表\n类别\t数量\t备注\n灭火器\t120\n应急灯\t80\t每层2盏\n")
    assert [row.columns for row in rows] == [("类别", "数量"), ("类别", "数量", "备注")]


def test_numbered_rows_below_names_that_run_together_are_rows_without_columns() -> None:
    rows = read_rows(
        "附件1\n基地名录序号名称乡镇学段\n1湿地学校芦镇小学\n2蚕丝工坊栗乡小学\n3纪念馆红镇初中\n"
    )
    assert [(row.text, row.columns) for row in rows] == [
        ("1湿地学校芦镇小学", ()),
        ("2蚕丝工坊栗乡小学", ()),
        ("3纪念馆红镇初中", ()),
    ]


def test_column_names_that_come_again_in_a_table_are_no_row() -> None:
    head = [TableCell((name,)) for name in ("序号", "任务", "牵头单位")]
    rows = [
        [TableCell((cell,)) for cell in cells]
        for cells in (("1", "清河", "县水利局"), ("2", "拆违", "县城管局"))
    ]
    assert lay_out_table([head, rows[0], head, rows[1]]) == [
        "序号：1；任务：清河；牵头单位：县水利局",
        "序号：2；任务：拆违；牵头单位：县城管局",
    ]


def test_the_words_as_above_name_no_body() -> None:
    rows = (
        "任务：清河；牵头单位：县水利局；配合单位：各乡镇\n"
        "任务：拆违；牵头单位：县城管局；配合单位：同上\n"
    )
    assert [names for _, names, _ in read_duties(TITLE + rows)] == [
        {DutyRole.LEAD: ["县水利局"], DutyRole.SUPPORT: ["各乡镇"]},
        {DutyRole.LEAD: ["县城管局"]},
    ]
