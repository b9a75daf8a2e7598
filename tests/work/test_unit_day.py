"""The day's work of a unit, as it goes on: what is due, who is awaited, what waits for whom."""

import datetime as dt
from typing import Any

import pytest

from tests.work.conftest import DISTRICT, FAR, OTHER, Office, id_of, unit

LISTS = ("overdue", "dueToday", "thisWeek", "later")
DAY = """query ($unit: ID, $on: Date, $first: Int) {
  today(unit: $unit, on: $on, first: $first) {
    unit { code }
    on
    overdue { ...duties } dueToday { ...duties } thisWeek { ...duties } later { ...duties }
    waiting { nodes { id norm { code } recipient { code } } visible complete }
    notices { nodes { id person { familyName } } visible complete }
    arrivals { nodes { id plannedArrivalOn person { familyName } } visible complete }
    matches { nodes { id foundAt } visible complete }
    load { nodes { inspector { name } open overdue registered } visible complete }
  }
}
fragment duties on DutyList {
  nodes {
    status doneBy
    duty { id dueOn status norm { code } case { number } }
    person { familyName } inspector { name }
  }
  visible complete
}"""


def day(office: Office, role: str = "public_security", variables: dict[str, Any] | None = None, **more: Any) -> Any:
    office.watch()
    answer = office.ask(DAY, role, variables, **more)
    return answer.get("today", answer)


def norms(answer: Any, name: str) -> list[str]:
    return sorted(row["duty"]["norm"]["code"] for row in answer[name]["nodes"])


def row_of(answer: Any, norm: str) -> dict[str, Any]:
    (row,) = (row for name in LISTS for row in answer[name]["nodes"] if row["duty"]["norm"]["code"] == norm)
    assert isinstance(row, dict)
    return row


def test_somebody_is_awaited_comes_and_is_told_of(office: Office) -> None:
    office.person("aida")
    release = office.release("r", "aida", "2026-03-12", "PAROLE", plannedArrivalOn="2026-03-16")
    office.register("old", "aida", "PROBATIONER", "2026-01-10", inspector="T/old")
    seen = day(office)
    assert seen["unit"] == {"code": f"PSU-{DISTRICT}"} and seen["on"] == "2026-03-16"
    assert [one["person"]["familyName"] for one in seen["arrivals"]["nodes"]] == ["aida"]
    to_check = row_of(seen, "89-6.1")
    assert norms(seen, "dueToday") == ["89-6.1"] and to_check["status"] == "OPEN"
    assert to_check["person"] == {"familyName": "aida"} and to_check["inspector"] == {"name": "old"}
    assert to_check["doneBy"] == ["checkArrival"]
    loads = seen["load"]["nodes"]
    assert [(one["inspector"]["name"], one["registered"]) for one in loads] == [("old", 1)]
    assert loads[0]["open"] == sum(seen[name]["visible"] for name in LISTS[1:]) - _without_person(seen)

    assert office.do("recordArrival", release=release, arrivedOn="2026-03-16")["norm"] == "89-6.2"
    seen = day(office)
    assert seen["arrivals"] == {"nodes": [], "visible": 0, "complete": True}
    assert "89-6.1" not in norms(seen, "dueToday")
    (told,) = seen["waiting"]["nodes"]
    assert told["norm"] == {"code": "89-6.2"} and told["recipient"] == {"code": f"IAU-{DISTRICT}"}
    recipient: dict[str, Any] = {"unit": unit("IAU"), "area": DISTRICT[:4]}
    other_side = day(office, "analytics", **recipient)
    assert [one["id"] for one in other_side["notices"]["nodes"]] == [told["id"]]
    assert office.do("confirmNotice", "analytics", recipient, notice=told["id"])["record"] == told["id"]
    assert day(office)["waiting"]["visible"] == 0
    assert day(office, "analytics", **recipient)["notices"]["visible"] == 0


def _without_person(seen: Any) -> int:
    return sum(row["person"] is None for name in LISTS[1:] for row in seen[name]["nodes"])


def test_what_is_late_is_overdue_and_a_past_day_is_as_it_ended(office: Office) -> None:
    office.person("aida")
    office.release("r", "aida", "2026-03-12", plannedArrivalOn="2026-03-16")
    assert row_of(day(office), "89-6.1")["status"] == "OPEN"
    office.now += dt.timedelta(days=1)
    late = row_of(day(office), "89-6.1")
    assert late["status"] == late["duty"]["status"] == "OVERDUE" and "89-6.1" in norms(day(office), "overdue")
    assert office.do("checkArrival", "precinct", release=id_of("ReleaseNotice", "r"))["norm"] == "89-6.1"
    assert "89-6.1" not in [code for name in LISTS for code in norms(day(office), name)]

    before = day(office, variables={"on": "2026-03-15"})
    assert "89-6.1" not in [code for name in LISTS for code in norms(before, name)]
    assert [one["id"] for one in before["arrivals"]["nodes"]] == [id_of("ReleaseNotice", "r")]
    then = row_of(day(office, variables={"on": "2026-03-16"}), "89-6.1")
    # It was overdue when that day ended, it is done by now, and nothing is left to do.
    assert (then["status"], then["duty"]["status"], then["doneBy"]) == ("OVERDUE", "DONE_LATE", [])
    assert day(office, variables={"on": "2026-03-11"})["arrivals"]["nodes"] == []
    assert day(office, variables={"on": "0001-01-01"})["overdue"]["visible"] == 0
    assert day(office, variables={"on": "2026-03-18"}) == {"code": "DAY_TO_COME"}


def test_a_list_is_cut_and_says_so(office: Office) -> None:
    for number in ("a", "b", "c"):
        office.person(number)
        office.release(f"r-{number}", number, "2026-03-12", plannedArrivalOn="2026-03-16")
    whole, cut = day(office), day(office, variables={"first": 2})
    assert whole["arrivals"]["visible"] == 3 and whole["arrivals"]["complete"]
    assert cut["arrivals"]["visible"] == 3 and not cut["arrivals"]["complete"]
    assert cut["arrivals"]["nodes"] == whole["arrivals"]["nodes"][:2]
    assert cut["dueToday"]["nodes"] == whole["dueToday"]["nodes"][:2] and cut["dueToday"]["visible"] == 3
    assert (
        day(office, variables={"first": 501})["code"] == day(office, variables={"first": 0})["code"] == "BAD_PAGE"
    )


def test_a_match_waits_for_the_unit_that_decides(office: Office) -> None:
    office.person("aida")
    office.register("lost", "aida", "DID_NOT_ARRIVE", "2026-03-01")
    office.bring(
        "register_events",
        {
            "system": "T",
            "recordId": "fine",
            "version": 1,
            "person": "T/aida",
            "register": "ADMINISTRATIVE_OFFENCES",
            "happenedAt": "2026-03-15T08:00:00Z",
        },
    )
    seen = day(office, "analytics")
    (match,) = seen["matches"]["nodes"]
    assert row_of(seen, "89-11b")["doneBy"] == ["decideMatch"]
    assert day(office)["matches"]["nodes"] == []
    decided = office.do("decideMatch", "analytics", match=match["id"], verdict="NOTIFY")
    assert decided["norm"] == "89-11b", decided
    assert day(office, "analytics")["matches"]["nodes"] == []


def test_another_unit_is_as_empty_as_one_that_is_not_there(office: Office) -> None:
    office.person("aida", FAR)
    office.release("r", "aida", "2026-03-12", kato=FAR, plannedArrivalOn="2026-03-16")
    far, unknown = unit("PSU", FAR), "unt_aaaaaaaaaaaaaaaaaaaaaaaaaa"
    seen, nothing = day(office, variables={"unit": far}), day(office, variables={"unit": unknown})
    assert seen["unit"] == {"code": f"PSU-{FAR}"} and nothing["unit"] is None
    assert {**seen, "unit": None} == nothing
    assert nothing == day(office, variables={"unit": id_of("Person", "aida")})
    assert nothing == day(office, unit=None)
    # The head of the district sees the unit of a neighbour in the same area, and does nothing for it.
    above = day(office, variables={"unit": far}, area="71")
    assert above["arrivals"]["visible"] == 1 and row_of(above, "89-6.1")["doneBy"] == []


@pytest.mark.parametrize("role", ["public_security", "prosecutor"])
def test_whom_a_day_shows_stands_in_the_access_log(office: Office, role: str) -> None:
    aida, other = office.person("aida"), office.person("berik", OTHER)
    office.release("r", "aida", "2026-03-12", plannedArrivalOn="2026-03-16")
    office.release("s", "berik", "2026-03-12", kato=OTHER, plannedArrivalOn="2026-03-16")
    office.watch()
    office.logged.clear()
    of = {"unit": unit("PSU")}
    office.ask("query ($unit: ID) { today(unit: $unit) { dueToday { nodes { status } } } }", role, of)
    office.ask("query ($unit: ID) { today(unit: $unit) { arrivals { nodes { id } } } }", role, of)
    office.ask("query ($unit: ID) { today(unit: $unit) { arrivals { visible } } }", role, of)
    assert [event.trace.persons for event in office.logged] == [{aida}, {aida}, set()]
    assert all(other not in event.trace.persons for event in office.logged)
    assert all("UnitDay.arrivals" in event.disclosures.fields for event in office.logged[1:])
