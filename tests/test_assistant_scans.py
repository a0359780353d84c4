"""A scan from the file to the reader: its citations say so, and its page stands beside them."""

import datetime
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]

from assistant.api import create_api
from assistant.assistant import Assistant
from assistant.model import Answer, Question
from ingest.load import parse_content
from ingest.model import ParsedFile, Span
from ingest.readers import ocr
from tests.scans import draw_pages, save
from tests.test_ingest_readers_pdf import HEIGHT, LEFT, SIZE, WIDTH, draw, wrap
from ui.reader import open_citation
from ui.render import OCR_LABEL, format_reply, render_reply
from vectorstore.embed import load_embedder
from vectorstore.model import PUBLIC, UnknownDocumentError, UnknownPageError
from vectorstore.store import ClauseStore

pytestmark = pytest.mark.skipif(
    not ocr.is_installed(), reason='needs the extra "ocr" (rapidocr, pypdfium2), not installed'
)
DAY = datetime.date(2026, 3, 1)
TYPED = (
    "雾桥县校车安全管理办法",
    "第一条　校车应当由取得资格的驾驶人驾驶，每学期体检一次，每车配备照管人员1名，"
    "行驶路线由县公安局和县交通运输局审定。",
    "第二条　校车每年检验两次，由县公安局负责，费用由县财政承担。",
)
SCANNED = ("第三条　学校每季度组织一次乘车安全演练，对组织得力的学校奖励3000元。",)


@pytest.fixture(scope="module")
def scan() -> ParsedFile:
    """A typed page, then a page that is a picture."""
    picture = draw_pages(list(SCANNED), page_numbers=False)[0].crop((0, 0, 1654, 1100))

    def typed(canvas: Any) -> None:
        lines = [line for text in TYPED for line in wrap(text)]
        for row, (indent, words) in enumerate(lines):
            canvas.drawString(LEFT + indent * SIZE, HEIGHT - 100 - 24 * row, words)

    def scanned(canvas: Any) -> None:
        page = ImageReader(io.BytesIO(save([picture], "PNG")))
        canvas.drawImage(page, 0, 280, WIDTH, HEIGHT - 280)

    return parse_content(draw(typed, scanned), "校车办法.pdf")


@pytest.fixture(scope="module")
def store(scan: ParsedFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClauseStore]:
    folder = tmp_path_factory.mktemp("scans")
    with ClauseStore.open(folder, load_embedder(None), writable=True) as opened:
        opened.replace(scan)
        yield opened


def ask(store: ClauseStore, text: str) -> Answer:
    reply = Assistant(store).answer(Question(text=text, as_of=DAY))
    assert isinstance(reply, Answer)
    return reply


def test_a_citation_names_its_page_and_says_that_it_was_recognised(store: ClauseStore) -> None:
    reply = ask(store, "雾桥县对乘车安全演练组织得力的学校奖励多少？")
    (citation, *_) = reply.statements[0].citations
    assert "奖励3000元" in citation.quote
    assert (citation.page, citation.read_by_ocr) == (2, True)
    shown = format_reply(reply)
    assert "第三条 第2页" in shown
    assert f"    {OCR_LABEL}" in shown
    assert f'<span class="badge badge-ocr">{OCR_LABEL}</span>' in render_reply(reply)


def test_a_typed_page_of_the_same_file_is_not_called_a_scan(store: ClauseStore) -> None:
    reply = ask(store, "雾桥县校车每年检验几次？")
    (citation, *_) = reply.statements[0].citations
    assert (citation.page, citation.read_by_ocr) == (1, False)
    assert OCR_LABEL not in format_reply(reply)
    assert "badge-ocr" not in render_reply(reply)


def test_the_api_gives_the_page_as_a_picture(store: ClauseStore) -> None:
    with TestClient(create_api(Assistant(store), store, as_of=lambda: DAY)) as client:
        asked = {"question": "雾桥县对乘车安全演练组织得力的学校奖励多少？"}
        (citation, *_) = client.post("/api/answer", json=asked).json()["citations"]
        assert (citation["page"], citation["read_by_ocr"]) == (2, True)
        place = f"/api/documents/{citation['document_id']}/pages"
        shown = client.get(f"{place}/{citation['page']}.jpg")
        assert shown.headers["content-type"] == "image/jpeg"
        with Image.open(io.BytesIO(shown.content)) as image:
            assert 800 < max(image.size) <= 1600
        document = client.get(f"/api/documents/{citation['document_id']}").json()
        assert (document["page_count"], document["ocr_pages"]) == (2, [2])
        assert 0.9 < document["ocr_confidence"] <= 1
        for missing in (f"{place}/1.jpg", f"{place}/99.jpg"):
            refused = client.get(missing)
            assert refused.status_code == 404
            assert refused.json()["error"]["code"] == "unknown_page"
        assert client.get(f"{place}/zwei.jpg").status_code in (404, 422)
        assert client.get(f"/api/documents/{quote('没有')}/pages/1.jpg").status_code == 404


def test_the_reader_shows_the_page_below_a_recognised_clause_only(store: ClauseStore) -> None:
    library = Assistant(store).library(PUBLIC)
    (document,) = store.documents()
    by_label = {passage.label: passage for passage in store.passages(document.id)}
    for label, page in (("第三条", 2), ("第二条", None)):
        passage = by_label[label]
        cited = Span(passage.span.start, passage.span.start + 4)
        markup = open_citation(store, library, DAY, document.id, passage.id, cited)
        assert ("<img" in markup) == (page is not None)
        if page is not None:
            assert f'src="api/documents/{document.id}/pages/{page}.jpg"' in markup
            assert markup.index("<mark") < markup.index("<img")
            assert OCR_LABEL in markup


def test_pictures_are_hidden_with_their_file_and_go_with_it(
    scan: ParsedFile, tmp_path: Path
) -> None:
    with ClauseStore.open(tmp_path, writable=True) as store:
        store.replace(scan)
        (document,) = store.documents()
        store.set_visibility(scan.file_name, "内部")
        with pytest.raises(UnknownDocumentError):
            store.page_image(document.id, 2)
        store.set_visibility(scan.file_name, "public")
        assert store.page_image(document.id, 2).startswith(b"\xff\xd8\xff")
        store.replace(
            parse_content("雾桥县校车办法\n第一条　由县教育局负责。".encode(), "校车办法.pdf")
        )
        with pytest.raises(UnknownPageError):
            store.page_image(document.id, 2)
        store.replace(scan)
        assert store.page_image(document.id, 2)
        store.remove(scan.file_name)
        with pytest.raises(UnknownDocumentError):
            store.page_image(document.id, 2)
