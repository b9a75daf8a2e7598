"""Whoever reads the access log learns of no shelter and of no reader of closed records."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import pytest

from tests.proofs.attacks.closed_doors import bring_open, open_person
from tests.support.outside.bodies import HOME
from tests.support.outside.hubs import Hub, as_text
from tests.support.outside.issuing import Caller
from tests.support.outside.records import card, closed, head, sender_of

LOG = """query ($since: DateTime) { accessLog(since: $since, first: 500) { nodes { place kind time role agency
  purpose fields norms caller area unit persons withheld { field release rows } } } }"""
READERS = ("prosecutor", "auditor")
OFFICER = "operative-officer"
WRITER = "officer-who-writes"


@pytest.fixture(scope="module")
def entries(hub: Hub) -> Iterator[dict[str, list[dict[str, object]]]]:
    """What each reader is told, after a centre and a criminal-police officer have read their own."""
    begun = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    person = open_person("Журнал")
    bring_open(hub, person)
    hub.brought(closed("police-operative-files", "L-1", person), "log-file")
    _centre_reads(hub)
    officer = Caller("criminal", HOME[:2], hub.bodies[f"CP-{HOME}"], "MIA", subject=OFFICER)
    seen = hub.told(officer, "{ persons { nodes { id operativeFiles { nodes { id number } } } } }")
    assert "ЖІ-L-1" in as_text(seen)
    _officer_writes(hub)
    hub.told(Caller("analytics", "", subject="analyst"), "{ persons(first: 5) { nodes { id } } }")
    found = {}
    for role in READERS:
        who = Caller(role, HOME[:2] if role == "prosecutor" else "", purposes=("OVERSIGHT",), subject=f"{role}-log")
        found[role] = hub.told(who, LOG, {"since": begun})["accessLog"]["nodes"]
    yield found


def _centre_reads(hub: Hub) -> None:
    """A centre asks for its own, and reads a record of its own that was refused."""
    made = closed("crisis-centre-stays", "L-2", card(Random("log")))
    bad = type(made)(made.feed, ({**head("L-3"), "appealedOn": "never"},), made.body)
    hub.brought(made, "log-stay")
    assert hub.deliver(bad, "log-bad")["quarantined"] == 1
    sender = sender_of(made, hub.bodies)
    hub.ask(sender, "{ quarantine { id code original } }", None, {"Ortaq-Purpose": "FEED"})
    reader = Caller("crisis_centre", HOME[:2], hub.bodies["shelter-1"], "CRISIS", subject="shelter-reader")
    hub.ask(reader, "{ persons { nodes { id familyName stays { nodes { id } } } } crisisCenters { nodes { id } } }")


def _officer_writes(hub: Hub) -> None:
    """An officer reads of somebody whom an assessment of risk alone names, and tries to enter something."""
    hidden = card(Random("written of"))
    hub.brought(closed("police-risk-assessments", "L-4", hidden), "log-risk")
    officer = Caller("public_security", HOME[:2], hub.bodies[f"PSU-{HOME}"], "MIA", subject=WRITER)
    by_number = "query ($iin: IIN!) { personByIin(iin: $iin) { id } }"
    person = hub.told(officer, by_number, {"iin": hidden["iin"]})["personByIin"]["id"]
    enter = 'mutation ($id: ID!) { recordAppearance(person: $id, text: "x", key: "log-1") { norm } }'
    refused = hub.ask(officer, enter, {"id": person})
    assert refused["errors"][0]["extensions"]["code"].startswith("WORK_")


def test_the_log_tells_an_auditor_of_no_intent_whose_outcome_is_concealed(
    entries: dict[str, list[dict[str, object]]],
) -> None:
    assert {"INTENT", "REFUSED"} <= {str(entry["kind"]) for entry in entries["auditor"]}
    assert WRITER not in as_text(entries["auditor"])


def test_what_was_withheld_is_told_to_no_prosecutor(entries: dict[str, list[dict[str, object]]]) -> None:
    """It is worked out over all that was read, so that a line more would tell of somebody hidden."""
    assert len(entries["prosecutor"]) > 2
    assert [entry["withheld"] for entry in entries["prosecutor"] if entry["withheld"]] == []


@pytest.mark.parametrize("role", READERS)
def test_the_log_names_no_shelter(hub: Hub, entries: dict[str, list[dict[str, object]]], role: str) -> None:
    text = as_text(entries[role])
    for word in (hub.bodies["shelter-1"], "shelter-reader", "sender-crisis-centre", "ShelterStay"):
        assert word not in text


def test_the_log_tells_an_auditor_nothing_of_a_reader_of_operative_files(
    hub: Hub, entries: dict[str, list[dict[str, object]]]
) -> None:
    text = as_text(entries["auditor"])
    for word in (OFFICER, hub.bodies[f"CP-{HOME}"], "OperativeFile"):
        assert word not in text


def test_the_log_tells_an_auditor_of_other_readers(entries: dict[str, list[dict[str, object]]]) -> None:
    """A reader of open records is named in full."""
    assert entries["auditor"]
    assert any(entry["caller"] and entry["fields"] for entry in entries["auditor"])


def test_asking_for_a_shelters_own_entries_finds_none(
    hub: Hub, entries: dict[str, list[dict[str, object]]]
) -> None:
    for role in READERS:
        who = Caller(
            role, HOME[:2] if role == "prosecutor" else "", purposes=("OVERSIGHT",), subject=f"{role}-log-2"
        )
        for caller in ("shelter-reader", "https://id.tests.example.kz/shelter-reader"):
            query = "query ($caller: String) { accessLog(caller: $caller) { nodes { time role } } }"
            assert hub.told(who, query, {"caller": caller})["accessLog"]["nodes"] == []
