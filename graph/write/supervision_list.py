"""The list of those under the law on administrative supervision: what is on record is not unsaid (622-13).

Who is on it stays until the conviction is expunged or lifted. A record that is deleted, or becomes one of another
register, would take the person off without a word. So it is refused: that somebody was taken off is said by the day
and the reason, which is always taken. Nor does it become somebody else's (graph/ingest/record_holders.py).
"""

from collections.abc import Iterable, Mapping

from graph.engine.grounds import LISTED
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.write.feed_messages import Message
from schema.catalogue import CATALOGUE

REGISTRATION = CATALOGUE.entity("Registration")

_LISTED = f"""UNWIND $ids AS id MATCH (r:{REGISTRATION.name} {{id: id}})
  WHERE r.category = $listed RETURN r.id AS id"""
_OF = f"""UNWIND $ids AS id MATCH (r:{REGISTRATION.name} {{id: id}})-[:REGISTERS]->(p:Person)
  WHERE r.category = $listed RETURN r.id AS id, p.id AS person"""


async def unlisted_by(
    work: UnitOfWork, fresh: Iterable[Message], facts: Mapping[str, tuple[str, ...]]
) -> frozenset[str]:
    """The keys of the messages that leave out somebody's standing on the list, by the facts of their records."""
    message_ids = set()
    messages = [message for message in fresh if message.id in facts]
    listed_ids = await _list_registrations(work, {fact_id for message in messages for fact_id in facts[message.id]})
    for message in messages:
        fact_ids = {record.id for record in message.facts if _lists(record)}
        if listed_ids.intersection(facts[message.id]) - fact_ids:
            message_ids.add(message.key)
    return frozenset(message_ids)


async def unlisted(work: UnitOfWork, newer: Iterable[Record]) -> frozenset[str]:
    """The ids of newer versions of registrations that are of the list no more."""
    leaving = {record.id for record in newer if record.entity == REGISTRATION and not _lists(record)}
    return frozenset(await _list_registrations(work, leaving))


async def listed_as_another(work: UnitOfWork, records: Iterable[Record]) -> frozenset[str]:
    """The ids of newer versions, in the hub's own form, by which somebody else is on the list than is stored."""
    newer = {record.id: record for record in records if record.entity == REGISTRATION}
    rows = await work.rows(_OF, ids=sorted(newer), listed=LISTED) if newer else []
    return frozenset(r["id"] for r in rows if r["person"] not in newer[r["id"]].links.get("person", ()))


async def _list_registrations(work: UnitOfWork, ids: Iterable[str]) -> set[str]:
    registrations = sorted(
        registration_id for registration_id in ids if registration_id.startswith(f"{REGISTRATION.prefix}_")
    )
    rows = await work.rows(_LISTED, ids=registrations, listed=LISTED) if registrations else []
    return {row["id"] for row in rows}


def _lists(record: Record) -> bool:
    values = record.properties
    return values.get("category") == LISTED and values.get("registeredOn") is not None
