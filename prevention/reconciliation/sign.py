"""Signing: the heads sign one after another, in the order of the act's rows. The first signature freezes the act.

The hub gets a signature and the name of a key, checks everything, and writes in one transaction. A private key is
never seen here.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from graph.engine.records import Record
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork
from graph.rekey import is_old
from graph.write.commit import commit
from graph.write.ids import HUB, IdKey, keyed, record_id
from graph.write.writer import upsert_records
from prevention.reconciliation import queries
from prevention.reconciliation.acts import (
    ACT,
    FROZEN,
    SIGNATURE,
    SIGNED,
    ActError,
    ReconciliationAct,
    act_of,
    within,
)
from prevention.reconciliation.draw_up import DrawUpResult
from prevention.reconciliation.signatories import Signatory, bytes_of, heads
from schema.identifiers import UnitId

BodyFor = Callable[[ReconciliationAct], str | None]
"""The body for which the caller may sign an act; None where it is not the caller's to know of."""


@dataclass(frozen=True, kw_only=True)
class Signing:
    """What is handed in: the act, the head's key by name, the day, the signature in base64url.

    ``unit`` is the caller's, where the token names one; ``today`` the day in Kazakhstan, ``now`` the time in UTC.
    """

    act: str
    key: str
    signed_on: dt.date
    signature: str
    unit: UnitId | None
    today: dt.date
    now: dt.datetime


async def sign(store: Store, home: Path, order: Signing, body_for: BodyFor) -> DrawUpResult:
    """Take a signature in.

    Raises:
        ActError: ACT_UNKNOWN: there is no such act for the caller. ACT_SIGNED: the body's head has signed it.
            SIGNATURE_OUT_OF_TURN: another head signs first. SIGNER_UNKNOWN: the key is not that of the head of a
            unit of the body in the district, or was not good on the day. SIGNATURE_DAY: the day is before the
            act's or the last signature's, or still to come. SIGNATURE_INVALID: it does not fit the act as it
            stands. All of them under 517-9.4; nothing is written.
        graph.engine.store.GraphDownError: the graph is away; nothing is written.
    """
    signatories = heads(home)
    if is_old(order.act):
        order = replace(order, act=keyed(store.sealer, order.act))

    async def job(work: UnitOfWork) -> DrawUpResult:
        await work.lock(ACT.name, [order.act])
        act = await act_of(within(work), order.act)
        body = body_for(act) if act is not None else None
        if act is None or body is None:
            raise ActError("ACT_UNKNOWN")
        head = _checked(act, body, order, signatories)
        return await _write(work, act, head, order)

    return await commit(store, job)


def _checked(act: ReconciliationAct, body: str, order: Signing, signatories: tuple[Signatory, ...]) -> Signatory:
    """The head who signs, everything checked."""
    if body in {signature.body for signature in act.signatures}:
        raise ActError("ACT_SIGNED")
    if act.next_body != body:
        raise ActError("SIGNATURE_OUT_OF_TURN")
    head = next((signatory for signatory in signatories if signatory.key == order.key), None)
    if head is None or not _signs_for(head, act, body, order):
        raise ActError("SIGNER_UNKNOWN")
    days = [
        dt.date.fromisoformat(act.parsed_content["drawnUpOn"]),
        *(signature.signed_on for signature in act.signatures),
    ]
    if not max(days) <= order.signed_on <= order.today:
        raise ActError("SIGNATURE_DAY")
    statement = act.statement(len(act.signatures) + 1, head.key, order.signed_on)
    try:
        signature = bytes_of(order.signature)
    except ValueError as error:
        raise ActError("SIGNATURE_INVALID") from error
    if not head.has_signed(statement, signature):
        raise ActError("SIGNATURE_INVALID")
    return head


def _units(act: ReconciliationAct, body: str) -> set[str]:
    return {unit["id"] for row in act.parsed_content["rows"] if row["body"] == body for unit in row["units"]}


def _signs_for(head: Signatory, act: ReconciliationAct, body: str, order: Signing) -> bool:
    units = _units(act, body)
    # An act that was signed by somebody before ids were keyed names units by their old ids.
    is_own_unit = order.unit is None or order.unit == head.unit
    return head.body == body and bool(head.units & units) and is_own_unit and head.good_on(order.signed_on)


def signature_id(key: IdKey, act: str, place: int) -> str:
    """The id of the signature at ``place``, from 1, under an act."""
    return record_id(key, SIGNATURE, HUB, f"{act}/{place}")


async def _write(work: UnitOfWork, act: ReconciliationAct, head: Signatory, order: Signing) -> DrawUpResult:
    place = len(act.signatures) + 1
    properties = {
        "place": place,
        "body": head.body,
        "name": head.name,
        "rank": head.rank,
        "signedOn": order.signed_on,
        "receivedAt": order.now,
        "key": head.key,
        "publicKey": head.public,
        "signature": order.signature,
        "signedFor": min(head.units & _units(act, head.body)),
    }
    links = {"act": (act.id,), "unit": (head.unit,)}
    record = Record(
        entity=SIGNATURE, id=signature_id(work.sealer, act.id, place), version=0, properties=properties, links=links
    )
    await upsert_records(work, SIGNATURE, [record])
    status = SIGNED if place == len(act.kind.bodies) else FROZEN
    await work.rows(queries.SAVE_ACT_STATUS, id=act.id, status=status)
    work.touch([act.id])
    return DrawUpResult(act.id, status, act.digest, place)
