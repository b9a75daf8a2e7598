"""Cost: what an operation may come to, known before it runs from what it asks for.

The formula stands in ``docs/limits.md``. It looks at the selection and never at the caller's grants or at what is
found, so that a cost says nothing of what is hidden. Its fixed part is remembered with the plan; only the lengths
of lists that variables hold are looked at again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.query.predicates import Value
from resolvers.errors import HubError
from resolvers.plan.page_arguments import page_size
from resolvers.plan.slots import fixed_value
from resolvers.request.arguments import Variables
from resolvers.request.selection import ArgumentTree, Selection
from security.authorization.caller import Caller
from security.limits.declared import Limits
from security.limits.rate_limits import Allowances, ExhaustedError

ROOT = 10
"""Of a root field, whatever it asks: a statement of its own."""

FIELDS = 10
"""Selected fields of a record that cost 1 together."""

COUNT = 50
"""Of a total count: as much as a page of the default size."""

ORDER = 50
"""Of an order other than the natural one."""

LOG = 5_000
"""Of a root that reads the access log, which may be long, whatever comes of it."""

NAMED = 10
"""Of a person or a case of which a timeline is: all that hangs on it is looked at."""

SEARCH = 100
"""Of a search: it reads up to 200 candidates, and again for every name that may be meant."""

DELIVERED = 10
"""Of a record that is delivered: it is written, and not read alone."""

CROSSED = 10
"""What a test in a filter costs more for each relation to many records that is crossed on the way to it."""

Charge = Callable[[Caller, int], Mapping[str, Any]]
"""Takes a cost from a caller's allowance, and gives what the answer says of it; nothing where all is free."""


@dataclass(frozen=True)
class Cost:
    """The cost of an operation: a fixed part, and so much for each member of some lists."""

    fixed: int
    list_costs: tuple[tuple[Value, int], ...]

    def of(self, variables: Variables) -> int:
        """The whole cost with these variables."""
        cost = self.fixed
        for value, unit_cost in self.list_costs:
            cost += unit_cost * len(fixed_value(value, variables) or ())
        return cost


RootCost = Callable[[Selection, "FilterTests"], Cost]
"""Gives the cost of a root field from its selection; it counts the tests of filters."""


def cost_of(
    selections: Iterable[Selection],
    costs: Callable[[str], RootCost],
    introspection: Callable[[str], int],
    limits: Limits,
) -> Cost:
    """The cost of an operation's root selections.

    ``costs`` gives that of a root field by its name, ``introspection`` that of ``__schema`` and ``__type`` by
    response key.

    Raises:
        HubError: BAD_PAGE, TOO_DEEP (a filter), TOO_MANY_TESTS.
    """
    fixed, tests = 0, FilterTests(limits)
    list_costs: list[tuple[Value, int]] = []
    for root in selections:
        fixed += ROOT
        if root.name in ("__schema", "__type"):
            fixed += introspection(root.key)
        elif root.name != "__typename":
            cost = costs(root.name)(root, tests)
            fixed += cost.fixed
            list_costs += cost.list_costs
    return Cost(fixed, tuple(list_costs))


def cost_of_answer(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root field that gives one record or object, or a connection."""
    return Cost(_followed(root, tests) if root.variants else 0, ())


def cost_of_page(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root field that gives a list with as many members as ``first`` says."""
    return Cost(page_size(root.arguments) * _records(root, tests), ())


def cost_of_lists(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root whose object holds lists, each with a count and as many ``nodes`` as ``first`` says."""
    size, cost = page_size(root.arguments), _fields(root.only)
    for part in root.only:
        lists = [child for child in part.only if child.name == "nodes"]
        if lists or any(child.name in ("visible", "complete") for child in part.only):
            cost += COUNT + size * sum(_records(child, tests) for child in lists)
        elif part.variants:
            cost += _followed(part, tests)
    return Cost(cost, ())


def cost_of_items(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root that gives as many ``items`` as ``first`` says, of what ``of`` names."""
    size = page_size(root.arguments)
    items = sum(_records(child, tests) for child in root.only if child.name == "items")
    return Cost(size * items, ((root.arguments["of"], NAMED),))


def cost_of_each(name: str) -> RootCost:
    """The cost of a root field that gives a record for each member of its argument ``name``."""
    return lambda root, tests: Cost(0, ((root.arguments[name], _records(root, tests)),))


def cost_of_log(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root field that reads the access log."""
    return Cost(LOG - ROOT + _followed(root, tests), ())


def cost_of_search(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root field that finds as many records as ``first`` says, whatever is found."""
    return Cost(SEARCH + page_size(root.arguments) * _records(root, tests), ())


def cost_of_delivery(root: Selection, tests: "FilterTests") -> Cost:
    """The cost of a root field that writes ``records``."""
    return Cost(_followed(root, tests), ((root.arguments["records"], DELIVERED),))


def _followed(selection: Selection, tests: "FilterTests") -> int:
    """The cost of following a relation once: to a connection, or to one record."""
    arguments = selection.arguments
    if "first" not in arguments:
        return _records(selection, tests)
    cost = tests.cost(arguments.get("where"), 1, 1) + (ORDER if arguments.get("orderBy") else 0)
    if any(part.name == "totalCount" for part in selection.only):
        cost += COUNT
    row = 0
    for part in selection.only:
        if part.name == "nodes":
            row += _records(part, tests)
        elif part.name == "edges":
            row += 1 + sum(_records(selection, tests) for selection in part.only if selection.name == "node")
        elif part.name == "pageInfo":
            row += 1
    return cost + page_size(arguments) * row


def _records(selection: Selection, tests: "FilterTests") -> int:
    """The cost of one record: of the type, of those it can have, that costs most."""
    return max((_record(variant, tests) for variant in selection.variants.values()), default=1)


def _record(selections: tuple[Selection, ...], tests: "FilterTests") -> int:
    return _fields(selections) + sum(_followed(selection, tests) for selection in selections if selection.variants)


def _fields(selections: tuple[Selection, ...]) -> int:
    """The cost of the fields of one record: begun tens in full."""
    return max(1, -(-len(selections) // FIELDS))


@dataclass
class FilterTests:
    """Counts the tests of an operation's filters."""

    limits: Limits
    count: int = 0

    def cost(self, tree: ArgumentTree | None, unit_cost: int, depth: int) -> int:
        """The cost of a filter, or of a part of one in which a test costs ``unit_cost``."""
        if depth > 2 * self.limits.depth:
            raise HubError("TOO_DEEP")
        if isinstance(tree, list):
            return sum(self.cost(member, unit_cost, depth + 1) for member in tree)
        if isinstance(tree, dict):
            return sum(
                self.cost(under, unit_cost * CROSSED if name in ("some", "none", "every") else unit_cost, depth + 1)
                for name, under in tree.items()
            )
        if tree is None:
            return 0
        self.count += 1
        if self.count > self.limits.filter_tests:
            raise HubError("TOO_MANY_TESTS")
        return unit_cost


def free(caller: Caller, cost: int) -> Mapping[str, Any]:
    """A charge that takes nothing."""
    return {}


def charging(allowances: Allowances) -> Charge:
    """A charge that takes from ``allowances``.

    It raises HubError: OPERATION_TOO_COSTLY where the cost is more than a caller ever has, COST_EXCEEDED where
    it is more than there is left.
    """

    def charge(caller: Caller, cost: int) -> Mapping[str, Any]:
        if cost > allowances.largest:
            raise HubError("OPERATION_TOO_COSTLY", numbers={"cost": cost, "most": allowances.largest})
        try:
            spent = allowances.charge(caller, cost)
        except ExhaustedError as error:
            raise HubError("COST_EXCEEDED", numbers={"cost": cost, "retrySeconds": error.retry}) from error
        return {"requested": cost, "remaining": spent.remaining, "resetSeconds": spent.resets}

    return charge
