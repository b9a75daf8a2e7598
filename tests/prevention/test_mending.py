"""What the hub once did against 622-13 is mended: nobody stays supervised whom no court put under supervision."""

import datetime as dt
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from graph.write.writer import write
from prevention.deadlines import begin_of
from prevention.engine import recompute_all
from prevention.repairs.registrations_without_court import Correction, unfounded
from prevention.work.parole_expiry import BECAUSE
from tests.conftest import Graph
from tests.prevention.test_moving import LIST, PAROLE, decide, duty, events, parolee, registers
from tests.prevention.test_watching import PERSON, UNIT, fact, norm, settle, standing

SINCE, DAY_OF_MOVE = dt.date(2026, 2, 1), dt.date(2026, 9, 1)
NOW = begin_of(dt.date(2026, 9, 10))
MOVED_TO = fact("Registration", 2, {}).id
FILE = "MATCH (c:Case {kind: 'PAROLE_CONTROL'}) RETURN [c.status, toString(c.closedOn)]"


def left_by_the_old_version(graph: Graph, **closed: Any) -> None:
    """A parolee whom the hub moved to SUPERVISED on the decision of parole, its file left open."""
    until = DAY_OF_MOVE - dt.timedelta(days=1)
    parolee(graph, SINCE, until, status="CLOSED", closedOn=DAY_OF_MOVE, closedBecause=BECAUSE)
    values = {"category": "RELEASED", "status": "OPEN", "registeredOn": DAY_OF_MOVE, **closed}
    moved = fact("Registration", 2, values, person=PERSON, unit=UNIT, basis=PAROLE.id)
    graph.run(write(graph.store, moved.entity, [moved]))
    # No door of today lets this in.
    graph.run(commit(graph.store, _as_supervised))


async def _as_supervised(work: UnitOfWork) -> None:
    await work.rows("MATCH (r:Registration {id: $id}) SET r.category = 'SUPERVISED'", id=MOVED_TO)


def mended(graph: Graph) -> list[Correction]:
    """What a recomputation reports."""
    found: list[Correction] = []
    graph.run(recompute_all(graph.store, NOW, mended=found.extend))
    return found


def on_list(graph: Graph) -> list[Any]:
    return next(row for row in registers(graph) if row[0] == LIST)


def test_whom_the_hub_moved_without_a_court_is_put_on_the_list_once(bare: Graph) -> None:
    left_by_the_old_version(bare)
    assert mended(bare) == [Correction(MOVED_TO, False)]
    assert on_list(bare) == [LIST, "OPEN", "2026-09-01", None, PERSON, UNIT, None, None]
    assert [row[0] for row in duty(bare)] == ["DONE"]
    assert bare.run(bare.store.read(FILE, {})) == [["CLOSED", "2026-09-01"]]
    assert [row[:3:2] for row in events(bare)] == [["OTHER", "622-13"]], "the file says so"
    stood = registers(bare)
    assert mended(bare) == [] and registers(bare) == stood and len(events(bare)) == 1


def test_a_hub_that_runs_mends_by_itself(bare: Graph) -> None:
    left_by_the_old_version(bare)
    settle(bare, NOW)
    assert on_list(bare)[1] == "OPEN"


def test_who_was_let_off_because_a_term_was_over_stands_again(bare: Graph) -> None:
    left_by_the_old_version(bare, status="CLOSED", closedOn=dt.date(2026, 9, 2), closedBecause="TERM_ENDED")
    assert mended(bare) == [Correction(MOVED_TO, True)]
    assert on_list(bare)[1:4] == ["OPEN", "2026-09-01", None]


@pytest.mark.parametrize("because", ["TERM_ENDED", "CONVICTION_EXPUNGED"])
def test_whose_conviction_is_expunged_stays_off(bare: Graph, because: str) -> None:
    left_by_the_old_version(bare, status="CLOSED", closedOn=dt.date(2026, 9, 5), closedBecause=because)
    decide(bare, 2, "CONVICTION_EXPUNGED", dt.date(2026, 9, 4))
    assert mended(bare) == [Correction(MOVED_TO, False)]
    assert on_list(bare)[1:4] == ["CLOSED", "2026-09-01", "2026-09-05"]
    assert [row[2] for row in standing(bare) if row[1] == "622-13/kept"] in ([], ["CANCELLED"])


def test_who_was_taken_off_for_another_reason_is_owed_to_the_list(bare: Graph) -> None:
    left_by_the_old_version(bare, status="CLOSED", closedOn=dt.date(2026, 9, 5), closedBecause="LEFT_KAZAKHSTAN")
    assert mended(bare) == [Correction(MOVED_TO, False)]
    assert on_list(bare)[1] == "CLOSED"
    assert [row[2] for row in standing(bare) if row[1] == "622-13/kept"] == ["OVERDUE"]


def test_whom_a_court_put_under_supervision_stays_there(bare: Graph) -> None:
    left_by_the_old_version(bare)
    decide(bare, 2, "ADMINISTRATIVE_SUPERVISION", DAY_OF_MOVE, until=dt.date(2027, 9, 1))
    court = fact("CourtDecision", 2, {}).id

    async def rests(work: UnitOfWork) -> None:
        text = """MATCH (r:Registration {id: $id})-[l:BASED_ON]->() DELETE l WITH r
          MATCH (d:CourtDecision {id: $court}) CREATE (r)-[:BASED_ON]->(d)"""
        await work.rows(text, id=MOVED_TO, court=court)

    bare.run(commit(bare.store, rests))
    assert mended(bare) == []
    assert ["SUPERVISED", "OPEN", "2026-09-01"] in [row[:3] for row in registers(bare)]
    assert bare.run(unfounded(bare.store, dt.date(2026, 9, 10))) == []
    assert bare.run(unfounded(bare.store, dt.date(2027, 9, 2))) == [(MOVED_TO, True)]


def test_words_of_the_journal_stand_apart_whatever_was_entered(bare: Graph) -> None:
    """By the hub of before, and by ``ortaq load``: an entry with words beside one without told who was hurt."""
    case = fact("Case", 7, {"kind": "JUVENILE", "status": "OPEN", "openedOn": SINCE}, subject=PERSON)
    for each in (fact("Person", 1, {}), case):
        bare.run(write(bare.store, each.entity, [each]))
    at = dt.datetime(2026, 2, 2)
    journal = ({"text": "ұрлық"}, {"victimText": "соққы"}, {"text": "оқиға", "norm": norm("622-13")})
    for number, values in enumerate(journal, 8):
        links = {"case": case.id, "norm": values.get("norm", norm("1098-23.6"))}
        told = {name: value for name, value in values.items() if name != "norm"}
        event = fact("CaseEvent", number, {"kind": "OTHER", "at": at, **told}, **links)
        bare.run(write(bare.store, event.entity, [event]))
    settle(bare, NOW)
    query = "MATCH (e:CaseEvent) RETURN [e.text, e.victimText] ORDER BY e.text, e.victimText"
    assert sorted(bare.run(bare.store.read(query, {})), key=str) == sorted(
        [[None, "ұрлық"], [None, "соққы"], ["оқиға", None]], key=str
    )
