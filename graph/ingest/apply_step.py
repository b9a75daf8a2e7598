"""A step: some records of a batch, with all that follows from them, in one transaction.

Of a record the newest version stands; an older one that comes late, or the same one again, changes nothing. What
is refused goes to quarantine in the same transaction, so that the counts add up whenever the power fails.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engine.grounds import LIST_ON_RECORD, STAY_ON_RECORD, UngroundedError
from graph.engine.order_keys import order_keys
from graph.engine.records import VERSION
from graph.engine.sealer import Sealer, sealed_properties
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import FEED_RECORD_OF, Written, delete_facts, write_facts
from graph.ingest.golden_records import Placed, clear, link_claims, place_persons
from graph.ingest.neighbourhood import FIRST_RECEIVED, neighbourhood_of, stated_of, stored_claims
from graph.ingest.official_entries import leave_behind
from graph.ingest.person_claim import ClaimValues
from graph.ingest.record_holders import holding, require_same_holders
from graph.write.derived import NOBODYS
from graph.write.feed_messages import BodyStatement, DeliveryCounts, DeliveryStep, Message, Rejected
from graph.write.stays import taken_back
from graph.write.supervision_list import unlisted_by
from graph.write.writer import StoredValues, protect
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.entities.people import DISPUTED
from schema.internal.feed_records import FEED_RECORD, TO_MATCH

UNKNOWN_BODY = "UNKNOWN_BODY"
VERSION_REUSED = "VERSION_REUSED"
_SOURCE = CATALOGUE.entity(SOURCE)
_PERSON = CATALOGUE.entity(SUBJECT)


@dataclass(frozen=True)
class _StoredFeedRecord:
    """What is stored of a feed record."""

    version: int
    content: str
    claims: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class _Sorted:
    """The messages of a step: those that are news, and those that cannot be."""

    fresh: tuple[Message, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a step did: the counts, all that is refused, and the ids of the records that changed.

    ``around`` are the persons among them of whom nothing but what is closed or what hangs on them changed;
    ``name_count`` is how often its records name persons, and unsay them; one that comes twice is counted twice.
    """

    counts: DeliveryCounts
    rejected: tuple[Rejected, ...]
    changed: frozenset[str]
    around: frozenset[str]
    name_count: int


async def apply(work: UnitOfWork, step: DeliveryStep) -> Applied:
    """Write what is news in a step. Batch, quarantine and what was touched are the caller's.

    Raises:
        graph.engine.grounds.UngroundedError: a record stands on nothing; nothing is to be kept.
    """
    stored_records = await _stored_records(work, {message.id for message in step.messages})
    parted = await _sorted(work, step, stored_records)
    before = {message.id: stored_records[message.id] for message in parted.fresh if message.id in stored_records}
    facts = {message_id: stored_record.facts for message_id, stored_record in before.items()}
    if back := taken_back(parted.fresh, facts):
        raise UngroundedError(back, STAY_ON_RECORD, "placement")
    if off := await unlisted_by(work, parted.fresh, facts):
        raise UngroundedError(off, LIST_ON_RECORD, "category")
    holders = await holding(work, [fact.id for message in parted.fresh for fact in message.facts])
    placed, persons, openly = await _persons(work, step, parted.fresh, before)
    changed = await _facts(work, parted.fresh, before, placed, persons)
    await require_same_holders(work, holders, parted.fresh)
    changed |= await _bodies(work, parted.fresh)
    await work.check_grounds([fact for message in parted.fresh for fact in message.facts])
    await _remember(work, step, parted.fresh)
    rejected = (*step.rejected, *parted.rejected)
    counts = DeliveryCounts(
        step.received, len(parted.fresh), step.received - len(parted.fresh) - len(rejected), len(rejected)
    )
    touched = frozenset(changed | placed.touched)
    around = frozenset(record_id for record_id in touched - openly if CATALOGUE.by_prefix(record_id) == _PERSON)
    claim_count = sum(len(message.claims) for message in step.messages)
    claim_count += sum(len(stored.claims) for stored in before.values())
    return Applied(counts=counts, rejected=rejected, changed=touched, around=around, name_count=claim_count)


async def _stored_records(work: UnitOfWork, ids: set[str]) -> dict[str, _StoredFeedRecord]:
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (f:{FEED_RECORD} {{id: id}}) RETURN f.id AS id, f.version AS version, "
        "f.content AS content, f.mentions AS mentions, f.facts AS facts",
        ids=sorted(ids),
    )
    return {
        row["id"]: _StoredFeedRecord(row["version"], row["content"], tuple(row["mentions"]), tuple(row["facts"]))
        for row in rows
    }


async def _sorted(work: UnitOfWork, step: DeliveryStep, by_id: Mapping[str, _StoredFeedRecord]) -> _Sorted:
    unknown = await _unknown_bodies(work, step.messages)
    news: dict[str, Message] = {}
    rejected: list[Rejected] = []
    for message in step.messages:
        missing = next((where for where, body in message.needs if body in unknown), None)
        standing = _standing(message, news, by_id)
        if standing is not None and message.version < standing[0]:
            continue
        if standing is not None and message.version == standing[0]:
            if not _same(work.sealer, message.content, standing[1]):
                rejected.append(_refused(step, message, VERSION_REUSED, "version"))
        elif missing is not None:
            rejected.append(_refused(step, message, UNKNOWN_BODY, missing))
        else:
            news[message.id] = message
    return _Sorted(tuple(news.values()), tuple(rejected))


def _standing(
    message: Message, news: Mapping[str, Message], stored: Mapping[str, _StoredFeedRecord]
) -> tuple[int, str] | None:
    """Version and content of what stands of the record before ``message``."""
    if message.id in news:
        return news[message.id].version, news[message.id].content
    if message.id in stored:
        return stored[message.id].version, stored[message.id].content
    return None


def _same(sealer: Sealer, content: str, other: str) -> bool:
    """Whether two digests are of the same content: one may have been made with an earlier key."""
    if content == other:
        return True
    index_names = {index.partition(".")[0] for index in sealer.indexes(SOURCE, "content", "")}
    return other.partition(".")[0] not in index_names


def without_ungrounded(step: DeliveryStep, error: UngroundedError) -> DeliveryStep:
    """The step with the messages refused that bring a record of ``error``."""
    refuse = {
        m.position for m in step.messages if m.key in error.ids or any(record.id in error.ids for record in m.facts)
    }
    rejected = [_refused(step, m, error.code, error.where) for m in step.messages if m.position in refuse]
    messages = tuple(m for m in step.messages if m.position not in refuse)
    return replace(step, messages=messages, rejected=(*step.rejected, *rejected))


def _refused(step: DeliveryStep, message: Message, code: str, where: str) -> Rejected:
    return Rejected(
        position=message.position,
        code=code,
        where=where,
        original=step.originals.get(message.position, b""),
        read=True,
    )


async def _unknown_bodies(work: UnitOfWork, messages: Iterable[Message]) -> set[str]:
    body_ids = {body for message in messages for _, body in message.needs}
    known_ids: set[str] = set()
    for entity in CATALOGUE.entities.values():
        ids = sorted(body for body in body_ids if body.partition("_")[0] == entity.prefix)
        rows = await work.rows(f"UNWIND $ids AS id MATCH (n:{entity.name} {{id: id}}) RETURN n.id AS id", ids=ids)
        known_ids |= {row["id"] for row in rows}
    return body_ids - known_ids


async def _persons(
    work: UnitOfWork,
    step: DeliveryStep,
    fresh: tuple[Message, ...],
    before: Mapping[str, _StoredFeedRecord],
) -> tuple[Placed, StoredValues, frozenset[str]]:
    """Write the mentions of the messages with their persons, and delete those that are not there any more.

    Returns where mentions stand, what is stored of the persons of the messages, and the persons of whom something
    was said or unsaid that is not closed.
    """
    old = {claim_id for stored_record in before.values() for claim_id in stored_record.claims}
    stored = {m.id: m for m in await stored_claims(work, old)}
    records = {record.id: record for message in fresh for record in message.claims}
    stated = {
        claim_id: stated_of(record, step.received_at, stored.get(claim_id)) for claim_id, record in records.items()
    }
    removed = [m for m in stored.values() if m.id not in records]
    claims_by_message = {message.id: [stated[record.id] for record in message.claims] for message in fresh}
    was = {
        message_id: [stored[claim_id] for claim_id in stored_record.claims if claim_id in stored]
        for message_id, stored_record in before.items()
    }
    left = await leave_behind(work, was, claims_by_message)
    keys = {m.key for m in (*stored.values(), *stated.values(), *left)}
    around = await neighbourhood_of(work, keys, stated, [m.id for m in removed])
    placed = await place_persons(work, around)
    persons = await _stored_persons(work, {placed.person_of[claim_id] for claim_id in stated})
    await _write_claims(work, step, fresh, stated, placed.person_of, persons)
    await work.rows(
        f"UNWIND $ids AS id MATCH (s:{SOURCE} {{id: id}}) DETACH DELETE s",
        ids=sorted(m.id for m in removed),
    )
    await work.rows(f"UNWIND $ids AS id MERGE (t:{TO_MATCH} {{id: id}})", ids=sorted(keys))
    owners = {m.owner for m in removed if m.owner is not None}
    if followed := await protect(work, placed.touched | owners):
        persons = await _stored_persons(work, set(persons))
    told_of = [m for m in (*stated.values(), *removed) if not m.closed]
    openly = placed.openly.union(
        person_id for m in told_of for person_id in (m.owner, placed.person_of.get(m.id)) if person_id is not None
    )
    touched = placed.touched | owners | set(records) | set(followed) | {card.id for card in left}
    return replace(placed, left=placed.left | owners, touched=touched), persons, openly


async def _write_claims(
    work: UnitOfWork,
    step: DeliveryStep,
    fresh: tuple[Message, ...],
    stated: Mapping[str, ClaimValues],
    person_of: Mapping[str, str],
    persons: StoredValues,
) -> None:
    rows = []
    for message in fresh:
        for record in message.claims:
            claim = stated[record.id]
            # A closed one is in nobody's area.
            derived = NOBODYS if claim.closed else _derived(persons[person_of[record.id]])
            properties = {
                **sealed_properties(work.sealer, _SOURCE, record.id, record.properties),
                **derived,
                DISPUTED: False,
                "areaKey": f"{derived['area'] or '~'}/{record.id}",
                "receivedAt": step.received_at,
                FIRST_RECEIVED: claim.first_received,
                VERSION: record.version,
                FEED_RECORD_OF: message.id,
            }
            rows.append({"id": record.id, "set": properties})
    await work.rows(f"UNWIND $rows AS row MERGE (s:{SOURCE} {{id: row.id}}) SET s += row.set", rows=rows)
    await link_claims(work, (claim for claim in stated.values() if claim.owner is None), person_of)
    keepers = [
        [record.id, keeper]
        for message in fresh
        for record in message.claims
        for keeper in record.links.get("keeper", ())
        if stated[record.id].owner is None
    ]
    await work.rows(
        f"UNWIND $links AS l MATCH (s:{SOURCE} {{id: l[0]}}) MATCH (a:Agency {{id: l[1]}}) "
        "CREATE (s)-[:KEPT_AT]->(a)",
        links=keepers,
    )


async def _stored_persons(work: UnitOfWork, ids: set[str]) -> StoredValues:
    rows = await work.rows(
        f"UNWIND $ids AS id MATCH (p:Person {{id: id}}) RETURN p.id AS id, p.{VERSION} AS version, "
        "p.area AS area, p.adultOn AS adultOn",
        ids=sorted(ids),
    )
    return {row["id"]: row for row in rows}


def _derived(person: Mapping[str, Any]) -> dict[str, Any]:
    """What a mention takes over from its person."""
    return {"area": person["area"], "adultOn": person["adultOn"]}


async def _facts(
    work: UnitOfWork,
    fresh: tuple[Message, ...],
    before: Mapping[str, _StoredFeedRecord],
    placed: Placed,
    persons: StoredValues,
) -> set[str]:
    facts = [Written(record, message.id) for message in fresh for record in message.facts]
    now = {fact.record.id for fact in facts}
    removed_ids = {fact_id for stored_record in before.values() for fact_id in stored_record.facts} - now
    touched = await delete_facts(work, removed_ids)
    touched |= await write_facts(work, facts, placed.person_of, persons)
    await clear(work, placed.left)
    return touched | now | removed_ids


async def _bodies(work: UnitOfWork, fresh: tuple[Message, ...]) -> set[str]:
    """Set what records say of bodies, unless something newer was said of them."""
    by_kind: dict[str, list[BodyStatement]] = defaultdict(list)
    for b in sorted((s for message in fresh for s in message.statements), key=lambda s: (s.at, s.id)):
        by_kind[b.entity.name].append(b)
    for name, stated in by_kind.items():
        await work.rows(
            f"UNWIND $rows AS row MATCH (n:{name} {{id: row.id}}) WHERE n.statedAt IS NULL OR n.statedAt <= row.at "
            "SET n += row.set, n.statedAt = row.at",
            rows=[
                {"id": b.id, "set": {**b.properties, **order_keys(b.entity, b.properties)}, "at": b.at}
                for b in stated
            ],
        )
    return {b.id for stated in by_kind.values() for b in stated}


async def _remember(work: UnitOfWork, step: DeliveryStep, fresh: tuple[Message, ...]) -> None:
    rows = [
        {
            "id": message.id,
            "set": {
                "version": message.version,
                "content": message.content,
                "deleted": message.deleted,
                "batch": step.batch,
                "changedAt": message.changed_at,
                "receivedAt": step.received_at,
                "mentions": [record.id for record in message.claims],
                "facts": [record.id for record in message.facts],
            },
        }
        for message in fresh
    ]
    await work.rows(f"UNWIND $rows AS row MERGE (f:{FEED_RECORD} {{id: row.id}}) SET f += row.set", rows=rows)
