"""What people call a document's validity."""

from ingest.model import Validity, ValidityState

_VALIDITY_NAMES = {
    ValidityState.DRAFT: "送审稿",
    ValidityState.IN_FORCE: "现行",
    ValidityState.NOT_YET: "尚未施行",
    ValidityState.EXPIRED: "已失效",
    ValidityState.PLAN_ENDED: "规划期已满",
    ValidityState.REPEALED: "已废止",
    ValidityState.UNKNOWN: "效力未注明",
}


def name_validity(validity: Validity) -> str:
    """The two to five characters of a validity badge: 现行, 送审稿, 征求意见稿, 已废止 …"""
    if validity.state is ValidityState.DRAFT and "征求意见" in validity.evidence:
        return "征求意见稿"
    return _VALIDITY_NAMES[validity.state]
