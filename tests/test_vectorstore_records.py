"""What is filed of a document reads back as it was: metadata, targets, who grants a benefit."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ingest.load import parse_content
from ingest.model import (
    DocumentId,
    DocumentMetadata,
    DocumentStatus,
    PartialDate,
    Region,
    SourceKind,
)
from vectorstore.records import format_metadata, parse_metadata
from vectorstore.store import ClauseStore

_DATES = (
    st.none()
    | st.builds(PartialDate, st.integers(1, 9999), st.just(0), st.just(0))
    | (st.dates().map(lambda day: PartialDate(day.year, day.month, day.day)))
)
_WORDS = st.none() | st.text(max_size=5)
_LISTS = st.lists(st.text(max_size=5), max_size=3).map(tuple)


@given(
    st.builds(
        DocumentMetadata,
        title=st.text(max_size=9),
        notice_title=_WORDS,
        issuing_body=_WORDS,
        document_number=_WORDS,
        cited_numbers=_LISTS,
        issue_date=_DATES,
        effective_from=_DATES,
        effective_evidence=_WORDS,
        plan_to=_DATES,
        status=st.sampled_from(DocumentStatus),
        source_kind=st.sampled_from(SourceKind),
        region=st.builds(Region, _WORDS, _WORDS, _WORDS),
        amends=_LISTS,
        based_on=_LISTS,
    )
)
def test_metadata_reads_back_as_printed(metadata: DocumentMetadata) -> None:
    assert parse_metadata(format_metadata(metadata)) == metadata


def test_targets_and_who_grants_a_benefit_come_back_as_they_were_filed(tmp_path: Path) -> None:
    text = (
        "槐溪县养老服务办法\n\n一、建设养老设施。到2026年，新建养老院3至5所，经费逐年增加。\n"
        "二、发放高龄津贴。县财政对高龄老人每人每月发放津贴80元。\n"
    )
    parsed = parse_content(text.encode(), "elders.txt")
    (document,) = parsed.documents
    with ClauseStore.open(tmp_path / "data", writable=True) as store:
        store.replace(parsed)
        targets, benefits = store.targets(), store.benefits()
        assert store.targets(frozenset({DocumentId("none")})) == ()
    kept = [
        (t.figure, t.value, t.upper, t.unit, t.direction, t.subject, t.date, t.span)
        for t in targets
    ]
    assert kept == [
        (t.figure, t.value, t.upper, t.unit, t.direction, t.subject, t.date, t.span)
        for t in document.targets
    ]
    first = targets[0]
    assert (str(first.value), str(first.upper), first.date) == ("3", "5", "到2026年")
    assert [target.passage.label for target in targets] == ["一", "一", "二"]
    assert [benefit.granted_by for benefit in benefits] == ["县财政"]
