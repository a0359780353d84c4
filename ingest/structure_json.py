"""A parsed file as the JSON of `policy-assistant structure --json`."""

from ingest.model import (
    Benefit,
    Clause,
    Duty,
    LeftOut,
    ParsedFile,
    PartialDate,
    PolicyDocument,
    Span,
    Target,
)
from ingest.quantities import format_number
from ingest.report import Json


def write_structure(parsed: ParsedFile) -> dict[str, Json]:
    """All documents with metadata and clauses; offsets into the text that the reader gave.

    What was left out stands with the document around it, else with the first one.
    """
    owners = [_find_owner(left, parsed.documents) for left in parsed.left_out]
    documents: list[Json] = []
    for index, document in enumerate(parsed.documents):
        left_out = [
            left for left, owner in zip(parsed.left_out, owners, strict=True) if owner == index
        ]
        documents.append(_write_document(document, left_out))
    return {"documents": documents}


def _find_owner(left: LeftOut, documents: tuple[PolicyDocument, ...]) -> int:
    """The index of the smallest document around the stretch."""
    around = [
        (len(document.span), index)
        for index, document in enumerate(documents)
        if document.span.contains(left.span)
    ]
    return min(around)[1] if around else 0


def _write_document(document: PolicyDocument, left_out: list[LeftOut]) -> dict[str, Json]:
    metadata = document.metadata
    return {
        "doc": document.file_name,
        "part": document.part,
        "title": metadata.title,
        "notice_title": metadata.notice_title,
        "issuing_body": metadata.issuing_body,
        "document_number": metadata.document_number,
        "issue_date": _write_date(metadata.issue_date),
        "publish_date": _write_date(metadata.publish_date),
        "effective_from": _write_date(metadata.effective_from),
        "effective_to": _write_date(metadata.effective_to),
        "plan_period": write_period(metadata.plan_from, metadata.plan_to),
        "status": str(metadata.status),
        "status_evidence": metadata.status_evidence,
        "region": {
            "province": metadata.region.province,
            "city": metadata.region.city,
            "county": metadata.region.county,
        },
        "cited_numbers": list(metadata.cited_numbers),
        "amends": list(metadata.amends),
        "repeals": list(metadata.repeals),
        "replaces": list(metadata.replaces),
        "based_on": list(metadata.based_on),
        "source_kind": str(metadata.source_kind),
        "clauses": [_write_clause(clause) for clause in document.clauses],
        "leads": [{"kind": str(lead.kind), **_write_span(lead.span)} for lead in document.leads],
        "left_out": [{"reason": left.reason, **_write_span(left.span)} for left in left_out],
        "duties": [_write_duty(duty, document.clauses) for duty in document.duties],
        "benefits": [_write_benefit(benefit, document.clauses) for benefit in document.benefits],
        "targets": [_write_target(target, document.clauses) for target in document.targets],
    }


def write_period(start: PartialDate | None, end: PartialDate | None) -> str | None:
    """A plan's period: years joined by a hyphen, months and days by a slash.

    >>> write_period(PartialDate(2021), PartialDate(2025))
    '2021-2025'
    >>> write_period(PartialDate(2021, 12), PartialDate(2024, 7))
    '2021-12/2024-07'
    """
    if start is None or end is None:
        return _write_date(start or end)
    return f"{start}/{end}" if start.month or end.month else f"{start}-{end}"


def _write_date(date: PartialDate | None) -> str | None:
    return None if date is None else str(date)


def _write_span(span: Span) -> dict[str, Json]:
    return {"start": span.start, "end": span.end}


def _write_clause(clause: Clause) -> dict[str, Json]:
    return {
        "path": list(clause.ref.labels),
        "heading": clause.heading,
        "start": clause.span.start,
        "end": clause.span.end,
        "own_end": clause.own_end,
        "inferred": clause.inferred,
        "kind": str(clause.kind),
        "occurrence": clause.ref.occurrence,
    }


def _write_duty(duty: Duty, clauses: tuple[Clause, ...]) -> dict[str, Json]:
    return {
        "clause": str(clauses[duty.clause].ref),
        "task": duty.task,
        "deadline": duty.deadline,
        **_write_span(duty.span),
        "parties": [
            {"role": str(party.role), "name": party.name, **_write_span(party.span)}
            for party in duty.parties
        ],
    }


def _write_benefit(benefit: Benefit, clauses: tuple[Clause, ...]) -> dict[str, Json]:
    return {
        "clause": str(clauses[benefit.clause].ref),
        "name": benefit.name,
        "recipients": benefit.recipients,
        "condition": benefit.condition,
        "amount": benefit.amount,
        "granted_by": benefit.granted_by,
        **_write_span(benefit.span),
        "recipients_span": _write_place(benefit.recipients_span),
        "condition_span": _write_place(benefit.condition_span),
        "granted_by_span": _write_place(benefit.granted_by_span),
    }


def _write_place(span: Span | None) -> dict[str, Json] | None:
    return None if span is None else _write_span(span)


def _write_target(target: Target, clauses: tuple[Clause, ...]) -> dict[str, Json]:
    return {
        "clause": str(clauses[target.clause].ref),
        "figure": target.figure,
        "value": format_number(target.value),
        "upper": format_number(target.upper),
        "unit": target.unit,
        "direction": str(target.direction),
        "subject": target.subject,
        "date": target.date,
        **_write_span(target.span),
    }
