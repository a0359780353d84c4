"""What a web page puts around a document, told from the document's own head."""

from ingest.load import parse_content


def test_a_list_of_addresses_at_the_head_belongs_to_the_document() -> None:
    text = (
        "关于澄岩县校车管理办法公开征求意见的公告\n"
        "来源：澄岩县教育局　　时间：2026-05-06 10:20　　分享到：[微信] [微博]\n\n"
        "为规范校车运行，我局起草了《澄岩县校车管理办法》。欢迎于2026年6月5日前反馈意见：\n\n"
        "1. 电子邮箱：xc@example.invalid；\n\n2. 来信请寄：澄岩县教育局（信封注明“校车”）。\n\n"
        "澄岩县教育局\n\n2026年5月6日\n"
    )
    parsed = parse_content(text.encode(), "校车.txt")
    (document,) = parsed.documents
    site = [part.span for part in parsed.left_out if part.reason == "网站文字"]
    assert [parsed.text[span.start : span.end] for span in site] == [
        "来源：澄岩县教育局　　时间：2026-05-06 10:20　　分享到：[微信] [微博]"
    ]
    assert [clause.ref.labels for clause in document.clauses] == [("1",), ("2",)]
    assert any("6月5日前" in lead.text for lead in document.leads)


def test_the_contacts_of_a_consultation_are_neither_the_page_s_nor_the_title() -> None:
    text = (
        "关于公开征求《澄岩县校车若干措施（征求意见稿）》意见的公告\n"
        "发布单位：澄岩县教育局　发布日期：2026年5月6日\n"
        "为规范校车运行，我局起草了《澄岩县校车若干措施（征求意见稿）》，"
        "可在2026年6月5日前通过以下方式反馈：\n"
        "电子邮箱：xc@example.invalid（注明“校车”）\n信函：澄岩县教育局（邮编 999000）\n"
        "电话：0990-1000001（工作日），联系人：时未迟\n澄岩县校车若干措施\n（征求意见稿）\n"
        "为保障安全，拟采取以下措施。\n第1条 每车配一名照管员。\n第2条 每学期检查两次。\n"
    )
    (document,) = parse_content(text.encode(), "校车.txt").documents
    assert document.metadata.title == "澄岩县校车若干措施"
    said = "\n".join(lead.text for lead in document.leads)
    assert all(words in said for words in ("6月5日前", "xc@example.invalid", "0990-1000001"))
