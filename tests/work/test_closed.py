"""Every mutation, tried by every role: allowed exactly where the norm says; refused, it leaves nothing behind."""

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLEnumType

from prevention.work.handlers import EFFECTS
from resolvers.access.access_record import entry_of
from resolvers.access.bind_parameters import Context
from resolvers.engine.compile import Plan
from resolvers.visibility.reachable import reach_of
from schema.api.graphql_schema import graphql_schema
from schema.identifiers import AreaCode, unit_id
from schema.work.work_catalogue import WORKS
from security.authorization.caller import Caller, grants_of
from security.norms import NORMS
from tests.support.policy_files import agreed_policy
from tests.work.conftest import DISTRICT, FAR, Office, document, id_of, unit

TABLE = tomllib.loads((Path(__file__).parent / "who.toml").read_text(encoding="utf-8"))
ROLES = sorted(agreed_policy().roles)
TODAY = dt.date(2026, 3, 16)
LITERALS: dict[str, Any] = {"Date": "2026-03-16", "DateTime": "2026-03-16T05:00:00Z", "int": 1, "bool": True}


def allowed(role: str) -> set[str]:
    return {name for name, roles in TABLE.items() if role in roles}


def a_caller(role: str, unit: str | None = "unt_1") -> Caller:
    return Caller(
        subject="t",
        role=role,
        area=AreaCode("75"),
        unit=unit_id(unit),
        agency=None,
        purposes=("CASE_WORK",),
        expires=2**40,
    )


def test_every_mutation_of_the_work_stands_in_the_table_and_is_carried_out() -> None:
    assert set(TABLE) == set(WORKS) == set(EFFECTS)
    assert all(norm in NORMS.provisions for work in WORKS.values() for norm in work.norms)


@pytest.mark.parametrize("role", ROLES)
def test_a_mutation_exists_exactly_for_the_roles_that_its_norm_names(role: str) -> None:
    grants = grants_of(a_caller(role), agreed_policy().roles[role], TODAY)
    assert reach_of(grants).roots & set(WORKS) == allowed(role)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_without_a_unit_enters_anything(role: str) -> None:
    grants = grants_of(a_caller(role, None), agreed_policy().roles[role], TODAY)
    assert not reach_of(grants).roots & set(WORKS)


def test_nobody_does_so_before_the_norms_have_force() -> None:
    for role in ROLES:
        grants = grants_of(a_caller(role), agreed_policy().roles[role], dt.date(2025, 10, 1))
        assert not {name for name in reach_of(grants).roots & set(WORKS) if WORKS[name].norms[:1] == ("89-8a",)}


def some_values(name: str) -> dict[str, Any]:
    """Values that are well formed, of which every id is one that is not there."""
    found: dict[str, Any] = {}
    for each in WORKS[name].inputs:
        kind = each.python.removeprefix("list[").removesuffix("]")
        enum = graphql_schema().get_type(kind)
        value = next(iter(enum.values)) if isinstance(enum, GraphQLEnumType) else LITERALS.get(kind, "text")
        value = id_of(each.target, "none") if each.target else value
        found[each.name] = [value] if each.python.startswith("list") else value
    return found


def test_whatever_a_role_may_not_do_is_not_done_and_the_attempt_is_logged(
    office: Office,
) -> None:
    """Asked of the whole schema: what keeps a role from a mutation is not that its name is not shown."""
    before = office.read("MATCH (n) RETURN count(n)")
    hub = office.graph.hub()
    for role in ROLES:
        for name in sorted(set(WORKS) - allowed(role)):
            logged: list[Any] = []

            async def record(given: Any, kept: list[Any] = logged) -> None:
                kept.append(given)

            served = replace(hub, record=record, clock=lambda: TODAY)
            said = office.ask(document(name), role, {**some_values(name), "key": "k"}, hub=served)
            assert said["code"] == "WORK_REFUSED", (role, name, said)
            assert [each.outcome == "refused" for each in logged] == [True]
    assert office.read("MATCH (n) RETURN count(n)") == before


def test_whatever_is_not_there_is_refused_with_its_norm_and_leaves_nothing(office: Office) -> None:
    before = office.read("MATCH (n) RETURN count(n)")
    for name, roles in TABLE.items():
        if not any(each.target for each in WORKS[name].inputs):
            continue
        values = {**some_values(name), "key": "k"}
        said = office.ask(document(name), roles[0], values)
        assert said["code"] in ("WORK_UNKNOWN", "WORK_DATES"), (name, said)
        assert said.get("norm") in (*WORKS[name].norms, None)
    assert office.read("MATCH (n) RETURN count(n)") == before
    assert all(each.outcome == "refused" for each in office.logged) and office.logged
    assert all(len(each.trace.norms) <= 1 for each in office.logged)


def test_work_is_entered_for_the_purpose_of_case_work_alone(office: Office) -> None:
    person = office.person("aida")
    given = {"person": person, "key": "k"}
    said = office.ask(document("recordAppearance"), "public_security", given, purposes=("REPORTING",))
    assert said["code"] == "PURPOSE_REFUSED"


def test_a_repeat_is_answered_with_the_same_and_does_nothing(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    given = {"person": person, "text": "came", "key": "mine"}
    first = office.ask(document("recordAppearance"), "public_security", given)
    office.now += dt.timedelta(hours=3)
    assert office.ask(document("recordAppearance"), "public_security", given) == first
    assert office.read("MATCH (e:CaseEvent) RETURN e.text") == ["came"]
    other = {**given, "text": "other"}
    assert office.ask(document("recordAppearance"), "public_security", other)["code"] == "KEY_REUSED"
    assert office.ask(document("recordAppearance"), "precinct", other)["recordAppearance"], "another caller's key"
    # One system that acts for two units: neither of them learns which keys the other one used.
    one = office.ask(document("recordAppearance"), "public_security", given, subject="both")
    assert one["recordAppearance"]
    elsewhere = office.ask(document("recordAppearance"), "public_security", other, subject="both", unit="unt_two")
    assert elsewhere.get("code") != "KEY_REUSED"
    assert (
        office.ask(document("recordAppearance"), "public_security", {**given, "key": "a b"})["code"]
        == "KEY_MISSING"
    )


def test_what_was_refused_may_be_tried_again_under_the_same_key(office: Office) -> None:
    person = office.person("aida")
    given = {"person": person, "key": "mine"}
    assert office.ask(document("recordAppearance"), "public_security", given)["code"] == "WORK_NOT_APPLICABLE"
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    assert office.ask(document("recordAppearance"), "public_security", given)["recordAppearance"]
    assert [each.outcome == "refused" for each in office.logged] == [True, False]
    assert [list(each.trace.norms) for each in office.logged] == [["622-28"]] * 2
    entries = [entry_of(each, b"k" * 32) for each in office.logged]
    assert [(each.kind, each.norms, each.persons) for each in entries] == [
        ("refused", ("622-28",), (person,)),
        ("done", ("622-28",), (person,)),
    ]


def test_a_text_is_neither_empty_nor_endless_and_a_moment_not_in_the_future(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    for given, code in (
        ({"text": "  "}, "WORK_VALUE"),
        ({"text": "x" * 4_001}, "WORK_VALUE"),
        ({"at": "2026-03-16T06:06:00Z"}, "WORK_DATES"),
    ):
        assert office.do("recordAppearance", person=person, **given)["code"] == code
    assert office.do("recordAppearance", person=person, text="x" * 4_000, at="2026-03-16T06:04:00Z")["norm"]


def test_a_child_is_seen_by_whoever_is_released_minors_in_full(office: Office) -> None:
    child = office.person("child", born="2012-05-05")
    office.register("r", "child", "PAROLEE", "2026-01-10")
    assert office.do("recordAppearance", "precinct", person=child)["code"] == "WORK_UNKNOWN"
    assert office.do("recordAppearance", person=child)["norm"] == "622-28"


def test_no_date_is_taken_from_which_no_term_can_be_counted(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10", unit="T/PD-PENAL-750000000")
    ground = {"person": person, "ground": "TERM_SERVED"}
    for day in ("9999-12-31", "0001-01-01"):
        assert office.do("announceRelease", "penal", **ground, releasedOn=day)["code"] == "WORK_DATES"
    far = {**ground, "releasedOn": "2026-04-01", "plannedArrivalOn": "9999-12-31"}
    assert office.do("announceRelease", "penal", **far)["code"] == "WORK_DATES"
    assert office.do("recordAppearance", person=person, at="0001-01-01T00:00:00Z")["code"] == "WORK_DATES"
    early = {"person": person, "category": "RELEASED", "registeredOn": "0001-01-01"}
    assert office.do("putOnRegister", **early)["code"] == "WORK_DATES"
    assert office.read("MATCH (r:ReleaseNotice) RETURN r.id") == []


def test_one_file_with_a_date_out_of_range_keeps_nobody_else_from_their_duties(office: Office) -> None:
    for number in ("aida", "bolat"):
        office.person(number)
    office.release("bad", "aida", "9999-12-31")
    office.release("good", "bolat", "2026-03-01", plannedArrivalOn="2026-03-02")
    assert office.duty("89-6.1") == "OVERDUE"


def test_what_the_roots_before_a_refused_one_did_stands_in_the_log(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    entered = f'recordAppearance(person: "{person}", key: "%s") {{ norm }}'
    query = f'mutation {{ a: {entered % "one"} b: checkArrival(release: "rel_1", key: "two") {{ norm }} }}'
    assert office.ask(query, "public_security")["code"] == "WORK_UNKNOWN"
    assert [(each.outcome == "refused", sorted(each.trace.persons)) for each in office.logged] == [
        (False, [person]),
        (True, [person]),
    ]


def test_a_repeat_is_answered_though_the_person_is_out_of_sight_by_then(office: Office) -> None:
    person = office.person("aida")
    office.register("r", "aida", "PAROLEE", "2026-01-10")
    given = {"person": person, "key": "mine"}
    first = office.ask(document("recordAppearance"), "public_security", given)
    office.bring("persons", {"system": "T", "recordId": "aida", "version": 2, "region": "KATO/711110000"})
    assert office.ask(document("recordAppearance"), "public_security", given) == first
    other = {**given, "key": "other"}
    assert office.ask(document("recordAppearance"), "public_security", other)["code"] == "WORK_UNKNOWN"


def test_refused_entering_of_an_assessment_is_known_for_what_it_was(office: Office) -> None:
    """Else its norm would tell a reader of the log who is thought to be a victim."""
    for name, field in (("assessRisk", "RiskAssessment.id"), ("enterInJournal", "CaseEvent.victimText")):
        office.logged.clear()
        assert "code" in office.ask(document(name), TABLE[name][0], {**some_values(name), "key": "k"})
        assert [entry_of(each, b"k" * 32).fields for each in office.logged] == [(field,)]


@pytest.mark.parametrize(
    ("place", "unit_of"),
    [({"agency": "HEALTH"}, ("PSU", None)), ({}, ("PSU", FAR)), ({"area": FAR[:4]}, ("PSU", None))],
)
def test_nobody_acts_for_a_unit_of_another_body_or_territory(
    office: Office, place: dict[str, Any], unit_of: tuple[str, str | None]
) -> None:
    """A token may name it: what was entered would stand on that unit's records, and be shown to it."""
    given = {"person": office.person("aida"), "category": "RELEASED", "registeredOn": "2026-03-16"}
    caller = {"unit": unit(*unit_of), "agency": "MIA", **place}
    refused = office.do("putOnRegister", "public_security", caller, **given)["code"]
    assert refused in ("WORK_REFUSED", "WORK_UNKNOWN")
    assert office.read("MATCH (r:Registration) RETURN r.id") == []
    own = office.do("putOnRegister", "public_security", {"agency": "MIA"}, **given)
    assert own.get("code") not in ("WORK_REFUSED", "WORK_UNKNOWN"), own


def test_what_is_refused_is_held_as_what_is_done(office: Office) -> None:
    """Until an even time (resolvers/engine/hold_answer.py): the time of a refusal tells nothing of who is there."""
    held: list[Plan] = []

    async def hold(_: float, plan: Plan, context: Context) -> None:
        held.append(plan)

    hub = replace(office.hub(), hold=hold)
    for person in ("per_nobody", office.person("aida")):
        given = {"person": person, "key": "k"}
        office.ask(document("recordAppearance"), "public_security", given, hub=hub)
    assert [plan.in_turn for plan in held] == [True, True]


def test_nothing_open_is_entered_on_whom_closed_records_alone_tell_of(office: Office) -> None:
    """It says nothing of who that is: all that others would see from then on were what the closed records say."""
    head = {"system": "T", "version": 1}
    office.bring("persons", {**head, "recordId": "z", "familyName": "Жасырын", "region": f"KATO/{DISTRICT}"})
    office.bring("operative_files", {**head, "recordId": "f", "person": "T/z", "openedOn": "2026-02-01"})
    person = id_of("Person", "z")
    for role in ("public_security", "precinct"):
        assert office.do("markRouteSheet", role, person=person, text="came")["code"] == "WORK_UNKNOWN"
    office.bring("risk_assessments", {**head, "recordId": "r", "person": "T/z", "level": "HIGH"})
    before = office.read("MATCH (n) RETURN count(n)")
    for role in ("public_security", "precinct"):
        assert office.do("markRouteSheet", role, person=person, text="came")["code"] == "WORK_CLOSED_ONLY"
    assert office.read("MATCH (n) RETURN count(n)") == before
    office.bring("documents", {**head, "recordId": "c", "owner": "T/z", "kind": "IDENTITY_CARD"})
    assert office.do("markRouteSheet", "public_security", person=person, text="came")["norm"]
