"""89-22.2b by feeds and by ``ortaq load``: no correction afterwards makes a stay lawful that was not.

The text counts for how long somebody is held ("not exceeding thirty days"). A sender may correct its record, and
the record says then what the correction says. But of the days that were ever said to be the first, the earliest
counts, and of those that were ever said to be the last, the latest.
"""

import datetime as dt
from typing import Any

import pytest

from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from prevention.engine import recompute_all
from tests.prevention.test_by_every_door import Row, Told, by_door
from tests.prevention.test_held import INSTITUTION, SERVICE, Held, _watched
from tests.prevention.test_stays import executed

OF_STAYS = """MATCH (d:Duty) WHERE d.rule IN $rules AND d.dueOn IS NOT NULL
  RETURN d.rule + ' ' + toString(d.dueOn) + ' ' + d.status"""
RELEASED: Row = {"outcome": "RELEASED"}
EXPELLED: Row = {"outcome": "EXPELLED"}
UNLAWFUL = ["2026-03-31 DONE", "2026-03-31 OVERDUE"]
"""The first stay ended on its thirtieth day; of the second, no day is lawful."""


@pytest.fixture
def told(bare: Any) -> Told:
    return Told(bare)


def standing(held: Held, day: str) -> list[str]:
    """How the duties to end the stays stand at the end of a day: by the watcher, and by everything anew."""
    told = held.told
    told.graph.run(_watched(told, dt.date.fromisoformat(day)))
    found = _owed(held)
    told.graph.run(recompute_all(told.graph.store, dt.datetime.fromisoformat(f"{day}T18:59:59")))
    assert _owed(held) == found
    return found


def _owed(held: Held) -> list[str]:
    found = held.told.graph.run(held.told.graph.store.read(OF_STAYS, {"rules": [SERVICE, INSTITUTION]}))
    parted = sorted(each.split(" ") for each in found)
    by_part = [
        [f"{due[:10]} {status}" for rule, due, status in parted if rule == of] for of in (SERVICE, INSTITUTION)
    ]
    assert by_part[0] == by_part[1], "the service and the institution owe the same"
    return sorted(by_part[0])


def at_the_heels(told: Told, door: str) -> Held:
    """Thirty days on a first ruling, and from the next day held on a second one: for one time, which is over."""
    held = Held(told, door)
    held.ruling()
    held.ruling("e", decidedOn="2026-04-01")
    assert held.stay("2026-03-02", endedOn="2026-03-31", **RELEASED) == ""
    assert held.stay("2026-04-01", "t", ruling="e") == ""
    assert standing(held, "2026-04-05") == UNLAWFUL
    return held


FIRST_STAY: dict[str, list[Row]] = {
    "ended earlier": [{"endedOn": "2026-03-20", **RELEASED}],
    "ended earlier, by and by": [{"endedOn": f"2026-03-{day}", **RELEASED} for day in (30, 20)],
    "went on after all, and ended earlier": [{}, {"endedOn": "2026-03-20", **RELEASED}],
    "ended by the expulsion": [{"endedOn": "2026-03-31", **EXPELLED}],
    "ended by the expulsion, and earlier": [{"endedOn": "2026-03-20", **EXPELLED}],
    "began after the second": [{"on": "2026-04-02", "endedOn": "2026-04-02", **RELEASED}],
    "was one day": [{"on": "2026-03-20", "endedOn": "2026-03-20", **RELEASED}],
}


@pytest.mark.parametrize("how", FIRST_STAY)
@by_door
def test_a_second_stay_becomes_not_lawful_by_a_correction_of_the_first(told: Told, door: str, how: str) -> None:
    held = at_the_heels(told, door)
    for version, said in enumerate(FIRST_STAY[how], 2):
        assert held.stay(**{"on": "2026-03-02", **said}, version=version) == "", "the record is the sender's"
    second = [each for each in standing(held, "2026-04-05") if not each.endswith(("DONE", "DONE_LATE"))]
    assert second == ["2026-03-31 OVERDUE"]
    ended = held.told.graph.run(told.graph.store.read("MATCH (s:SpecialPlacement) RETURN toString(s.endedOn)", {}))
    assert FIRST_STAY[how][-1]["endedOn"] in ended, "it says what was corrected"


@by_door
def test_a_second_stay_becomes_not_lawful_by_a_later_beginning(told: Told, door: str) -> None:
    held = at_the_heels(told, door)
    assert held.stay("2026-04-03", "t", 2, "e") == ""
    assert standing(held, "2026-04-05") == UNLAWFUL


@by_door
def test_a_stay_that_ended_late_did_not_end_in_time_afterwards(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    assert held.stay("2026-03-02", endedOn="2026-04-05", **RELEASED) == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 DONE_LATE"]
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-31", **RELEASED) == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 DONE_LATE"]


@by_door
def test_an_execution_that_is_told_afterwards_does_not_end_a_stay_before_its_own_last_day(
    told: Told, door: str
) -> None:
    held = Held(told, door)
    held.ruling()
    assert held.stay("2026-03-02", endedOn="2026-04-05", **EXPELLED) == ""
    executed(held, "2026-03-28")
    late = standing(held, "2026-04-05")
    assert [each.split(" ")[1] for each in late] == ["DONE_LATE"]


@by_door
def test_the_days_of_the_first_ruling_count_where_a_stay_names_another_afterwards(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    held.ruling("e")
    assert held.stay("2026-03-02", endedOn="2026-03-10", **RELEASED) == ""
    assert held.stay("2026-03-25", "t") == ""
    unlawful = ["2026-03-31 DONE", "2026-03-31 OVERDUE"]
    assert standing(held, "2026-04-05") == unlawful
    assert held.stay("2026-03-25", "t", 2, "e") == ""
    assert standing(held, "2026-04-05") == unlawful


@by_door
def test_whoever_was_held_before_the_ruling_had_force_was_so_from_the_first_day(told: Told, door: str) -> None:
    """The court corrects the day of its force, and then the stay is said to have begun on that day."""
    held = Held(told, door)
    held.ruling()
    assert held.stay("2026-03-02") == ""
    held.ruling(version=2, inForceOn="2026-03-20")
    assert standing(held, "2026-03-25") == ["2026-03-01 OVERDUE"]
    assert held.stay("2026-03-20", version=2) == ""
    assert standing(held, "2026-03-25") == ["2026-03-01 OVERDUE"], "it was on record from the second of March"
    assert held.stay("2026-03-20", version=3, endedOn="2026-03-25", **RELEASED) == ""
    assert standing(held, "2026-03-25") == ["2026-03-01 DONE_LATE"]


@by_door
def test_a_stay_of_a_hub_that_did_not_keep_its_last_day_is_no_other(told: Told, door: str) -> None:
    held = at_the_heels(told, door)

    async def as_before(work: UnitOfWork) -> None:
        text = "MATCH (s:SpecialPlacement) SET s.lastSaidEnd = null, s.lastSaidEndUnexpelled = null"
        await work.rows(text)

    told.graph.run(commit(told.graph.store, as_before))
    assert standing(held, "2026-04-05") == UNLAWFUL
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-20", **RELEASED) == ""
    assert standing(held, "2026-04-05") == UNLAWFUL


@by_door
def test_that_a_stay_ended_is_told_late_and_is_no_correction(told: Told, door: str) -> None:
    """Until its last day is told, whoever is held twice is held for one time; then there was a day of freedom."""
    held = Held(told, door)
    held.ruling()
    held.ruling("e", decidedOn="2026-04-01")
    assert held.stay("2026-03-02") == ""
    assert held.stay("2026-04-02", "t", ruling="e") == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 OVERDUE", "2026-04-01 OVERDUE"]
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-31", **RELEASED) == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 DONE", "2026-05-01 OPEN"]


@by_door
def test_a_stay_that_turns_out_to_be_longer_takes_the_day_of_freedom(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    held.ruling("e", decidedOn="2026-04-01")
    assert held.stay("2026-03-02", endedOn="2026-03-30", **RELEASED) == ""
    assert held.stay("2026-04-01", "t", ruling="e") == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 DONE", "2026-04-30 OPEN"]
    assert held.stay("2026-03-02", version=2, endedOn="2026-03-31", **RELEASED) == ""
    assert standing(held, "2026-04-05") == UNLAWFUL


@by_door
def test_who_was_said_to_be_led_out_from_the_beginning_was_free(told: Told, door: str) -> None:
    held = Held(told, door)
    held.ruling()
    held.ruling("e", decidedOn="2026-04-01")
    assert held.stay("2026-03-02", endedOn="2026-03-31", **EXPELLED) == ""
    assert held.stay("2026-04-01", "t", ruling="e") == ""
    assert standing(held, "2026-04-05") == ["2026-03-31 DONE", "2026-04-30 OPEN"]
