"""Which words of a clause are one grant for a teacher, and what leads it in or limits it."""

import pytest

from assistant.applying.grants import Grant, list_general, list_grants, takes_in_others
from ingest.model import ClauseKind, DocumentId, DocumentMetadata, Span
from vectorstore.model import Passage, PassageId, StoredBenefit, StoredDocument

ID = DocumentId("d1")


def document(title: str = "松棠县教师待遇办法") -> StoredDocument:
    return StoredDocument(ID, "a.txt", None, None, DocumentMetadata(title=title), 1, 100, "")


def passages(*texts: str, parents: dict[int, int] | None = None) -> tuple[Passage, ...]:
    """Clauses in a row; `parents` gives the ordinal of the one above."""
    above = parents or {}
    return tuple(
        Passage(
            id=PassageId(f"d1:{n}"),
            document_id=ID,
            ordinal=n,
            label=f"第{n}条",
            kind=ClauseKind.CLAUSE,
            heading="",
            heading_path=(),
            span=Span(0, len(text)),
            own_end=len(text),
            text=text,
            parent=PassageId(f"d1:{above[n]}") if n in above else None,
            has_children=n in above.values(),
            inferred=False,
        )
        for n, text in enumerate(texts)
    )


def grants(
    *texts: str, parents: dict[int, int] | None = None, title: str = "松棠县教师待遇办法"
) -> list[Grant]:
    """The grants of the first clause."""
    held = passages(*texts, parents=parents)
    benefit = StoredBenefit(
        held[0], document(title), "补贴", "教师", None, None, None, held[0].span
    )
    return list(list_grants([benefit], lambda _: held))


TIERS = (
    ("班主任津贴标准为：小学每月500元，初中每月650元。", ["小学每月500元", "初中每月650元"]),
    ("任教满5年的，100元；满10年的，200元。", ["任教满5年的，100元", "满10年的，200元"]),
    (
        "义务教育学校班主任津贴每月600元，高中班主任津贴每月800元。",
        ["义务教育学校班主任津贴每月600元", "高中班主任津贴每月800元"],
    ),
    ("教学点教师每月补助500元，校长另加100元。", ["教学点教师每月补助500元，校长另加100元。"]),
    ("奖励获奖教师5000元，其中个人2000元。", ["奖励获奖教师5000元，其中个人2000元。"]),
    (
        "引进的硕士研究生教师安家费8万元，分四年发放，每年2万元。",
        ["引进的硕士研究生教师安家费8万元，分四年发放，每年2万元。"],
    ),
    ("教师每人每次40元，每月不超过320元。", ["教师每人每次40元，每月不超过320元。"]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TIERS)
def test_a_tier_stands_alone_only_where_it_names_who_is_meant(
    text: str, expected: list[str]
) -> None:
    assert [grant.words for grant in grants(text)] == expected


def led_by(grant: Grant) -> str:
    assert grant.lead is not None
    hit, span = grant.lead
    return hit.passage.text[span.start : span.end]


def test_what_leads_tiers_in_holds_for_each() -> None:
    found = grants("在乡村学校累计任教满15年的教师，奖励1万元；满25年的，奖励3万元。")
    assert led_by(found[1]) == "在乡村学校累计任教"
    assert (
        led_by(grants("班主任津贴标准为：小学每月500元，初中每月650元。")[1]) == "班主任津贴标准为"
    )


def test_items_of_a_list_are_grants_with_the_opening_above_them() -> None:
    found = grants(
        "乡村教师岗位补助按照下列标准发放：",
        "（一）班主任，每人每月200元；",
        "（二）教学点教师，每人每月400元。",
        parents={1: 0, 2: 0},
    )
    assert [grant.amount for grant in found] == ["每人每月200元", "每人每月400元"]
    assert {led_by(grant) for grant in found} == {"乡村教师岗位补助按照下列标准发放："}


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("班主任津贴每月500元。编外教师除外。", "编外教师除外"),
        ("班主任津贴每月500元。已领取岗位补助的，不再享受。", "已领取岗位补助的，不再享受"),
        ("小学班主任每月500元，初中班主任每月650元，借调的不享受。", "借调的不享受"),
        ("班主任津贴每月500元。津贴按月发放。", None),
    ],
)
def test_what_the_clause_excludes_goes_with_its_grants(text: str, limit: str | None) -> None:
    first = grants(text)[0]
    shown = [text[span.start : span.end] for span in first.limits]
    if limit is None:
        assert shown == []
    else:
        assert len(shown) == 1
        assert shown[0].endswith(limit)


@pytest.mark.parametrize(
    "text",
    [
        "寄宿生每生每学期补助500元。",
        "生均公用经费每年700元。",
        "对通过评估的县，一次性奖补500万元。",
        "义务教育教师平均工资收入水平不低于公务员。",
    ],
)
def test_what_no_teacher_can_claim_is_no_grant(text: str) -> None:
    assert grants(text) == []


def test_an_aim_without_an_amount_is_vague() -> None:
    (found,) = grants("进一步提高班主任待遇。", title="松棠县十条措施")
    assert found.is_vague
    assert not grants("进一步提高班主任待遇，每月不低于500元。")[0].is_vague


def test_who_may_have_anything_at_all_is_read_once_for_the_document() -> None:
    held = passages(
        "本办法适用于公办中小学在编教师。借用人员不适用本办法。特岗教师参照本办法执行。",
        "有下列情形之一的，不享受补助：（一）师德考核不合格的；（二）组织有偿补课的。",
    )
    found = list_general(document(), lambda _: held)
    assert [clause.kind for clause in found] == ["range", "exclusion", "exclusion"]
    assert "有偿补课" in found[2].items[0]
    assert takes_in_others(document(), lambda _: held)
    assert list_general(document("松棠县十条措施"), lambda _: held) == ()
