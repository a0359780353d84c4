import pytest

from ingest.load import parse_content
from ingest.model import DocumentMetadata
from tests.metadata_trials import TRIALS

REGION = ("province", "city", "county")


def read_field(metadata: DocumentMetadata, name: str) -> str:
    """The field as text: "" for nothing, several values joined by ;"""
    value = getattr(metadata.region if name in REGION else metadata, name)
    return ";".join(value) if isinstance(value, tuple) else str(value or "")


@pytest.mark.parametrize(("text", "expected"), [t[1:] for t in TRIALS], ids=[t[0] for t in TRIALS])
def test_a_misleading_document_is_read_right(text: str, expected: dict[str, str]) -> None:
    metadata = parse_content(text.encode(), "document.txt").documents[0].metadata
    assert {name: read_field(metadata, name) for name in expected} == expected
