"""Compile: a document, the shape of its variables and a caller's grants become a plan that can run.

collect -> lower -> guard -> emit, and a projector for the way back. The plan holds no value of any variable and
nothing of any one caller but the grants' shape.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from graphql import GraphQLSchema, OperationType

from graph.engine.dialect import Dialect
from graph.query.emit import emit
from graph.query.plan import CypherStatement
from graph.query.predicates import BlindIndexes, CursorValue
from resolvers.access.access_trail import DisclosurePlan
from resolvers.access.guard import guard
from resolvers.access.open_cursors import cursors_of
from resolvers.plan.change_query import RecordSelection, followed, questions
from resolvers.plan.cost import Cost, cost_of
from resolvers.plan.lower import lower
from resolvers.projection.root_answers import Completer, complete_root
from resolvers.request.arguments import Variables
from resolvers.request.collect import collect
from resolvers.request.documents import Document
from resolvers.request.introspection import introspect, introspection_cost
from resolvers.request.selection import Selection
from resolvers.roots.access_log import trace_of
from resolvers.roots.case_work import working_of
from resolvers.roots.computed import Computed
from resolvers.roots.deliveries import delivering_of
from resolvers.roots.identity_links import linking_of
from resolvers.roots.reconciliation import reconciling_of
from resolvers.roots.statistics import figures_of
from schema.api.mutations import MUTATIONS
from schema.types.roots import ROOTS
from security.authorization.caller import Grants
from security.limits.declared import Limits

_COMPUTED: Mapping[str, Callable[[Selection, Grants, DisclosurePlan], Computed]] = {
    "log": trace_of,
    "statistics": figures_of,
    "feeds": delivering_of,
    "links": linking_of,
    "reconciliation": reconciling_of,
    "work": working_of,
}
"""What answers roots that ask something other than the graph's records, by their kind."""


@dataclass(frozen=True, kw_only=True)
class RootPlan:
    """One root field: its statement, if the graph has to be asked, and what makes the answer of its rows.

    ``computed`` makes the answer of one that asks something else (:mod:`resolvers.roots.computed`). ``cursors``
    are all that the caller gives (:mod:`resolvers.access.open_cursors`).
    """

    response: str
    statement: CypherStatement | None
    finish: Completer
    computed: Computed | None = None
    cursors: tuple[CursorValue, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An operation, compiled. ``followed`` is what a subscription asks; its roots are those of one record.

    ``in_turn``: its roots change something, and are done one after another in the order of the document (GraphQL
    specification, section 6.2.2).
    """

    roots: tuple[RootPlan, ...]
    ledger: DisclosurePlan
    cost: Cost
    followed: RecordSelection | None = None
    in_turn: bool = False

    @cached_property
    def recorded(self) -> bool:
        """Whether something is read of which the access log must hold an entry."""
        return any(root.statement or (root.computed and root.computed.recorded) for root in self.roots)

    def serves(self, purpose: str) -> bool:
        """Whether all of it is answered to a caller who states ``purpose``."""
        return all(root.computed.purpose in (None, purpose) for root in self.roots if root.computed)

    @cached_property
    def seeks_sealed(self) -> bool:
        """Whether something is found by a blind index."""
        slots = [slot for root in self.roots if root.statement for slot in root.statement.parameters]
        return any(isinstance(value, BlindIndexes) for _, value in slots)


def compile_operation(
    schema: GraphQLSchema,
    document: Document,
    variables: Variables,
    grants: Grants,
    dialect: Dialect,
    limits: Limits,
) -> Plan:
    """The plan of an operation.

    Raises:
        HubError: the operation asks for what cannot be planned: BAD_PAGE, BAD_ORDER, TOO_DEEP, TOO_MANY_FIELDS,
            TOO_MANY_TESTS.
    """
    selections = collect(schema, document.operation, document.fragments, variables, limits.fields)
    follows = followed(selections) if document.operation.operation == OperationType.SUBSCRIPTION else None
    if follows is not None:
        selections = questions(schema, follows)
    cost = cost_of(selections, lambda key: introspection_cost(schema, document, key), limits)
    ledger = DisclosurePlan()
    roots = tuple(_root(schema, document, each, variables, grants, dialect, ledger) for each in selections)
    return Plan(
        roots=roots,
        ledger=ledger,
        cost=cost,
        followed=follows,
        in_turn=document.operation.operation == OperationType.MUTATION,
    )


def _root(
    schema: GraphQLSchema,
    document: Document,
    selection: Selection,
    variables: Variables,
    grants: Grants,
    dialect: Dialect,
    ledger: DisclosurePlan,
) -> RootPlan:
    if selection.name == "__typename":
        kind = document.operation.operation.name.title()
        return RootPlan(response=selection.key, statement=None, finish=lambda rows, context: kind)
    if selection.name.startswith("__"):
        answer = introspect(schema, document, selection.key)
        return RootPlan(
            response=selection.key,
            statement=None,
            finish=lambda rows, context: answer(context.variables).get(selection.key),
        )
    compute = _COMPUTED.get((ROOTS | MUTATIONS)[selection.name].kind)
    if compute is not None:
        return RootPlan(
            response=selection.key,
            statement=None,
            finish=lambda rows, context: None,
            computed=compute(selection, grants, ledger),
        )
    subscribed = document.operation.operation == OperationType.SUBSCRIPTION
    lowered = lower(selection, variables, unasked=subscribed)
    guarded = tuple(guard(read, grants) for read in lowered.reads)
    finish = complete_root(lowered, guarded, selection, dialect, ledger)
    cursors = tuple(each for read in lowered.reads for each in cursors_of(read, grants))
    return RootPlan(response=selection.key, statement=emit(guarded), finish=finish, cursors=cursors)
