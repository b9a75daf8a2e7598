"""A schema text made of the oracle's own tables, for its own tests: what the hub publishes has at least this."""

from collections.abc import Iterator

from tests.proofs.oracle.answer import LISTS, OBJECTS
from tests.proofs.oracle.facts import FieldFact, RelationFact, TypeFact, enums, types

OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte")
TEXT_OPERATORS = ("startsWith", "contains")
HEAD = """
enum Language { KK RU EN }
enum SortDirection { ASC DESC }
scalar Date
scalar DateTime
scalar IIN
interface Node { id: ID! }
interface Organisation implements Node { id: ID! name: String region: Region }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type Hit { found: Boolean! holders: [Agency!] }
type Caller { agency: Agency role: String area: String purposes: [String!] }
input OrganisationFilter { and: [OrganisationFilter!] or: [OrganisationFilter!] not: OrganisationFilter
  id: IdMatch name: StringMatch region: RegionFilter }
input BooleanMatch { eq: Boolean ne: Boolean isNull: Boolean }
input IdMatch { eq: ID ne: ID in: [ID!] notIn: [ID!] }
"""


def oracle_sdl() -> str:
    """The whole schema."""
    parts = [HEAD, *(f"enum {name} {{ {' '.join(values)} }}" for name, values in enums().items())]
    for name in ("String", "Date", "DateTime", "Int", "Float", *enums()):
        parts.append(_operators(name))
    for name in ("String", "IIN", "Date"):
        parts.append(f"input {name}ExactMatch {{ eq: {name} in: [{name}!] }}")
    for fact in types().values():
        parts += _type(fact)
    return "\n".join((*parts, _query()))


def _operators(name: str) -> str:
    single = " ".join(f"{operator}: {name}" for operator in OPERATORS)
    text = " ".join(f"{operator}: String" for operator in TEXT_OPERATORS) if name == "String" else ""
    return f"input {name}Match {{ {single} in: [{name}!] notIn: [{name}!] isNull: Boolean {text} }}"


def _page_arguments(target: str) -> str:
    return f"first: Int, after: String, last: Int, before: String, where: {target}Filter, orderBy: [{target}Order!]"


def _type(fact: TypeFact) -> Iterator[str]:
    shown = [relation for relation in fact.relations.values() if relation.shown]
    fields = ["id: ID!", *map(_field, fact.fields.values()), *map(_relation, shown)]
    faces = " & ".join(("Node", *fact.interfaces))
    yield f"type {fact.name} implements {faces} {{ {' '.join(fields)} }}"
    yield (
        f"type {fact.name}Connection {{ edges: [{fact.name}Edge!]! nodes: [{fact.name}!]! pageInfo: PageInfo!"
        f" totalCount: Int! }}"
    )
    yield f"type {fact.name}Edge {{ cursor: String! node: {fact.name}! }}"
    own = f"{fact.name}Filter"
    keys = [f"and: [{own}!] or: [{own}!] not: {own} id: IdMatch"]
    keys += [f"{field.name}: {_match(field)}" for field in fact.fields.values() if not field.is_list]
    keys += [f"{one.name}: {one.target}{'Some' if one.many else 'Filter'}" for one in shown]
    yield f"input {own} {{ {' '.join(keys)} }}"
    yield f"input {fact.name}Some {{ some: {own} none: {own} every: {own} }}"
    orders = [f"{f.name}: SortDirection" for f in fact.fields.values() if not f.is_list and f.access != "IDENTITY"]
    yield f"input {fact.name}Order @oneOf {{ {' '.join(['id: SortDirection', *orders])} }}"


def _match(field: FieldFact) -> str:
    if field.kind == "Boolean":
        return "BooleanMatch"
    return f"{field.kind if field.kind in EXACT or field.access != 'IDENTITY' else 'String'}{_exact(field)}Match"


EXACT = ("IIN", "String", "Date")


def _exact(field: FieldFact) -> str:
    return "Exact" if field.access == "IDENTITY" else ""


def _field(field: FieldFact) -> str:
    arguments = "(language: Language = KK)" if field.localized else ""
    return f"{field.name}{arguments}: {f'[{field.kind}!]' if field.is_list else field.kind}"


def _relation(relation: RelationFact) -> str:
    if not relation.many:
        return f"{relation.name}: {relation.target}"
    return f"{relation.name}({_page_arguments(relation.target)}): {relation.target}Connection"


def _query() -> str:
    roots = [f"{name}({_page_arguments(target)}): {target}Connection" for name, target in LISTS.items()]
    roots += [f"{name}(id: ID!): {target}" for name, target in OBJECTS.items()]
    roots += ["me: Caller!", "node(id: ID!): Node", "nodes(ids: [ID!]!): [Node]!"]
    roots += ["personByIin(iin: IIN!): Person", "lookup(iins: [IIN!]!): [Hit!]!"]
    return f"type Query {{ {' '.join(roots)} }}"
