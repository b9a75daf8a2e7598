"""Every root field of Query and Mutation, and what it does.

A root field is declared once (name, type, arguments, meaning: ``schema/api``) and does one thing (visibility, cost,
answer: here), joined by its name; a test holds that both sides are complete. A new one touches:

- of records, by id or page by page: a line in ``schema/api/record_roots.py``, and nothing else;
- a mutation of the work: its declaration in ``schema/work`` and its handler in ``prevention/work``;
- any other: ``QUERIES`` or ``MUTATIONS`` of its family in ``schema/api``, and ``BEHAVIOURS`` of the module of the
  same name in this folder;
- of a new family: these two modules, and the line of each in ``schema/api/operations.py`` and below.

An argument is a slot, read by :func:`resolvers.roots.behaviour.argument_of`, unless its declaration says that its
value shapes the plan. The root of Subscription is followed, not answered (:mod:`resolvers.plan.change_query`).
"""

from collections.abc import Mapping

from resolvers.roots import (
    access_log,
    case_work,
    deliveries,
    identity_links,
    own_view,
    reconciliation,
    record_roots,
    search,
    statistics,
    timeline,
    unit_day,
    work_forms,
)
from resolvers.roots.behaviour import RootBehaviour

BEHAVIOURS: Mapping[str, RootBehaviour] = {
    **own_view.BEHAVIOURS,
    **access_log.BEHAVIOURS,
    **statistics.BEHAVIOURS,
    **deliveries.BEHAVIOURS,
    **identity_links.BEHAVIOURS,
    **record_roots.BEHAVIOURS,
    **search.BEHAVIOURS,
    **unit_day.BEHAVIOURS,
    **timeline.BEHAVIOURS,
    **reconciliation.BEHAVIOURS,
    **case_work.BEHAVIOURS,
    **work_forms.BEHAVIOURS,
}
"""Root fields of Query and Mutation by name."""
