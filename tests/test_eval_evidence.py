import gzip
import json

import numpy as np
import pytest

from assistant.choosing.evidence import FEATURES
from eval.evidence import (
    ANSWERED,
    NEAR_MISS,
    NEIGHBOUR,
    TEST,
    LaySet,
    count_words,
    find_fold,
    measure_lay,
    read_lay_set,
    tabulate_runs,
)
from eval.evidence_report import assess_lay, draw_page
from eval.evidence_training import Fitted, Trial, fit_calibrated, measure, to_chances
from eval.fitting import fit_logistic

SAID = "教师每学期体检{}次，费用由学校承担。"


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> LaySet:
    folder = tmp_path_factory.mktemp("lay")
    keys = [str(number) for number in range(60)]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as written:
        for key in keys:
            text = SAID.format(int(key) + 2)
            row = {"_id": key, "title": "甲法", "text": text, "metadata": {"section": "第一章"}}
            written.write(json.dumps(row) + "\n")
    own = [{"_id": f"tch-{n}", "title": f"办法{n}", "text": "乙", "metadata": {}} for n in (1, 2)]
    lines = "".join(json.dumps(row) + "\n" for row in own)
    (folder / "policy_clauses.jsonl").write_text(lines, encoding="utf-8")
    rows = [
        {"clause": key, "question": f"第{key}校体检{asks}", "register": "lay", "answerable": good}
        for key in [*keys, "tch-1", "tch-2"]
        for asks, good in (("费用谁承担？", True), ("要赔多少钱？", False))
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "questions.jsonl").write_text(text, encoding="utf-8")
    return read_lay_set(folder)


def test_each_answered_question_has_a_neighbour_of_its_own_law_or_batch(given: LaySet) -> None:
    kinds = [pair.kind for pair in given.pairs]
    assert kinds.count(ANSWERED) == kinds.count(NEAR_MISS) == kinds.count(NEIGHBOUR) == 62
    right = {pair.question: pair.clause_id for pair in given.pairs if pair.kind == ANSWERED}
    for pair in given.pairs:
        if pair.kind == NEIGHBOUR:
            assert pair.clause_id != right[pair.question]
            assert pair.clause_id.isdigit() == right[pair.question].isdigit()
            assert pair.fold == find_fold(right[pair.question])


def test_training_tells_near_misses_and_measures_on_the_fifth_left_out(given: LaySet) -> None:
    features = measure_lay(given, count_words(given))
    assert features.shape == (len(given.pairs), len(FEATURES))
    trial = Trial.read(given, features)
    shipped = fit_calibrated(trial, trial.folds != TEST)
    figures = measure(trial, shipped)
    assert figures["areas"]["wording and pair"] > 0.9
    assert figures["answered"] == sum(
        pair.fold == TEST and pair.kind == ANSWERED for pair in given.pairs
    )
    assert sum(count for _, _, count in figures["reliability"]) == 2 * figures["answered"]
    chances = to_chances(shipped.score(trial))
    assert ((chances > 0) & (chances < 1)).all()


def test_calibrating_stretches_the_log_odds(given: LaySet) -> None:
    trial = Trial.read(given, np.ones((len(given.pairs), len(FEATURES))))
    plain = Fitted(np.full(len(FEATURES), 0.01), {"体检": 0.5}, -0.2)
    moved = plain.calibrate(2.0, 1.0)
    assert moved.score(trial) == pytest.approx(2 * plain.score(trial) + 1)


def test_the_page_has_both_plots_and_the_counts(given: LaySet) -> None:
    some = LaySet(given.pairs[:9], given.clauses)
    chances = assess_lay(some, count_words(given))
    assert all(0 < chance < 1 for chance in chances)
    page = draw_page(some, chances)
    assert page.count("<svg") == 2
    assert "能答 3 题，相近而不能答 3 题" in page


def test_runs_are_tabulated_where_they_stand() -> None:
    table = tabulate_runs(["几岁", "岁"], ["岁", "几岁", "多"]).toarray()
    assert table.tolist() == [[1, 1, 0], [1, 0, 0]]


def test_without_features_the_intercept_gives_the_share() -> None:
    truths = np.array([1.0, 1, 1, 0])
    found = fit_logistic(np.zeros((4, 1)), truths, np.ones(4), 1.0)
    assert found[-1] == pytest.approx(np.log(3), abs=1e-3)
