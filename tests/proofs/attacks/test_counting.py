"""What can be counted does not count what is closed: every list and every nested list that the schema has.

One hub, asked before and after closed records come about a person whom an open record knows: of every role that is
released nothing of the class, every ``totalCount`` of the schema stays what it was.
"""

import uuid
from collections.abc import Iterator
from random import Random

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from tests.proofs.attacks.closed_doors import CELLS, bring_open, open_person
from tests.support.outside.bodies import FAR, HOME
from tests.support.outside.hubs import Hub, as_text, schema_for
from tests.support.outside.issuing import Caller
from tests.support.outside.records import CLASS_OF, Delivered, Record, card, closed, deleted, head, order

TOGETHER = 3
"""Lists of records that are counted in one request."""


def lists_of(schema: GraphQLSchema) -> Iterator[str]:
    """A question for every list under a root, with every list of the records in it."""
    assert schema.query_type is not None
    for name, root in schema.query_type.fields.items():
        record = _counted(root.type)
        if record is None or any(str(one.type).endswith("!") for one in root.args.values()):
            continue
        yield f"{name} {{ totalCount }}"
        nested = [name for name, one in record.fields.items() if _counted(one.type) is not None]
        for start in range(0, len(nested), TOGETHER):
            counts = " ".join(f"{one} {{ totalCount }}" for one in nested[start : start + TOGETHER])
            yield f"{name}(first: 100) {{ nodes {{ id {counts} }} }}"


def _counted(kind: object) -> GraphQLObjectType | None:
    """The type of the records of a connection."""
    named = get_named_type(kind)  # type: ignore[call-overload]
    if not isinstance(named, GraphQLObjectType) or "totalCount" not in named.fields:
        return None
    record = get_named_type(named.fields["nodes"].type)
    return record if isinstance(record, GraphQLObjectType) else None


def counted(hub: Hub, who: Caller) -> dict[str, str]:
    """The answer to every question that the caller's own schema takes."""
    found = {}
    for number, question in enumerate(lists_of(schema_for(hub, who))):
        asker = Caller(who.role, who.area, who.unit, who.agency, subject=f"{who.name}-{number}-{uuid.uuid4()}")
        said = hub.ask(asker, f"{{ {question} }}")
        assert "errors" not in said, (question, said)
        found[question] = as_text(said)
    return found


def closed_about(person: Record, number: int) -> dict[str, tuple[Delivered, ...]]:
    """Closed records about somebody, by class."""
    made = {
        access: (closed(feed, f"K-{number}", person),) for feed, access in CLASS_OF.items() if access != "VICTIM"
    }
    offender = card(Random("offender"), familyName="Ашық", sex="MALE")
    risk = closed("police-risk-assessments", f"K-{number}", person)
    return {**made, "VICTIM": (risk, order("ord-2", offender, (person,)))}


@pytest.fixture(scope="module")
def counts(hub: Hub) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """Of every role: what was counted before closed records came, and after.

    A role that is released nothing of closed classes but VICTIM is asked of the whole country before those of
    VICTIM come; a role with other cells from the other city, when all have come.
    """
    known, elsewhere = open_person("Есептелетін"), card(Random("elsewhere"), familyName="Тек")
    bring_open(hub, known)
    offender = card(Random("offender"), familyName="Ашық", sex="MALE")
    hub.brought(order("ord-2", offender), "order-alone")
    hub.rest()
    roles = [role for role in sorted(CELLS) if role in hub.prepared.roles]
    victims = [role for role in roles if CELLS[role] == ["VICTIM"]]
    others = [role for role in roles if role not in victims]
    askers = {role: Caller(role, "", subject=f"{role}-count") for role in roles if set(CELLS[role]) <= {"VICTIM"}}
    askers |= {role: Caller(role, FAR[:2], subject=f"{role}-count") for role in roles if role not in askers}
    before = {role: counted(hub, askers[role]) for role in roles}
    bring = [
        (access, number, closed_about(person, number)[access])
        for number, person in enumerate((known, elsewhere))
        for access in ("SHELTER", "HEALTH", "OPERATIVE", "VICTIM")
    ]
    _bring(hub, [each for each in bring if each[0] != "VICTIM"])
    after = {role: counted(hub, askers[role]) for role in victims}
    _bring(hub, [each for each in bring if each[0] == "VICTIM"])
    after |= {role: counted(hub, askers[role]) for role in others}
    return {role: (before[role], after[role]) for role in roles}


def _bring(hub: Hub, several: list[tuple[str, int, tuple[Delivered, ...]]]) -> None:
    for access, number, deliveries in several:
        for place, made in enumerate(deliveries):
            hub.brought(_newer(made, 2 + number), f"count-{access}-{number}-{place}")
    hub.rest()


def _newer(made: Delivered, version: int) -> Delivered:
    records = tuple({**record, **head(record["recordId"], version)} for record in made.records)
    return Delivered(made.feed, records, made.body)


@pytest.mark.parametrize("role", sorted(CELLS))
def test_no_count_follows_closed_records(
    hub: Hub, counts: dict[str, tuple[dict[str, str], dict[str, str]]], role: str
) -> None:
    assert role in hub.prepared.roles
    before, after = counts[role]
    assert {question: text for question, text in after.items() if text != before[question]} == {}
    assert "units { totalCount }" in before


def test_the_counts_follow_an_open_record(hub: Hub) -> None:
    who = Caller("analytics", "", subject="count-control")
    before = counted(hub, who)
    bring_open(hub, open_person("Тағы бір"), FAR)
    hub.rest()
    after = counted(hub, Caller("analytics", "", subject="count-control-2"))
    changed = {question for question in after if after[question] != before[question]}
    assert {"persons { totalCount }", "registrations { totalCount }"} <= changed


DUTIES = """{ duties(first: 500) { totalCount nodes { id arisesOn dueOn status norm { code } unit { code } } }
  units(first: 100) { nodes { code duties { totalCount } } } }"""
BLIND = ("education", "employment", "commission", "ministry", "operator", "migration", "juvenile")
"""Roles that may know nothing of an adult citizen who was released, and read duties today."""


def _release(name: str, number: int) -> Delivered:
    person = card(Random(name), familyName=name, sex="MALE")
    said = {
        "institution": "prison-1",
        "ground": "TERM_SERVED",
        "notifiedOn": "2026-05-01",
        "releasedOn": "2026-06-01",
    }
    said |= {"plannedArrivalOn": "2026-06-03"}
    chosen = {"kato": HOME, "address": "Абай көшесі, 1-1"}
    return Delivered("penal-releases", ({**head(f"R-{number}"), "person": person, **said, "chosen": chosen},))


@pytest.fixture(scope="module")
def duties(hub: Hub) -> dict[str, tuple[str, str]]:
    """Of every such role: the duties listed before two people were released and did not arrive, and after."""

    def listed(turn: int) -> dict[str, str]:
        asked = {
            role: hub.ask(Caller(role, HOME[:2], subject=f"{role}-duties-{turn}"), DUTIES)
            for role in (*BLIND, "public_security")
        }
        return {role: as_text(said.get("data") or said["errors"]) for role, said in asked.items()}

    before = listed(1)
    for number, name in enumerate(("Келмеген", "Жоқ")):
        hub.brought(_release(name, number), f"release-{number}")
    hub.rest()
    hub.rest()
    after = listed(2)
    return {role: (before[role], after[role]) for role in before}


@pytest.mark.parametrize("role", BLIND)
def test_a_duty_for_a_person_is_no_duty_to_whoever_may_not_know_of_the_person(
    duties: dict[str, tuple[str, str]], role: str
) -> None:
    before, after = duties[role]
    assert after == before


def test_whoever_may_know_of_the_person_sees_the_duty(duties: dict[str, tuple[str, str]]) -> None:
    before, after = duties["public_security"]
    assert after != before


def test_a_deleted_closed_record_changes_no_count_either(hub: Hub) -> None:
    person = open_person("Есептелетін")
    made = closed("crisis-centre-stays", "K-9", person)
    who = Caller("analytics", "", subject="count-deleted")
    before = counted(hub, who)
    hub.brought(made, "count-brought")
    hub.brought(deleted(made), "count-deleted")
    hub.rest()
    after = counted(hub, Caller("analytics", "", subject="count-deleted"))
    assert {question for question in after if after[question] != before[question]} == set()
