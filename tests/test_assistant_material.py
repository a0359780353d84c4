"""Clauses laid out for a model, and what its keys and quotes stand for."""

import random
from collections.abc import Sequence

from assistant.language_model.material import lay_out, make_draft
from assistant.language_model.output import Written
from assistant.model import Support
from tests.clauses import make_document, make_hits
from tests.model_server import read_clauses
from vectorstore.model import Hit

TEXTS = (
    "对乡镇教师每人每月发放补助500元以上，所需经费由云河县财政局安排，全县每年不低于700万元。",
    "任何单位不得截留、挪用教师补助资金，违反的由云河县纪委监委依纪处理。",
    "本办法自2024年5月1日起施行，有效期5年，由云河县教育体育局负责解释。",
)


def clauses(texts: Sequence[str] = TEXTS) -> tuple[Hit, ...]:
    return make_hits(make_document(1, "云河县乡镇教师补助办法"), texts)


def test_the_best_clauses_go_first_within_the_budget() -> None:
    hits = clauses(("甲" * 300, "乙" * 300, "丙" * 50))
    material = lay_out(hits, budget=400, source=random.Random(1))
    assert [hit.rank for hit in material.passages.values()] == [1, 3]
    assert material.left_out == (hits[1].passage.id,)
    assert material.cut == ()


def test_a_best_clause_beyond_the_budget_is_cut_at_a_sentence() -> None:
    sentence = "学校应当每年公布经费。"
    hits = clauses((sentence * 100,))
    material = lay_out(hits, budget=300)
    sent = read_clauses(f"材料边界 F\n{material.text}\n材料边界 F")[0].text
    assert sent.endswith("。")
    assert len(sent) <= 300
    assert material.cut == (hits[0].passage.id,)


def test_a_key_is_never_one_that_a_clause_writes() -> None:
    hits = clauses(tuple(f"见[{a}{n}{a}{n}]号。" for a in "ACDEF" for n in "3"))
    material = lay_out(hits, budget=1000)
    assert not [key for key in material.passages if any(key in h.passage.text for h in hits)]


def test_a_quote_goes_to_the_key_that_holds_it_and_a_lost_one_stays() -> None:
    asked = clauses()
    material = lay_out(asked, budget=1000)
    first, second, _ = material.passages
    one, two = asked[0].passage.id, asked[1].passage.id
    held = make_draft(Written("陈述", (first, second), (TEXTS[1][:8],)), material)
    assert held.supports == (Support(one, ""), Support(two, TEXTS[1][:8]))
    lost = make_draft(Written("陈述", (first,), ("没有这句话",)), material)
    assert lost.supports == (Support(one, "没有这句话"),)
    assert make_draft(Written("陈述", (first, "B0B0"), (TEXTS[0],)), material).supports == ()
    assert make_draft(Written("陈述", (), (TEXTS[0],)), material).supports == ()
