"""The targets on a small made-up population, and that it is hard enough to mean something."""

from functools import cache

import pytest
from typer.testing import CliRunner

from adapters.matching import features
from adapters.matching.levels import levels
from hub.matching_cli import matching
from hub.matching_evaluation import Method, evaluate
from hub.population.doubles import Double, write_doubles

PERSONS = 2_000
SEED = 21


@cache
def _doubles() -> tuple[Double, ...]:
    return write_doubles(PERSONS, SEED)


@pytest.mark.parametrize("method", Method)
def test_targets_are_held(method: Method) -> None:
    found = evaluate(_doubles(), method)
    assert found.keys_recall >= 0.98
    assert found.precision >= 0.995
    assert found.recall >= 0.95
    assert found.recall_with_review >= 0.98


def test_the_same_seed_gives_the_same_cards() -> None:
    assert write_doubles(300, 4) == write_doubles(300, 4)
    assert write_doubles(300, 4) != write_doubles(300, 5)


def test_a_good_share_of_true_pairs_is_not_alike_to_the_letter() -> None:
    firsts = {each.person: each for each in _doubles() if each.system == 0}
    pairs = [(firsts[each.person].card, each.card) for each in _doubles() if each.system == 1]
    as_written = sum(
        (a.family_name, a.given_name, a.patronymic, a.birth_date)
        == (b.family_name, b.given_name, b.patronymic, b.birth_date)
        for a, b in pairs
    )
    assert as_written < 0.45 * len(pairs)
    without_number = sum(not (a.iin and b.iin) for a, b in pairs)
    assert without_number > 0.6 * len(pairs)
    moved = sum(levels(features(a), features(b)).get("home") == "different" for a, b in pairs)
    assert 0.04 * len(pairs) < moved < 0.12 * len(pairs)


def test_the_command_prints_the_numbers() -> None:
    shown = CliRunner().invoke(matching, ["evaluate", "--persons", "200", "--seed", "3"])
    assert shown.exit_code == 0 and "precision" in shown.output and "recall" in shown.output
