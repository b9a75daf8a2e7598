"""Rows as a statement gives them: keys that are the hub's own, whom they touch, which of them make the page."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from graph.query.emit import ABOUT, ASK, hub_key, needs_id
from graph.query.plan import AuthorizedRead, Page
from graph.query.predicates import Fixed
from resolvers.access.access_trail import AnswerPath, DisclosurePlan
from resolvers.access.bind_parameters import Context
from resolvers.access.data_subjects import is_person

Row = dict[str, Any]
RowGetter = Callable[[Row, Context], Any]
Slicer = Callable[[list[Row], Context], tuple[list[Row], bool]]
TraceTouch = Callable[[list[Row], Context], None]


@dataclass(frozen=True)
class AnswerPlace:
    """A place in the answer, and the disclosure plan that records what may be withheld there."""

    disclosures: DisclosurePlan
    path: AnswerPath

    def at(self, response: str) -> "AnswerPlace":
        """The place of a field of what stands here."""
        return AnswerPlace(self.disclosures, (*self.path, response))


def internal_keys(read: AuthorizedRead, *, by_hub: bool) -> tuple[str, ...]:
    """The keys of a row that are the hub's own and were not asked for."""
    keys = [hub_key(read, "id")] if by_hub or needs_id(read) else []
    return (
        *(key for key in keys if key != "id"),
        *((ABOUT,) if read.about else ()),
        *((ASK,) if read.pointers else ()),
    )


def trace_touch(read: AuthorizedRead) -> TraceTouch:
    """What notes the persons whom the shown rows of a read are about."""
    if is_person(read.label):
        key = hub_key(read, "id")
        return lambda rows, context: context.trace.persons.update([row[key] for row in rows])
    if not read.about:
        return lambda rows, context: None

    def touch(rows: list[Row], context: Context) -> None:
        for row in rows:
            context.trace.persons.update(row[ABOUT])

    return touch


def slicer(page: Page, key: str, touch: TraceTouch) -> Slicer:
    """What cuts rows to the page, sorted by ``key`` where the hub sorts them, and says whether there are more."""
    size = page.size.value if isinstance(page.size, Fixed) else 0

    def cut(rows: list[Row], context: Context) -> tuple[list[Row], bool]:
        if key and len(rows) > 1:
            rows = sorted(rows, key=itemgetter(key))
        more = len(rows) > size
        if more:
            rows = rows[:size]
        touch(rows, context)
        return (rows[::-1] if page.backward else rows), more

    return cut
