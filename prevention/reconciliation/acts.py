"""Acts as the graph holds them: read back, with what each signature stands under."""

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graph.engine.unit_of_work import UnitOfWork, native
from prevention.reconciliation import queries
from prevention.reconciliation.content import statement_of
from prevention.reconciliation.kinds import KINDS, ReconciliationKind
from prevention.reconciliation.signatories import bytes_of
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, UnitId
from schema.types.scalars import write_datetime

DRAFT, FROZEN, SIGNED = "DRAFT", "FROZEN", "SIGNED"
ACT = CATALOGUE.entity("ReconciliationAct")
TOTAL = CATALOGUE.entity("ReconciliationTotal")
DIFFERENCE = CATALOGUE.entity("ReconciliationDifference")
FINDING = CATALOGUE.entity("ReconciliationFinding")
SIGNATURE = CATALOGUE.entity("ReconciliationSignature")

Ask = Callable[[str, Mapping[str, Any]], Awaitable[list[Any]]]
"""Runs a reading statement and gives the first column: :meth:`graph.engine.store.Store.read`, or :func:`within`."""

_FINDING_NAMES = (
    *("body", "elsewhere", "unit", "registration", "status", "registeredOn", "closedOn"),
    *("sourceSystem", "sourceFeed", "sourceVersion", "sourceChangedAt", "sourceReceivedAt"),
)


class ActError(Exception):
    """An act is not drawn up or signed. ``code`` is one of the catalogue of errors; nothing was written."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A head's signature. ``unit`` is the id of the unit for which that head signed."""

    place: int
    body: str
    name: str
    rank: str
    signed_on: dt.date
    received_at: dt.datetime
    key: str
    public_key: str
    signature: str
    unit: UnitId


@dataclass(frozen=True, kw_only=True)
class ReconciliationAct:
    """An act with its signatures, by place. ``kato`` is the district's code, ``version`` counts the drafts.

    ``signed_as`` is the id under which it is signed: its own, or the one that it had before ids were keyed.
    """

    id: str
    kind: ReconciliationKind
    kato: AreaCode
    status: str
    content: str
    digest: str
    version: int
    signed_as: str
    signatures: tuple[Signature, ...] = field(default=())

    @cached_property
    def parsed_content(self) -> dict[str, Any]:
        """What the content says."""
        statement: dict[str, Any] = json.loads(self.content)
        return statement

    @property
    def next_body(self) -> str | None:
        """The body whose head signs next; None when all have."""
        return next(iter(self.kind.bodies[len(self.signatures) :]), None)

    def statement(self, place: int, key: str, signed_on: dt.date) -> bytes:
        """What is signed at ``place``, from 1, with that key on that day."""
        before = bytes_of(self.signatures[place - 2].signature) if place > 1 else None
        body = self.kind.bodies[place - 1]
        return statement_of(self.signed_as, self.content, place, body, key, signed_on, before)


def within(work: UnitOfWork) -> Ask:
    """Asks in a transaction; the statement calls its column ``found``."""

    async def read(text: str, parameters: Mapping[str, Any]) -> list[Any]:
        return [row["found"] for row in await work.rows(text, **parameters)]

    return read


async def act_of(read: Ask, act_id: str) -> ReconciliationAct | None:
    """The act with this id; None if there is none that was drawn up here."""
    acts = await _acts(read, act_id)
    return acts[0] if acts else None


async def all_acts(read: Ask) -> list[ReconciliationAct]:
    """Every act, by district and time."""
    return sorted(await _acts(read, None), key=lambda act: (act.kato, act.parsed_content["until"], act.kind.name))


async def _acts(read: Ask, act_id: str | None) -> list[ReconciliationAct]:
    rows = await read(queries.ACTS_BY_ID, {"id": act_id})
    # One that came as a record of a feed file, without content, is nobody's act.
    return [await _act(read, row) for row in rows if row[1] in KINDS and row[4] is not None]


async def _act(read: Ask, row: list[Any]) -> ReconciliationAct:
    act_id, kind, kato, status, content, digest, version, signed_as = row
    signatures_found = [
        _signature(signature_row) for signature_row in await read(queries.SIGNATURES_OF_ACT, {"id": act_id})
    ]
    signatures = tuple(sorted(signatures_found, key=lambda signature: signature.place))
    return ReconciliationAct(
        id=act_id,
        kind=KINDS[kind],
        kato=kato,
        status=status,
        content=content,
        digest=digest,
        version=version,
        signed_as=signed_as,
        signatures=signatures,
    )


def _signature(row: list[Any]) -> Signature:
    place, body, name, rank, signed_on, received_at, key, public, signature, unit = native(row)
    return Signature(
        place=place,
        body=body,
        name=name,
        rank=rank,
        signed_on=signed_on,
        received_at=received_at,
        key=key,
        public_key=public,
        signature=signature,
        unit=unit,
    )


async def totals_of(read: Ask, act_id: str) -> list[dict[str, Any]]:
    """The stored rows of an act, as its content has them, by place."""
    rows = sorted(await read(queries.TOTALS_OF_ACT, {"id": act_id}))
    return [{"body": body, "putOn": on, "takenOff": off, "standing": at} for _, body, on, off, at in rows]


async def differences_of(read: Ask, act_id: str) -> list[dict[str, Any]]:
    """The stored differences of an act, as they were written down when it was drawn up."""
    findings_by_difference = {
        row[0]: {"person": row[1], "column": row[2], "missingIn": row[3], "since": _text(row[4]), "findings": []}
        for row in sorted(await read(queries.DIFFERENCES_OF_ACT, {"id": act_id}), key=lambda row: row[0])
    }
    for row in sorted(await read(queries.FINDINGS_OF_ACT, {"id": act_id}), key=lambda row: (row[0], row[1])):
        values = (_text(value) for value in row[2:])
        findings_by_difference[row[0]]["findings"].append(dict(zip(_FINDING_NAMES, values, strict=True)))
    return list(findings_by_difference.values())


def _text(stored: Any) -> Any:
    """A stored date or date-time as text; anything else as it is."""
    value = native(stored)
    if isinstance(value, dt.datetime):
        return write_datetime(value)
    return value.isoformat() if isinstance(value, dt.date) else value
