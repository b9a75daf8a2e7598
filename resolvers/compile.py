"""Compile: a document, the shape of its variables and a caller's grants become a plan that can run.

collect -> lower -> guard -> emit, and a projector for the way back. The plan holds no value of any variable and
nothing of any one caller but the grants' shape.
"""

from dataclasses import dataclass
from functools import cached_property

from graphql import GraphQLSchema, OperationType

from graph.dialect import Dialect
from graph.emit import emit
from graph.plan import Statement
from graph.terms import Blind
from resolvers.answers import Finish, finisher
from resolvers.arguments import Variables
from resolvers.collect import collect
from resolvers.cost import Cost, cost_of
from resolvers.documents import Document
from resolvers.figures import Figures, figures_of
from resolvers.following import Followed, followed, questions
from resolvers.guard import guard
from resolvers.introspection import introspect, introspection_cost
from resolvers.lower import lower
from resolvers.selection import Selection
from resolvers.trace import Trace, trace_of
from resolvers.trail import Ledger
from schema.roots import ROOTS
from security.caller import Grants
from security.limits import Limits


@dataclass(frozen=True)
class RootPlan:
    """One root field: its statement, if the graph has to be asked, and what makes the answer of its rows.

    ``trace`` makes the answer where it is the access log that has to be asked, ``figures`` that of statistics.
    """

    response: str
    statement: Statement | None
    finish: Finish
    trace: Trace | None = None
    figures: Figures | None = None


@dataclass(frozen=True)
class Plan:
    """An operation, compiled. ``followed`` is what a subscription asks; its roots are those of one record."""

    roots: tuple[RootPlan, ...]
    ledger: Ledger
    cost: Cost
    followed: Followed | None = None

    @cached_property
    def recorded(self) -> bool:
        """Whether something is read of which the access log must hold an entry."""
        return any(root.statement or root.trace or root.figures for root in self.roots)

    @cached_property
    def seeks_sealed(self) -> bool:
        """Whether something is found by a blind index."""
        slots = [slot for root in self.roots if root.statement for slot in root.statement.parameters]
        return any(isinstance(value, Blind) for _, value in slots)


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
    ledger = Ledger()
    roots = tuple(_root(schema, document, each, variables, grants, dialect, ledger) for each in selections)
    return Plan(roots, ledger, cost, follows)


def _root(
    schema: GraphQLSchema,
    document: Document,
    selection: Selection,
    variables: Variables,
    grants: Grants,
    dialect: Dialect,
    ledger: Ledger,
) -> RootPlan:
    if selection.name == "__typename":
        return RootPlan(selection.key, None, lambda rows, context: "Query")
    if selection.name.startswith("__"):
        answer = introspect(schema, document, selection.key)
        return RootPlan(selection.key, None, lambda rows, context: answer(context.variables).get(selection.key))
    if ROOTS[selection.name].kind == "log":
        return RootPlan(selection.key, None, lambda rows, context: None, trace_of(selection, grants, ledger))
    if ROOTS[selection.name].kind == "statistics":
        figures = figures_of(selection, grants, ledger)
        return RootPlan(selection.key, None, lambda rows, context: None, figures=figures)
    subscribed = document.operation.operation == OperationType.SUBSCRIPTION
    lowered = lower(selection, variables, unasked=subscribed)
    guarded = tuple(guard(read, grants) for read in lowered.reads)
    return RootPlan(selection.key, emit(guarded), finisher(lowered, guarded, selection, dialect, ledger))
