"""Whose duties may change when a record does: the ids of the files that a change of the log concerns."""

from collections import defaultdict
from collections.abc import Iterable

from graph.engine.store import Store
from graph.write.stays import RULINGS_SAID, STAY
from schema.catalogue import CATALOGUE, SUBJECT
from schema.internal.duty_watch import RECORDS, RULING_USE, SHARED_AS
from schema.model import GraphStep

FILES = ("Person", "Unit", "ReportMeeting")
"""The kinds of record that have a file of duties."""

_OF_PERSONS = (
    "Address",
    "Registration",
    "Case",
    "CaseEvent",
    "ReleaseNotice",
    "CourtDecision",
    "RegisterEvent",
    "ProactiveMatch",
    "Notice",
    "SpecialPlacement",
)
_OTHERS = {
    "WorkRecord": ("-[:DONE_BY]->(m:Unit)",),
    "ReconciliationAct": ("<-[:ROW_OF]-(:ReconciliationTotal)-[:COUNTED_AT]->(m:Unit)",),
    "Complaint": ("-[:HEARD_IN]->(m:ReportMeeting)",),
    "ReportMeeting": ("-[:HELD_FOR]->(:Precinct)-[:SERVED_FROM]->(m:Unit)",),
    "Precinct": ("<-[:HELD_FOR]-(m:ReportMeeting)", "-[:SERVED_FROM]->(m:Unit)"),
}


def _hops(path: tuple[GraphStep, ...]) -> str:
    """The pattern that leads along a path to a person."""
    hops = [f"{'' if step.forward else '<'}-[:{step.edge}]-{'>' if step.forward else ''}" for step in path]
    return "()".join(hops) + f"(m:{SUBJECT})"


_OF_RULINGS = f" UNWIND n.{RULINGS_SAID} AS ruling MATCH (:CourtDecision {{id: ruling}})-[:CONCERNS]->(m:{SUBJECT})"
"""From a stay to whom the rulings concern on which it stood: the days that it took are gone for them too."""

_OF_ONE_RULING = (
    f" UNWIND u.{SHARED_AS} AS key MATCH (k:{RULING_USE} {{id: key}}) UNWIND k.{RECORDS} AS other "
    f"MATCH (:CourtDecision {{id: other}})-[:CONCERNS]->(m:{SUBJECT})"
)
_OF_SAME_AS_HELD = f" UNWIND n.{RULINGS_SAID} AS ruling MATCH (u:{RULING_USE} {{id: ruling}})" + _OF_ONE_RULING
_OF_SAME = f" MATCH (u:{RULING_USE} {{id: n.id}})" + _OF_ONE_RULING
"""From a stay, and from a decision, to whom other records concern that are plainly one ruling with its own."""

PATTERNS: dict[str, tuple[str, ...]] = {
    **{name: tuple(_hops(path) for path in CATALOGUE.anchors(CATALOGUE.entity(name))) for name in _OF_PERSONS},
    **_OTHERS,
}
PATTERNS[STAY.name] += (_OF_RULINGS, _OF_SAME_AS_HELD)
PATTERNS["CourtDecision"] += (_OF_SAME,)
"""By kind of record: how its files are reached from it."""


async def subjects_of(store: Store, ids: Iterable[str]) -> set[str]:
    """The ids of the files that the records ``ids`` are about. One that has been deleted is its own file at most.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    subjects: set[str] = set()
    by_kind: dict[str, list[str]] = defaultdict(list)
    for record_id in ids:
        entity = CATALOGUE.by_prefix(record_id)
        if entity is not None:
            by_kind[entity.name].append(record_id)
    for name, members in by_kind.items():
        if name in FILES:
            subjects.update(members)
        for pattern in PATTERNS.get(name, ()):
            text = f"UNWIND $ids AS id MATCH (n:{name} {{id: id}}){pattern} RETURN DISTINCT m.id"
            subjects.update(await store.read(text, {"ids": members}))
    return subjects
