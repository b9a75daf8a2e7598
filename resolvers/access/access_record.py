"""Record: the entry of the access log that an answer leaves before it is given."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import structlog

from resolvers.access.access_trail import AccessTrace, DisclosurePlan
from resolvers.access.concealed_entries import closed_fields
from security.audit.entry import AuditEntry, now, seal_reason
from security.audit.intents import Intents
from security.audit.query import due_on
from security.authorization.caller import Caller
from security.authorization.purposes import EMERGENCY, StatedPurpose

AccessOutcome = Literal["done", "failed", "refused"]


@dataclass(frozen=True, kw_only=True)
class AccessEvent:
    """An answer about to be given: to whom, why, to what, and what it releases and withholds.

    Of a change, ``intent`` is the id under
    which it was announced, and ``outcome`` what became of it.
    """

    caller: Caller
    purpose: str
    stated: StatedPurpose
    query: str
    disclosures: DisclosurePlan
    trace: AccessTrace
    intent: str | None = None
    outcome: AccessOutcome | None = None


_log = structlog.get_logger()

AuditSink = Callable[[AccessEvent], Awaitable[None]]
"""Writes the entry of an answer; returns when it is on disk.

Raises:
    security.audit.log.AccessLogDownError: it cannot be written.
"""


Announce = Callable[[AccessEvent], Awaitable[str | None]]
"""Writes the intent of a change; returns its id when it is on disk. Raises as :data:`AuditSink`."""


async def no_audit(event: AccessEvent) -> None:
    """For an engine that serves nobody but a test or a benchmark."""


async def unannounced(event: AccessEvent) -> None:
    """For an engine that serves nobody but a test or a benchmark."""


def announcing(intents: Intents, reasons: bytes) -> Announce:
    """What announces changes in the log."""

    async def announce(event: AccessEvent) -> str:
        return await intents.announce(entry_of(event, reasons))

    return announce


def audit_sink(log: Intents, reasons: bytes) -> AuditSink:
    """What records answers in ``log``; reasons in words are sealed with the key ``reasons``."""

    async def record(event: AccessEvent) -> None:
        entry = entry_of(event, reasons)
        place = await log.append(entry)
        if entry.kind == "emergency":
            # At once, for whoever watches the hub's log on the auditor's behalf.
            _log.warning("reading in an emergency; it must be reviewed", place=place, due=due_on(entry.time))

    return record


@lru_cache(1000)
def _operation(key: bytes, query: str) -> str:
    """The keyed hash of a document."""
    return hmac.digest(key, query.encode(), "sha256").hex()


def entry_of(event: AccessEvent, reasons: bytes) -> AuditEntry:
    """The entry of an answer: ids, names of fields and norms, and no value."""
    caller, stated, disclosures, rows = event.caller, event.stated, event.disclosures, event.trace.rows
    return AuditEntry(
        kind=event.outcome or ("emergency" if event.purpose == EMERGENCY else "read"),
        intent=event.intent,
        time=now(),
        caller=caller.subject,
        role=caller.role,
        area=caller.area,
        unit=caller.unit,
        agency=caller.agency,
        purpose=event.purpose,
        case=stated.case,
        reason=None if stated.reason is None else seal_reason(reasons, stated.reason),
        operation=_operation(reasons, event.query),
        persons=tuple(sorted(event.trace.persons)),
        fields=closed_fields(disclosures.fields)
        if event.outcome in ("failed", "refused")
        else tuple(disclosures.fields),
        withheld=tuple(
            (note.name, note.terms.release.name, rows[number])
            for number, note in enumerate(disclosures.sites)
            if rows[number]
        ),
        norms=tuple({**disclosures.norms, **event.trace.norms}),
    )
