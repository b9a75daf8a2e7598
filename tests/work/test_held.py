"""89-22.2b by mutations: who is placed in a special institution, on what, and until when."""

import datetime as dt
from typing import Any

import pytest

from tests.work.conftest import FAR_REGION, REGION, Office, id_of, unit

PLACE = "placeInSpecialInstitution"
REFUSED = "WORK_NOT_APPLICABLE"


def ruling(office: Office, record: str, /, **more: Any) -> str:
    """A decision of a court about John."""
    row = {"system": "T", "recordId": record, "version": 1, "persons": ["T/john"], "kind": "EXPULSION"}
    row |= {"number": f"75-26/{record}", "court": "сот"}
    office.bring("court_decisions", {**row, "decidedOn": "2026-03-01", **more})
    return id_of("CourtDecision", record)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"kind": "SENTENCE"}, REFUSED),
        ({"kind": "PAROLE"}, REFUSED),
        ({"kind": "SEARCH_AND_RESTRAINT"}, REFUSED),
        ({"kind": "OTHER"}, REFUSED),
        ({"isRefusal": True}, REFUSED),
        ({"inForceOn": "2026-03-17"}, "WORK_TOO_SOON"),
        ({"until": "2026-03-09"}, "WORK_DATES"),
    ],
)
def test_nobody_is_placed_on_no_ruling(office: Office, said: dict[str, Any], code: str) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"}
    assert office.do(PLACE, "migration", **given, ruling=ruling(office, "d", **said))["code"] == code
    assert office.read("MATCH (s:SpecialPlacement) RETURN s.id") == []


def test_nobody_is_placed_for_longer_than_the_ruling(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-10"}
    given |= {"ruling": ruling(office, "d", until="2026-03-20")}
    assert office.do(PLACE, "migration", **given, until="2026-03-21")["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, until="2026-03-20")["norm"] == "89-22.2b"


def test_whoever_is_placed_again_goes_on_where_the_thirty_days_began(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d")}
    stay = office.do(PLACE, "migration", **given, placedOn="2026-03-02")["record"]
    left = {"placement": stay, "endedOn": "2026-03-16", "outcome": "RELEASED"}
    assert office.do("endSpecialPlacement", "migration", **left)["norm"] == "89-22.2b"
    again = {**given, "placedOn": "2026-03-16"}
    assert office.do(PLACE, "migration", **again, until="2026-04-01")["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **again, until="2026-03-31")["norm"] == "89-22.2b"


def test_whoever_was_expelled_is_held_nowhere(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d")}
    assert office.do(PLACE, "migration", **given, placedOn="2026-03-10")["norm"] == "89-22.2b"
    assert office.do("executeExpulsion", "migration", person=john)["norm"] == "89-26"
    stays = "MATCH (s:SpecialPlacement) RETURN toString(s.endedOn) + ' ' + s.outcome"
    assert office.read(stays) == ["2026-03-16 EXPELLED"]
    office.watch()
    held = "MATCH (d:Duty) WHERE d.rule STARTS WITH '89-22.2b' RETURN d.status"
    assert office.read(held) == ["DONE", "DONE"]


def test_whoever_was_expelled_is_not_held_again_on_that_ruling(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d")}
    assert office.do("executeExpulsion", "migration", person=john, at="2026-03-10T05:00:00Z")["norm"] == "89-26"
    assert office.do(PLACE, "migration", **given, placedOn="2026-03-12")["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, placedOn="2026-03-10")["code"] == "WORK_DATES"
    anew = {**given, "ruling": ruling(office, "e", decidedOn="2026-03-11")}
    assert office.do(PLACE, "migration", **anew, placedOn="2026-03-12")["norm"] == "89-22.2b"


def test_a_stay_that_ended_by_the_expulsion_spends_its_ruling(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d")}
    stay = office.do(PLACE, "migration", **given, placedOn="2026-03-02")["record"]
    ahead = {"placement": stay, "endedOn": "2026-03-17", "outcome": "EXPELLED"}
    assert office.do("endSpecialPlacement", "migration", **ahead)["code"] == "WORK_DATES"
    assert office.do("endSpecialPlacement", "migration", **{**ahead, "endedOn": "2026-03-10"})["record"] == stay
    for on in ("2026-03-10", "2026-03-12"):
        assert office.do(PLACE, "migration", **given, placedOn=on)["code"] == "WORK_DATES"


def test_the_days_of_a_ruling_are_gone_under_another_card(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d", decidedOn="2026-02-01")}
    stay = office.do(PLACE, "migration", **given, person=john, placedOn="2026-02-05")["record"]
    left = {"placement": stay, "endedOn": "2026-03-06", "outcome": "RELEASED"}
    assert office.do("endSpecialPlacement", "migration", **left)["record"] == stay
    jon = office.person("jon", citizenship="GBR")
    ruling(office, "d", version=2, decidedOn="2026-02-01", persons=["T/jon"])
    again = office.do(PLACE, "migration", **given, person=jon, placedOn="2026-03-10")
    assert again["code"] == "WORK_DATES"
    assert office.read("MATCH (s:SpecialPlacement) RETURN s.id") == [stay]


def test_the_days_of_a_ruling_are_gone_under_its_other_record(office: Office) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL")}
    first, second, other = (ruling(office, number, decidedOn="2026-02-01") for number in "def")
    ruling(office, "e", version=2, decidedOn="2026-02-01", number="№ 75-26 / D")
    stay = office.do(PLACE, "migration", **given, ruling=first, placedOn="2026-02-05")["record"]
    left = {"placement": stay, "endedOn": "2026-03-06", "outcome": "RELEASED"}
    assert office.do("endSpecialPlacement", "migration", **left)["record"] == stay
    assert office.do(PLACE, "migration", **given, ruling=second, placedOn="2026-03-10")["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, ruling=other, placedOn="2026-03-10")["norm"] == "89-22.2b"


def test_nobody_is_placed_for_a_day_of_freedom_that_a_correction_makes(office: Office) -> None:
    """The system that keeps the first stay says afterwards that it ended earlier (89-22.2b)."""
    john = office.person("john", citizenship="GBR")
    first, second = (ruling(office, number, decidedOn="2026-02-01") for number in "de")
    kept = {"system": "T", "recordId": "s", "person": "T/john", "from": "2026-02-10", "ruling": "T/d"}
    kept |= {"unit": "T/PD-SPECIAL-750000000", "outcome": "RELEASED"}
    office.bring("special_placements", {**kept, "version": 1, "endedOn": "2026-03-11"})
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": "2026-03-12"}
    assert office.do(PLACE, "migration", **given, ruling=second)["code"] == "WORK_DATES"
    office.bring("special_placements", {**kept, "version": 2, "endedOn": "2026-03-02"})
    assert office.do(PLACE, "migration", **given, ruling=second)["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, ruling=first)["code"] == "WORK_DATES"
    free = {**given, "placedOn": "2026-03-13"}
    assert office.do(PLACE, "migration", **free, ruling=second)["norm"] == "89-22.2b"


def test_a_stay_placed_here_becomes_not_lawful_when_the_one_before_it_is_shortened(office: Office) -> None:
    """Placed by a mutation on the tenth day of a time that is over on the sixteenth."""
    john = office.person("john", citizenship="GBR")
    ruling(office, "d", decidedOn="2026-02-01")
    kept = {"system": "T", "recordId": "s", "person": "T/john", "from": "2026-02-15", "ruling": "T/d"}
    kept |= {"unit": "T/PD-SPECIAL-750000000", "outcome": "RELEASED"}
    office.bring("special_placements", {**kept, "version": 1, "endedOn": "2026-02-24"})
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": "2026-02-25"}
    assert office.do(PLACE, "migration", **given, ruling=ruling(office, "e", decidedOn="2026-02-01"))["record"]
    owed = """MATCH (d:Duty {rule: '89-22.2b/service'}) WHERE d.status <> 'DONE'
      RETURN d.status + ' ' + toString(d.dueOn)"""
    office.now += dt.timedelta(days=2)
    office.watch()
    (overdue,) = office.read(owed)
    assert overdue.startswith("OVERDUE 2026-03-16")
    office.bring("special_placements", {**kept, "version": 2, "endedOn": "2026-02-20"})
    office.watch()
    assert office.read(owed) == [overdue]


@pytest.mark.parametrize(("place", "status"), [(REGION, "DONE"), (FAR_REGION, "OPEN")])
def test_the_prosecutor_is_told_by_the_service_that_owes_it(office: Office, place: str, status: str) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"institution": unit("PD-SPECIAL"), "ruling": ruling(office, "d", decidedOn="2026-02-01")}
    stay = office.do(PLACE, "migration", **given, person=john, placedOn="2026-02-20")["record"]
    assert office.do("tellProsecutor", "migration", {"unit": unit("PD-MS", place)}, placement=stay)["norm"]
    office.watch()
    assert office.read("MATCH (d:Duty {rule: '89-22.2b/told'}) RETURN d.status") == [status]


@pytest.mark.parametrize(("placed", "last", "after"), [("2026-02-15", "2026-03-16", "2026-03-17")])
def test_the_thirtieth_day_after_a_short_february(office: Office, placed: str, last: str, after: str) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL"), "placedOn": placed}
    given |= {"ruling": ruling(office, "d", decidedOn="2026-02-01")}
    assert office.do(PLACE, "migration", **given, until=after)["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, until=last)["norm"] == "89-22.2b"


def test_nobody_is_placed_on_a_second_ruling_when_thirty_days_are_over_without_a_day_of_freedom(
    office: Office,
) -> None:
    john = office.person("john", citizenship="GBR")
    given = {"person": john, "institution": unit("PD-SPECIAL")}
    first, second = (ruling(office, number, decidedOn="2026-02-01") for number in "de")
    stay = office.do(PLACE, "migration", **given, ruling=first, placedOn="2026-02-10")["record"]
    left = {"placement": stay, "endedOn": "2026-03-11", "outcome": "RELEASED"}
    assert office.do("endSpecialPlacement", "migration", **left)["record"] == stay
    for on in ("2026-03-11", "2026-03-12"):
        said = office.do(PLACE, "migration", **given, ruling=second, placedOn=on, until="2026-03-20")
        assert said["code"] == "WORK_DATES"
    assert office.do(PLACE, "migration", **given, ruling=second, placedOn="2026-03-13")["norm"] == "89-22.2b"
