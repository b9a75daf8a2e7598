"""Who is put or kept under administrative supervision (қадағалаудағы), and the decision on which that stands.

A ground is asked of what puts or keeps somebody under supervision. What ends it is always taken: nobody stays
supervised because the court's decision is gone, and that somebody was supervised without one is not to be hidden.
"""

import datetime as dt
from collections.abc import Iterable

from graph.engine.grounds import DAY_TO_COME, IN_THE_FUTURE, LISTED, NO_COURT_DECISION, SUPERVISED, UngroundedError
from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from prevention.decisions import SUPERVISION, DecisionTerm
from prevention.grounds import queries
from security.clock import today_in_kazakhstan

CONTROLLED = "PAROLEE"
"""The category of those who are controlled on parole (622-2)."""


def require_listed_by_now(written: Iterable[Record]) -> None:
    """See that nobody is on the list of 622-13 from a day to come, as registrations just written say.

    Until then whoever is on it would be off it without a word.

    Raises:
        graph.engine.grounds.UngroundedError: somebody is.
    """
    today = today_in_kazakhstan()
    list_records = [record for record in written if _is_of(record, LISTED)]
    if ahead := frozenset(record.id for record in list_records if _day(record.properties["registeredOn"]) > today):
        raise UngroundedError(ahead, IN_THE_FUTURE, "registeredOn")


def require_closed_by_now(written: Iterable[Record]) -> None:
    """See that nobody is off the list of 622-13, or out of control (622-2), by a day to come.

    Whoever was closed by such a day would be off it from today, and nobody would be told.

    Raises:
        graph.engine.grounds.UngroundedError: somebody is.
    """
    today = today_in_kazakhstan()
    closed = [record for record in written if _is_closed(record, LISTED) or _is_closed(record, CONTROLLED)]
    if ahead := frozenset(record.id for record in closed if _day(record.properties["closedOn"]) > today):
        raise UngroundedError(ahead, IN_THE_FUTURE, "closedOn")


async def require_decisions(work: UnitOfWork, written: Iterable[Record]) -> None:
    """See that registrations just written that put or keep somebody under supervision stand on a decision.

    Raises:
        graph.engine.grounds.UngroundedError: some do not, or begin on a day to come.
    """
    today = today_in_kazakhstan()
    records = [record for record in written if _supervises(record, today)]
    if not records:
        return
    if ahead := frozenset(record.id for record in records if _day(record.properties["registeredOn"]) > today):
        raise UngroundedError(ahead, DAY_TO_COME, "registeredOn")
    ids = [record.id for record in records]
    rows = await work.rows(queries.REGISTRATIONS_WITH_DECISIONS, ids=ids)
    founded = {row["id"] for row in rows if _founds(row, today)}
    if missing := frozenset(ids) - founded:
        raise UngroundedError(missing, NO_COURT_DECISION, "decision")


def _ends(status: object, closed: object, today: dt.date) -> bool:
    """Whether a registration with that status, closed on that day, is over by the end of ``today``."""
    return status == "CLOSED" and (closed is None or _day(closed) <= today)


def _supervises(record: Record, today: dt.date) -> bool:
    """Whether the record puts somebody under supervision from a day, and says of no end that has come."""
    values = record.properties
    return _is_of(record, SUPERVISED) and not _ends(values.get("status"), values.get("closedOn"), today)


def _is_closed(record: Record, category: str) -> bool:
    """Whether the record is a registration of that category, closed on a day that it says."""
    values = record.properties
    return _is_of(record, category) and values.get("status") == "CLOSED" and values.get("closedOn") is not None


def _is_of(record: Record, category: str) -> bool:
    """Whether the record is a registration of that category from a day."""
    values = record.properties
    registers = record.entity.name == "Registration" and values.get("registeredOn") is not None
    return registers and values.get("category") == category


def _founds(row: dict[str, object], today: dt.date) -> bool:
    """Whether a decision puts somebody under supervision who is registered on its day, and does still."""
    term = _term(row)
    since = _some_day(row["since"])
    return term.kind == SUPERVISION and since is not None and term.has_force(since) and term.has_force(today)


def _term(row: dict[str, object]) -> DecisionTerm:
    decided, force, until = (_some_day(row[name]) for name in ("decided", "force", "until"))
    months = row["months"]
    return DecisionTerm(
        kind=str(row["kind"]),
        decided=decided,
        force=force,
        until=until,
        months=months if isinstance(months, int) else None,
    )


def _some_day(value: object) -> dt.date | None:
    return None if value is None else _day(value)


def _day(value: object) -> dt.date:
    """A day, as the graph or a record has it."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
