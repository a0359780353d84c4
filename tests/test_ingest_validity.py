import datetime

import pytest

from ingest.model import DocumentMetadata, DocumentStatus, PartialDate, ValidityState
from ingest.validity import assess_validity

DAY = datetime.date(2024, 8, 1)


@pytest.mark.parametrize(
    ("metadata", "state", "words"),
    [
        (
            {"status": DocumentStatus.DRAFT, "status_evidence": "（送审稿）"},
            ValidityState.DRAFT,
            "送审稿，尚未",
        ),
        ({"status": DocumentStatus.REPEALED}, ValidityState.REPEALED, "已废止"),
        ({"status": DocumentStatus.TEMPLATE}, ValidityState.UNKNOWN, "范文"),
        (
            {"effective_from": PartialDate(2024, 9, 1)},
            ValidityState.NOT_YET,
            "自2024年9月1日起施行",
        ),
        ({"effective_to": PartialDate(2024, 7)}, ValidityState.EXPIRED, "已于2024年7月失效"),
        ({"effective_to": PartialDate(2024, 8)}, ValidityState.IN_FORCE, ""),
        ({"effective_to": PartialDate(2024)}, ValidityState.IN_FORCE, ""),
        ({"effective_from": PartialDate(2020, 1, 1)}, ValidityState.IN_FORCE, ""),
        (
            {"effective_from": PartialDate(2020, 1, 1), "effective_evidence": "有效期至另行通知。"},
            ValidityState.UNKNOWN,
            "算不出截止日期",
        ),
        (
            {"status": DocumentStatus.REPEALED, "status_evidence": "有效性：失效"},
            ValidityState.EXPIRED,
            "已失效",
        ),
        ({"plan_to": PartialDate(2024, 7)}, ValidityState.PLAN_ENDED, "计划期至2024年7月已结束"),
        ({"plan_to": PartialDate(2024)}, ValidityState.UNKNOWN, ""),
        ({"status": DocumentStatus.ISSUED}, ValidityState.UNKNOWN, ""),
    ],
)
def test_states_and_notes(metadata: dict, state: ValidityState, words: str) -> None:  # type: ignore[type-arg]
    found = assess_validity(DocumentMetadata(title="办法", **metadata), DAY)
    assert found.state is state
    assert found.as_of == DAY
    assert words in found.note
    assert bool(found.note) == bool(words)
