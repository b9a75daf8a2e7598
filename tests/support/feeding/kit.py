"""A feed for tests, the records of a made-up agency, and a graph that takes them in."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from adapters.delivery.map_record import message_of
from adapters.feeds.feed import (
    BodyReference,
    Content,
    Fact,
    Feed,
    Of,
    PersonCard,
    PersonClaim,
    RefusedError,
    Sender,
    Who,
    Wire,
    person_facts,
)
from adapters.feeds.wire_types import Day, Kato, Line
from graph.engine.store import Store
from graph.ingest.batches import Batch, apply_batch_step, batch_id, begin_batch
from graph.write.feed_messages import DeliveryStep, Message, Rejected

EPOCH = dt.datetime(2026, 1, 1)


class _Registered(Wire):
    """A registration, as the tests' agency sends one."""

    person: PersonCard
    category: Literal["PROBATIONER", "PAROLEE"]
    status: Literal["OPEN", "CLOSED"]
    registered_on: Day
    decision: Line | None = None
    unit: Line | None = None


class _Decided(Wire):
    """A court's decision on some persons."""

    persons: list[PersonCard]
    decided_on: Day


def _registered(wire: _Registered, sender: Sender) -> Content:
    links = {
        "person": Who(),
        "basis": Of("CourtDecision", system="COURT", record_id=wire.decision) if wire.decision else None,
        "unit": BodyReference("Unit", "MIA", wire.unit) if wire.unit else None,
    }
    values = {"category": wire.category, "status": wire.status, "registeredOn": wire.registered_on}
    facts = (Fact("Registration", values, links), *person_facts(wire.person))
    return Content((PersonClaim(wire.person),), facts)


def _decided(wire: _Decided, sender: Sender) -> Content:
    claims = tuple(PersonClaim(card, str(n)) for n, card in enumerate(wire.persons))
    links = {"persons": [Who(claim.key) for claim in claims]}
    return Content(
        claims, (Fact("CourtDecision", {"number": wire.record_id, "decidedOn": wire.decided_on}, links),)
    )


REGISTER = Feed(
    name="test-register",
    system="PROB",
    meaning="Registrations.",
    wire=_Registered,
    mapped=_registered,
    norms=("517-8.1",),
)
SECOND = Feed(
    name="test-second",
    system="MIA",
    meaning="Registrations of the police.",
    wire=_Registered,
    mapped=_registered,
    norms=("622-2",),
)
COURTS = Feed(
    name="test-courts", system="COURT", meaning="Decisions.", wire=_Decided, mapped=_decided, norms=("89-3",)
)


def registered(number: str, version: int = 1, **more: Any) -> dict[str, Any]:
    """A record of a registration."""
    person = {"personId": number, "familyName": "Сыналатын", **more.pop("person", {})}
    return {
        "recordId": number,
        "version": version,
        "changedAt": f"2026-02-{version:02}T10:00:00Z",
        "person": {name: value for name, value in person.items() if value is not None},
        "category": "PROBATIONER",
        "status": "OPEN",
        "registeredOn": "2026-01-15",
        **more,
    }


def decided(number: str, *persons: Mapping[str, Any], version: int = 1) -> dict[str, Any]:
    """A record of a decision."""
    return {
        "recordId": number,
        "version": version,
        "changedAt": f"2026-02-{version:02}T10:00:00Z",
        "persons": list(persons),
        "decidedOn": "2026-01-10",
    }


def deletion(number: str, version: int) -> dict[str, Any]:
    """A record that is deleted."""
    changed = f"2026-02-{version:02}T10:00:00Z"
    return {"recordId": number, "version": version, "changedAt": changed, "deleted": True}


@dataclass
class Intake:
    """Takes records in, each delivery under a key of its own."""

    store: Store
    deliveries: int = field(default=0)

    async def take(self, feed: Feed, *records: Mapping[str, Any], unit: str | None = None) -> Batch:
        """One delivery, in one step."""
        self.deliveries += 1
        sender = Sender(f"{feed.system}:{unit}" if unit else feed.system, unit)
        key = str(self.deliveries)
        now = EPOCH + dt.timedelta(seconds=self.deliveries)
        batch = Batch(
            id=batch_id(self.store.sealer, "tests", sender.system, feed.name, key),
            sender="tests",
            system=sender.system,
            feed=feed.name,
            key=key,
            payload="-",
            begun_at=now,
        )
        await begin_batch(self.store, batch)
        messages, rejected = self.read(feed, sender, records)
        step = DeliveryStep(
            batch=batch.id, begins=0, received_at=now, messages=tuple(messages), rejected=tuple(rejected)
        )
        return await apply_batch_step(self.store, step, True, lambda done: "signed")

    def read(
        self, feed: Feed, sender: Sender, records: Iterable[Mapping[str, Any]]
    ) -> tuple[list[Message], list[Rejected]]:
        """The messages that records are, and those refused."""
        messages, rejected = [], []
        for position, record in enumerate(records, 1):
            try:
                messages.append(message_of(feed, sender, record, position, self.store.sealer))
            except RefusedError as error:
                rejected.append(Rejected(position=position, code=error.code, where=error.where, original=b""))
        return messages, rejected


__all__ = ["COURTS", "REGISTER", "SECOND", "Intake", "Kato", "decided", "deletion", "registered"]
