"""Following: what a subscription asks, as a question about records that the hub names.

Whoever follows changes names no records; the hub does, some at a time, and asks for them what the subscription
selects under ``record``. So a change is told by the same compiler and through the same door as any answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLID, GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLSchema, Undefined

from graph.query.predicates import FromVariable
from resolvers.plan.slots import fixed_value
from resolvers.request.documents import Document, Variable
from resolvers.request.selection import Selection
from resolvers.request.variable_shapes import shape_of
from schema.api.subscriptions import CHANGES
from schema.catalogue import NODE

IDS = "the records"
"""The variable in which the hub names the records. It holds a blank: no document can declare one of that name."""

SEEN = "seen at all"
"""The response key, no name in GraphQL either, by which the hub asks whether a record is to be seen."""

_KIND = GraphQLNonNull(GraphQLList(GraphQLNonNull(GraphQLID)))
_VARIABLE = Variable(name=IDS, kind=_KIND, default=Undefined, required=True, shape=shape_of(_KIND))
_TYPENAME = Selection(key="__typename", name="__typename", place=(0, 0), arguments={}, variants={})


@dataclass(frozen=True)
class RecordSelection:
    """A subscription's root: its response key, what is asked of each change, and its arguments."""

    key: str
    selections: tuple[Selection, ...]
    arguments: dict[str, Any]

    def argument(self, name: str, variables: Any) -> Any:
        """The value of an argument; None where none was given. It may stand in the document or in a variable."""
        return fixed_value(self.arguments[name], variables) if name in self.arguments else None


def with_records(document: Document) -> Document:
    """The document, with the hub's own variable."""
    return replace(document, variables=(*document.variables, _VARIABLE))


def followed(roots: Iterable[Selection]) -> RecordSelection:
    """What the one root of a subscription asks."""
    (root,) = (root for root in roots if root.name == CHANGES.name)
    return RecordSelection(root.key, root.only, dict(root.arguments))


def questions(schema: GraphQLSchema, record_selection: RecordSelection) -> tuple[Selection, ...]:
    """What is asked of the records: each ``record`` under its response key, or else whether they are to be seen."""
    node = schema.type_map.get(NODE.name)
    possible = schema.get_possible_types(node) if isinstance(node, GraphQLInterfaceType) else []
    typenames = {kind.name: (_TYPENAME,) for kind in possible}
    record_fields = [
        (selection.key, selection.place, selection.variants)
        for selection in record_selection.selections
        if selection.name == "record"
    ]
    return tuple(
        Selection(key=key, name="nodes", place=place, arguments={"ids": FromVariable((IDS,))}, variants=variants)
        for key, place, variants in record_fields or [(SEEN, (0, 0), typenames)]
    )
