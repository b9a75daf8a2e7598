"""Emit: from a guarded plan to one Cypher statement.

Every MATCH of an answer is made here, by :func:`_match`, which takes a :class:`AuthorizedRead` and puts its
scope in.
"""

from graph.query.cypher import Parameters, choice, pattern, predicate
from graph.query.page_bounds import bounds, key_text, order_by
from graph.query.plan import AuthorizedRead, Column, CypherStatement, Group, Nested, PerRecordMask, TypeVariant
from graph.query.predicates import TRUE, Every, Fixed, FromCaller, all_of
from schema.catalogue import CATALOGUE, IIN_INDEX, SUBJECT
from schema.model import Scalar

TYPE = "_type"
"""Key under which a row of an interface says what it is."""

CURSOR = "_cursor"
"""Key of the values by which a row is ordered."""

OWN_ID = "_id"
"""Key under which a group's part of a row repeats the record's id, where it holds sealed values."""

ABOUT = "_about"
"""Key of the ids of the persons whom a record is about."""

ASK = "_ask"
"""Key of the codes of the agencies to ask about a person who is only pointed at."""

_FLAT = 32
"""So many outermost tests stand side by side, where an engine finds an index; more overflow a parser's stack."""

_NAMED: dict[str, tuple[str, ...]] = {"ids": ("id",), "iins": (IIN_INDEX,)}


def emit(reads: tuple[AuthorizedRead, ...]) -> CypherStatement | None:
    """The statement of a root field; None where nothing can be found whatever the graph holds.

    Several reads (``nodes``, of several types) become one statement with a branch each. Records asked for by
    name come as one list: a driver takes longer over each row of a result than over what is in it. (Not so a
    page: the embedded engine would sort all that match, instead of following an index.) A connection whose
    count is wanted has the count as a last row of its own.
    """
    parameters = Parameters()
    branches = [branch for read in reads for branch in _branches(read, parameters)]
    if not branches:
        return None
    return CypherStatement(" UNION ALL ".join(branches), tuple(parameters.slots), tuple(parameters.ids))


def _branches(read: AuthorizedRead, parameters: Parameters) -> list[str]:
    page = read.page
    if page is None:
        row = _record(read, parameters, _NAMED.get(read.by, ()))
        if read.by in _NAMED:
            return [f"{_match(read, parameters)} RETURN collect({row}) AS row"]
        one = f" ORDER BY {read.variable}.id LIMIT 1" if read.by == "iin" else ""
        return [f"{_match(read, parameters)} RETURN {row} AS row{one}"]
    branches = []
    if page.rows:
        row = _record(read, parameters)
        limit = parameters.add(_limit(read))
        branches.append(
            f"{_match(read, parameters, paged=True)} RETURN {row} AS row {order_by(read, parameters)} LIMIT {limit}"
        )
    if page.total:
        branches.append(f"{_match(read, parameters)} RETURN count({read.variable}) AS row")
    return branches


def _limit(read: AuthorizedRead) -> Fixed:
    size = read.page.size if read.page else Fixed(1)
    more = 1 if read.page and read.page.more else 0
    return Fixed(size.value + more) if isinstance(size, Fixed) else Fixed(more)


def _match(read: AuthorizedRead, parameters: Parameters, *, path: str = "", paged: bool = False) -> str:
    label = f":{read.label}" if read.label else ""
    text = f"MATCH {path or f'({read.variable}{label})'}"
    condition = all_of(read.scope, read.where)
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    outermost = [*parts[:_FLAT], all_of(*parts[_FLAT:])]
    conditions = [predicate(part, parameters) for part in outermost if part != TRUE]
    if paged:
        conditions += bounds(read, parameters)
    return text + (f" WHERE {' AND '.join(conditions)}" if conditions else "")


def _record(read: AuthorizedRead, parameters: Parameters, keys: tuple[str, ...] = ()) -> str:
    """The map that a record becomes: what is released of it, for each type that it can be.

    ``keys`` are properties that the hub itself needs to tell the rows apart.
    """
    extra = [f"_{key}: {read.variable}.{key}" for key in keys_of(read, keys) if hub_key(read, key) != key]
    extra += [f"{ABOUT}: {_about(read)}"] if read.about else []
    extra += [f"{ASK}: {_agencies_to_ask(read)}"] if read.pointers else []
    extra += [f"{CURSOR}: {_cursor(read, parameters)}"] if read.page and read.page.cursors else []
    if read.label is not None:
        return _map(read, read.shapes[0], extra, parameters)
    cases = " ".join(
        f"WHEN '{shape.name}' THEN {_map(read, shape, [f'{TYPE}: {shape.name!r}', *extra], parameters)}"
        for shape in read.shapes
    )
    return f"CASE labels({read.variable})[0] {cases} END"


def keys_of(read: AuthorizedRead, keys: tuple[str, ...]) -> tuple[str, ...]:
    """``keys``, and the id where the hub needs it."""
    return keys if not needs_id(read) or "id" in keys else (*keys, "id")


def needs_id(read: AuthorizedRead) -> bool:
    """Whether the hub needs a row's id: a person's for the access log, a sealed value's to open it."""
    return read.label == SUBJECT or any(
        opened(shape, group) for shape in read.shapes for group in shape.groups if group.when == TRUE
    )


def opened(shape: TypeVariant, group: Group) -> bool:
    """Whether the group holds a sealed value."""
    entity = CATALOGUE.entity(shape.name)
    return any(isinstance(m, Column) and CATALOGUE.is_sealed(entity, m.field) for m in group.members)


def _about(read: AuthorizedRead) -> str:
    lists = [f"[{pattern(read.variable, hops)} | {hops[-1].variable}.id]" for hops in read.about]
    return " + ".join(lists)


def _agencies_to_ask(read: AuthorizedRead) -> str:
    """The agencies whose systems hold a person: told to whoever may know of the person."""
    name = read.variable
    path = f"({name})<-[:SOURCE_OF]-({name}_s:SourceRecord)-[:KEPT_AT]->({name}_k:Agency)"
    return f"[{path} | {name}_k.code]"


def hub_key(read: AuthorizedRead, name: str) -> str:
    """Under which key of a row the hub finds a property that it needs itself.

    That is the property's own key where it was asked for. To return it twice costs, and one engine leaves
    the second of the two empty when both stand in one map.
    """
    keys = {member.key for group in read.shapes[0].groups if group.when == TRUE for member in group.members}
    return name if read.label is not None and name in keys else f"_{name}"


def _cursor(read: AuthorizedRead, parameters: Parameters) -> str:
    keys = []
    for key in read.order:
        text = key_text(read.variable, key, parameters)
        keys.append(f"toString({text})" if key.scalar in ("Date", "DateTime") else text)
    return f"[{', '.join(keys)}]"


def _map(read: AuthorizedRead, shape: TypeVariant, extra: list[str], parameters: Parameters) -> str:
    parts = [*extra]
    for index, group in enumerate(shape.groups):
        members = _members(read.variable, shape, group, parameters)
        if isinstance(group.masked, PerRecordMask):
            members.append(f"_m{index}: {choice(group.masked, parameters)}")
        if group.when == TRUE:
            parts += members
        else:
            if opened(shape, group):
                members.append(f"{OWN_ID}: {read.variable}.id")
            inner = f"{read.variable}{{{', '.join(members)}}}"
            parts.append(f"_g{index}: CASE WHEN {predicate(group.when, parameters)} THEN {inner} END")
    return f"{read.variable}{{{', '.join(parts)}}}"


def _members(variable: str, shape: TypeVariant, group: Group, parameters: Parameters) -> list[str]:
    parts: list[str] = []
    entity = CATALOGUE.entity(shape.name)
    for member in group.members:
        if isinstance(member, Column):
            is_sealed = CATALOGUE.is_sealed(entity, member.field)
            parts.append(_stored(variable, member) if is_sealed else _column(variable, member, parameters))
        else:
            parts += _link(variable, member, parameters)
    return parts


def _column(variable: str, column: Column, parameters: Parameters) -> str:
    source = f"{variable}.{column.property}"
    field = column.field
    if field.computed_from:
        return f"{column.key}: {variable}.{field.computed_from} > {parameters.add(FromCaller('today'))}"
    if field.scalar == Scalar.DATE:
        text = f"[d IN {source} | toString(d)]" if field.many else f"toString({source})"
        return f"{column.key}: {text}"
    return _stored(variable, column)


def _stored(variable: str, column: Column) -> str:
    return f".{column.key}" if column.key == column.property else f"{column.key}: {variable}.{column.property}"


def _link(variable: str, link: Nested, parameters: Parameters) -> list[str]:
    read = link.read
    path = pattern(variable, link.hops)
    if not link.many:
        return [f"{link.key}: head({_comprehension(read, path, parameters)})"]
    page = read.page
    if page is None:
        return [f"{link.key}: {_comprehension(read, path, parameters, ('id',))}"]
    parts = []
    if page.rows and sorted_by_hub(link):
        parts.append(f"{link.key}: {_comprehension(read, path, parameters, ('id',))}")
    elif page.rows:
        limit = parameters.add(_limit(read))
        matched = _match(read, parameters, path=path, paged=True)
        row, order = _record(read, parameters), order_by(read, parameters)
        # What hangs on a record is looked up for those of the page alone.
        page_first = f" WITH {read.variable} {order} LIMIT {limit}" if _has_links(read) else ""
        parts.append(f"{link.key}: COLLECT {{ {matched}{page_first} RETURN {row} AS row {order} LIMIT {limit} }}")
    if page.total:
        parts.append(f"{link.key}_total: COUNT {{ {_match(read, parameters, path=path)} RETURN 1 }}")
    return parts


def _has_links(read: AuthorizedRead) -> bool:
    """Whether something is looked up for each record of a page."""
    return any(isinstance(member, Nested) for shape in read.shapes for g in shape.groups for member in g.members)


def sorted_by_hub(link: Nested) -> bool:
    """Whether the records are few and wanted by id from the start: sorting those here costs the engine more."""
    page = link.read.page
    return (
        link.sort_in_memory
        and page is not None
        and not page.backward
        and page.after is None
        and page.before is None
        and len(link.read.order) == 1
    )


def _comprehension(read: AuthorizedRead, path: str, parameters: Parameters, keys: tuple[str, ...] = ()) -> str:
    condition = all_of(read.scope, read.where)
    where = "" if condition == TRUE else f" WHERE {predicate(condition, parameters)}"
    return f"[{path}{where} | {_record(read, parameters, keys)}]"
