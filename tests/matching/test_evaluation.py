"""The targets on a small made-up population, and that it is hard enough to mean something."""

from dataclasses import replace
from functools import cache

import pytest
from typer.testing import CliRunner

from adapters.matching import features
from adapters.matching.levels import levels
from hub.cli.matching import matching
from hub.reports.matching_evaluation import Method, evaluate
from synthetic.doubles import Double, write_doubles

PERSONS = 2_000
SEED = 21


@cache
def _doubles() -> tuple[Double, ...]:
    return write_doubles(PERSONS, SEED)


@cache
def _strangers() -> tuple[Double, ...]:
    """For each tenth card without a patronymic a stranger of its names, day and district, in another home.

    For each tenth card of a woman a stranger of another family name and no home, otherwise alike.
    """
    alone = [double for double in _doubles() if double.card.patronymic is None and double.card.birth_date][::10]
    women = [double for double in _doubles() if double.card.patronymic and double.card.sex == "FEMALE"][::10]
    changes: list[dict[str, str | None]] = [{"address": "Тұран даңғылы, 91-17"}] * len(alone)
    changes += [{"address": None, "family_name": "Тұрсынбаева"}] * len(women)
    return tuple(
        replace(
            double,
            person=f"stranger-{n}",
            card=double.card.model_copy(update={**change, "iin": None, "phone": None}),
        )
        for n, (double, change) in enumerate(zip([*alone, *women], changes, strict=True))
    )


@pytest.mark.parametrize("method", Method)
def test_targets_are_held(method: Method) -> None:
    """The share that links alone find was 0.906 while names, day and district linked without a patronymic.

    It was 0.874 when such pairs, and those without a date, were a person's to decide: among the strangers of the
    next test precision was 0.79 before. It is 0.78 since a letter in the given name, Kazakh or Russian, is a
    person's to decide as well. What links and reviews find together is as it was.
    """
    figures = evaluate(_doubles(), method)
    assert figures.keys_recall >= 0.98
    assert figures.precision >= 0.999
    assert figures.recall >= 0.76
    assert figures.recall_with_review >= 0.98


@pytest.mark.parametrize("method", Method)
def test_strangers_of_like_cards_are_not_linked(method: Method) -> None:
    figures = evaluate((*_doubles(), *_strangers()), method)
    assert len(_strangers()) > 100
    assert figures.linked - figures.linked_rightly <= 25
    assert figures.precision >= 0.975


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
