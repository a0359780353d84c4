"""The benchmark of growth: what it measures, not how fast anything is."""

import pytest

from eval.growth import KINDS, find_ratios, measure_growth


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_each_kind_is_about_as_long_as_asked(kind: str) -> None:
    for length in (100, 1000):
        assert length <= len(KINDS[kind](length)) < length + 200


def test_three_texts_are_measured_each_ten_times_the_one_before() -> None:
    growth = measure_growth("dots", largest=0.02, patience=1e6)
    assert growth.sizes == pytest.approx((0.0002, 0.002, 0.02))
    assert growth.last_ratio == find_ratios(growth.seconds)[-1]
    assert all(seconds > 0 for seconds in growth.seconds)


def test_a_kind_that_takes_too_long_is_measured_in_shorter_texts() -> None:
    assert measure_growth("dots", patience=0.0).sizes[-1] == pytest.approx(0.1)
