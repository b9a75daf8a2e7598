"""Splink on a database that holds personal data: in memory alone, quiet, and without a way out."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from adapters.matching.addresses import parts
from adapters.matching.blocks import blocks
from adapters.matching.comparisons import CONDITIONS, DIFFERENT, NULLS
from adapters.matching.features import Features
from adapters.matching.names import forefather, known_names
from adapters.matching.weights import Weights

_DATABASE = {
    "threads": 1,
    "memory_limit": "1GB",
    # Nothing is spilled to disk: a batch that does not fit fails.
    "temp_directory": "",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_TEXT = pa.string()
_SCHEMA = pa.schema(
    [
        ("unique_id", pa.int64()),
        ("person", _TEXT),
        *((name, _TEXT) for name in ("family", "forefather", "given", "patronymic", "born", "sex")),
        *((name, _TEXT) for name in ("street", "house", "flat", "kato", "phone")),
        ("given_known", pa.bool_()),
        ("patronymic_known", pa.bool_()),
        ("has_iin", pa.bool_()),
        ("blocks", pa.list_(_TEXT)),
    ]
)


@contextmanager
def linker(cards: Sequence[Features], settings: SettingsCreator, persons: Sequence[str] = ()) -> Iterator[Linker]:
    """A linker over ``cards``, known by their place in the sequence. ``persons`` are who they are, where that is known."""
    # Splink writes its statements and what it learnt to its log; values of cards would stand in errors.
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    with duckdb.connect(":memory:", config=_DATABASE) as connection:
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        rows = [_row(n, card, persons[n] if persons else None) for n, card in enumerate(cards)]
        database = DuckDBAPI(connection)
        frame = database.register(pa.Table.from_pylist(rows, _SCHEMA))
        yield Linker(frame, settings, log_level=None)


def settings(weights: Weights | None = None) -> SettingsCreator:
    """The model: the comparisons and the keys; with ``weights`` where it has been trained."""
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
        "given": card.given,
        "given_known": card.given in known_names(),
        "patronymic": card.patronymic,
        "patronymic_known": card.patronymic in known_names(),
        "born": f"{card.born:%Y%m%d}" if card.born else None,
        "sex": card.sex,
        "street": street,
        "house": house,
        "flat": flat,
        "kato": card.kato,
        "phone": card.phone,
        "has_iin": card.has_iin,
        "blocks": blocks(card),
    }
