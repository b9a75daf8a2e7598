"""An act is drawn up from the registers as the feeds brought them, and says on which records it stands."""

import json
from typing import Any

import pytest

from graph.write.change_log import after, last
from prevention.reconciliation.acts import differences_of, totals_of
from prevention.reconciliation.content import digest_of, written
from tests.reconciliation.conftest import DISTRICT, DRAW, OTHER, ROLES, Stage, unit_id

READ = """{ reconciliationActs { nodes { id kind norm year quarter from until status drawnUpBy drawnUpOn digest
  content district { kato } totals { nodes { place body putOn takenOff standing units { nodes { code } } } }
  signatures { totalCount } } } }"""
DIFFERENCES = """{ reconciliationActs { nodes { differences { nodes { column missingIn since person { id }
  findings { nodes { body elsewhere status registeredOn closedOn unit { code }
    sourceSystem sourceFeed sourceVersion sourceChangedAt } } } } } } }"""


def test_the_act_says_what_three_registers_had(stage: Stage) -> None:
    drawn = stage.draw()["drawUpReconciliation"]
    (act,) = stage.ask(READ)["reconciliationActs"]["nodes"]
    assert (act["id"], act["status"], act["digest"]) == (drawn["act"], "DRAFT", drawn["digest"])
    assert [act[name] for name in ("kind", "norm", "year", "quarter", "from", "until")] == [
        *("PROBATIONERS", "517-9.4", 2026, 2, "2026-01-01", "2026-06-30")
    ]
    assert (act["drawnUpBy"], act["drawnUpOn"], act["district"]["kato"]) == ("PROBATION", "2026-07-03", DISTRICT)
    rows = sorted(act["totals"]["nodes"], key=lambda row: row["place"])
    assert [(row["body"], row["putOn"], row["takenOff"], row["standing"]) for row in rows] == [
        ("PROBATION", 1, 1, 1),
        ("PUBLIC_SECURITY", 1, 0, 2),
        ("ANALYTICS", 1, 1, 1),
    ]
    assert [row["units"]["nodes"] for row in rows] == [[{"code": f"{c}-{DISTRICT}"}] for c in ("PR", "PSU", "IAU")]
    assert digest_of(act["content"]) == act["digest"]
    assert "Сыналатын" not in act["content"] and "per_" not in act["content"]


def test_every_difference_names_person_day_and_sources(stage: Stage) -> None:
    stage.draw()
    (act,) = stage.ask(DIFFERENCES)["reconciliationActs"]["nodes"]
    found = act["differences"]["nodes"]
    assert sorted((each["column"], each["missingIn"], each["since"]) for each in found) == [
        ("STANDING", "ANALYTICS", "2025-03-02"),
        ("STANDING", "PROBATION", "2025-03-02"),
        ("TAKEN_OFF", "PUBLIC_SECURITY", "2026-04-10"),
    ]
    assert len({each["person"]["id"] for each in found}) == 1
    findings = sorted(found[0]["findings"]["nodes"], key=lambda each: (each["body"], each["elsewhere"]))
    assert findings == [
        finding("ANALYTICS", "2025-03-03", "2026-04-12"),
        finding("PROBATION", "2025-03-01", "2026-04-10"),
        finding("PROBATION", "2026-04-11", None, OTHER),
        finding("PUBLIC_SECURITY", "2025-03-02", None),
    ]


def finding(body: str, on: str, off: str | None, district: str = DISTRICT) -> dict[str, Any]:
    """What a register says of Dana."""
    police = body != "PROBATION"
    code = {"PROBATION": "PR", "PUBLIC_SECURITY": "PSU", "ANALYTICS": "IAU"}[body]
    return {
        "body": body,
        "elsewhere": district != DISTRICT,
        "status": "CLOSED" if off else "OPEN",
        "registeredOn": on,
        "closedOn": off,
        "unit": {"code": f"{code}-{district}"},
        "sourceSystem": "MIA" if police else "PROB",
        "sourceFeed": "police-registered-element" if police else "probation-register",
        "sourceVersion": "1",
        "sourceChangedAt": "2026-06-01T10:00:00Z",
    }


def test_what_is_stored_is_what_the_content_says(stage: Stage) -> None:
    stage.draw()
    act, read = stage.act(), stage.graph.store.read
    listed = stage.run(differences_of(read, act.id))
    rows = [
        {name: row[name] for name in ("body", "putOn", "takenOff", "standing")}
        for row in act.parsed_content["rows"]
    ]
    assert stage.run(totals_of(read, act.id)) == rows
    assert act.parsed_content["differences"] == {"count": 3, "sha256": digest_of(written(listed))}
    assert json.loads(act.content)["rows"][0]["units"][0]["id"] == unit_id("PROBATION")


def test_drawing_up_again_replaces_the_draft(stage: Stage) -> None:
    first = stage.draw()["drawUpReconciliation"]
    stage.register("PUBLIC_SECURITY", "dana", "2025-03-02", "2026-04-20")
    position = stage.run(last(stage.graph.store))
    again = stage.draw("ANALYTICS")["drawUpReconciliation"]
    assert again["act"] == first["act"] and again["digest"] != first["digest"]
    (act,) = stage.ask(READ)["reconciliationActs"]["nodes"]
    assert act["drawnUpBy"] == "ANALYTICS" and act["digest"] == again["digest"]
    assert stage.run(differences_of(stage.graph.store.read, act["id"])) == []
    (change,) = stage.run(after(stage.graph.store, position, 10))
    kinds = {record_id.partition("_")[0] for record_id in change.ids}
    assert {"rca", "rct", "rcd", "rcf"} <= kinds


def test_a_difference_goes_with_the_person_whom_its_record_means(stage: Stage) -> None:
    """Two records turn out to be of one person: the act, drawn up before, is read on that person."""
    number = "900101300123"
    stage.register("PUBLIC_SECURITY", "x1", "2026-05-01", card={"familyName": "Бірінші"})
    stage.draw()
    query = "{ reconciliationActs { nodes { differences(first: 500) { nodes { person { id familyName } } } } } }"
    before = stage.ask(query)["reconciliationActs"]["nodes"][0]["differences"]["nodes"]
    stage.register("PUBLIC_SECURITY", "x1", "2026-05-01", card={"familyName": "Екінші"})
    now = stage.ask(query)["reconciliationActs"]["nodes"][0]["differences"]["nodes"]
    names = {each["person"]["familyName"] for each in now} - {"Сыналатын"}
    assert len(now) == len(before) and names == {"Екінші"} and number not in str(now)


REFUSED: dict[str, tuple[dict[str, Any], str, str | None, str | None, str]] = {
    "another district": ({"district": OTHER}, "probation", DISTRICT, None, "ACT_UNKNOWN"),
    "no district": ({"district": "759910000"}, "probation", "7599", None, "ACT_UNKNOWN"),
    "a whole region": ({"district": "750000000"}, "probation", "7500", None, "ACT_UNKNOWN"),
    "no code": ({"district": ""}, "probation", DISTRICT, None, "ACT_UNKNOWN"),
    "an area that is too wide": ({"district": DISTRICT}, "probation", "75", None, "ACT_UNKNOWN"),
    "another role": ({"district": DISTRICT}, "precinct", DISTRICT, None, "ACT_UNKNOWN"),
    "a role of the whole country": ({"district": DISTRICT}, "statistics", "7511", None, "ACT_UNKNOWN"),
    "another unit": ({"district": DISTRICT}, "probation", "7511", unit_id("ANALYTICS"), "ACT_UNKNOWN"),
    "a quarter that runs": ({"district": DISTRICT, "quarter": 3}, "probation", "7511", None, "ACT_PERIOD"),
    "no quarter": ({"district": DISTRICT, "quarter": 5}, "probation", "7511", None, "ACT_PERIOD"),
    "long ago": ({"district": DISTRICT, "year": 1999}, "probation", "7511", None, "ACT_PERIOD"),
    "the far future": ({"district": DISTRICT, "year": 2**31 - 1}, "probation", "7511", None, "ACT_PERIOD"),
    "the whole country": ({"district": DISTRICT}, "probation", "", None, "UNSUPPORTED_OPERATION"),
    "no area": ({"district": DISTRICT}, "probation", None, None, "UNSUPPORTED_OPERATION"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_be_drawn_up_is_refused_and_nothing_written(stage: Stage, name: str) -> None:
    variables, role, area, unit, code = REFUSED[name]
    before = stage.stored()
    assert stage.ask(DRAW, variables, role, area, unit=unit) == code
    assert stage.stored() == before


@pytest.mark.parametrize("body", ROLES)
def test_each_of_the_three_draws_up(stage: Stage, body: str) -> None:
    assert stage.draw(body, unit=unit_id(body))["drawUpReconciliation"]["status"] == "DRAFT"


def test_a_remembered_plan_takes_the_next_district(stage: Stage) -> None:
    """Values stand in slots: one document serves every district and every act."""
    hub = stage.hub()
    first = stage.ask(DRAW, {"district": DISTRICT}, "analytics", DISTRICT, hub=hub)
    other = stage.ask(DRAW, {"district": OTHER}, "analytics", OTHER, hub=hub)
    assert first["drawUpReconciliation"]["act"] != other["drawUpReconciliation"]["act"]
    assert stage.ask(DRAW, {"district": OTHER}, "analytics", DISTRICT, hub=hub) == "ACT_UNKNOWN"
