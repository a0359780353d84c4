import datetime
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from assistant.api import create_api, explain_bad_field
from assistant.assistant import Assistant
from vectorstore.store import ClauseStore

DAY = datetime.date(2026, 3, 1)
QUESTION = "家庭经济困难的小学寄宿生一年补助多少钱？"


@pytest.fixture(scope="module")
def client(assistant: Assistant, sample_store: ClauseStore) -> Iterator[TestClient]:
    app = create_api(assistant, sample_store, as_of=lambda: DAY, max_request_bytes=20_000)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def read_events(text: str) -> list[tuple[str, dict[str, Any]]]:
    events = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def test_an_answer_carries_numbered_verbatim_citations(client: TestClient) -> None:
    reply = client.post("/api/answer", json={"question": QUESTION}).json()
    assert not reply["refused"]
    assert "[1]" in reply["answer"]
    numbers = {citation["number"] for citation in reply["citations"]}
    assert {n for line in reply["statements"] for n in line["citations"]} == numbers
    for citation in reply["citations"]:
        assert citation["quote"] in citation["text"]


def test_a_question_outside_the_documents_is_refused_with_a_reason(client: TestClient) -> None:
    reply = client.post("/api/answer", json={"question": "今天北京的天气怎么样？"}).json()
    assert reply["refused"]
    assert reply["reason"]
    assert reply["statements"] == []


def test_the_stream_ends_with_the_same_reply(client: TestClient) -> None:
    whole = client.post("/api/answer", json={"question": QUESTION}).json()
    streamed = client.post("/api/answer/stream", json={"question": QUESTION})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = read_events(streamed.text)
    assert events[-1] == ("reply", whole)
    statements = [body for name, body in events if name == "statement"]
    assert [body["text"] for body in statements] == [line["text"] for line in whole["statements"]]
    known: set[int] = set()
    for body in statements:
        known |= {citation["number"] for citation in body["new_citations"]}
        assert set(body["citations"]) <= known


def test_a_follow_up_takes_the_history(client: TestClient) -> None:
    first = client.post("/api/answer", json={"question": QUESTION}).json()
    asked = {
        "question": "那初中的呢？",
        "history": [{"user": QUESTION, "assistant": first["answer"]}],
    }
    reply = client.post("/api/answer", json=asked).json()
    assert not reply["refused"]


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        ({"question": ""}, 422, "question_rejected", "请输入问题"),
        ({"question": "  \n"}, 422, "question_rejected", "请输入问题"),
        ({"question": "问" * 2001}, 422, "question_rejected", "2001"),
        ({"question": "问" * 10_000}, 413, "request_too_large", "过大"),
        ({}, 422, "bad_request", "缺少“question”"),
        ({"question": 7}, 422, "bad_request", "应为文字"),
        ({"question": "甲", "as_of": "明天"}, 422, "bad_request", "应为日期"),
        ({"question": "甲", "history": {}}, 422, "bad_request", "应为列表"),
        (
            {"question": "甲", "history": [{"assistant": "乙"}]},
            422,
            "bad_request",
            "history.0.user",
        ),
        ({"question": "甲", "temperature": 1}, 422, "bad_request", "不认识的字段“temperature”"),
    ],
)
@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream"])
def test_a_bad_question_gets_a_chinese_message(
    client: TestClient, path: str, body: object, status: int, code: str, words: str
) -> None:
    response = client.post(path, json=body)
    assert response.status_code == status
    error = response.json()["error"]
    assert error["code"] == code
    assert words in error["message"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"{", "不是正确的 JSON"), (b"", "缺少"), (b"[]", "JSON 对象"), (b"\xff\xfe", "JSON")],
)
def test_a_body_that_is_no_json_object_gets_a_chinese_message(
    client: TestClient, content: bytes, words: str
) -> None:
    response = client.post(
        "/api/answer", content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert words in response.json()["error"]["message"]


def test_a_body_without_announced_length_is_limited_too(client: TestClient) -> None:
    def pour() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    response = client.post("/api/answer", content=pour())
    assert response.status_code == 413


def test_a_lone_surrogate_is_refused_not_an_internal_error(client: TestClient) -> None:
    response = client.post(
        "/api/answer",
        content=b'{"question": "\\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code in (400, 422)


def test_documents_are_listed_with_validity_and_paged(client: TestClient) -> None:
    everything = client.get("/api/documents").json()
    assert everything["total"] == len(everything["documents"]) >= 8
    page = client.get("/api/documents", params={"limit": 2, "offset": 1}).json()
    assert page["documents"] == everything["documents"][1:3]
    by_file = {each["doc"]: each for each in everything["documents"] if each["part"] is None}
    old = by_file["yunlan_05_boarder_aid_notice_2019.txt"]
    assert old["validity"] == "repealed"
    assert old["validity_note"]
    assert by_file["yunlan_06_boarder_aid_notice_2024.txt"]["validity"] == "in_force"


def test_every_clause_of_a_document_can_be_opened_by_its_label(client: TestClient) -> None:
    listed = client.get("/api/documents").json()["documents"]
    chosen = next(each for each in listed if each["clause_count"] > 10)
    outline = client.get(f"/api/documents/{chosen['id']}").json()
    labels = [clause["label"] for clause in outline["clauses"]]
    for place, clause in enumerate(outline["clauses"]):
        ref = quote(clause["label"], safe="")
        opened = client.get(f"/api/documents/{chosen['id']}/clauses/{ref}").json()
        if labels.count(clause["label"]) > 1:
            continue
        assert (opened["start"], opened["end"]) == (clause["start"], clause["end"])
        assert opened["end"] - opened["start"] == len(opened["text"])
        assert opened["previous"] == (labels[place - 1] if place else None)
        assert opened["document"]["id"] == chosen["id"]


def test_a_citation_of_an_answer_opens_in_its_document(client: TestClient) -> None:
    citation = client.post("/api/answer", json={"question": QUESTION}).json()["citations"][0]
    ref = quote(citation["label"], safe="")
    opened = client.get(f"/api/documents/{citation['document_id']}/clauses/{ref}").json()
    assert opened["text"] == citation["text"]
    at = citation["start"] - opened["start"]
    assert opened["text"][at : at + len(citation["quote"])] == citation["quote"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/documents/nothing", "unknown_document"),
        ("/api/documents/nothing/clauses/一", "unknown_document"),
        ("/api/nothing", "not_found"),
        ("/api/documents?limit=0", "bad_request"),
    ],
)
def test_what_is_not_there_is_said_in_chinese(client: TestClient, path: str, code: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 422)
    error = response.json()["error"]
    assert error["code"] == code
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])


@pytest.mark.parametrize("ref", ["第九百条", "›", " ", "一/二"])
def test_an_unknown_clause_is_named(client: TestClient, ref: str) -> None:
    listed = client.get("/api/documents").json()["documents"]
    response = client.get(f"/api/documents/{listed[0]['id']}/clauses/{quote(ref, safe='')}")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "unknown_clause"


def test_a_wrong_method_is_said_in_chinese(client: TestClient) -> None:
    response = client.get("/api/answer")
    assert response.status_code in (404, 405)
    assert response.json()["error"]["message"]


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_readiness_says_why_not(
    assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = ClauseStore.open(tmp_path_factory.mktemp("closed"), writable=True)
    store.close()
    app = create_api(assistant, store, as_of=lambda: DAY)
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["error"]["message"]


def test_an_unexpected_failure_says_nothing_of_the_inside(
    sample_store: ClauseStore, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_api(object(), sample_store, as_of=lambda: DAY)  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.post("/api/answer", json={"question": QUESTION})
        events = read_events(client.post("/api/answer/stream", json={"question": QUESTION}).text)
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal"
    assert "object" not in response.text
    assert events[-1][0] == "error"
    assert events[-1][1]["error"]["code"] == "internal"
    assert "AttributeError" in caplog.text


def test_docs_are_served_from_here(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http" not in page.replace("http-equiv", "")
    for asset in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        assert f"docs/{asset}" in page
        assert client.get(f"/docs/{asset}").status_code == 200
    schema = client.get("/openapi.json").json()
    assert "/api/answer" in schema["paths"]


@pytest.mark.parametrize("path", ["/api/documents", "/docs", "/healthz", "/api/nothing"])
def test_every_response_has_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]


@pytest.mark.parametrize("kind", ["int_parsing", "value_error", "greater_than_equal", ""])
def test_every_kind_of_bad_field_has_a_sentence(kind: str) -> None:
    assert explain_bad_field({"type": kind, "loc": ("query", "limit")}).startswith("“limit”")
