"""What a document says of itself."""

from ingest.model import DocumentMetadata
from ingest.parts import DocumentSketch


def read_metadata(
    text: str, sketch: DocumentSketch, parent: DocumentMetadata | None
) -> DocumentMetadata:
    """The metadata of one document of a file."""
    return DocumentMetadata(title=sketch.title or "")
