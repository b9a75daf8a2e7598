"""Reconciling: the roots that draw an act up and sign it (norm 517-9.4).

Who may: the roles of the act's three bodies, with an area of that district. To everybody else an act is not there,
and neither is a district. What an act holds is read through the compiler, as any record is.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from prevention.reconciliation.acts import ActError, ReconciliationAct
from prevention.reconciliation.draw_up import ActRequest, DrawUpResult, draw
from prevention.reconciliation.kinds import PROBATIONERS
from prevention.reconciliation.sign import Signing, sign
from prevention.statistics import DISTRICT, Quarter
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import RootBehaviour, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources
from schema.identifiers import AreaCode
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.clock import utc_now


def reconciles(grants: Grants) -> bool:
    """Whether there can be an act that the caller draws up and signs, whatever the role: see :func:`_body_for`."""
    full = (
        any(cell.release == Disclosure.FULL for cell in grants.of(access))
        for access in (AccessClass.SERVICE, AccessClass.JUSTICE)
    )
    return bool(grants.area) and all(full)


async def _draw(selection: Selection, sources: ComputedSources, context: Context) -> DrawUpResult:
    kato, year, number = (argument_of(selection, n, context) for n in ("district", "year", "quarter"))
    body = _body_in(kato, context)
    if body is None:
        raise HubError("ACT_UNKNOWN")
    quarter = Quarter(year, number)
    return await draw(
        sources.store,
        ActRequest(
            kind=PROBATIONERS, kato=kato, quarter=quarter, body=body, unit=context.caller.unit, today=context.today
        ),
    )


async def _sign(selection: Selection, sources: ComputedSources, context: Context) -> DrawUpResult:
    act_id, key, day, signature = (
        argument_of(selection, n, context) for n in ("act", "key", "signedOn", "signature")
    )
    if sources.home is None or act_id not in await sources.visible_ids(context.grants, context, (act_id,)):
        raise HubError("ACT_UNKNOWN")
    order = Signing(
        act=act_id,
        key=key,
        signed_on=day,
        signature=signature,
        unit=context.caller.unit,
        today=context.today,
        now=utc_now(),
    )

    def body_for(act: ReconciliationAct) -> str | None:
        return _body_in(act.kato, context) if act.kind == PROBATIONERS else None

    return await sign(sources.store, sources.home, order, body_for)


def _body_in(kato: AreaCode, context: Context) -> str | None:
    """The body for which the caller acts in a district; None for whoever does not, or has another area."""
    area = context.caller.area or ""
    if not reconciles(context.grants) or len(area) < DISTRICT or not kato.startswith(area):
        return None
    return PROBATIONERS.body_of(context.caller.role)


def _step(step: DrawUpResult) -> dict[str, Any]:
    return {"act": step.act, "status": step.status, "digest": step.digest, "signatures": step.signatures}


def _behaviour(
    answer: Callable[[Selection, ComputedSources, Context], Awaitable[DrawUpResult]],
) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
        disclosures.release_selected(selection, norms_of(grants, AccessClass.SERVICE, Disclosure.FULL))

        async def reconciling(sources: ComputedSources, context: Context) -> Any:
            try:
                step = await answer(selection, sources, context)
            except ActError as error:
                raise HubError(error.code) from error
            return as_selected(selection, _step(step))

        return Computed(reconciling)

    return RootBehaviour(visibility=lambda grants, records: reconciles(grants), answer=from_sources(compute))


BEHAVIOURS = {"drawUpReconciliation": _behaviour(_draw), "signReconciliation": _behaviour(_sign)}
