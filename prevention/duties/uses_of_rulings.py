"""Since when somebody was held on a ruling, and when it was executed, by whichever of its records (89-22.2b)."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.write.stays import earliest
from prevention.decisions import EXPULSION
from schema.ruling_identity import RulingIdentity, identity, identity_of

FactRow = Mapping[str, Any]
Uses = Mapping[str, FactRow]
"""What is kept of the use of rulings: by the id of a record, and by the id under which several share it."""


def ruling_ids(
    decisions: Mapping[str, Sequence[FactRow]], placements: Mapping[str, Sequence[FactRow]]
) -> list[str]:
    """The ids of the rulings about persons, and of those on which they were ever said to be held."""
    ids = {row["id"] for rows in decisions.values() for row in rows if row["kind"] == EXPULSION}
    return sorted(ids.union(*(_rulings_named(rows) for rows in placements.values())))


def shared_ids(decisions: Mapping[str, Sequence[FactRow]], uses: Uses) -> list[str]:
    """The ids under which records share a use that say of their rulings what these say or said."""
    rulings = [*(row for rows in decisions.values() for row in rows if row["kind"] == EXPULSION)]
    identities = {ruling_identity for row in rulings for ruling_identity in _identities(row, uses.get(row["id"]))}
    return sorted(_keys(identities.union(*map(_kept_identities, uses.values()))))


def days_used(
    ruling: FactRow, decisions: Sequence[FactRow], placements: Sequence[FactRow], uses: Uses
) -> tuple[dt.date | None, dt.date | None]:
    """Of a decision in a person's file: since when somebody was held on it, and when it was executed.

    Another record about the person that is plainly the same ruling counts for it, also where it is there no more.
    """
    if ruling["kind"] != EXPULSION:
        return None, None
    identities = _identities(ruling, uses.get(ruling["id"]))
    use_ids = {ruling["id"], *_keys(identities)}
    by_id = {row["id"]: row for row in decisions}
    for other_id in {*by_id, *_rulings_named(placements)} & uses.keys():
        others = _identities(by_id.get(other_id), uses[other_id])
        if any(ruling_identity.is_one_with(other) for ruling_identity in identities for other in others):
            use_ids |= {other_id, *_keys(others)}
    uses_of_ruling = [uses[use_id] for use_id in use_ids if use_id in uses]
    return earliest(use["since"] for use in uses_of_ruling), earliest(use["spent"] for use in uses_of_ruling)


def _rulings_named(placements: Iterable[FactRow]) -> set[str]:
    rulings = {ruling for row in placements for ruling in row["rulings"] or ()}
    return rulings | {row["ruling"] for row in placements if row["ruling"]}


def _identities(decision: FactRow | None, use: FactRow | None) -> set[RulingIdentity]:
    """What a record says of its ruling, and what it said while somebody was held on it."""
    identities = set(_kept_identities(use)) if use is not None else set()
    if decision is not None:
        identities.add(identity(decision["kind"], decision["decided"], decision["number"], decision["court"]))
    return identities


def _kept_identities(use: FactRow) -> Iterator[RulingIdentity]:
    return map(identity_of, use["said"] or ())


def _keys(identities: Iterable[RulingIdentity]) -> set[str]:
    return {ruling_identity.key for ruling_identity in identities if ruling_identity.key is not None}
