"""Entered cards: whom a mention was of when something was entered by it, kept sealed.

A mention is corrected field by field, and every step may be small. So the card of the human about whom something
was entered by it is kept until the mention is another human's: whole, as it stood before its first change since. No
later version takes its place, for whose a number is that came in since nobody can tell.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from graph.engine.unit_of_work import UnitOfWork
from graph.write.cards import Card
from schema.internal.feed_records import ENTERED_CARD

_LABEL = ENTERED_CARD.name
_FIELD = "card"
_READ = f"UNWIND $ids AS id MATCH (c:{_LABEL} {{id: id}}) RETURN c.id AS id, c.{_FIELD} AS card"
_KEEP = f"UNWIND $rows AS row MERGE (c:{_LABEL} {{id: row.id}}) SET c.{_FIELD} = row.card"
_FORGET = f"UNWIND $ids AS id MATCH (c:{_LABEL} {{id: id}}) DETACH DELETE c"


async def entered_cards(work: UnitOfWork, ids: Iterable[str]) -> dict[str, Card]:
    """The cards that are kept for these mentions, by mention."""
    rows = await work.rows(_READ, ids=sorted(ids))
    return {row["id"]: _read(work.sealer.open(_LABEL, row["id"], _FIELD, row["card"])) for row in rows}


async def keep_cards(work: UnitOfWork, cards: Mapping[str, Card]) -> None:
    """Keep cards for mentions."""
    texts = {claim: orjson.dumps(dict(card)).decode() for claim, card in sorted(cards.items())}
    rows = [{"id": claim, "card": work.sealer.seal(_LABEL, claim, _FIELD, text)} for claim, text in texts.items()]
    await work.rows(_KEEP, rows=rows)


async def forget_cards(work: UnitOfWork, ids: Iterable[str]) -> None:
    """Delete what is kept for mentions that go, or by which nothing is entered any more."""
    await work.rows(_FORGET, ids=sorted(ids))


def _read(text: str) -> Card:
    card: dict[str, Any] = orjson.loads(text)
    born = card.get("birthDate")
    return {**card, "birthDate": None if born is None else dt.date.fromisoformat(born)}
