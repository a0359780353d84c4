"""Writes the Word sample: automatic numbers of three levels and a responsibility table.

Run `python tests/sample_docx.py` after a change; `tests/test_ingest_samples.py` compares.
"""

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TARGET = Path(__file__).parents[1] / "ingest" / "samples" / "yunlan_08_songtang_digital_plan.docx"

NUMBERING_ID = 77  # unused in python-docx's default template
LEVELS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))

HEAD = (
    "松棠县教育体育局文件",
    "松教体〔2025〕14号",
    "松棠县教育体育局关于印发《松棠县教育数字化建设实施方案》的通知",
    "各中小学、幼儿园，县职业技术学校，局机关各股室：",
    "现将《松棠县教育数字化建设实施方案》印发给你们，请认真组织实施。",
    "松棠县教育体育局",
    "2025年4月8日",
    "松棠县教育数字化建设实施方案",
    "为加快推进教育数字化，以数字化支撑优质教育资源共享，缩小城乡教育差距，结合我县实际，制定本方案。",
)

# (level, text): level None is a paragraph without a number
BODY: tuple[tuple[int | None, str], ...] = (
    (0, "工作目标"),
    (
        None,
        "到2027年，全县中小学互联网出口带宽不低于1000兆，多媒体教室占比达到100%，"
        "建成智慧教育示范校8所，教师数字素养测评合格率达到95%以上。",
    ),
    (0, "重点任务"),
    (1, "建设数字基座"),
    (
        2,
        "提升网络条件。完成全县54所中小学校园网升级，实现无线网络教学区全覆盖，"
        "教学点接入带宽不低于200兆。",
    ),
    (
        2,
        "更新终端设备。三年投入资金1860万元，更新交互式多媒体设备620套，"
        "淘汰使用年限超过8年的设备，优先保障乡村学校。",
    ),
    (
        2,
        "统一平台入口。依托国家中小学智慧教育平台建设县级“松云课堂”，教师、学生和家长一个账号登录，"
        "各学校不得另行建设同类平台，不得强制学生购买平板电脑。",
    ),
    (1, "深化教学应用"),
    (
        2,
        "开展同步课堂。由县城优质学校每周向结对乡村学校开设同步课堂不少于4节，"
        "主讲教师按每节80元计发课时补助，从学校公用经费中列支。",
    ),
    (
        2,
        "探索人工智能助教。在松棠县第一小学、松棠县第三中学开展试点，"
        "人工智能生成的作业评语须经教师审核后方可发给学生。",
    ),
    (
        2,
        "用好数字资源。每学期组织一次优质课例征集，入选县级资源库的课例，"
        "每节奖励授课教师300元，并作为评聘职称的参考。",
    ),
    (1, "提升教师素养"),
    (
        2,
        "分层培训。信息化专门培训每名教师每三年不少于60学时，校长每年不少于12学时，"
        "学校信息化专管员每年集中培训不少于5天。",
    ),
    (
        2,
        "设立首席信息官。1000人以上的学校由1名副校长兼任首席信息官，"
        "其他学校由信息科技教师或者教导主任兼任。",
    ),
    (0, "安全管理"),
    (
        None,
        "学生个人信息实行最小必要采集，人脸识别设备不得用于课堂行为分析。"
        "进校园的应用软件实行备案制，未经备案的一律停止使用。",
    ),
    (0, "保障措施"),
    (
        1,
        "组织保障。成立由县教育体育局局长任组长的教育数字化工作专班，"
        "专班办公室设在县电化教育中心。",
    ),
    (
        1,
        "经费保障。各学校每年从公用经费中安排不低于5%的资金用于设备运行维护和资源更新。",
    ),
    (
        1,
        "考核督导。县政府教育督导室每年开展一次专项督导，对设备闲置率超过20%的学校予以通报。",
    ),
    (None, "本方案自2025年5月1日起施行，有效期至2028年4月30日。"),
    (None, "附件：松棠县教育数字化建设任务责任分工表"),
)

TABLE_TITLE = ("附件", "松棠县教育数字化建设任务责任分工表")
ROWS = (
    ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "校园网升级改造", "县电化教育中心", "县工业和信息化局、各学校", "2026年8月底前"),
    ("2", "交互式多媒体设备更新", "计划财务股", "县财政局、县电化教育中心", "2027年12月底前"),
    ("3", "“松云课堂”平台建设", "县电化教育中心", "基础教育股", "2025年12月底前"),
    ("4", "同步课堂结对", "基础教育股", "县教师发展中心、各学校", "每学期开学后两周内"),
    ("5", "人工智能助教试点", "县教师发展中心", "松棠县第一小学、松棠县第三中学", "2026年6月底前"),
    ("6", "教师数字素养培训与测评", "县教师发展中心", "人事股", "长期坚持"),
    ("7", "进校园应用软件备案", "安全法规股", "", "2025年9月底前"),
)


def _levels_xml() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{label}"/><w:lvlJc w:val="left"/></w:lvl>'
        for depth, (form, label) in enumerate(LEVELS)
    )
    return (
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{NUMBERING_ID}'>"
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _add_numbering(document: Any) -> None:
    numbering = document.part.numbering_part.element
    first_number = numbering.find(f"{{{numbering.nsmap['w']}}}num")
    first_number.addprevious(parse_xml(_levels_xml()))
    numbering.append(
        parse_xml(
            f"<w:num {nsdecls('w')} w:numId='{NUMBERING_ID}'>"
            f'<w:abstractNumId w:val="{NUMBERING_ID}"/></w:num>'
        )
    )


def _add_numbered(document: Any, level: int, text: str) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f"<w:numPr {nsdecls('w')}><w:ilvl w:val='{level}'/>"
            f"<w:numId w:val='{NUMBERING_ID}'/></w:numPr>"
        )
    )


def write_digital_plan(path: Path) -> None:
    """The sample at `path`; its parts are the same every time, the zip's times are not."""
    document: Any = Document()
    _add_numbering(document)
    for line in HEAD:
        document.add_paragraph(line)
    for level, text in BODY:
        if level is None:
            document.add_paragraph(text)
        else:
            _add_numbered(document, level, text)
    for line in TABLE_TITLE:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.save(str(path))


if __name__ == "__main__":
    write_digital_plan(TARGET)
