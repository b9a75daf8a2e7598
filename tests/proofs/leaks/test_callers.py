"""Whoever asked before, and whatever a token or a record lacks: nothing is released that is not said to be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from resolvers.execute import Engine
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import Policy, PolicyCell, load_policy
from security.site_file import SiteFileError
from tests.proofs.leaks.conftest import Stage
from tests.proofs.leaks.scene import DAY, PROSECUTOR, id_in_scene, scene
from tests.proofs.reference.decide import Decisions, Who, matrix
from tests.proofs.reference.hub import expected, question
from tests.proofs.worlds import SEES_ALL, asked, caller_of

WORLD = scene()
ROLES = sorted({role for role, _ in matrix()})
DOCUMENT = """query($name: String) {
  persons(where: { or: [{ familyName: { eq: $name } }, { familyName: { ne: $name } }] }) {
    totalCount
    edges { cursor }
    nodes { id familyName iin birthDate phone treatments { nodes { id from } } stays { nodes { id } } }
  }
  cases { totalCount nodes { id subject { iin } } }
}"""
PAIRS = [
    (Who(SEES_ALL), PROSECUTOR),
    (Who("public_security", ""), Who("public_security", "75")),
    (Who("public_security", "75"), Who("public_security", None)),
    (Who("public_security", "75"), Who("public_security", "10")),
    (Who("prosecutor", "75"), Who("precinct", "75")),
    (Who("analytics"), Who("statistics")),
    (Who("probation", unit=id_in_scene("Unit", "psu")), Who("probation", unit=id_in_scene("Unit", "office"))),
    (Who("probation", unit=id_in_scene("Unit", "psu")), Who("probation")),
    (Who("migration"), Who("ngo")),
    (Who("crisis_centre", unit=id_in_scene("CrisisCenter", "haven")), Who("crisis_centre", unit="crc_other")),
]


@pytest.mark.parametrize("two", PAIRS, ids=lambda two: f"{two[0].role}-{two[1].role}")
def test_plan_cache_across_callers(stage: Stage, two: tuple[Who, Who]) -> None:
    """The same document in one hub, by turns: everybody is told what a hub that nobody asked before would tell."""
    alone = {who: _fresh(stage, who) for who in two}
    assert len(set(alone.values())) == len(two)
    for order in permutations(two):
        hub = _new_hub(stage)
        for who in (*order, *order):
            run = stage.graphs[0].run
            assert run(asked(hub, caller_of(who), DAY, DOCUMENT, {"name": "Axmetova"})).text == alone[who], who


def _new_hub(stage: Stage) -> Engine:
    """A hub with nothing remembered, that seals cursors as the others do."""
    known = stage.hubs[0]
    return replace(stage.graphs[0].hub(), policy=known.policy, seal=known.seal)


def _person(name: str) -> str:
    return id_in_scene("Person", name)


def _shown(stage: Stage, who: Who, name: str) -> dict[str, object] | None:
    document = "query($id: ID!) { person(id: $id) { familyName birthDate isMinor phone } }"
    found: dict[str, object] | None = stage.ask(document, who, {"id": _person(name)}).data["person"]
    return found


def test_a_person_without_a_birth_date_is_a_minor(stage: Stage) -> None:
    assert _shown(stage, Who("migration"), "dana") is None
    assert _shown(stage, Who("migration"), "chingiz") is not None
    masked = _shown(stage, Who("precinct", "75"), "dana")
    assert masked is not None and masked["familyName"] == "D." and masked["isMinor"] is True


def test_a_person_without_a_region_is_in_nobodys_area(stage: Stage) -> None:
    for area in ("0", "1", "10", "75", "7510", "9"):
        assert _shown(stage, Who("prosecutor", area), "erlan") is None, area
    assert _shown(stage, Who("prosecutor", ""), "erlan") is not None


def test_a_person_without_a_citizenship_is_not_foreign(stage: Stage) -> None:
    assert _shown(stage, Who("migration"), "erlan") is None


@pytest.mark.parametrize("role", ROLES)
def test_a_token_without_area_unit_and_agency(stage: Stage, role: str) -> None:
    """All that stands on them is shut; what is left is what holds for everybody."""
    who = Who(role)
    decisions = Decisions(WORLD, who, DAY)
    open_to_all = {scope for (name, _), cells in matrix().items() for _, scope in cells if name == role}
    for group in WORLD.of_type.values():
        wanted = [expected(decisions, record).row for record in group]
        said = stage.ask(question(group[0].fact), who, {"ids": [record.id for record in group]})
        assert said.data["nodes"] == wanted, group[0].type
    if not open_to_all & {"all", "foreign"}:
        people = WORLD.of_type["Person"]
        assert not any(decisions.record(person) for person in people)
        assert stage.ask("{ persons { totalCount } cases { totalCount } }", who).data == {
            "persons": {"totalCount": 0},
            "cases": {"totalCount": 0},
        }


@pytest.mark.parametrize("role", ROLES)
def test_a_token_with_a_unit_and_an_agency_that_are_not_there(stage: Stage, role: str) -> None:
    who = Who(role, "99", "unt_nowhere", "NOBODY")
    decisions = Decisions(WORLD, who, DAY)
    for group in WORLD.of_type.values():
        wanted = [expected(decisions, record).row for record in group]
        said = stage.ask(question(group[0].fact), who, {"ids": [record.id for record in group]})
        assert said.data["nodes"] == wanted, group[0].type


def test_a_role_that_no_file_describes_is_told_nothing(stage: Stage) -> None:
    said = stage.ask("{ regions { totalCount } }", Who("superuser", ""))
    assert said.codes == ["ROLE_UNKNOWN"] and said.data is None


def _with_cells(stage: Stage, cells: Mapping[AccessClass, tuple[PolicyCell, ...]]) -> Engine:
    """A hub whose prosecutors are released what these cells say."""
    hub = _new_hub(stage)
    role = replace(hub.policy.roles["prosecutor"], cells=cells)
    return replace(hub, policy=Policy({role.name: role}))


def test_a_role_whose_file_releases_nothing_is_given_what_is_public(stage: Stage) -> None:
    hub = _with_cells(stage, {})
    for group in WORLD.of_type.values():
        document, ids = question(group[0].fact), [record.id for record in group]
        said = stage.graphs[0].run(asked(hub, caller_of(Who("prosecutor", "")), DAY, document, {"ids": ids}))
        seen = [row for row in said.data["nodes"] if row is not None]
        assert len(seen) == (len(group) if group[0].fact.access == "PUBLIC" else 0)
        for row in seen:
            hidden = [one.name for one in group[0].fact.relations.values() if one.access != "PUBLIC" and one.shown]
            assert not [name for name in hidden if row[name] is not None]


def test_what_an_agreement_released_is_gone_the_day_after_it_ended(stage: Stage) -> None:
    """And it is gone as if its line had never been there."""
    query = "{ persons { totalCount nodes { id familyName } } cases { totalCount } }"
    rest = {AccessClass.MINOR: (PolicyCell(release=Disclosure.FULL, scope="all"),)}
    ends = PolicyCell(release=Disclosure.FULL, scope="all", until=DAY)
    hub = _with_cells(stage, {**rest, AccessClass.PERSON: (ends,)})
    never = _with_cells(stage, rest)
    who, run = caller_of(Who("prosecutor", "")), stage.graphs[0].run
    assert run(asked(hub, who, DAY, query)).data["persons"]["totalCount"] == len(WORLD.of_type["Person"])
    after = DAY + timedelta(days=1)
    assert run(asked(hub, who, after, query)).text == run(asked(never, who, after, query)).text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('PERSON = { release = "FULL all", norms = ["agreement 2026-14"] }', "a norm is its number"),
        ('PERSON = { release = "FULL all", norms = ["agreement 2026-14 until soon"] }', "a norm is its number"),
        ('PERSON = { release = "FULL all", norms = ["agreement 2026-14 until 2026-02-30"] }', "ends on a day"),
        ('PERSON = { release = "FULL all", norms = [] }', "on no norm"),
        ('PERSON = { norms = ["1233-8.2"] }', "must be a release"),
        ('PERSON = "FULL"', "must be a release"),
        ('PERSON = ""', "must be a release"),
    ],
)
def test_a_line_that_lacks_its_day_norm_or_scope_starts_no_hub(tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "prosecutor.toml").write_text(f'norms = ["1233-8.2"]\n[release]\n{line}\n', encoding="utf-8")
    with pytest.raises(SiteFileError, match=why):
        load_policy(tmp_path, DAY)


def _fresh(stage: Stage, who: Who) -> str:
    hub = _new_hub(stage)
    return stage.graphs[0].run(asked(hub, caller_of(who), DAY, DOCUMENT, {"name": "Axmetova"})).text
