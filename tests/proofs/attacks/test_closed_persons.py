"""A person known only by closed records does not exist for whoever is released none of them.

Every closed class by every door, asked by every role in every way in which somebody can be looked for: the
answer is that for somebody who is not there. The same questions find a person of whom an open record tells.
"""

from functools import cache
from typing import Any

import pytest

from tests.proofs.attacks.closed_doors import CELLS, DOORS, EVERYWHERE, Hidden, bring_open, caller_for, open_person
from tests.support.outside.bodies import HOME
from tests.support.outside.hubs import Hub, as_text
from tests.support.outside.issuing import Caller
from tests.support.outside.records import Record, number

ABSENT = number("90010140001")
"""A number that nobody has."""

BY_NUMBER = {
    "lookup": "query ($iin: IIN!) { lookup(iins: [$iin]) { found holders { code } } }",
    "personByIin": "query ($iin: IIN!) { personByIin(iin: $iin) { id __typename } }",
    "filter by number": "query ($iin: IIN!) { persons(where: { iin: { eq: $iin } }) { totalCount nodes { id } } }",
}
BY_NAME = {
    "filter by name": "query ($name: String!) { persons(where: { familyName: { eq: $name } }) { totalCount } }",
    "beginning of a name": """query ($name: String!) {
      persons(where: { familyName: { startsWith: $name } }) { totalCount nodes { id } } }""",
    "of no open source": """query ($name: String!) {
      persons(where: { and: [{ familyName: { eq: $name } }, { sources: { none: {} } }] }) { totalCount } }""",
}
CASES = [
    (role, door["name"])
    for role in sorted(CELLS)
    for door in DOORS
    if door["class"] not in EVERYWHERE.get(role, ())
]


def answers(hub: Hub, who: Caller, iin: str, name: str) -> dict[str, str]:
    """All that is answered to questions after somebody."""
    said: dict[str, Any] = {what: hub.ask(who, query, {"iin": iin}) for what, query in BY_NUMBER.items()}
    said |= {what: hub.ask(who, query, {"name": name}) for what, query in BY_NAME.items()}
    for each in said.values():
        # What is left of the allowance falls from question to question, and is compared elsewhere.
        each.get("extensions", {}).pop("cost", None)
    return {what: as_text(each) for what, each in said.items()}


@cache
def absent_for(hub: Hub, role: str, access: str) -> dict[str, str]:
    """The answers to the same questions after somebody who is not there."""
    return answers(hub, caller_for(role, access), ABSENT, "Ешкім")


def require_role(hub: Hub, role: str) -> None:
    """See that the policy has the role: a test about a role that is not there would prove nothing."""
    assert role in hub.prepared.roles


@pytest.mark.parametrize(("role", "door"), CASES)
def test_nobody_finds_who_is_known_by_a_closed_record_alone(
    hub: Hub, hidden: dict[str, Hidden], role: str, door: str
) -> None:
    require_role(hub, role)
    person, who = hidden[door].person, caller_for(role, hidden[door].access)
    found = answers(hub, who, person["iin"], person["familyName"])
    assert found == absent_for(hub, role, hidden[door].access)


@pytest.mark.parametrize("role", ["public_security", "analytics", "statistics", "prosecutor", "criminal"])
def test_the_same_questions_find_a_person_of_whom_an_open_record_tells(hub: Hub, role: str) -> None:
    person = open_person("Көрінетін")
    who = Caller(role, HOME[:2], subject=f"{role}-control")
    found = answers(hub, who, person["iin"], person["familyName"])
    absent = answers(hub, who, ABSENT, "Ешкім")
    assert {what for what, text in found.items() if text != absent[what]} >= {
        "lookup",
        "personByIin",
        "filter by name",
    }


@pytest.mark.parametrize("role", sorted(CELLS))
def test_no_list_of_persons_holds_one_of_them(hub: Hub, hidden: dict[str, Hidden], role: str) -> None:
    require_role(hub, role)
    query = "{ persons(first: 500) { nodes { id familyName } } }"
    for access in ("SHELTER", "HEALTH", "VICTIM", "OPERATIVE"):
        if access in EVERYWHERE.get(role, ()):
            continue
        said = hub.ask(caller_for(role, access), query)
        names = {each.person["familyName"] for each in hidden.values() if each.access == access}
        connection = (said.get("data") or {}).get("persons") or {"nodes": []}
        assert not names & {node["familyName"] for node in connection["nodes"]}


@pytest.mark.parametrize("role", ["precinct", "public_security", "analytics", "mia_committee"])
def test_the_first_open_record_shows_the_person_as_if_it_had_come_alone(
    hub: Hub, hidden: dict[str, Hidden], role: str
) -> None:
    """Of two persons with the same open record one was in a shelter before: nothing tells them apart."""
    sheltered = hidden["a stay of another centre, by feed"].person
    said = [_as_seen(hub, role, _brought(hub, person)) for person in (sheltered, open_person("Жаңа"))]
    assert said[0] == said[1]


def _brought(hub: Hub, person: Record) -> Record:
    stated: Record = {**person, "birthDate": "1980-05-05", "givenName": "Айгүл", "phone": None, "address": None}
    stated = {name: value for name, value in stated.items() if value is not None}
    bring_open(hub, stated)
    return stated


def _as_seen(hub: Hub, role: str, person: Record) -> Any:
    query = """query ($iin: IIN!) { lookup(iins: [$iin]) { found holders { code } } personByIin(iin: $iin) {
      givenName birthDate phone workplace region { kato } sources { totalCount nodes { system version } }
      registrations { totalCount } possiblySame { totalCount } addresses { totalCount } } }"""
    who = Caller(role, HOME[:2], subject=f"{role}-seen")
    said = hub.ask(who, query, {"iin": person["iin"]})
    if "errors" in said:
        query = "query ($iin: IIN!) { personByIin(iin: $iin) { givenName birthDate sources { totalCount } } }"
        said = hub.ask(who, query, {"iin": person["iin"]})
    return said.get("data"), said.get("errors")
