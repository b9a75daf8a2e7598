"""Splink on a database that holds personal data: in memory alone, quiet, and without a way out.

Both libraries take a second to be loaded, and a hub that serves needs neither: they are loaded by whoever calls.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from adapters.matching.addresses import parts
from adapters.matching.blocks import blocks
from adapters.matching.comparisons import CONDITIONS, DIFFERENT, NULLS
from adapters.matching.features import Features
from adapters.matching.person_names import forefather
from adapters.matching.weights import Weights
from schema.given_names import known_names

if TYPE_CHECKING:
    from splink import Linker, SettingsCreator

_DATABASE: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    # Nothing is spilled to disk: a batch that does not fit fails.
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_CLOSED = "SET enable_progress_bar = false; SET enable_external_access = false; SET lock_configuration = true"
_TEXTS = ("family", "forefather", "given", "patronymic", "born", "sex", "street", "house", "flat", "kato", "phone")
_TYPED = ", ".join(
    [
        *("unique_id", "person::varchar as person", "blocks::varchar[] as blocks"),
        *("given_known", "patronymic_known"),
        *(f"{name}::varchar as {name}" for name in _TEXTS),
    ]
)
"""The columns with their types: one that is empty in every row has none of itself."""


@contextmanager
def linker(
    cards: Sequence[Features], settings: "SettingsCreator", persons: Sequence[str] = ()
) -> Iterator["Linker"]:
    """A linker over ``cards``, known by their place in the sequence.

    ``persons`` are who they are, where that is known.
    """
    import duckdb
    from splink import DuckDBAPI, Linker

    # Splink writes its statements and what it learnt to its log; values of cards would stand in errors.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with duckdb.connect(":memory:", config=_DATABASE) as connection:
        connection.execute(_CLOSED)
        rows = [_row(n, card, persons[n] if persons else None) for n, card in enumerate(cards)]
        database = DuckDBAPI(connection)
        untyped = database.register(rows).as_duckdbpyrelation()
        untyped.select(_TYPED).create("cards")
        frame = database.register("cards")
        yield Linker(frame, settings, log_level=None)


def settings(weights: Weights | None = None) -> "SettingsCreator":
    """The model's comparisons and keys; with ``weights`` where it has been trained."""
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=weights.prior if weights else 0.0001,
        blocking_rules_to_generate_predictions=[block_on("blocks", arrays_to_explode=["blocks"])],
        comparisons=[_comparison(name, conditions, weights) for name, conditions in CONDITIONS.items()],
        retain_matching_columns=False,
        additional_columns_to_retain=[] if weights else ["person"],
    )


def _comparison(name: str, conditions: Mapping[str, str], weights: Weights | None) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        {"sql_condition": NULLS[name], "label_for_charts": "unknown", "is_null_level": True}
    ]
    for level, condition in {**conditions, DIFFERENT: "ELSE"}.items():
        row: dict[str, Any] = {"sql_condition": condition, "label_for_charts": level}
        if weights:
            chance = weights.chances[name][level]
            row |= {"m_probability": chance.same, "u_probability": chance.other}
        rows.append(row)
    return {"output_column_name": name, "comparison_levels": rows}


def _row(place: int, card: Features, person: str | None) -> dict[str, Any]:
    street, house, flat = parts(card.address) if card.address else (None, None, None)
    return {
        "unique_id": place,
        "person": person,
        "family": card.family,
        "forefather": forefather(card.family) if card.family else None,
        "given": card.given_name,
        "given_known": card.given_name in known_names(),
        "patronymic": card.patronymic,
        "patronymic_known": card.patronymic in known_names(),
        "born": f"{card.born:%Y%m%d}" if card.born else None,
        "sex": card.sex,
        "street": street,
        "house": house,
        "flat": flat,
        "kato": card.kato,
        "phone": card.phone,
        "blocks": blocks(card),
    }
