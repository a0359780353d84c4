"""Whether a document holds on a given day, with the words that show it."""

import datetime

from ingest.model import DocumentMetadata, DocumentStatus, PartialDate, Validity, ValidityState
from ingest.periods import says_end


def assess_validity(metadata: DocumentMetadata, as_of: datetime.date) -> Validity:
    """The state on the day `as_of`; the note is "" where people need no warning.

    A date that names only a month or a year ends with its last day and begins with its first.
    The end of a plan's period makes a document old, not void.
    """
    status_words = metadata.status_evidence or ""
    dated_words = metadata.effective_evidence or ""
    start, end = metadata.effective_from, metadata.effective_to
    if metadata.status is DocumentStatus.TEMPLATE:
        note = "网络整理的范文或模板，不是正式文件，不能作为依据。"
        return Validity(ValidityState.UNKNOWN, as_of, status_words, note)
    if metadata.status is DocumentStatus.REPEALED and "失效" in status_words:
        note = "原网页或文件标明已失效，不能作为现行依据，请查找新的规定。"
        return Validity(ValidityState.EXPIRED, as_of, status_words, note)
    if metadata.status is DocumentStatus.REPEALED:
        note = "文件已废止，不能作为现行依据。"
        return Validity(ValidityState.REPEALED, as_of, status_words, note)
    if metadata.status is DocumentStatus.DRAFT:
        form = _name_draft(status_words)
        note = f"{form}，尚未正式印发，不能作为正式依据。"
        return Validity(ValidityState.DRAFT, as_of, status_words, note)
    if start is not None and as_of < start.first_day():
        note = f"自{format_date(start)}起施行，目前尚未生效。"
        return Validity(ValidityState.NOT_YET, as_of, dated_words, note)
    if end is not None and as_of > end.last_day():
        return Validity(
            ValidityState.EXPIRED,
            as_of,
            dated_words,
            f"已于{format_date(end)}失效，请查找新的规定。",
        )
    if end is None and says_end(dated_words):
        note = "文件写明有有效期，但算不出截止日期，无法判断是否仍然有效，请核实。"
        return Validity(ValidityState.UNKNOWN, as_of, dated_words, note)
    if start is not None or end is not None:
        return Validity(ValidityState.IN_FORCE, as_of, dated_words, "")
    if metadata.plan_to is not None and as_of > metadata.plan_to.last_day():
        note = f"计划期至{format_date(metadata.plan_to)}已结束，文件未写明废止。"
        return Validity(ValidityState.PLAN_ENDED, as_of, metadata.plan_evidence or "", note)
    return Validity(ValidityState.UNKNOWN, as_of, status_words, "")


def format_date(date: PartialDate) -> str:
    """The date in Chinese, as precise as it is.

    >>> format_date(PartialDate(2024, 7))
    '2024年7月'
    """
    return (
        f"{date.year}年"
        + (f"{date.month}月" if date.month else "")
        + (f"{date.day}日" if date.day else "")
    )


def _name_draft(words: str) -> str:
    for form in ("送审稿", "征求意见稿", "讨论稿", "审议稿", "报批稿", "草案", "初稿"):
        if form in words:
            return form
    return "草稿"
