"""Cursors of an operation: every one that is given is opened, whether or not anything hangs on it.

A cursor that stands where only a count is asked, or where the caller is shown nothing, is judged like any other:
whether it is good does not depend on what is selected beside it, nor on what is hidden.
"""

from collections.abc import Iterable, Iterator

from graph.query.plan import Link, Read
from graph.query.predicates import CursorValue
from resolvers.access.access_predicates import PlannedRecord
from resolvers.access.bind_parameters import Context, bind
from resolvers.access.guard import order_name, order_of
from schema.catalogue import CATALOGUE
from security.authorization.caller import Grants


def cursors_of(read: Read, grants: Grants, *, root: bool = True) -> Iterator[CursorValue]:
    """The positions that the cursors of a read and of all under it have to hold."""
    page = read.page
    bounds = [] if page is None else [bound for bound in (page.after, page.before) if bound is not None]
    if bounds:
        subject = PlannedRecord(read.variable, CATALOGUE.shared(read.type), frozenset())
        order = order_of(read, subject, grants, root=root)
        name = order_name(read.type, order)
        for cursor in bounds:
            yield from (CursorValue(cursor, index, name, key.scalar) for index, key in enumerate(order))
    for variant in read.variants:
        for item in variant.items:
            if isinstance(item, Link):
                yield from cursors_of(item.read, grants, root=False)


def check_cursors(cursors: Iterable[CursorValue], context: Context) -> None:
    """Open every cursor.

    Raises:
        HubError: BAD_CURSOR.
    """
    bind(tuple(("", cursor) for cursor in cursors), context)
