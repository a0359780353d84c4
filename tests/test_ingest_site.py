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
