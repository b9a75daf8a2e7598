"""Mending what the hub itself did against 622-13 before it told the list from supervision.

It moved parolees whose term had ended to ``SUPERVISED``, on the decision of parole that had run out, and let them
be taken off because that decision's term was over. Such a registration becomes one of the list, stands on no
decision, and stands again where the end of that term was the reason to take it off; the control file closes.
Whoever mends twice changes nothing.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from graph.engine.records import Record
from graph.engine.store import Store
from graph.engine.unit_of_work import UnitOfWork, native
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import replace_records
from prevention.decisions import DecisionTerm
from prevention.duties.duty_facts import Case, PersonFile, Registration
from prevention.duties.list_membership import LIST, conviction_over
from prevention.repairs import queries
from prevention.work.parole_expiry import BECAUSE, NORM, close_files, open_files
from schema.catalogue import CATALOGUE

MENDED = (
    "Түзету: адам сот шешімінсіз қадағалаудағы ретінде тіркелген еді; "
    "әкімшілік қадағалау туралы заң бойынша санатқа қойылды."
)
"""What is written down in the control's case: who stood as supervised without a court is put on the list."""

_COURT = "ADMINISTRATIVE_SUPERVISION"
_ENDED = "TERM_ENDED"
_EVENT = CATALOGUE.entity("CaseEvent")
_log = structlog.get_logger()


@dataclass(frozen=True)
class Correction:
    """A registration that was mended; ``stands_again``: it had been closed because a term was over."""

    registration: str
    stands_again: bool


async def repair_registrations(
    work: UnitOfWork, files: Iterable[PersonFile], now: dt.datetime
) -> tuple[list[Correction], set[str]]:
    """Mend what is to be mended of ``files``: what was, and the ids of all that changed, persons among them."""
    by_person = {file.id: file for file in files}
    suspects = [registration_id for file in by_person.values() for registration_id in _suspects(file)]
    if not suspects:
        return [], set()
    rows = await work.rows(queries.SUPERVISED_AFTER_PAROLE, ids=suspects, because=BECAUSE)
    wrong = {row["id"]: row for row in rows if row["kind"] != _COURT and row["moved"] == row["since"]}
    if not wrong:
        return [], set()
    again = sorted(
        registration_id for registration_id, row in wrong.items() if _stands_again(by_person[row["person"]], row)
    )
    await work.rows(queries.PUT_ON_LIST, ids=sorted(wrong))
    await work.delete_links(queries.LINKS_TO_BASES, ids=sorted(wrong))
    await work.rows(queries.REOPEN_REGISTRATIONS, ids=again)
    touched = {changed_id for row in wrong.values() for changed_id in (row["id"], row["person"])}
    touched |= await _in_their_files(work, by_person, list(wrong.values()), now)
    mended = [Correction(registration_id, registration_id in again) for registration_id in sorted(wrong)]
    for correction in mended:
        _log.warning(
            "a registration as supervised without a court is put on the list",
            registration=correction.registration,
            stands_again=correction.stands_again,
        )
    return mended, touched


def _suspects(file: PersonFile) -> list[str]:
    """Registrations as supervised that began on the day on which one as parolee ended, both the hub's own."""
    ended = {
        registration.closed
        for registration in file.registrations
        if registration.category == "PAROLEE" and registration.is_own
    }
    return [r.id for r in file.registrations if r.category == "SUPERVISED" and r.is_own and r.since in ended]


def _stands_again(file: PersonFile, row: Mapping[str, Any]) -> bool:
    over = conviction_over(file, Registration(id=row["id"], category=LIST, since=row["since"]))
    expunged = over is not None and row["closed"] is not None and over <= row["closed"]
    return row["because"] == _ENDED and not expunged


async def _in_their_files(
    work: UnitOfWork,
    by_person: Mapping[str, PersonFile],
    rows: Sequence[Mapping[str, Any]],
    now: dt.datetime,
) -> set[str]:
    """Write down in the control's case what was mended, and close the case where no control goes on."""
    shut: list[tuple[Case, dt.date]] = []
    events: list[Record] = []
    for row in rows:
        file = by_person[row["person"]]
        control = sorted(
            (case for case in file.cases if case.kind == "PAROLE_CONTROL"), key=lambda c: (c.opened, c.id)
        )
        if control:
            events.append(_event(work.sealer, row["id"], control[-1].id, now))
        if not any(
            registration.category == "PAROLEE" and registration.closed is None
            for registration in file.registrations
        ):
            shut += [(case, row["since"]) for case in open_files(file)]
    await replace_records(work, _EVENT, events)
    closed = await close_files(work, shut)
    return {*closed, *(changed_id for event in events for changed_id in (event.id, *event.links["case"]))}


def _event(key: IdKey, registration: str, case: str, now: dt.datetime) -> Record:
    links = {"case": (case,), "norm": (record_id(key, CATALOGUE.entity("Norm"), HUB, NORM),)}
    event_id = record_id(key, _EVENT, HUB, f"{NORM}/mended/{registration}")
    return Record(
        entity=_EVENT, id=event_id, version=1, properties={"kind": "OTHER", "at": now, "text": MENDED}, links=links
    )


async def unfounded(store: Store, today: dt.date) -> list[tuple[str, bool]]:
    """Registrations as supervised without a court's decision in force: the id, and whether the hub keeps it itself.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    rows = [[native(value) for value in row] for row in await store.read(queries.OPEN_SUPERVISIONS, {})]
    founded = {row[0] for row in rows if _in_force(row[2:], today)}
    return list(dict.fromkeys((row[0], row[1] is None) for row in rows if row[0] not in founded))


def _in_force(decision: Sequence[Any], day: dt.date) -> bool:
    kind, decided, force, until, months, refusal = decision
    term = DecisionTerm(kind=kind, decided=decided, force=force, until=until, months=months)
    return kind == _COURT and not refusal and term.has_force(day)
