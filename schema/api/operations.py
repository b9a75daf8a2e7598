"""The root fields of the API, each declared in one place. A new family of them has its line here."""

from collections.abc import Mapping

import strawberry

from schema.api import (
    access_log,
    deliveries,
    identity_links,
    own_view,
    reconciliation,
    record_roots,
    search,
    statistics,
    subscriptions,
    timeline,
    unit_day,
    work_forms,
)
from schema.types import factory as made
from schema.types.factory import Argument
from schema.types.roots import Root, connection_arguments
from schema.work import work_catalogue

_FAMILIES = (
    *(own_view, access_log, statistics, deliveries, identity_links, record_roots, search, reconciliation),
    *(work_catalogue, unit_day, timeline, work_forms, subscriptions),
)


def _roots_by_name(*families: tuple[Root, ...]) -> dict[str, Root]:
    return {root.name: root for family in families for root in family}


QUERIES = _roots_by_name(
    own_view.QUERIES,
    access_log.QUERIES,
    statistics.QUERIES,
    deliveries.QUERIES,
    identity_links.QUERIES,
    record_roots.QUERIES,
    search.QUERIES,
    work_forms.QUERIES,
    unit_day.QUERIES,
    timeline.QUERIES,
)
MUTATIONS = _roots_by_name(
    deliveries.MUTATIONS, identity_links.MUTATIONS, reconciliation.MUTATIONS, work_catalogue.MUTATIONS
)
SUBSCRIPTIONS = _roots_by_name((subscriptions.CHANGES,))

OPERATIONS: Mapping[str, Mapping[str, Root]] = {
    "Query": QUERIES,
    "Mutation": MUTATIONS,
    "Subscription": SUBSCRIPTIONS,
}
"""The root fields by name, under the default name of their type (GraphQL specification, section 3.3.1)."""

LANGUAGE = Argument("Language | None", "The language wanted.", strawberry.UNSET, shapes_plan=True)
"""The argument of a text that is kept in several languages."""

_OF_RECORDS = {**connection_arguments("Node"), "language": LANGUAGE}
"""The arguments of all fields of records."""

_MEANINGS = {
    "Query": "What can be asked.",
    "Mutation": "What can be changed. Root fields are done one after another.",
    "Subscription": "What can be followed.",
}


def shapes_plan(type_name: str, field: str, argument: str) -> bool:
    """Whether the value of an argument of a root field, or of a field of a record, is part of a plan."""
    roots = OPERATIONS.get(type_name)
    return (_OF_RECORDS if roots is None else roots[field].arguments)[argument].shapes_plan


def publish_operations() -> None:
    """Publish the root fields, and the types that they give."""
    for family in _FAMILIES:
        family.publish()
    for name, roots in OPERATIONS.items():
        made.make(name, _MEANINGS[name], {}, {root.name: root.published() for root in roots.values()})
