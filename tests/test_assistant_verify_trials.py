"""A thousand untrue statements of each of eight ways, and as many true ones as it takes."""

import datetime
import random
from collections import Counter

import pytest

from assistant.locate import fold_text
from assistant.model import Draft, Statement, Support
from assistant.verify import verify_draft
from ingest.model import Validity, ValidityState
from tests.trial_changes import CHANGES, alter_quote
from tests.trial_statements import BODIES, HITS, STITCHED, draw_true, lead_ins, quotes

TRIALS = 8_000
AS_OF = datetime.date(2025, 6, 1)
PASSAGES = {hit.passage.id: hit for hit in HITS}
VALIDITIES = {hit.document.id: Validity(ValidityState.IN_FORCE, AS_OF, "", "") for hit in HITS}
WAYS = (*CHANGES, "quote", "key")


def draw_untrue(way: str, source: random.Random) -> Draft:
    while True:
        true = draw_true(source)
        here = true.hit.passage
        if way == "quote":
            return Draft(true.text, (Support(here.id, alter_quote(true.quote, source)),))
        if way == "key":
            other = source.choice([hit for hit in HITS if hit is not true.hit]).passage
            return Draft(true.text, (Support(other.id, source.choice([true.quote, ""])),))
        body = CHANGES[way](true.body, here.text, source)
        if body is None or fold_text(body) in fold_text(here.text) or body in dict(BODIES).values():
            continue
        return Draft(true.lead_in + body, (Support(here.id, source.choice([true.quote, ""])),))


def survives(draft: Draft) -> bool:
    return isinstance(verify_draft(draft, PASSAGES, VALIDITIES), Statement)


def test_not_one_of_a_thousand_untrue_statements_of_each_way_survives() -> None:
    source = random.Random(20240501)
    drawn = [(way, draw_untrue(way, source)) for way in WAYS for _ in range(TRIALS // len(WAYS))]
    survivors = [(way, draft) for way, draft in drawn if survives(draft)]
    report = "\n".join(
        sorted({f"{way}: {draft.text} | {draft.supports[0]}" for way, draft in survivors})
    )
    assert len(drawn) == TRIALS
    assert not survivors, f"{Counter(way for way, _ in survivors)}\n{report}"


def test_true_statements_survive() -> None:
    drafts = [
        Draft(lead_in + body, (Support(hit.passage.id, quote),))
        for hit, body in BODIES
        for lead_in in lead_ins(hit)
        for quote in (*quotes(hit, body), "")
    ]
    lost = [
        result
        for result in (verify_draft(draft, PASSAGES, VALIDITIES) for draft in drafts)
        if not isinstance(result, Statement)
    ]
    report = "\n".join(sorted({f"{drop.text} | {drop.reason}" for drop in lost}))
    assert len(lost) <= len(drafts) * 0.02, f"{len(lost)} of {len(drafts)} lost\n{report}"


@pytest.mark.parametrize(("clause", "text"), STITCHED)
def test_true_words_put_together_untruly_do_not_survive(clause: int, text: str) -> None:
    here = HITS[clause].passage.id
    with_comma = text.replace("：", "，").replace("（", "，").replace("）", "")
    told = [
        (said, quote)
        for said in (text, with_comma)
        for quote in (HITS[clause].passage.text, "")
        if survives(Draft(said, (Support(here, quote),)))
    ]
    assert told == []
