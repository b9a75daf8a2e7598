"""Holding: an answer about somebody who is named leaves at an even time, whoever was found and whoever was not.

To decide that a caller may not know of somebody takes longer than to find nobody (docs/proof.md, "Times"). Held
is what is asked for by number or by id, what changes something, and what the hub computes. How long depends on
how many are named, and on nothing that stands in the graph. What is read of the access log is held for much
longer: the entries that are concealed from a reader are read like others, and there may be thousands. Receipts
of deliveries are held by resolvers/access/even_times.py.
"""

from collections.abc import Awaitable, Callable

from graph.query.plan import CypherStatement
from graph.query.predicates import BlindIndexes
from resolvers.access.bind_parameters import Context, values_of
from resolvers.access.even_times import until_whole_step
from resolvers.engine.compile import Plan
from resolvers.plan.slots import fixed_value

HoldAnswer = Callable[[float, Plan, Context], Awaitable[None]]
"""Holds an answer: when work on it began (monotonic), its plan, and what it was asked with."""

STEP_SECONDS = 0.02
STEP_SECONDS_A_NAME = 0.0005
"""An answer leaves when the next whole step is over: more than it takes on a hub that is not overloaded."""


def hold_by(log_seconds: float) -> HoldAnswer:
    """Holds answers about whoever is named, and for so many seconds for every root that reads the access log."""

    async def hold(begun: float, plan: Plan, context: Context) -> None:
        statements = [root.statement for root in plan.roots if root.statement]
        name_count = sum(_name_count(statement, context) for statement in statements)
        computed = [root.computed for root in plan.roots if root.computed]
        name_count += sum(
            len(fixed_value(ids, context.variables) or ()) for source in computed for ids in source.named_ids
        )
        if not name_count and not plan.in_turn and not computed:
            return
        of_log = sum(source.reads_log for source in computed)
        longer = log_seconds * of_log + sum(source.seconds for source in computed)
        await until_whole_step(begun, STEP_SECONDS + STEP_SECONDS_A_NAME * name_count + longer)

    return hold


def _name_count(statement: CypherStatement, context: Context) -> int:
    """How many numbers and ids a statement asks for."""
    blind = (value for _, value in statement.parameters if isinstance(value, BlindIndexes))
    ids = (fixed_value(value, context.variables) for value in statement.ids)
    return sum(len(values_of(value, context)) for value in blind) + sum(
        len(value) if isinstance(value, list) else 1 for value in ids
    )


async def no_hold_of_answers(begun: float, plan: Plan, context: Context) -> None:
    """Hold nothing: for an engine that answers nobody outside."""
