"""Rows of the hub's own (``ortaq load``) as cards: what is compared of them, and what speaks for one person."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engine.records import VERSION
from graph.engine.sealer import Sealer
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.person_claim import ClaimValues
from graph.ingest.person_keys import are_parted, made_key
from schema.catalogue import SUBJECT
from schema.internal.feed_records import CLOSED, DATE_OF_NUMBER, STATED_KATO, VIA

_VALUES = ("familyName", "givenName", "patronymic", "birthDate", "sex", "citizenship", "phone", "workplace")
_STORED = ", ".join(f".{name}" for name in ("id", "iin", DATE_OF_NUMBER, *_VALUES))
_OPEN_ROW = f"p.{VERSION} IS NOT NULL AND coalesce(p.{CLOSED}, false) = false"
_ROWS = f"""UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE {_OPEN_ROW}
  RETURN p {{{_STORED}}} AS stored, [(p)-[:LIVES_IN]->(r:Region) | r.kato] AS districts,
    [(p)<-[o:ADDRESS_OF]-(a:Address) WHERE o.{VIA} IS NULL | [a.id, a.text, a.from, a.until]] AS addresses"""
OPEN_ROWS = f"UNWIND $ids AS id MATCH (p:{SUBJECT} {{id: id}}) WHERE {_OPEN_ROW} RETURN id"
"""Those of ``ids`` that are ids of open rows."""


@dataclass(frozen=True, kw_only=True)
class RowCard:
    """An open row of the hub's own among the cards of persons: its ``id`` is the key of its sender's person.

    ``as_sent`` is what it says of who the person is; ``values`` the same without a number that is somebody else's,
    and without the date of birth that the number alone says. ``known_openly``: an open record refers to the person.
    """

    id: str
    as_sent: Mapping[str, Any]
    values: Mapping[str, Any]
    known_openly: bool


async def claims_of_rows(work: UnitOfWork, keys: Iterable[str]) -> list[ClaimValues]:
    """What the open rows of the hub's own with these keys say, each as a card: an address and a district too."""
    rows = await work.rows(_ROWS, ids=sorted(keys))
    return [_as_claim(work.sealer, row) for row in rows]


def _as_claim(sealer: Sealer, row: Mapping[str, Any]) -> ClaimValues:
    stored, key = row["stored"], row["stored"]["id"]
    values: dict[str, Any] = {name: stored.get(name) for name in _VALUES}
    if stored.get(DATE_OF_NUMBER):
        values["birthDate"] = None
    sealed = stored.get("iin")
    values["iin"] = None if sealed is None else sealer.open(SUBJECT, key, "iin", sealed)
    values["address"] = _home(row["addresses"])
    values[STATED_KATO] = min((kato for kato in row["districts"] if kato), default=None)
    return ClaimValues(
        id=key,
        key=key,
        system="",
        first_received=dt.datetime.min,
        changed_at=dt.datetime.min,
        values=values,
        open_key=key,
    )


def _home(addresses: Iterable[tuple[str, str | None, dt.date | None, dt.date | None]]) -> str | None:
    """The address at which somebody lives: of those that have not ended, the one with the latest first day.

    Each is id, text, first and last day. Where the days are the same the ids decide, so that it is always one.
    """
    lasting = [
        (since or dt.date.min, address_id, text)
        for address_id, text, since, until in addresses
        if text and not until
    ]
    return max(lasting)[2] if lasting else None


def beside_rows(claims: Iterable[ClaimValues], rows: Iterable[RowCard]) -> list[ClaimValues]:
    """The mentions; those under the key of a row of the hub's own that is plainly of somebody else get another."""
    all_claims = list(claims)
    sent_by_key = {row.id: row.as_sent for row in rows}
    parted = {
        claim.key
        for claim in all_claims
        if claim.key in sent_by_key and are_parted(sent_by_key[claim.key], claim.values)
    }
    firsts: dict[str, ClaimValues] = {}
    for claim in sorted(all_claims, key=lambda claim: (claim.first_received, claim.id)):
        firsts.setdefault(claim.key, claim)
    return [
        replace(claim, key=made_key(firsts[claim.key])) if claim.key in parted else claim for claim in all_claims
    ]
