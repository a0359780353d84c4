"""Heads, tails and pages of invented documents that mislead, and what each says of itself.

All places, bodies and numbers in `data/misleading_documents.jsonl` are fictional. A field that an
entry does not name is not checked; "" means that the document does not say it.
"""

import json
from pathlib import Path

import pytest

from ingest.load import parse_content
from ingest.model import DocumentMetadata

REGION = ("province", "city", "county")
DATA = Path(__file__).parent / "data" / "misleading_documents.jsonl"
TRIALS = [json.loads(line) for line in DATA.read_text("utf-8").splitlines()]


def read_field(metadata: DocumentMetadata, name: str) -> str:
    """The field as text: "" for nothing, several values joined by ;"""
    value = getattr(metadata.region if name in REGION else metadata, name)
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [(trial["text"], trial["expected"]) for trial in TRIALS],
    ids=[trial["name"] for trial in TRIALS],
)
def test_a_misleading_document_is_read_right(text: str, expected: dict[str, str]) -> None:
    metadata = parse_content(text.encode(), "document.txt").documents[0].metadata
    assert {name: read_field(metadata, name) for name in expected} == expected
