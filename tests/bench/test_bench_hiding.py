"""The rank test by which the benchmark of hidden against absent judges."""

import math
from random import Random

import pytest

from bench.hidden_persons import mann_whitney


def test_samples_that_are_the_same_are_not_told_apart() -> None:
    values = [float(each) for each in range(40)]
    assert mann_whitney(values, values) == pytest.approx(1.0)
    assert mann_whitney([1.0] * 30, [1.0] * 30) == 1.0


def test_samples_that_do_not_meet_are_told_apart_as_the_formula_says() -> None:
    low, high = [float(each) for each in range(20)], [float(each) for each in range(20, 40)]
    # U is 0, its mean 200 and its variance 20 * 20 * 41 / 12.
    z = (200 - 0.5) / math.sqrt(20 * 20 * 41 / 12)
    assert mann_whitney(low, high) == mann_whitney(high, low) == pytest.approx(math.erfc(z / math.sqrt(2)))


def test_a_tenth_of_a_deviation_is_seen_in_five_thousand_pairs_and_chance_is_not() -> None:
    rng = Random(1)
    one, other = ([rng.gauss(0, 1) for _ in range(5_000)] for _ in range(2))
    assert mann_whitney(one, other) > 0.01
    assert mann_whitney(one, [each + 0.1 for each in other]) < 0.001
