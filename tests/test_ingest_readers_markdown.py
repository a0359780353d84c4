import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.limits import DEFAULT_LIMITS
from ingest.readers import markdown
from ingest.readers.registry import find_format, read_content

PAGE = """---
title: 内部标题
---
# **云岭县教育提升办法**
<!-- 编者按：勿公开 -->
> 一、*强化*领导。电话138****1234，姓名____。
- 要点见[通知](http://a.b/c)
2. 第一<br>第二
| 任务 | 部门 |
|:--|--|
| 建校 | **教育局** |
***
"""


def test_marks_comments_and_front_matter_are_left_out() -> None:
    source = read_content(PAGE.encode(), "办法.md")
    assert source.format == "md"
    assert [line for line in source.text.splitlines() if line] == [
        "云岭县教育提升办法",
        "一、强化领导。电话138****1234，姓名____。",
        "要点见通知",
        "2. 第一",
        "第二",
        "任务：建校；部门：教育局",
    ]
    assert len(source.notes) == 2


@pytest.mark.parametrize("text", ["一、总则\n#1 楼\n", "编号#12\n二、附则", "*一、总则*\n二、附则"])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert find_format(text.encode()).name == "txt"


@pytest.mark.parametrize("part", ["**a ", "[", "`", "<!--", "> ", "*a", "~~a", "[a](", "<a ", "|-"])
def test_hostile_text_ends(part: str) -> None:
    text = "# 办法\n" + part * 50_000
    assert markdown.read(text.encode(), "a.md", DEFAULT_LIMITS).text.startswith("办法")


@given(st.text(alphabet="#*_~`|-<>![]()\\\n 一县a.", max_size=80))
def test_no_words_are_lost(text: str) -> None:
    shown = markdown.read(("# 办法\n" + text).encode(), "a.md", DEFAULT_LIMITS).text
    if "<" not in text and "[" not in text and "`" not in text and "~" not in text:
        assert shown.count("县") == text.count("县")


def test_tables_in_html_become_rows() -> None:
    table = (
        "<table><tr><th>乡镇</th><th>车辆*</th></tr>\n<tr><td rowspan=2>松棠</td><td>3</td></tr>"
        "<tr><td>4</td></tr></table>"
    )
    written = f"# 办法\n\n第一条 配备如下：\n{table}\n第二条 施行。\n"
    text = read_content(written.encode(), "a.md").text
    assert [line for line in text.splitlines() if line] == [
        "办法",
        "第一条 配备如下：",
        "乡镇：松棠；车辆*：3",
        "乡镇：松棠；车辆*：4",
        "第二条 施行。",
    ]
