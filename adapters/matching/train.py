"""Learning what each level weighs, from cards of which it is known whose they are."""

from collections.abc import Sequence
from typing import Any

from adapters.matching.comparisons import CONDITIONS, levels_of
from adapters.matching.features import Features
from adapters.matching.splink_database import linker, settings
from adapters.matching.weights import Chance, Weights

_LEAST = 0.0001
"""The least chance of a level: what was never met in training may still be met."""
_SAMPLE = 5e6
_SEED = 1


def train(cards: Sequence[tuple[str, Features]], prior: float) -> Weights:
    """The weights that cards of known persons teach: who each is stands beside it.

    ``prior`` is the chance that two cards taken blindly are of one person. It is set and not learnt, because it
    depends on how many people a hub holds.
    """
    features = [card for _, card in cards]
    with linker(features, settings(), [person for person, _ in cards]) as model:
        model.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=_SEED, min_count_per_level=None)
        model.training.estimate_m_from_label_column("person")
        learnt = model.misc.save_model_to_json()
    rows = {
        comparison["output_column_name"]: comparison["comparison_levels"] for comparison in learnt["comparisons"]
    }
    return Weights(prior, {name: _chances(name, rows[name]) for name in CONDITIONS})


def _chances(comparison: str, rows: Sequence[dict[str, Any]]) -> dict[str, Chance]:
    met = {row["label_for_charts"]: row for row in rows}
    return {
        level: Chance(_chance(met[level].get("m_probability")), _chance(met[level].get("u_probability")))
        for level in levels_of(comparison)
    }


def _chance(value: object) -> float:
    return max(float(value), _LEAST) if isinstance(value, int | float) else _LEAST
