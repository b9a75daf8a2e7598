"""Linking: on which records of which systems something stands, and which persons' records are of one person.

Who may decide who somebody is: whoever is released the identity of both in full. To everybody else a link is not
there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from graph.ingest.clusters import CONFIRMED, REJECTED
from graph.ingest.identity_links import NoLinkError, StoredLink, decide, links_of, persons_of
from graph.ingest.provenance import sources_of
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.record_visibility import RecordVisibility, scope_can_hold
from resolvers.access.withheld import norms_of
from resolvers.errors import HubError
from resolvers.request.selection import Selection, as_selected
from resolvers.roots.behaviour import RootBehaviour, Visibility, argument_of, from_sources
from resolvers.roots.computed import Computed, ComputedSources
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.model import AccessClass
from schema.types.scalars import write_datetime
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure
from security.clock import utc_now

_STATUS = {"SAME": CONFIRMED, "DIFFERENT": REJECTED, "UNDECIDED": None}


def deciding(grants: Grants) -> Grants | None:
    """Grants by which just the persons are seen whose identity is released in full; None where nobody's is."""
    cells, minors = (
        tuple(cell for cell in grants.of(access) if cell.release == Disclosure.FULL)
        for access in (AccessClass.IDENTITY, AccessClass.MINOR)
    )
    if not cells:
        return None
    lines = tuple(line for line in ((AccessClass.MINOR, minors), (AccessClass.PERSON, cells)) if line[1])
    return Grants(cells=lines, area=grants.area, unit=grants.unit, agency=grants.agency)


def _without_pointers(grants: Grants) -> Grants:
    """Of what can only be pointed at it is not told on what it stands."""
    lines = ((access, tuple(c for c in cells if c.release > Disclosure.POINTER)) for access, cells in grants.cells)
    return replace(grants, cells=tuple((access, cells) for access, cells in lines if cells))


async def _record_sources(selection: Selection, sources: ComputedSources, context: Context) -> list[dict[str, Any]]:
    record_id = argument_of(selection, "id", context)
    if record_id not in await sources.visible_ids(_without_pointers(context.grants), context, (record_id,)):
        return []
    _touch(context, (record_id,))
    return [
        {
            "system": source.system.partition(":")[0],
            "feed": source.feed,
            "version": str(source.version),
            "changedAt": write_datetime(source.changed_at),
            "receivedAt": write_datetime(source.received_at),
            "delivery": source.batch,
        }
        for source in await sources_of(sources.store, record_id)
    ]


async def _person_links(selection: Selection, sources: ComputedSources, context: Context) -> list[dict[str, Any]]:
    person = argument_of(selection, "person", context)
    within = deciding(context.grants)
    if within is None or person not in await sources.visible_ids(within, context, (person,)):
        return []
    stored_links = await links_of(sources.store, person)
    visible_ids = await sources.visible_ids(
        within, context, {person_id for _, persons in stored_links for person_id in persons}
    )
    visible_links = [(link, persons) for link, persons in stored_links if visible_ids.issuperset(persons)]
    _touch(context, (person, *(person_id for _, persons in visible_links for person_id in persons)))
    return [_link(link, persons) for link, persons in visible_links]


async def _decide(selection: Selection, sources: ComputedSources, context: Context) -> dict[str, Any]:
    link_id, decision = (argument_of(selection, name, context) for name in ("link", "decision"))
    within = deciding(context.grants)
    persons = await persons_of(sources.store, link_id)
    if (
        within is None
        or not persons
        or not (await sources.visible_ids(within, context, persons)).issuperset(persons)
    ):
        raise HubError("LINK_UNKNOWN")
    try:
        link = await decide(sources.store, link_id, _STATUS[decision], context.caller.subject, utc_now())
    except NoLinkError as error:
        raise HubError("LINK_UNKNOWN") from error
    now = await persons_of(sources.store, link_id)
    _touch(context, (*persons, *now))
    return _link(link, now)


def _link(link: StoredLink, persons: tuple[str, ...]) -> dict[str, Any]:
    return {"id": link.id, "status": link.status, "score": link.score, "persons": sorted(set(persons))}


def _touch(context: Context, ids: tuple[str, ...]) -> None:
    persons = (
        record_id
        for record_id in ids
        if (owner := CATALOGUE.by_prefix(record_id)) is not None and owner.name == SUBJECT
    )
    context.trace.persons.update(persons)


def _behaviour(
    answer: Callable[[Selection, ComputedSources, Context], Awaitable[Any]],
    access: AccessClass,
    visibility: Visibility,
) -> RootBehaviour:
    def compute(selection: Selection, grants: Grants, disclosures: DisclosurePlan) -> Computed:
        disclosures.release_selected(selection, norms_of(grants, access, Disclosure.FULL))

        async def linking(sources: ComputedSources, context: Context) -> Any:
            return as_selected(selection, await answer(selection, sources, context))

        return Computed(linking)

    return RootBehaviour(visibility=visibility, answer=from_sources(compute))


def _decides(grants: Grants, records: RecordVisibility) -> bool:
    """Whether the caller may decide who is one person."""
    within = deciding(grants)
    return within is not None and any(scope_can_hold(cell.scope, grants) for cell in within.of(AccessClass.PERSON))


BEHAVIOURS = {
    "recordSources": _behaviour(
        _record_sources, AccessClass.SERVICE, lambda grants, records: SOURCE in records.types
    ),
    "personLinks": _behaviour(_person_links, AccessClass.IDENTITY, _decides),
    "decideLink": _behaviour(_decide, AccessClass.IDENTITY, _decides),
}
