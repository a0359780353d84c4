import contextlib
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.load import parse_content
from ingest.model import EmptyFileError, ParsedFile, UnreadableFileError
from ingest.readers.html import looks_like_page
from ingest.readers.registry import find_format, read_content

PARAGRAPHS = (
    "为加快教育发展，提高办学质量，结合本县实际，制定本办法。",
    "一、强化领导。各乡镇人民政府应当把教育摆在优先发展的位置，每年专题研究两次。",
    "二、增加投入。县财政每年安排教育专项资金不低于1100万元，并逐年提高。",
    "三、附则。本办法自2024年9月1日起施行，由县教育局负责解释。",
)
BODY = "".join(f"<p>　　{text}</p>" for text in PARAGRAPHS)
MENU = "<div>" + "".join(f'<a href="/{n}">栏目{n}</a> ' for n in range(30)) + "</div>"
PAGE = """<!DOCTYPE html><html><head>
<meta charset="{charset}"><title>云岭县教育提升办法_云岭县</title>
<style>.a{{color:red}}</style><script>var a = "<p>一、脚本里的话。</p>";</script></head><body>{menu}
<div class="search-box"><span>高级搜索</span><span>现行有效</span><span>已失效</span></div>
<div class="article"><h1>云岭县教育提升办法</h1><div>发布日期：2024-08-01</div>
<div class="content">{body}</div></div>{after}<footer>版权所有 云岭县</footer>
</body></html>"""


def make_page(body: str = BODY, after: str = "", charset: str = "utf-8") -> str:
    return PAGE.format(menu=MENU, body=body, after=after, charset=charset)


def read(markup: str) -> str:
    return read_content(markup.encode(), "网页.html").text


def test_menus_search_forms_scripts_and_footers_are_left_out_and_told() -> None:
    source = read_content(make_page().encode(), "网页.html")
    assert source.text.splitlines() == ["云岭县教育提升办法", "发布日期：2024-08-01", *PARAGRAPHS]
    assert source.format == "html"
    assert any("网页导航和页面文字" in note for note in source.notes)


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "utf-8", "iso-8859-1", "big5"])
@pytest.mark.parametrize("written", ["gb18030", "utf-8", "utf-16"])
def test_the_bytes_decide_whatever_is_declared(declared: str, written: str) -> None:
    page = make_page(BODY + "<p>四、㙍溪乡的学校照此办理，不得延误。</p>", charset=declared)
    text = read_content(page.encode(written), "网页.html").text
    assert "㙍溪乡" in text
    assert PARAGRAPHS[2] in text


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">{}</div>',
        '<div style="color:#fff; Visibility : Hidden">{}</div>',
        "<div hidden>{}</div>",
        "<template>{}</template>",
        '<div aria-hidden="true">{}</div>',
        '<div style="position:absolute;left:-9999px">{}</div>',
        '<p style="text-indent: -5000px">{}</p>',
        '<span style="clip: rect(0 0 0 0); position:absolute">{}</span>',
        '<p style="color:#FFFFFF">{}</p>',
        '<font color="white">{}</font>',
        '<div style="background: #fff; padding: 3px"><p style="color:white">{}</p></div>',
        '<div class="paper" bgcolor="#FFFFFF"><p style="color:#fff">{}</p></div>',
        '<p class="c1 gone">{}</p>',
        '<p id="gone">{}</p>',
    ],
)
def test_hidden_words_are_no_part_of_the_text(hidden: str) -> None:
    styles = (
        "<style>/* p */ .gone, #gone { display : none } .paper {background-color:#ffffff}</style>"
    )
    page = make_page(styles + BODY + hidden.format("四、秘密条款，不得公开。"))
    source = read_content(page.encode(), "网页.html")
    assert "秘密条款" not in source.text
    if "template" not in hidden:
        assert "隐藏文字 12 字未收入" in source.notes


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="printed">{}</div>',
        '<div class="tab">{}</div>',
        '<div style="background:#c00"><p style="color:#fff">{}</p></div>',
        '<div class="bar"><p style="color:#fff">{}</p></div>',
        '<p style="background-color:#fff">{}</p>',
    ],
)
def test_what_may_be_seen_is_read(shown: str) -> None:
    styles = (
        "<style>@media print { .printed { display:none } } .tab { display:none }"
        " .tab.on { display:block } .bar { background: red }</style>"
    )
    page = make_page(styles + BODY + shown.format("四、公开条款，应当公开。"))
    assert "四、公开条款" in read(page)


def test_white_words_under_a_style_sheet_that_lies_elsewhere_are_read() -> None:
    body = BODY + '<p style="color:#fff">四、公开条款，应当公开。</p>'
    page = make_page(body).replace("<style>", '<link rel="stylesheet" href="/a.css"><style>')
    assert "四、公开条款" in read(page)


def list_left_out(parsed: ParsedFile) -> list[tuple[str, str]]:
    """The reasons and words of what is in the text and in no document."""
    places = ((left.reason, left.span) for left in parsed.left_out)
    return [(reason, parsed.text[span.start : span.end].strip()) for reason, span in places]


def test_files_named_below_an_annex_heading_belong_to_the_document() -> None:
    body = BODY + "<p>附件：</p><p>1.申请表.docx</p><p>2.汇总表.xls</p>"
    parsed = parse_content(make_page("<div>点击次数：3</div>" + body).encode(), "网页.html")
    assert "申请表" not in str(list_left_out(parsed))


def test_a_page_says_when_it_was_put_up_and_its_tools_are_left_out_with_a_reason() -> None:
    told = "<div>信息来源：县教育局　挂网时间：2024-08-02　点击次数：1234　字体：[大 中 小]</div>"
    annexes = "<p>附件：<a href='a.docx'>1.申请表.docx</a></p>"
    parsed = parse_content(make_page(told + BODY + annexes).encode(), "网页.html")
    (document,) = parsed.documents
    assert str(document.metadata.publish_date) in ("2024-08-01", "2024-08-02")
    left_out = {
        left.reason: parsed.text[left.span.start : left.span.end] for left in parsed.left_out
    }
    assert "点击次数：1234" in left_out["网站文字"]
    assert "申请表" not in str(left_out)


@pytest.mark.parametrize(
    "told",
    [
        "挂网时间：2026-03-05 点击次数：77",
        "信息来源：县教育局 发布时间：2026-03-05 10:22 浏览量：1,024 次",
        "来源：县政府办 公开日期：2026-03-05 阅读次数：3 【打印】【关闭】",
        "发布日期：2026年3月5日 访问量： 12 字号：大 中 小",
    ],
)
def test_the_day_of_publication_is_read_from_what_the_page_says_of_itself(told: str) -> None:
    text = f"云岭县教育提升办法\n{told}\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n{PARAGRAPHS[3]}\n"
    parsed = parse_content(text.encode(), "网页.txt")
    (document,) = parsed.documents
    assert str(document.metadata.publish_date) == "2026-03-05"
    assert document.metadata.title == "云岭县教育提升办法"
    assert all(told not in clause.text for clause in document.clauses)
    assert ("网站文字", told) in list_left_out(parsed)


def test_a_hidden_word_within_a_line_is_no_part_of_it() -> None:
    body = BODY + '<p>四、每人补助<span style="display:none">9</span>600元，按月发放到人。</p>'
    source = read_content(make_page(body).encode(), "网页.html")
    assert "四、每人补助600元，按月发放到人。" in source.text
    assert "隐藏文字 1 字未收入" in source.notes


def test_a_page_that_a_script_will_show_is_read_all_the_same() -> None:
    page = make_page().replace("<body>", '<body><div style="visibility:hidden">')
    assert PARAGRAPHS[1] in read(page)


@pytest.mark.parametrize("joined", ["", "</p><p>"])
def test_a_doubled_body_is_read_once(joined: str) -> None:
    more = "四、督导。县人民政府教育督导机构每年对各学校开展一次督导评估，结果向社会公布。"
    copy = "<p>" + joined.join([*PARAGRAPHS, more]) + "</p>"
    page = make_page(f"{BODY}<p>{more}</p>", after=f"<div>{copy}</div>")
    source = read_content(page.encode(), "网页.html")
    assert source.text.count("不低于1100万元") == 1
    assert PARAGRAPHS[1] in source.text.splitlines()


def test_what_a_policy_says_twice_is_kept_twice() -> None:
    again = "申请时应当提交身份证、户口簿和学籍证明的原件及复印件，材料不齐的一次告知。"
    body = BODY + f"<p>四、转学。{again}</p><p>{again}</p><p>五、休学。</p><p>{again}</p>"
    assert read(make_page(body)).count(again) == 3


def test_tables_become_rows_and_merged_cells_are_in_each() -> None:
    table = """<table><tr><th>任务</th><th>牵头部门</th><th>时限</th></tr>
    <tr><td rowspan="2">建校</td><td>教育局</td><td>2025年</td></tr>
    <tr><td>财政局</td><td>2026年</td></tr></table>"""
    lines = read(make_page(BODY + table)).splitlines()
    assert lines[-2:] == [
        "任务：建校；牵头部门：教育局；时限：2025年",
        "任务：建校；牵头部门：财政局；时限：2026年",
    ]


def test_a_table_that_places_the_page_is_read_through() -> None:
    page = (
        f"<html><body><table><tr><td>{MENU}</td></tr><tr><td>{BODY}</td></tr></table></body></html>"
    )
    assert read(page).splitlines() == list(PARAGRAPHS)


def test_numbers_of_a_numbered_list_are_printed() -> None:
    body = BODY + "<ol start=3><li>公平</li><li>（四）效率</li><li>质量</li></ol>"
    assert read(make_page(body)).splitlines()[-3:] == ["3. 公平", "（四）效率", "5. 质量"]


def test_a_page_without_words_is_empty() -> None:
    for page in ("<!DOCTYPE html><html></html>", "<html><body><img src=a></body></html>"):
        with pytest.raises(EmptyFileError) as caught:
            read_content(page.encode(), "网页.html")
        assert "网页" in caught.value.message_zh


def test_elements_without_end_within_each_other_are_refused() -> None:
    with pytest.raises(UnreadableFileError, match="elements within each other"):
        read_content(b"<html>" + b"<div>" * 100_000 + b"x", "bomb.html")


HOSTILE = (
    "<html>" + "<p>" * 100_000,
    "<html><table>" + "<tr><td>一</td><td>二" * 20_000,
    "<html>" + "<ol>" * 2000 + "<li>一、总则。" * 20_000,
    "<html>" + '<td colspan="99999999">' * 1000,
    "<html>" + "<!--" * 50_000 + "一、总则",
    "<html><table><tr><td colspan=200 rowspan=200>一</td><td>二</td></tr>" + "<tr></tr>" * 5000,
    "<html>" + "<table><tr><td>" * 3000 + "一、总则",
)


@pytest.mark.parametrize("page", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_pages_end(page: str) -> None:
    with contextlib.suppress(EmptyFileError, UnreadableFileError):
        assert read(page).strip()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<div>", "</div>", "<table>", "<tr>", "<td rowspan=3>", "</table>",
                                 "<ol>", "<li>", "一、总则。", "<br>", "<!--", "<a>", "&#x4e00;",
                                 '<p style="display:none">', "附件"]), max_size=40))  # fmt: skip
def test_any_tags_give_text_or_say_why_not(parts: list[str]) -> None:
    with contextlib.suppress(EmptyFileError, UnreadableFileError):
        assert read("<html><body>" + "".join(parts)).strip()


@pytest.mark.parametrize("text", ["<通知>一、总则", "一、<p>", "〈办法〉", "a < b"])
def test_text_with_angle_brackets_is_no_page(text: str) -> None:
    assert not looks_like_page(text.encode())
    assert find_format(text.encode()).name == "txt"


def test_entities_are_read_as_characters_and_expand_to_nothing_else() -> None:
    body = BODY + f"<p>{escape('四、比例<50%，奖励“先进”&模范。')}&lol;</p>"
    assert "四、比例<50%，奖励“先进”&模范。&lol;" in read(make_page(body))
