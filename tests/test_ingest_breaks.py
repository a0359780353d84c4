"""Paragraphs run into one line, page marks, and texts whose lines are not where they should be."""

import pytest

from ingest.breaks import cut_lines, find_page_marks, plain_brackets, restore_breaks
from ingest.clean import fold, split_lines
from ingest.parts import SplitText
from tests.parts_laws import check_laws

FLAT = (
    "禾岭县人民政府办公室关于印发禾岭县护眼工作方案的通知　　禾政办〔2025〕8号　　各学校：　　"
    "《禾岭县护眼工作方案》已经县政府同意，现印发给你们，请认真落实。　　"
    "禾岭县人民政府办公室2025年3月2日（公开属性：主动公开）　　禾岭县护眼工作方案　　"
    "为保护学生视力，全面做好学校采光、课桌椅配备、户外活动和视力检查等各项工作，制定本方案。　　"
    "一、目标。到2026年底，全县学生近视率比2024年下降3个百分点，"
    "每所学校每学期检查视力不少于2次，结果记入档案并及时告知家长。　　"
    "二、措施。（一）采光。教室照度不低于300勒克斯，每两年检测一次，不达标的限期整改。"
    "（二）活动。每天户外活动不少于2小时，不得挤占。　　"
    "本方案自2025年4月1日起施行。　　"
    "附件1禾岭县护眼示范学校名录序号学校名称所在乡镇学段　　1清溪小学清溪镇小学　　"
    "2石桥中学石桥乡初中　　3柳湾小学柳湾镇小学　　"
    "附件2禾岭县护眼任务分解表（以下按“序号、任务、牵头单位、配合单位、完成时限”排列）　　"
    "1、检测教室照明；县教育局；县卫健局、县市场监管局；2025年8月底。　　"
    "2、配发可调课桌椅；县财政局；县教育局；2025年12月底。　　"
    "附件3联系方式视力组：县疾控中心，电话0990-1000001；照明组：县教育局后勤股，"
    "电话0990-1000002；监督举报：0990-1000003，工作日受理。　　"
    "抄送：县委办公室。禾岭县人民政府办公室2025年3月3日印发"
)


def name_parts(split: SplitText) -> list[tuple[str | None, str | None]]:
    return [(document.part, document.title) for document in split.documents]


def test_a_text_without_line_breaks_is_a_notice_a_measure_and_its_annexes() -> None:
    split = check_laws(FLAT)
    assert name_parts(split) == [
        (None, "禾岭县护眼工作方案"),
        ("附件1", "禾岭县护眼示范学校名录"),
        ("附件2", "禾岭县护眼任务分解表"),
        ("附件3", "联系方式"),
    ]
    main = split.documents[0]
    assert main.notice_title == "禾岭县人民政府办公室关于印发禾岭县护眼工作方案的通知"
    assert main.clauses[-1].text.endswith("不得挤占。")
    assert main.leads[-1].text.startswith("抄送")
    rows = [clause.text for clause in split.documents[1].clauses[1:]]
    assert rows == ["1清溪小学清溪镇小学", "2石桥中学石桥乡初中", "3柳湾小学柳湾镇小学"]


def test_annexes_follow_in_a_text_without_any_blank() -> None:
    text = (
        "关于印发《榆河县耕地保护奖励办法》的通知榆政发〔2025〕5号各乡镇人民政府："
        "现将《榆河县耕地保护奖励办法》印发给你们，请认真执行。榆河县人民政府2025年4月2日"
        "榆河县耕地保护奖励办法第一条 为保护耕地，制定本办法。第二条 每超一亩奖励200元。"
        "第三条 本办法自2025年5月1日起施行。附件1：耕地保护考核评分表考核内容分值保有量40整改30"
        "附件2：申报流程。1.乡镇申报；2.县级审核；3.公示7天。"
    )
    assert name_parts(check_laws(text)) == [
        (None, "榆河县耕地保护奖励办法"),
        ("附件1", "耕地保护考核评分表"),
        ("附件2", "申报流程"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "标准见附件1，材料见附件2。附件1所列学校优先。",
        "第三条 按附件1执行。附件2规定的除外。",
    ],
)
def test_annexes_that_a_sentence_cites_begin_nothing(text: str) -> None:
    folded = fold(text)
    assert [line.text for line in cut_lines(split_lines(folded))] == [folded]


def test_only_long_lines_of_several_sentences_are_broken_at_blanks() -> None:
    row = "清溪镇    12    30    45"
    assert restore_breaks(row) == row
    line = ("学校每月检查一次。  " * 40).strip()
    broken = restore_breaks(line)
    assert len(broken) == len(line)
    assert broken.count("\n") == 39


def test_page_marks_and_the_heads_below_them_belong_to_no_clause() -> None:
    page = "===PAGE {}===\n禾政办〔2025〕8号\n"
    text = (
        "禾岭县护眼办法\n第一条 每学期查视力两次。\n"
        + page.format(2)
        + "第二条 教室照度不低于300勒克斯。\n"
        + page.format(3)
        + "第三条 每天户外活动两小时。\n"
        + page.format(4)
        + "第四条 本办法自2025年4月1日起施行。\n— 4 —\n"
    )
    split = check_laws(text)
    assert [clause.text for clause in split.documents[0].clauses[:2]] == [
        "第一条 每学期查视力两次。",
        "第二条 教室照度不低于300勒克斯。",
    ]
    marks = find_page_marks(fold(text))
    assert (len(marks.numbers), len(marks.heads)) == (4, 3)


def test_a_page_number_of_a_table_of_contents_stays_with_its_entry() -> None:
    assert find_page_marks("一、总则\n..........\n- 1 -\n").numbers == ()


def test_numbers_in_square_brackets_count_where_there_are_several() -> None:
    text = (
        "桥岭县养路办法\n（一） 总则\n〔1〕 适用于全县公路。\n〔2〕 县局负责监督。\n"
        "（二） 标准\n〔1〕 每公里补助6000元。\n〔2〕 每年结算一次。\n"
    )
    found = [str(clause.ref) for clause in check_laws(text).documents[0].clauses]
    assert found == [
        "（一）",
        "（一） › （1）",
        "（一） › （2）",
        "（二）",
        "（二） › （1）",
        "（二） › （2）",
    ]
    assert plain_brackets("[1] 作者:《书》") == "[1] 作者:《书》"
