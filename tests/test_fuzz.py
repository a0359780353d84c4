"""The fuzz targets for a moment, the same way every time; `python -m tests.fuzz` goes on longer."""

import random

import pytest

from tests.fuzz_targets import SIGNS, TARGETS, Target, mutilate, run_text

ROUNDS = 12


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_whatever_becomes_of_a_file_it_is_read_whole_or_refused(target: Target) -> None:
    chance = random.Random(target.name)
    for seed in target.seeds():
        target.run(seed)
        for _ in range(ROUNDS):
            target.run(mutilate(seed, chance))


def test_signs_in_any_order_are_accounted_for() -> None:
    chance = random.Random(7)
    for _ in range(150):
        text = "".join(chance.choices(SIGNS, k=chance.randint(1, 120)))
        run_text(text.encode("utf-8"))
