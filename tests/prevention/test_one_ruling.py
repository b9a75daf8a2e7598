"""89-22.2b by feeds and by ``ortaq load``: a ruling that is on record twice is one, and its thirty days run once.

Two records of the court are one ruling if they say the same kind, day, number and court, whomever they concern;
about one person also if one of them leaves out what would tell them apart.
"""

import datetime as dt
from typing import Any

import pytest

from prevention.engine import recompute_all
from schema.ruling_identity import RulingIdentity, identity
from tests.prevention.test_by_every_door import CARD, Row, Told, by_door
from tests.prevention.test_held import _watched, is_unlawful
from tests.prevention.test_stays import ANOTHER, Two

FIRST: Row = {"endedOn": "2026-03-28", "outcome": "RELEASED"}
"""Twenty-seven of the thirty days, from 2 March."""
NUMBERS = {"d": "75-26/1", "e": "75-26-01", "f": "75-26/2", "g": "75-2/61"}
"""By record: the numbers of two rulings that are one, and of two others. By the feed it is that of the record."""
COURT, DAY, NEXT_DAY = "Алматы соты", dt.date(2026, 2, 20), "2026-02-21"
DUE = """MATCH (d:Duty {rule: '89-22.2b/service'})
  RETURN toString(d.arisesOn) + ' ' + toString(d.dueOn) + ' ' + d.status"""


class Twice(Two):
    """Two records of a court, on the foreigner or also on somebody else."""

    def ruling(self, record: str = "d", /, version: int = 1, **more: Any) -> None:
        if self.door == "feed":
            super().ruling(NUMBERS[record], version=version, **{"court": COURT, **more})
        else:
            values = {"number": NUMBERS[record], "court": COURT, **more}
            super().ruling(record, version=version, **values)

    def stay(self, on: str, number: str = "s", version: int = 1, ruling: str | None = "d", **more: Any) -> str:
        named = NUMBERS[ruling] if ruling is not None and self.door == "feed" else ruling
        return super().stay(on, number, version, named, **more)

    def on_e(self, on: str, number: str, is_another: bool = False, **more: Any) -> str:
        """A stay on the second record, of the foreigner or of the other person."""
        if not is_another:
            return self.stay(on, number, ruling="e", **more)
        return self.of(ANOTHER, on, number, ruling="e" if self.door == "load" else NUMBERS["e"], **more)

    def second(self, is_another: bool = False, version: int = 1, **more: Any) -> None:
        """The second record."""
        if is_another:
            self.other("e", version=version, **more)
        else:
            self.ruling("e", version=version, **more)


@pytest.fixture
def told(bare: Any) -> Told:
    return Told(bare)


about = pytest.mark.parametrize("is_another", [False, True], ids=["same person", "another person"])


def standing(two: Twice, day: str) -> list[str]:
    """The days on which stays began, those on which they are due, and how they stand: by the watcher, and anew."""
    two.told.graph.run(_watched(two.told, dt.date.fromisoformat(day)))
    found = sorted(two.told.graph.run(two.told.graph.store.read(DUE, {})))
    two.told.graph.run(recompute_all(two.told.graph.store, dt.datetime.fromisoformat(f"{day}T18:59:59")))
    assert sorted(two.told.graph.run(two.told.graph.store.read(DUE, {}))) == found
    parted = [each.split(" ") for each in found]
    return [f"{began} {due[:10]} {status}" for began, due, status in parted]


SAME: dict[str, Row] = {
    "another way of writing": {},
    "capital letters": {"court": "АЛМАТЫ  СОТЫ"},
    "in force later": {"inForceOn": "2026-03-20"},
}


@pytest.mark.parametrize("how", SAME)
@about
@by_door
def test_the_thirty_days_of_a_ruling_on_record_twice_run_once(
    told: Told, door: str, how: str, is_another: bool
) -> None:
    """As a joint ruling's days run for all from the first who is held on it."""
    two = Twice(told, door)
    two.ruling("d")
    two.second(is_another, **SAME[how])
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-04-10", "again", is_another) == ""
    assert is_unlawful(two, "2026-04-10")


LEFT_OUT: dict[str, tuple[Row, Row]] = {
    "the number": ({}, {"number": None}),
    "the court": ({}, {"court": None}),
    "both": ({}, {"number": None, "court": None}),
    "the number of the first": ({"number": None}, {}),
    "the numbers": ({"number": None}, {"number": None}),
    "another language of the court": ({}, {"court": "Алматинский городской суд"}),
}


@pytest.mark.parametrize("how", LEFT_OUT)
def test_what_a_file_leaves_out_tells_no_rulings_about_a_person_apart(told: Told, how: str) -> None:
    two, (first, second) = Twice(told, "load"), LEFT_OUT[how]
    two.ruling("d", **first)
    two.ruling("e", **second)
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-03-30", "again") == ""
    assert standing(two, "2026-04-05") == ["2026-03-02 2026-03-31 DONE", "2026-03-30 2026-03-31 OVERDUE"]


DIFFERENT: dict[str, tuple[str, Row]] = {
    "another number": ("f", {}),
    "a number of other parts": ("g", {}),
    "another day": ("e", {"decidedOn": NEXT_DAY}),
}


@pytest.mark.parametrize("how", DIFFERENT)
@by_door
def test_different_rulings_stay_different(told: Told, door: str, how: str) -> None:
    two, (record, more) = Twice(told, door), DIFFERENT[how]
    two.ruling("d")
    two.ruling(record, **more)
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.stay("2026-04-10", "again", ruling=record) == ""
    assert standing(two, "2026-04-11") == ["2026-03-02 2026-03-31 DONE", "2026-04-10 2026-05-09 OPEN"]


@by_door
def test_a_ruling_on_somebody_else_of_another_court_is_another(told: Told, door: str) -> None:
    two = Twice(told, door)
    two.ruling("d")
    two.second(is_another=True, court="Семей соты")
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-04-10", "other", is_another=True) == ""
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-05-09 OPEN"


@about
@by_door
def test_an_earlier_stay_on_the_other_record_that_is_told_later_takes_the_days(
    told: Told, door: str, is_another: bool
) -> None:
    two = Twice(told, door)
    two.ruling("d")
    two.second(is_another)
    assert two.on_e("2026-03-20", "later", is_another) == ""
    assert standing(two, "2026-03-21") == ["2026-03-20 2026-04-18 OPEN"]
    assert two.stay("2026-03-02", endedOn="2026-03-10", outcome="RELEASED") == ""
    assert standing(two, "2026-03-21") == ["2026-03-02 2026-03-31 DONE", "2026-03-20 2026-03-31 OPEN"]


@about
@by_door
def test_a_record_that_turns_out_to_be_the_same_ruling_takes_the_days(
    told: Told, door: str, is_another: bool
) -> None:
    two = Twice(told, door)
    two.ruling("d")
    two.second(is_another, decidedOn=NEXT_DAY)
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-04-10", "u", is_another) == ""
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-05-09 OPEN"
    two.second(is_another, version=2)
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-04-09 OVERDUE"
    two.second(is_another, version=3, decidedOn=NEXT_DAY)
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-04-09 OVERDUE", "no correction gives a day back"


@about
@by_door
def test_the_first_record_that_turns_out_to_be_the_same_ruling_gives_its_days(
    told: Told, door: str, is_another: bool
) -> None:
    two = Twice(told, door)
    two.ruling("d", decidedOn="2026-02-19")
    two.second(is_another)
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-04-10", "u", is_another) == ""
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-05-09 OPEN"
    two.ruling("d", version=2)
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-04-09 OVERDUE"


@about
@by_door
def test_a_first_record_that_is_corrected_or_gone_leaves_the_days_used(
    told: Told, door: str, is_another: bool
) -> None:
    two = Twice(told, door)
    two.ruling("d")
    assert two.stay("2026-03-02", **FIRST) == ""
    if door == "feed":
        told.feed("court-decisions", NUMBERS["d"], 2, deleted=True)
    else:
        two.ruling("d", version=2, number="75-26/9")
    two.second(is_another)
    assert two.on_e("2026-04-10", "again", is_another) == ""
    assert is_unlawful(two, "2026-04-10")


@by_door
def test_a_record_that_is_corrected_before_anybody_is_held_on_it_is_what_it_says(told: Told, door: str) -> None:
    two = Twice(told, door)
    two.ruling("d")
    two.second()
    assert two.stay("2026-03-02", **FIRST) == ""
    two.second(version=2, decidedOn=NEXT_DAY)
    assert two.on_e("2026-04-10", "again") == ""
    assert standing(two, "2026-04-11")[-1] == "2026-04-10 2026-05-09 OPEN"


@about
@by_door
def test_a_ruling_that_was_executed_is_spent_on_its_other_record_too(
    told: Told, door: str, is_another: bool
) -> None:
    two = Twice(told, door)
    two.ruling("d")
    two.second(is_another)
    assert two.stay("2026-03-02", endedOn="2026-03-04", outcome="EXPELLED") == ""
    assert two.on_e("2026-03-10", "other", is_another) == ""
    assert is_unlawful(two, "2026-03-10")


@about
def test_a_stay_that_comes_before_its_ruling_takes_the_days_when_it_comes(told: Told, is_another: bool) -> None:
    two = Twice(told, "feed")
    two.ruling("d")
    assert two.stay("2026-03-02", **FIRST) == ""
    assert two.on_e("2026-03-30", "again", is_another) == ""
    two.second(is_another)
    assert standing(two, "2026-04-05")[-1] == "2026-03-30 2026-03-31 OVERDUE"


def test_a_ruling_that_came_by_a_file_and_by_the_feed_is_one(told: Told) -> None:
    two = Twice(told, "feed")
    two.ruling("d")
    assert two.stay("2026-03-02", **FIRST) == ""
    assert not told.load("persons", {"recordId": "p", "iin": CARD["iin"], "citizenship": "UZB"})
    row: Row = {"recordId": "e", "number": "№ 75-26 / 01", "court": COURT, "persons": ["T/p"], "kind": "EXPULSION"}
    assert not told.load("court_decisions", {**row, "decidedOn": DAY.isoformat()})
    stay: Row = {"recordId": "t", "person": "T/p", "from": "2026-04-10", "unit": "MIA/SP", "ruling": "T/e"}
    assert not told.load("special_placements", stay)
    assert is_unlawful(two, "2026-04-10")


@pytest.mark.parametrize(
    ("one", "other"),
    [("75-26/1", "№75-26-01"), ("No 7514-26-00-2а/12", "7514-26-00-2A/12"), ("12", "N 012"), (" 1 / 2 ", "1/2")],
)
def test_a_number_has_one_form(one: str, other: str) -> None:
    assert identity("EXPULSION", DAY, one, COURT) == identity("EXPULSION", DAY, other, COURT)


def test_records_that_say_too_little_are_one_ruling_about_one_person_alone() -> None:
    told, bare = identity("EXPULSION", DAY, NUMBERS["d"], COURT), identity("EXPULSION", DAY, None, None)
    assert told.is_one_with(bare) and bare.is_one_with(told) and told.key is not None and bare.key is None
    assert not RulingIdentity("EXPULSION", "", "", "").is_one_with(RulingIdentity("EXPULSION", "", "", ""))
