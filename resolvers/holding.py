"""Holding: an answer to a question by number leaves at an even time, whoever was found and whoever was not.

To decide that a caller may not know of somebody takes longer than to find nobody (docs/proof.md, "Times"). How long
an answer is held depends on how many numbers are asked for, and on nothing that stands in the graph.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from graph.terms import Blind
from resolvers.binding import Context, values_of
from resolvers.compile import Plan

Hold = Callable[[float, Plan, Context], Awaitable[None]]
"""Holds an answer: when work on it began (monotonic), its plan, and what it was asked with."""

STEP_SECONDS = 0.02
STEP_SECONDS_A_NUMBER = 0.0005
"""An answer leaves when the next whole step is over: more than it takes on a hub that is not overloaded."""


async def hold(begun: float, plan: Plan, context: Context) -> None:
    """Hold an answer that is made of what was found by number. ``begun`` is when work on it began (monotonic)."""
    if not plan.seeks_sealed:
        return
    step = STEP_SECONDS + STEP_SECONDS_A_NUMBER * _numbers(plan, context)
    await asyncio.sleep(step - (time.monotonic() - begun) % step)


def _numbers(plan: Plan, context: Context) -> int:
    """How many numbers are asked for."""
    blind = (
        value
        for root in plan.roots
        if root.statement
        for _, value in root.statement.parameters
        if isinstance(value, Blind)
    )
    return sum(len(values_of(value, context)) for value in blind)


async def at_once(begun: float, plan: Plan, context: Context) -> None:
    """Hold nothing: for an engine that answers nobody outside."""
