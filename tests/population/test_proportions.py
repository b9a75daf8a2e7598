"""The shares of the figures that the concept names, in a population of 20 000."""

from collections import Counter

import pytest

from synthetic.draws.figures import FULL_HUB
from tests.population.fed import Fed

ADULT_BORN = "2008-06-30"


def _share(fed: Fed, number: int) -> float:
    return number / len(fed.records["Person"]) * FULL_HUB


def test_protective_orders_and_repeats(large: Fed) -> None:
    orders = large.records["ProtectiveOrder"]
    assert _share(large, len(orders)) == pytest.approx(84_000, rel=0.08)
    assert sum(o["isRepeat"] for o in orders) / len(orders) == pytest.approx(0.2, abs=0.03)


def test_shelter_appeals(large: Fed) -> None:
    assert _share(large, len(large.records["ShelterStay"])) == pytest.approx(27_942, rel=0.12)


def test_narcology(large: Fed) -> None:
    listed = [t for t in large.records["Treatment"] if t["kind"] == "NARCOLOGY_REGISTER"]
    assert _share(large, len(listed)) == pytest.approx(57_000, rel=0.08)


def test_electronic_devices(large: Fed) -> None:
    worn = [r for r in large.records["Registration"] if r["category"] == "ELECTRONIC_MONITORING"]
    assert _share(large, len(worn)) == pytest.approx(1_278, rel=0.45)


def test_minors_and_those_registered_again(large: Fed) -> None:
    times = Counter(r["person"] for r in large.records["Registration"] if r["category"] == "JUVENILE")
    assert _share(large, len(times)) == pytest.approx(10_920, rel=0.15)
    assert sum(n > 1 for n in times.values()) / len(times) == pytest.approx(1 / 8, abs=0.06)


def test_domestic_conflicts(large: Fed) -> None:
    decided = [d for d in large.records["CourtDecision"] if d["kind"] == "SPECIAL_REQUIREMENTS"]
    times = Counter(d["persons"][0] for d in decided)
    assert _share(large, len(times)) == pytest.approx(26_000, rel=0.1)
    assert sum(n > 1 for n in times.values()) / len(times) == pytest.approx(4_500 / 26_000, abs=0.04)


def test_crisis_centers_do_not_depend_on_the_number_of_persons(small: Fed, large: Fed) -> None:
    for fed in (small, large):
        centers = fed.records["CrisisCenter"]
        assert sum(c["isState"] for c in centers) == 15
        assert len(centers) == 15 + 46
        assert sum(c["beds"] for c in centers) == 976
        assert all(0 <= c["freeBeds"] <= c["beds"] for c in centers)


def test_beds_that_are_not_free_hold_somebody(large: Fed) -> None:
    taken = Counter(s["center"] for s in large.records["ShelterStay"] if "from" in s and "until" not in s)
    for center in large.records["CrisisCenter"]:
        assert center["beds"] - center["freeBeds"] == taken[f"CRISIS/{center['recordId']}"]


def test_decisions_and_registrations_a_person(large: Fed) -> None:
    persons = len(large.records["Person"])
    assert len(large.records["CourtDecision"]) / persons == pytest.approx(0.6, abs=0.06)
    assert len(large.records["Registration"]) / persons == pytest.approx(0.8, abs=0.08)


def test_minors_and_foreigners(large: Fed) -> None:
    persons = large.records["Person"]
    minors = sum(p.get("birthDate", "") > ADULT_BORN for p in persons) / len(persons)
    foreign = sum(p.get("citizenship", "KAZ") != "KAZ" for p in persons) / len(persons)
    assert 0.15 <= minors <= 0.20
    assert 0.02 <= foreign <= 0.06
    assert any(p.get("citizenship") == "XXA" for p in persons)


def test_gaps(large: Fed) -> None:
    persons = large.records["Person"]
    for field in ("birthDate", "region", "citizenship", "familyName"):
        assert 0 < sum(field not in p for p in persons) < 0.02 * len(persons)
    assert not [p for p in persons if "birthDate" not in p and "iin" in p]


def test_both_scripts(large: Fed) -> None:
    latin = sum(p["givenName"].isascii() for p in large.records["Person"])
    assert 0.03 < latin / len(large.records["Person"]) < 0.15


def test_several_registers(large: Fed) -> None:
    kinds: dict[str, set[str]] = {}
    for registration in large.records["Registration"]:
        kinds.setdefault(registration["person"], set()).add(registration["category"])
    assert sum(len(k) > 1 for k in kinds.values()) > 0.1 * len(kinds)
    assert {c for k in kinds.values() for c in k} >= {
        "DID_NOT_ARRIVE",
        "FAILING_PARENT",
        "FOREIGNER_TO_EXPEL",
    }
