"""`python -m eval.evidence_report`: the shipped evidence score on lay questions, as a page.

Measured on the fifth of the clauses whose questions the weights were not trained on.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.choosing.evidence import AskedQuestion, ReadClause, load_evidence_model
from assistant.reading.focus import read_focus
from eval.evidence import ANSWERED, NEIGHBOUR, TEST, LaySet, count_words, read_lay_set
from eval.measures import expected_calibration_error, roc_auc
from eval.page import make_page
from eval.plots import Bar, draw_bars, plot_reliability
from eval.ranking import bootstrap
from vectorstore.thesaurus import load_thesaurus


def assess_lay(given: LaySet, words: Mapping[str, int]) -> list[float]:
    """The probability of each pair by the shipped weights."""
    model, thesaurus, total = load_evidence_model(), load_thesaurus(), len(given.clauses)
    chances = []
    for pair in given.pairs:
        focus = read_focus(pair.question, words, total, thesaurus)
        headings, text = given.clauses[pair.clause_id]
        asked = AskedQuestion(pair.question, focus)
        chances.append(model.assess(asked, ReadClause(text, headings)).probability)
    return chances


def draw_page(given: LaySet, chances: Sequence[float]) -> str:
    """Area, calibration error, the reliability plot, and the means by kind of clause and pair."""
    asked = [(p, c) for p, c in zip(given.pairs, chances, strict=True) if p.kind != NEIGHBOUR]
    said, true = [c for _, c in asked], [p.kind == ANSWERED for p, _ in asked]
    area, error = roc_auc(said, true) or 0.0, expected_calibration_error(said, true) or 0.0
    groups: dict[str, list[float]] = {}
    for pair, chance in zip(given.pairs, chances, strict=True):
        source = "法律条文" if pair.clause_id.isdigit() else "政策条款"
        groups.setdefault(f"{source}，{_KINDS.get(pair.kind, '相近而不能答')}", []).append(chance)
    bars: dict[str, Sequence[Bar]] = {}
    for name, held in sorted(groups.items()):
        mean = bootstrap(held)
        bars[f"{name}（{len(held)}）"] = [(mean.mean, (mean.low, mean.high))]
    about = (
        f"能答 {sum(true)} 题，相近而不能答 {len(true) - sum(true)} 题；"
        f"ROC 曲线下面积 {area:.3f}，校准误差 {error:.3f}"
    )
    body = [
        plot_reliability(said, true, title="给出的概率与实际答得上的比例"),
        draw_bars(bars, ("平均概率",), title="各类问题与条款的平均概率"),
    ]
    return make_page("依据评分", about, body)


_KINDS = {ANSWERED: "能答", NEIGHBOUR: "邻近条款"}


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m eval.evidence_report", description=__doc__)
    parser.add_argument("--lay", type=Path, required=True, help="folder of the lay questions")
    parser.add_argument("--output", type=Path, required=True)
    asked = parser.parse_args()
    whole = read_lay_set(asked.lay)
    words = count_words(whole)
    given = LaySet(tuple(p for p in whole.pairs if p.fold == TEST), whole.clauses)
    page = draw_page(given, assess_lay(given, words))
    asked.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
