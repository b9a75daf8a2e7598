"""The story of a request, from top to bottom."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from cachetools import LRUCache
from graphql import OperationType

from adapters.delivery.deliver import IngestContext
from graph.engine.intents import under
from graph.engine.store import Store
from graph.query.plan import CypherStatement
from graph.write.openness import once_openly_known
from resolvers.access.access_record import AccessEvent, Announce, AuditSink, no_audit, unannounced
from resolvers.access.access_trail import AccessTrace, access_notes
from resolvers.access.bind_parameters import Context, bind
from resolvers.access.concealed_entries import concealing
from resolvers.access.open_cursors import check_cursors
from resolvers.engine.bookmarks import Bookmarks
from resolvers.engine.compile import Plan
from resolvers.engine.hold_answer import HoldAnswer, no_hold_of_answers
from resolvers.engine.plan_cache import Plans
from resolvers.errors import HubError, RequestErrors
from resolvers.plan.cost import Charge, free
from resolvers.request.documents import Document, changes_something
from resolvers.roots.access_log import is_of_everybody, scope_of
from resolvers.roots.behaviour import RootPlan
from resolvers.roots.computed import ComputedSources, Log
from security.authorization.caller import Caller, Grants, grants_of
from security.authorization.policy import Policy
from security.authorization.purposes import EMERGENCY, UNSTATED, StatedPurpose, stated_purpose
from security.clock import today_in_kazakhstan
from security.vault.cursor_seal import CursorSeal

T = TypeVar("T")
PERSONS = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"

DOCUMENTS_TOGETHER = 4
"""So many documents one root asks at a time. Twenty statements that Neo4j has not planned yet, asked at once, take
the time of twenty each, and pass what one may take.
"""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a caller asks: a document, its variables, why, and whether to fail where something is withheld.

    ``by_get``: by a method that must change nothing (RFC 9110, section 9.2.1).
    """

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    stated: StatedPurpose = UNSTATED
    strict: bool = False
    by_get: bool = False


@dataclass(frozen=True)
class Answer:
    """The data of an answer, what is said about it beside (``extensions``), and the ids of the persons touched."""

    data: dict[str, Any]
    extensions: dict[str, Any]
    touched: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """All that answering needs."""

    store: Store
    plans: Plans
    policy: Policy
    seal: CursorSeal
    bookmarks: Bookmarks
    clock: Callable[[], dt.date] = today_in_kazakhstan
    charge: Charge = free
    record: AuditSink = no_audit
    announce: Announce = unannounced
    hold: HoldAnswer = no_hold_of_answers
    log: Log | None = None
    home: Path | None = None
    ingest: IngestContext | None = None
    _grants: LRUCache[tuple[Caller, dt.date, str | None], Grants] = field(default_factory=lambda: LRUCache(10_000))

    def grants(self, caller: Caller, day: dt.date, purpose: str | None) -> Grants:
        """What the policy releases to ``caller`` on ``day`` for ``purpose``, worked out once a day.

        Raises:
            HubError: ROLE_UNKNOWN, or PURPOSE_REFUSED where the role has no release for an EMERGENCY.
        """
        grants = self._grants.get((caller, day, purpose))
        if grants is None:
            role = self.policy.roles.get(caller.role)
            if role is None:
                raise HubError("ROLE_UNKNOWN")
            if purpose == EMERGENCY and not role.emergency:
                raise HubError("PURPOSE_REFUSED")
            grants = self._grants[caller, day, purpose] = grants_of(caller, role, day, purpose)
        return grants


async def execute(engine: Engine, caller: Caller, request: Request) -> Answer:
    """The answer to a request. Raises as :func:`respond`."""
    return await respond(engine, caller, request, lambda answer: answer)


async def respond(engine: Engine, caller: Caller, request: Request, render: Callable[[Answer], T]) -> T:
    """The answer to a request, as ``render`` writes it.

    Raises:
        HubError, RequestErrors: what the caller is told.
        graph.engine.store.GraphDownError: the graph is away.
        security.audit.log.AccessLogDownError: the answer could not be recorded, and is not given.
    """
    begun = time.monotonic()
    today = engine.clock()
    purpose = purpose_of(caller, request.stated)
    grants = engine.grants(caller, today, purpose)
    document = _document(engine, request, grants)
    variables = document.coerce(request.variables)
    plan = engine.plans.plan(request.query, request.operation_name, document, variables, grants)
    if not plan.serves(purpose):
        raise HubError("PURPOSE_REFUSED")
    cost = engine.charge(caller, plan.cost.of(variables))
    sealer, trace = engine.store.sealer, AccessTrace(rows=[0] * len(plan.disclosures.sites))
    context = Context(
        variables=variables,
        caller=caller,
        grants=grants,
        today=today,
        seal=engine.seal,
        sealer=sealer,
        trace=trace,
    )
    event = AccessEvent(
        caller=caller,
        purpose=purpose,
        stated=request.stated,
        query=request.query,
        disclosures=plan.disclosures,
        trace=trace,
    )
    while True:
        keys = sealer.generation() if plan.seeks_sealed else 0
        event, data = await _attempt(engine, plan, context, event, begun)
        # What was sealed anew with a key that came meanwhile was not found by the old key's blind index.
        if not plan.seeks_sealed or sealer.generation() == keys:
            break
        trace = AccessTrace(rows=[0] * len(plan.disclosures.sites))
        context, event = replace(context, trace=trace), replace(event, trace=trace)
    notes = access_notes(plan.disclosures, trace)
    withheld = bool(notes) and request.strict
    extensions = {**({"access": notes} if notes else {}), **({"cost": cost} if cost else {})}
    # Written before it is recorded: what waits for the disk is bytes, not all the objects of an answer.
    rendered = None if withheld else render(Answer(data, extensions, frozenset(trace.persons)))
    del data
    if plan.recorded or plan.in_turn:
        await engine.record(event)
    await engine.hold(begun, plan, context)
    if rendered is None:
        raise HubError("ACCESS_WITHHELD", path=tuple(notes[0]["path"]))
    return rendered


async def _attempt(
    engine: Engine, plan: Plan, context: Context, event: AccessEvent, begun: float
) -> tuple[AccessEvent, dict[str, Any]]:
    """Run a plan, under the intent that is in the access log before anything is changed."""
    if plan.in_turn:
        event = replace(event, intent=await engine.announce(event), outcome="done")
    try:
        with under(event.intent):
            return event, await _run(engine, plan, context)
    except Exception as error:
        if plan.in_turn:
            await _record_attempt(engine, event, error)
        await engine.hold(begun, plan, context)
        raise


async def _record_attempt(engine: Engine, event: AccessEvent, error: Exception) -> None:
    """What could not be done stands in the access log, and so does what the roots before it did."""
    if event.trace.roots_done:
        await engine.record(event)
    await engine.record(replace(event, outcome="refused" if isinstance(error, HubError) else "failed"))


def purpose_of(caller: Caller, stated: StatedPurpose) -> str:
    """The purpose for which ``caller`` asks.

    Raises:
        HubError: PURPOSE_REFUSED or PURPOSE_INCOMPLETE.
    """
    purpose = stated_purpose(stated.purpose, caller.purposes)
    if purpose is None:
        raise HubError("PURPOSE_REFUSED")
    if not stated.complete_for(purpose):
        raise HubError("PURPOSE_INCOMPLETE")
    return purpose


def _document(engine: Engine, request: Request, grants: Grants) -> Document:
    try:
        document = engine.plans.document(request.query, request.operation_name, grants)
    except RequestErrors as error:
        # That it came by GET is the first thing wrong with it.
        if request.by_get and changes_something(request.query, request.operation_name, engine.plans.limits):
            raise HubError("METHOD_NOT_ALLOWED") from error
        raise
    _check_kind(document, request.by_get)
    return document


def _check_kind(document: Document, by_get: bool) -> None:
    """Only a query changes nothing and may come by GET. What is followed has doors of its own."""
    kind = document.operation.operation
    if kind == OperationType.QUERY:
        return
    if by_get:
        raise HubError("METHOD_NOT_ALLOWED")
    if kind != OperationType.MUTATION or not document.is_known:
        raise HubError("UNSUPPORTED_OPERATION")


async def _run(engine: Engine, plan: Plan, context: Context) -> dict[str, Any]:
    # Every parameter is bound before anything runs: a bad cursor in one root must not cost the others' reads.
    for root in plan.roots:
        check_cursors(root.cursors, context)
    bound = [bind(root.statement.parameters, context) if root.statement else {} for root in plan.roots]
    if plan.in_turn:
        data: dict[str, Any] = {}
        for root in plan.roots:
            data[root.response] = await _changed(engine, root, context)
            context.trace.roots_done += 1
        return data
    if len(plan.roots) == 1:
        return {plan.roots[0].response: await _answer(engine, plan.roots[0], bound[0], context)}
    answers = await asyncio.gather(
        *(_answer(engine, root, values, context) for root, values in zip(plan.roots, bound, strict=True))
    )
    return {root.response: answer for root, answer in zip(plan.roots, answers, strict=True)}


async def _answer(engine: Engine, root: RootPlan, values: Mapping[str, Any], context: Context) -> Any:
    if root.computed is not None:
        return await root.computed.answer(_sources(engine), context)
    return root.finish(await rows_of(engine, root, values, context.caller), context)


async def _changed(engine: Engine, root: RootPlan, context: Context) -> Any:
    """The answer of a root that changes something. Where it fails the path names it: those before it are done."""
    try:
        return await _answer(engine, root, {}, context)
    except HubError as error:
        raise HubError(
            code=error.entry.code,
            places=error.places,
            path=(root.response,),
            numbers=error.numbers,
            norm=error.norm,
        ) from error


def _sources(engine: Engine) -> ComputedSources:
    visible_subjects, visible_ids = partial(_of_whom_the_log_is_read, engine), partial(_visible_ids, engine)
    conceals = partial(concealing, engine.policy)
    return ComputedSources(
        store=engine.store,
        log=engine.log,
        home=engine.home,
        ingest=engine.ingest,
        visible_subjects=visible_subjects,
        visible_ids=visible_ids,
        conceals=conceals,
        ask_document=partial(_document_in_turn, engine, asyncio.Semaphore(DOCUMENTS_TOGETHER)),
        read_rows=partial(_statement_rows, engine),
    )


async def rows_of(engine: Engine, root: RootPlan, values: Mapping[str, Any], caller: Caller) -> list[Any]:
    """What the graph says to the statement of ``root``; nothing where there is none."""
    return [] if root.statement is None else await _read(engine, root.statement, values, caller)


async def _read(engine: Engine, statement: CypherStatement, values: Mapping[str, Any], caller: Caller) -> list[Any]:
    rows = await engine.store.read(statement.text, values, engine.bookmarks.of(caller.subject))
    return [row for part in rows for row in (part if isinstance(part, list) else (part,))]


async def _statement_rows(engine: Engine, statement: CypherStatement, context: Context) -> list[Any]:
    return await _read(engine, statement, bind(statement.parameters, context), context.caller)


async def _document_in_turn(
    engine: Engine, together: asyncio.Semaphore, context: Context, text: str, variables: Mapping[str, Any]
) -> Mapping[str, Any]:
    async with together:
        return await _document_data(engine, context, text, variables)


async def _document_data(
    engine: Engine, context: Context, text: str, variables: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The data of a document of the hub's own, asked with the grants of ``context``."""
    grants = context.grants
    document = engine.plans.document(text, None, grants)
    plan = engine.plans.plan(text, None, document, variables, grants)
    trace = AccessTrace(rows=[0] * len(plan.disclosures.sites))
    return await _run(engine, plan, replace(context, variables=variables, trace=trace))


async def _of_whom_the_log_is_read(engine: Engine, context: Context, ids: Iterable[str]) -> frozenset[str]:
    """Of ``ids``, the persons within the scope of the caller's releases of class TRACE: by the same door.

    An entry may name somebody who is known by another id since: whoever reads the log of everybody is told of it.
    """
    asked_ids = frozenset(ids)
    visible_ids = await _visible_ids(engine, scope_of(context.grants), context, asked_ids)
    if not is_of_everybody(context.grants):
        return visible_ids
    return visible_ids | await once_openly_known(engine.store, asked_ids - visible_ids)


async def _visible_ids(engine: Engine, within: Grants, context: Context, ids: Iterable[str]) -> frozenset[str]:
    """Of ``ids``, the records that whoever has the grants ``within`` may know of."""
    data = await _document_data(engine, replace(context, grants=within), PERSONS, {"ids": list(ids)})
    return frozenset(node["id"] for node in data["nodes"] if node is not None)
