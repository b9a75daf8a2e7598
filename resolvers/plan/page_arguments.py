"""Pages: from the arguments of a connection to the part of it that is wanted."""

from collections.abc import Iterable, Mapping
from typing import Any

from graph.query.plan import OrderKey, Page
from graph.query.predicates import Fixed, Value
from resolvers.errors import HubError
from resolvers.request.selection import Selection
from schema.catalogue import CATALOGUE
from schema.model import Entity
from schema.types.roots import DEFAULT_PAGE, MAX_VALUES


def page_of(entity: Entity, selection: Selection) -> Page:
    """The page that the arguments and sub-selections of a connection ask for.

    Raises:
        HubError: BAD_PAGE or BAD_ORDER.
    """
    arguments = selection.arguments
    field_names = {part.name for part in selection.only}
    info = {part.name for under in selection.only if under.name == "pageInfo" for part in under.only}
    edges = {part.name for under in selection.only if under.name == "edges" for part in under.only}
    return Page(
        size=Fixed(page_size(arguments)),
        backward=arguments.get("last") is not None,
        after=_cursor(arguments, "after"),
        before=_cursor(arguments, "before"),
        order=_order(entity, arguments.get("orderBy") or ()),
        rows=bool(field_names & {"nodes", "edges"}) or bool(info - {"__typename"}),
        total="totalCount" in field_names,
        cursors="cursor" in edges or bool(info & {"startCursor", "endCursor"}),
        more=bool(info & {"hasNextPage", "hasPreviousPage"}),
    )


def page_size(arguments: Mapping[str, Any]) -> int:
    """The most records that the arguments of a connection ask for.

    Raises:
        HubError: BAD_PAGE.
    """
    first, last = arguments.get("first"), arguments.get("last")
    if first is not None and last is not None:
        raise HubError("BAD_PAGE")
    size = first if first is not None else last if last is not None else DEFAULT_PAGE
    if not 1 <= size <= MAX_VALUES:
        raise HubError("BAD_PAGE")
    return size


def _cursor(arguments: Mapping[str, Any], name: str) -> Value | None:
    value = arguments.get(name)
    return None if value is None or value == Fixed(None) else value


def _order(entity: Entity, entries: Iterable[Mapping[str, str | None]]) -> tuple[OrderKey, ...]:
    keys: list[OrderKey] = []
    for entry in entries:
        directions = [(name, direction) for name, direction in entry.items() if direction is not None]
        if len(directions) != 1:
            raise HubError("BAD_ORDER")
        field = CATALOGUE.field(entity, directions[0][0])
        if field is None or any(key.field == field for key in keys):
            raise HubError("BAD_ORDER")
        keys.append(OrderKey(field, directions[0][1] == "ASC"))
    return tuple(keys)
