"""What whoever reads the access log is told of entries of closed classes: nothing that points to a shelter."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from security.audit.entry import AuditEntry
from security.audit.log import open_log
from tests.audit.logs import entry
from tests.audit.test_trace import HERE, LOG, Ask, asking, log_of
from tests.conftest import Graph

PERSONS = "{ persons(first: 2) { nodes { id } } }"
CENTRE, UNIT, NORM = "i/centre-7", "cri_aaaaaaaa", "1233-1.6"
EVERYTHING = """query ($person: ID, $caller: String) {
  accessLog(person: $person, caller: $caller) { nodes {
    place time kind caller role area unit agency purpose case reason persons fields norms reviews reviewDue
    withheld { field release rows } } hasNextPage }
  unreviewedEmergencies { place time kind caller role area unit agency purpose case persons fields norms }
  accessNorms { norm answers }
}"""
EXTRACT = "query ($p: ID!) { accessExtract(person: $p) { time role agency purpose fields norms } }"


def of_centre(number: int, **more: Any) -> AuditEntry:
    """An answer to a crisis centre."""
    given = {
        "caller": CENTRE,
        "role": "crisis_centre",
        "area": HERE,
        "unit": UNIT,
        "agency": "CRISIS",
        "case": "s-1",
    }
    return entry(number, **{**given, "norms": (NORM,), "fields": ("Person.id",), **more})


def closed_entries(person: str) -> dict[str, AuditEntry]:
    """An entry for each way in which one can be of a closed class, all about one woman."""
    about = {"persons": (person,)}
    police = {"area": HERE, "role": "public_security", "caller": CENTRE, "unit": UNIT, **about}
    return {
        "a centre's reading of no closed field": of_centre(1, **about),
        "a centre's reading of a stay": of_centre(2, fields=("ShelterStay.id", "ShelterStay.since"), **about),
        "a centre's refused attempt": of_centre(3, kind="refused", fields=(), **about),
        "a centre's emergency": of_centre(4, kind="emergency", **about),
        "a health body's reading": of_centre(5, role="health", **about),
        "the reading of a role that is no more": of_centre(6, role="gone", **about),
        "a centre's own delivery, as it came": of_centre(7, fields=("Quarantined.original",)),
        "police who read a file": entry(
            8, **{**police, "role": "criminal"}, fields=("Person.operativeFiles",), norms=(NORM,)
        ),
        "a field that is declared no more": entry(10, **police, fields=("ShelterStay.gone",), norms=(NORM,)),
    }


def watched(
    graph: Graph, home: Path, who: tuple[str, str | None], more: Callable[[str], Iterable[AuditEntry]]
) -> str:
    """All that a reader of the log is told after ``more`` entries about a woman, by every door, and who she is."""

    async def work() -> str:
        async with asking(graph, home) as ask:
            [person, *_] = [
                node["id"] for node in (await ask("precinct", HERE, PERSONS))["data"]["persons"]["nodes"]
            ]
        async with open_log(home, home / "keys") as log:
            for each in more(person):
                await log.append(each)
        async with asking(graph, home) as ask:
            return json.dumps([await _told(ask, who, person), person])

    return str(graph.run(work()))


async def _told(ask: Ask, who: tuple[str, str | None], person: str) -> list[Any]:
    asked = [await ask(*who, EVERYTHING, variables) for variables in ({}, {"person": person}, {"caller": CENTRE})]
    asked.append(await ask(*who, EXTRACT, {"p": person}))
    assert all("errors" not in each for each in asked)
    return [each["data"] for each in asked]


@pytest.mark.parametrize("case", closed_entries("per_0"))
def test_area_reader_is_told_the_same_as_without_the_entry(graph: Graph, tmp_path: Path, case: str) -> None:
    who = ("prosecutor", HERE)
    without, _ = json.loads(watched(graph, tmp_path / "without", who, lambda _: ()))
    with_it, _ = json.loads(watched(graph, tmp_path / "with", who, lambda her: (closed_entries(her)[case],)))
    assert _untimed(with_it) == _untimed(without)


def _untimed(told: Any) -> Any:
    """Without the times, which are those of the two runs."""
    if isinstance(told, dict):
        return {name: _untimed(value) for name, value in told.items() if name != "time"}
    return [_untimed(each) for each in told] if isinstance(told, list) else told


@pytest.mark.parametrize("case", closed_entries("per_0"))
def test_reader_of_everybody_is_told_kind_and_time_alone(graph: Graph, tmp_path: Path, case: str) -> None:
    who = ("auditor", None)
    told, person = json.loads(watched(graph, tmp_path, who, lambda her: (closed_entries(her)[case],)))
    open_, by_person, by_caller, extract = told
    shown = [each for each in open_["accessLog"]["nodes"] if each["caller"] is None]
    [kind] = [each["kind"] for each in shown]
    due = {"reviewDue"} if kind == "EMERGENCY" else set()
    assert {name for name, value in shown[0].items() if value} == {"time", "kind"} | due
    assert [each["role"] for each in by_person["accessLog"]["nodes"]] == ["precinct"] + ["auditor"] * (
        len(by_person["accessLog"]["nodes"]) - 1
    )
    assert by_caller["accessLog"]["nodes"] == []
    assert "crisis" not in json.dumps(told) and UNIT not in json.dumps(told) and CENTRE not in json.dumps(told)
    assert all(each["norm"] != NORM for each in open_["accessNorms"])
    assert {each["role"] for each in extract["accessExtract"]} <= {"precinct", "auditor"} and person


def test_same_entries_are_found_by_whoever_is_released_the_class(graph: Graph, tmp_path: Path) -> None:
    """The prosecutor is released what stands of victims in the area: readings of that are seen."""

    def victims(person: str) -> Iterable[AuditEntry]:
        yield entry(1, persons=(person,), area=HERE, fields=("RiskAssessment.id",), caller="i/officer")

    told, _ = json.loads(watched(graph, tmp_path / "p", ("prosecutor", HERE), victims))
    assert "i/officer" in {each["caller"] for each in told[0]["accessLog"]["nodes"]}
    told, _ = json.loads(watched(graph, tmp_path / "a", ("auditor", None), victims))
    assert "i/officer" not in json.dumps(told)


def test_pages_of_area_reader_do_not_count_concealed_entries(graph: Graph, tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            for number in range(5):
                await log.append(of_centre(number))
            await log.append(entry(9, area=HERE))
            await log.append(of_centre(9))
        async with asking(graph, tmp_path) as ask:
            page = (await ask("prosecutor", HERE, LOG, {"first": 1}))["data"]["accessLog"]
            assert [each["caller"] for each in page["nodes"]] == ["i/s"] and page["hasNextPage"] is False
            assert len(await log_of(ask, "auditor", None)) >= 7

    graph.run(work())
