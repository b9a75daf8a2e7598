"""What a root field does: for whom it exists, what it costs, and how a selection of it is planned and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.engine.dialect import Dialect
from graph.query.emit import emit
from graph.query.plan import AuthorizedRead, CypherStatement
from graph.query.predicates import CursorValue, Value
from resolvers.access.access_trail import AnswerPath, DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.guard import guard
from resolvers.access.open_cursors import cursors_of
from resolvers.access.record_visibility import RecordVisibility
from resolvers.plan.cost import RootCost, cost_of_answer
from resolvers.plan.lower import Lowered
from resolvers.plan.slots import fixed_value
from resolvers.projection.rows import AnswerPlace
from resolvers.request.arguments import Variables
from resolvers.request.selection import Selection
from resolvers.roots.computed import Computed
from security.authorization.caller import Grants

Completer = Callable[[list[Any], Context], Any]
"""Makes the answer of a root field of the rows of its statement."""


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
class Planning:
    """With what an operation is planned. What its answer may withhold goes in ``disclosures``.

    ``unasked``: the ids in it are the hub's own, as in a stream of changes. ``under``: the path of the answer
    under which what is planned stands.
    """

    variables: Variables
    grants: Grants
    dialect: Dialect
    disclosures: DisclosurePlan
    unasked: bool
    under: AnswerPath = ()


Visibility = Callable[[Grants, RecordVisibility], bool]
"""Whether a root field exists for a caller with these grants, to whom these records are visible."""

PlanRoot = Callable[[Selection, Planning], RootPlan]
"""Plans how a selection of a root field is answered."""


@dataclass(frozen=True, kw_only=True)
class RootBehaviour:
    """The behaviour of a root field."""

    visibility: Visibility
    answer: PlanRoot
    cost: RootCost = cost_of_answer


@dataclass(frozen=True, kw_only=True)
class LoweredRoot:
    """A root field whose statement is planned: what is read for it, under which rights, and where it is told."""

    lowered: Lowered
    reads: tuple[AuthorizedRead, ...]
    selection: Selection
    keeps_order: bool
    place: AnswerPlace


Lower = Callable[[Selection, Planning], Lowered]
Complete = Callable[[LoweredRoot], Completer]


def from_records(lower: Lower, complete: Complete) -> PlanRoot:
    """Answer from records of the graph: ``lower`` plans the statement, ``complete`` tells its rows."""

    def answer(selection: Selection, planning: Planning) -> RootPlan:
        lowered = lower(selection, planning)
        guarded = tuple(guard(read, planning.grants) for read in lowered.reads)
        root = LoweredRoot(
            lowered=lowered,
            reads=guarded,
            selection=selection,
            keeps_order=planning.dialect.keeps_order,
            place=AnswerPlace(planning.disclosures, (*planning.under, selection.key)),
        )
        cursors = tuple(cursor for read in lowered.reads for cursor in cursors_of(read, planning.grants))
        return RootPlan(response=selection.key, statement=emit(guarded), finish=complete(root), cursors=cursors)

    return answer


def from_sources(compute: Callable[[Selection, Grants, DisclosurePlan], Computed]) -> PlanRoot:
    """Answer from something other than records of the graph."""

    def answer(selection: Selection, planning: Planning) -> RootPlan:
        computed = compute(selection, planning.grants, planning.disclosures)
        return RootPlan(
            response=selection.key, statement=None, finish=lambda rows, context: None, computed=computed
        )

    return answer


def argument_of(selection: Selection, name: str, context: Context) -> Any:
    """The value of an argument; None where none was given."""
    value = selection.arguments.get(name)
    return fixed_value(value, context.variables) if isinstance(value, Value) else value
