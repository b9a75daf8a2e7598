"""The oracle: what the hub must answer, found the slow way, record by record."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graphql import (
    DocumentNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    build_schema,
    execute_sync,
    parse,
)

from tests.proofs.oracle.pages import Edge, Page, PageInfo, Position, page
from tests.proofs.oracle.records import Record, Store
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import Level, OracleCaller, View

LISTS = {
    "persons": "Person",
    "cases": "Case",
    "courtDecisions": "CourtDecision",
    "registrations": "Registration",
    "protectiveOrders": "ProtectiveOrder",
    "units": "Unit",
    "inspectors": "Inspector",
    "precincts": "Precinct",
    "crisisCenters": "CrisisCenter",
    "ngos": "Ngo",
    "agencies": "Agency",
    "regions": "Region",
    "reconciliationActs": "ReconciliationAct",
    "legalActs": "LegalAct",
    "duties": "Duty",
    "notices": "Notice",
    "measures": "Measure",
    "indicators": "Indicator",
}
"""The root connections, with the type that each lists."""

OBJECTS = {"person": "Person", "case": "Case", "reconciliationAct": "ReconciliationAct"}
"""The roots that find one record of a type by its id."""


class OracleError(Exception):
    """A question that the oracle does not answer: it is wrong, or out of its reach."""


@dataclass(frozen=True)
class Hit:
    """Whether a number was found."""

    found: bool


@dataclass(frozen=True)
class Beside:
    """What goes with an answer: how often something less than FULL stood at a path, and whom it was about."""

    withheld: Counter[tuple[tuple[str, ...], str]] = field(default_factory=Counter)
    persons: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Context:
    """What the answer to one query depends on, beside the query."""

    view: View
    cursors: dict[str, Position]
    beside: "Beside"


class Oracle:
    """Answers queries over the records of a directory, by the schema of a text."""

    def __init__(self, sdl: str, directory: Path) -> None:
        self.schema: GraphQLSchema = build_schema(sdl, assume_valid=True)
        self.store = Store(directory)
        self._views: dict[tuple[OracleCaller, date], View] = {}

    def view(self, caller: OracleCaller, today: date) -> View:
        """The graph as a caller may see it on a day."""
        key = (caller, today)
        if key not in self._views:
            self._views[key] = View(self.store, caller, today)
        return self._views[key]

    def answer(
        self,
        query: str,
        variables: dict[str, Json],
        caller: OracleCaller,
        today: date,
        *,
        operation_name: str | None = None,
        cursors: dict[str, Position] | None = None,
        beside: Beside | None = None,
    ) -> dict[str, Json]:
        """The exact ``data`` of the answer. ``cursors`` says what the cursors in the query stand for."""
        document = parse(query)
        _refuse_all_but_queries(document)
        result = execute_sync(
            self.schema,
            document,
            context_value=Context(self.view(caller, today), cursors or {}, beside or Beside()),
            variable_values=variables,
            operation_name=operation_name,
            field_resolver=resolve,
            type_resolver=_type_name,
        )
        if result.errors or result.data is None:
            raise OracleError(f"{result.errors}\n{query}")
        return result.data


def _refuse_all_but_queries(document: DocumentNode) -> None:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode) and definition.operation.value != "query":
            raise OracleError("the oracle answers queries only")


def _type_name(value: Json, _info: GraphQLResolveInfo[Context], _abstract: Json) -> str:
    return str(value.type)


def resolve(source: Json, info: GraphQLResolveInfo[Context], **arguments: Json) -> Json:
    """The value of any field of the schema, by what it is a field of."""
    context = info.context
    if source is None:
        found = _root(context, info.field_name, arguments)
    elif isinstance(source, Record):
        _note(context, source, info)
        found = _of_record(context, source, info.field_name, arguments)
    else:
        found = _of_page(source, info.field_name)
        _touch(context, source, info.field_name)
    for record in found if isinstance(found, list) else [found]:
        if isinstance(record, Record):
            context.beside.persons.update(person.id for person in context.view.store.tells_of(record))
    return found


def _note(context: Context, record: Record, info: GraphQLResolveInfo[Context]) -> None:
    """Count what is not given in full. Of a pointer, what is of its own class is a pointer too."""
    view, name = context.view, info.field_name
    relation = record.fact.relations.get(name)
    if relation is not None:
        given = view.follow(record, relation) is not None
        level, access = (Level.FULL if given else Level.HIDDEN), relation.access
    else:
        level = view.field_level(record, name)
        access = record.fact.access if name == "id" else record.fact.fields[name].access
    if level == Level.FULL:
        return
    if level < Level.MASKED:
        pointer = access == record.fact.access and view.own_level(record) == Level.POINTER
        level = Level.POINTER if pointer else Level.HIDDEN
    path = tuple(step for step in info.path.as_list() if isinstance(step, str))
    context.beside.withheld[path, level.name] += 1


def _touch(context: Context, source: Json, name: str) -> None:
    """A page that is read touches the persons of its records, whatever is shown of them."""
    if isinstance(source, Page) and name in ("edges", "pageInfo"):
        for edge in source.edges:
            context.beside.persons.update(person.id for person in context.view.store.tells_of(edge.node))


def _root(context: Context, name: str, arguments: dict[str, Json]) -> Json:
    view = context.view
    if name in LISTS:
        return _page(context, view.listed(LISTS[name]), LISTS[name], arguments, is_root=True)
    match name:
        case "node":
            return _by_id(view, arguments["id"], None)
        case "nodes":
            return [_by_id(view, key, None) for key in arguments["ids"]]
        case "personByIin":
            return next(iter(_by_iin(view, arguments["iin"])), None)
        case "lookup":
            found = [_by_iin(view, iin) for iin in arguments["iins"]]
            context.beside.persons.update(persons[0].id for persons in found if persons)
            return [Hit(bool(persons)) for persons in found]
    if name in OBJECTS:
        return _by_id(view, arguments["id"], OBJECTS[name])
    raise OracleError(f"the oracle does not answer {name}")


def _by_id(view: View, key: str, type_name: str | None) -> Record | None:
    record = view.store.get(key)
    if record is None or (type_name is not None and record.type != type_name):
        return None
    return record if view.sees(record) else None


def _by_iin(view: View, iin: str) -> list[Record]:
    """The persons with that number whom the caller may find."""
    if not view.cells.get("IDENTITY"):
        return []
    return [person for person in view.store.by_iin.get(iin, ()) if view.sees(person)]


def _of_record(context: Context, record: Record, name: str, arguments: dict[str, Json]) -> Json:
    view = context.view
    relation = record.fact.relations.get(name)
    if relation is not None and relation.shown:
        ends = view.follow(record, relation)
        if ends is None:
            return None
        if relation.many:
            return _page(context, ends, relation.target, arguments, is_root=False)
        return ends[0] if ends else None
    if name != "id" and name not in record.fact.fields:
        raise OracleError(f"the oracle does not know {record.type}.{name}")
    value = view.shown(record, name)
    if name != "id" and record.fact.fields[name].localized and value is not None:
        return value.get((arguments.get("language") or "KK").lower())
    return value


def _page(
    context: Context, records: list[Record], type_name: str, arguments: dict[str, Json], is_root: bool
) -> Page:
    for name in ("after", "before"):
        given = arguments.get(name)
        if given is not None and given not in context.cursors:
            raise OracleError(f"unknown cursor in {name}")
    if arguments.get("first") is not None and arguments.get("last") is not None:
        raise OracleError("first and last together")
    if any(not 1 <= size <= 500 for name in ("first", "last") if (size := arguments.get(name)) is not None):
        raise OracleError("a page has 1 to 500 records")
    return page(context.view, records, type_name, arguments, cursors=context.cursors, is_root=is_root)


def _of_page(source: Json, name: str) -> Json:
    match source, name:
        case Page(), "edges":
            return list(source.edges)
        case Page(), "nodes":
            return [edge.node for edge in source.edges]
        case Page(), "pageInfo":
            return source.info
        case Page(), "totalCount":
            return source.total
        case Edge(), "cursor":
            return source.cursor
        case Edge(), "node":
            return source.node
        case PageInfo(), "hasNextPage":
            return source.has_next
        case PageInfo(), "hasPreviousPage":
            return source.has_previous
        case PageInfo(), "startCursor":
            return source.start
        case PageInfo(), "endCursor":
            return source.end
        case Hit(), "found":
            return source.found
    raise OracleError(f"the oracle does not know {name}")
