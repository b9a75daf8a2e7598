"""Compile: a document, the shape of its variables and a caller's grants become a plan that can run.

collect -> lower -> guard -> emit, and a projector for the way back. The plan holds no value of any variable and
nothing of any one caller but the grants' shape.
"""

from dataclasses import dataclass
from functools import cached_property

from graphql import GraphQLSchema, OperationType

from graph.engine.dialect import Dialect
from graph.query.predicates import BlindIndexes
from resolvers.access.access_trail import DisclosurePlan
from resolvers.plan.change_query import RecordSelection, followed, questions
from resolvers.plan.cost import Cost, cost_of
from resolvers.request.arguments import Variables
from resolvers.request.collect import collect
from resolvers.request.documents import Document
from resolvers.request.introspection import introspect, introspection_cost
from resolvers.request.selection import Selection
from resolvers.roots.all_roots import BEHAVIOURS
from resolvers.roots.behaviour import Planning, RootPlan
from security.authorization.caller import Grants
from security.limits.declared import Limits


@dataclass(frozen=True, kw_only=True)
class Plan:
    """An operation, compiled. ``followed`` is what a subscription asks; its roots are those of one record.

    ``in_turn``: its roots change something, and are done one after another in the order of the document (GraphQL
    specification, section 6.2.2).
    """

    roots: tuple[RootPlan, ...]
    disclosures: DisclosurePlan
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
        if any(root.computed and root.computed.seeks_sealed for root in self.roots):
            return True
        statements = [root.statement for root in self.roots if root.statement]
        statements += [statement for root in self.roots if root.computed for statement in root.computed.statements]
        slots = [slot for statement in statements for slot in statement.parameters]
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
    cost = cost_of(
        selections,
        lambda name: BEHAVIOURS[name].cost,
        lambda key: introspection_cost(schema, document, key),
        limits,
    )
    disclosures = DisclosurePlan()
    planning = Planning(
        variables=variables, grants=grants, dialect=dialect, disclosures=disclosures, unasked=follows is not None
    )
    roots = tuple(_root(schema, document, selection, planning) for selection in selections)
    return Plan(
        roots=roots,
        disclosures=disclosures,
        cost=cost,
        followed=follows,
        in_turn=document.operation.operation == OperationType.MUTATION,
    )


def _root(schema: GraphQLSchema, document: Document, selection: Selection, planning: Planning) -> RootPlan:
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
    return BEHAVIOURS[selection.name].answer(selection, planning)
