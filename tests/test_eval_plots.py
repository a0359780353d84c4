import re
from xml.etree import ElementTree

import pytest

from eval.measures import bin_probabilities, expected_calibration_error, roc_auc
from eval.plots import plot_reliability

SAID = [0.05, 0.1, 0.35, 0.35, 0.9, 1.0]
TRUE = [False, False, True, False, True, True]


def test_a_reliability_plot_has_a_dot_for_each_bin_and_is_well_formed() -> None:
    drawn = plot_reliability(SAID, TRUE)
    figure = ElementTree.fromstring(drawn)
    dots = figure.findall(".//circle")
    assert len(dots) == len(bin_probabilities(SAID, TRUE)) == 4
    heights = [float(dot.attrib["cy"]) for dot in dots]
    assert heights[-1] < heights[2] < heights[0]  # what came true more often stands higher
    assert max(float(dot.attrib["r"]) for dot in dots) == float(dots[2].attrib["r"])


def test_a_dot_of_what_came_true_as_often_as_said_lies_on_the_line() -> None:
    drawn = plot_reliability([0.5, 0.5], [True, False])
    (x, y) = (float(found) for found in re.findall(r'c[xy]="([0-9.]+)"', drawn))
    line = re.search(r"M(\S+) (\S+)L(\S+) (\S+)\" stroke=\"#999\"", drawn)
    assert line is not None
    left, floor, right, top = map(float, line.groups())
    assert (x - left) / (right - left) == pytest.approx((floor - y) / (floor - top), abs=0.01)


def test_without_probabilities_there_is_nothing_to_draw_or_to_measure() -> None:
    assert plot_reliability([], []) == ""
    assert expected_calibration_error([], []) is None
    assert roc_auc([0.3, 0.4], [True, True]) is None


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="probability"):
        plot_reliability([1.2], [True])


def test_the_area_under_the_curve_counts_pairs() -> None:
    wins = sum((a > b) + 0.5 * (a == b) for a in (0.35, 0.9, 1.0) for b in (0.05, 0.1, 0.35))
    assert roc_auc(SAID, TRUE) == pytest.approx(wins / 9)
