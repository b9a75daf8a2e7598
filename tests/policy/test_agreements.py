"""Agreements and norms have a last day: the release ends with it, and who runs the hub is told before."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.main import app
from hub.policies import mark_made_up, of_demonstration, policy_of
from hub.settings import Settings
from resolvers.execute import Engine, Request, execute
from resolvers.visibility.policy_check import checked_policy
from resolvers.visibility.reachable import reach_of
from schema.catalogue import CATALOGUE
from schema.identifiers import AreaCode, unit_id
from schema.model import AccessClass
from security.authorization.agreements import AGREEMENTS_FILE, Agreement, read_agreements
from security.authorization.caller import Caller, grants_of
from security.authorization.policy import load_policy, written_policy
from security.authorization.policy_expiry import Ending, endings, without_agreement
from security.clock import today_in_kazakhstan
from security.norms import AGREEMENT, NORMS
from security.site_file import SiteFileError
from tests.conftest import Graph
from tests.support.policy_files import AGREED, agreed_policy, copied

DAY = dt.date(2026, 6, 30)
NEXT = DAY + dt.timedelta(days=1)
NGO = Agreement(
    number="7",
    title="on help",
    parties=("MIA", "NGO"),
    roles=("ngo",),
    classes=(AccessClass.PERSON, AccessClass.CONTACT),
    since=dt.date(2026, 1, 1),
    until=DAY,
)
BY_AGREEMENT = ("crisis_centre", "employment", "health", "ngo")
CASE = Path(__file__).parent.parent / "golden" / "role_without_a_class" / "caller.json"
ENTRY = """[[agreement]]
number = "7"
title = "on help"
parties = ["MIA", "NGO"]
roles = ["ngo"]
classes = ["PERSON"]
from = 2026-01-01
until = 2026-06-30
"""


def a_caller(role: str, unit: str | None = "unt_1", agency: str | None = "MIA") -> Caller:
    return Caller(
        subject="t",
        role=role,
        area=AreaCode("75"),
        unit=unit_id(unit),
        agency=agency,
        purposes=("CASE_WORK",),
        expires=2**40,
    )


@pytest.mark.parametrize("role", BY_AGREEMENT)
def test_without_an_agreement_a_role_has_nothing_but_what_is_public(role: str) -> None:
    grants = grants_of(a_caller(role), load_policy(agreements=read_agreements()).roles[role], DAY)
    known = CATALOGUE.entities
    reached = {known[name].access for name in reach_of(grants).types if name in known}
    if role == "employment":
        # 89-16b is no agreement: people without a residence are brought to adaptation centres.
        assert {access for access, _ in grants.cells} == {AccessClass.PERSON, AccessClass.SERVICE}
        assert all(cell.norms == ("89-16b",) for _, cells in grants.cells for cell in cells)
    else:
        assert reached == {AccessClass.PUBLIC} and grants.cells == () and grants.statistics is None
    assert grants.ended == () and grants.work == ()


def test_the_agreements_file_that_comes_with_the_hub_is_empty_and_its_example_is_right(tmp_path: Path) -> None:
    assert read_agreements() == ()
    lines = AGREEMENTS_FILE.read_text(encoding="utf-8").split("# [[agreement]]", 1)[1].splitlines()
    shown = tmp_path / "agreements.toml"
    shown.write_text("[[agreement]]\n" + "\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    [found] = read_agreements(shown)
    assert found.text == "agreement 2026-14 until 2027-12-31" and found.roles == ("health",)


def test_the_demonstration_says_that_its_agreements_are_made_up() -> None:
    assert {name for each in AGREED for name in each.roles} == set(BY_AGREEMENT)
    assert all(each.number.startswith("MADE-UP-") and each.title.startswith("MADE UP") for each in AGREED)
    written = written_policy()
    assert without_agreement(written, AGREED, DAY) == {}
    assert set(without_agreement(written, (), DAY)) == set(BY_AGREEMENT)


def test_only_a_made_up_country_is_served_with_made_up_agreements(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert of_demonstration(settings) == settings and policy_of(settings).roles["ngo"].agreements == ()
    mark_made_up(settings)
    assert policy_of(of_demonstration(settings)).roles["ngo"].agreements == AGREED[3:]
    own = settings.model_copy(update={"agreements": AGREEMENTS_FILE})
    assert of_demonstration(own) == own


def hub_with(graph: Graph, day: dt.date, *agreements: Agreement) -> Engine:
    return replace(graph.hub(), policy=checked_policy(today=day, agreements=agreements), clock=lambda: day)


def client() -> Caller:
    unit = json.loads(CASE.read_text(encoding="utf-8"))["unit"]
    return Caller(
        subject="t", role="ngo", area=None, unit=unit, agency=None, purposes=("CASE_WORK",), expires=2**40
    )


def test_an_answer_stands_on_the_agreement_until_its_last_day(graph: Graph) -> None:
    asked = Request(
        query="{ persons { nodes { phone } } me { releases { class releases { norms until } } } }",
        variables={},
        operation_name=None,
    )
    hub = hub_with(graph, DAY, NGO)
    held = graph.run(execute(hub, client(), asked)).data
    assert [person["phone"] for person in held["persons"]["nodes"]] != []
    assert held["me"]["releases"][1:] == [
        {"class": each, "releases": [{"norms": ["agreement 7 until 2026-06-30"], "until": "2026-06-30"}]}
        for each in ("PERSON", "CONTACT")
    ]
    for clock in (lambda: NEXT, lambda: NGO.since - dt.timedelta(days=1)):
        later = graph.run(execute(replace(hub, clock=clock), client(), asked))
        assert later.data["persons"]["nodes"] == [] and len(later.data["me"]["releases"]) == 1


def test_a_class_that_the_agreement_leaves_out_is_not_released(graph: Graph) -> None:
    hub = hub_with(graph, DAY, NGO.model_copy(update={"classes": (AccessClass.PERSON,)}))
    found = graph.run(
        execute(
            hub,
            client(),
            Request(query="{ persons { nodes { familyName phone } } }", variables={}, operation_name=None),
        )
    )
    [person] = found.data["persons"]["nodes"]
    assert person["familyName"] and person["phone"] is None


def test_an_agreement_is_for_its_bodies_alone() -> None:
    role = load_policy(agreements=(NGO.model_copy(update={"bodies": ("HELP", "ngo_1")}),)).roles["ngo"]
    for unit, agency, held in (
        ("ngo_1", None, True),
        (None, "HELP", True),
        ("ngo_2", "MIA", False),
        (None, None, False),
    ):
        assert bool(grants_of(a_caller("ngo", unit, agency), role, DAY).cells) == held
        assert bool(grants_of(a_caller("ngo", unit, agency), role, NEXT).ended) == held


def test_statistics_by_agreement_are_those_of_an_agreement_that_covers_them() -> None:
    health = NGO.model_copy(update={"roles": ("health",)})
    for agreement, day, told in (
        (health, DAY, None),
        (health.model_copy(update={"statistics": True}), DAY, ("agreement 7 until 2026-06-30",)),
        (health.model_copy(update={"statistics": True}), NEXT, None),
        (health.model_copy(update={"statistics": True, "bodies": ("HELP",)}), DAY, None),
    ):
        cell = grants_of(a_caller("health"), load_policy(agreements=(agreement,)).roles["health"], day).statistics
        assert (cell and cell.norms) == told


WRONG = {
    "unknown entry": (ENTRY + "ends = 1\n", "agreement 1: ends: unknown entry"),
    "unknown table": ("[agreements]\n", "agreements: unknown entry"),
    "no list": ("agreement = 1\n", "agreement: must be a list"),
    "no number": (ENTRY.replace('number = "7"\n', ""), "agreement 1: number: is missing"),
    "number with spaces": (ENTRY.replace('"7"', '"7 of May"'), "without spaces"),
    "no party": (ENTRY.replace('["MIA", "NGO"]', "[]"), "parties: must name at least one"),
    "no role": (ENTRY.replace('roles = ["ngo"]\n', ""), "roles: is missing"),
    "unknown role": (ENTRY.replace('["ngo"]', '["charity"]'), "agreement 7 is for charity, which is no role"),
    "unknown class": (ENTRY.replace('["PERSON"]', '["PERSONS"]'), "classes 1: must be one of .*PERSON"),
    "public": (ENTRY.replace('["PERSON"]', '["PUBLIC"]'), "classes 1: PUBLIC is open to every caller"),
    "no last day": (ENTRY.replace("until = 2026-06-30\n", ""), "until: is missing"),
    "a time": (ENTRY.replace("2026-06-30", "2026-06-30T00:00:00"), "until: must be a day"),
    "ends first": (ENTRY.replace("2026-06-30", "2025-06-30"), "until is before from"),
    "bodies of nobody": (ENTRY + "bodies = []\n", "bodies: must name at least one"),
    "statistics in words": (ENTRY + 'statistics = "yes"\n', "statistics: must be true or false"),
    "a number twice": (ENTRY + ENTRY, "two tables have the same number"),
    "not TOML": ("number\n", "not TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_cannot_be_meant_starts_no_hub(tmp_path: Path, name: str) -> None:
    text, why = WRONG[name]
    path = tmp_path / "agreements.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError, match=why):
        policy_of(Settings(home=tmp_path, agreements=path))


def test_a_release_ends_with_its_norm_while_the_hub_runs(graph: Graph) -> None:
    last = NORMS.provisions["1233-8.2"].until
    assert last == dt.date(2028, 12, 31)
    prosecutor, hub = (
        Caller(
            subject="t",
            role="prosecutor",
            area=AreaCode("75"),
            unit=None,
            agency=None,
            purposes=("CASE_WORK",),
            expires=2**40,
        ),
        graph.hub(),
    )
    asked = Request(query="{ persons(first: 1) { nodes { familyName } } }", variables={}, operation_name=None)
    held = graph.run(execute(replace(hub, clock=lambda: last), prosecutor, asked))
    assert held.data["persons"]["nodes"][0]["familyName"] and not held.extensions.get("access")
    over = graph.run(execute(replace(hub, clock=lambda: last + dt.timedelta(days=1)), prosecutor, asked))
    assert over.data["persons"]["nodes"] == []
    grants = grants_of(prosecutor, hub.policy.roles["prosecutor"], last + dt.timedelta(days=1))
    assert grants.cells == () and grants.statistics is None
    assert {access for access, _ in grants.ended} == set(hub.policy.roles["prosecutor"].cells)


def test_what_has_not_begun_is_no_release_yet_and_has_not_expired() -> None:
    precinct = load_policy().roles["precinct"]
    grants = grants_of(a_caller("precinct"), precinct, dt.date(2025, 10, 11))
    assert grants.cells == () and grants.ended == () and grants.statistics is None
    assert grants_of(a_caller("precinct"), precinct, dt.date(2025, 10, 12)).cells


def days() -> list[dt.date]:
    """Each day of the year that begins today, and each around the last day of a norm."""
    last = {norm.until for norm in NORMS.provisions.values() if norm.until} | {each.until for each in AGREED}
    around = {day + dt.timedelta(days=more) for day in last for more in (0, 1)}
    return sorted(around | {DAY + dt.timedelta(days=number) for number in range(366)})


@pytest.mark.parametrize("name", sorted(written_policy().roles))
def test_no_cell_stands_on_a_norm_whose_last_day_is_past(name: str) -> None:
    role = agreed_policy().roles[name]
    caller = replace(a_caller(name), purposes=("CASE_WORK", "EMERGENCY"))
    for day in days():
        for purpose in ("CASE_WORK", "EMERGENCY"):
            grants = grants_of(caller, role, day, purpose)
            held = [cell for _, cells in (*grants.cells, *grants.elsewhere) for cell in cells]
            held += [grants.statistics] if grants.statistics else []
            assert all(NORMS.cited(text).in_force(day) for cell in held for text in cell.norms), day
            assert all(NORMS.provisions[code].in_force(day) for code in grants.work), day
            wider = role.in_emergency() if purpose == "EMERGENCY" else role
            for access, cells in (wider or role).cells.items():
                over = [c for c in cells if any(NORMS.cited(text).ended(day) for text in c.norms)]
                assert list(grants.lapsed(access)) == over, (access, day)
    assert AGREEMENT not in {text for cells in role.cells.values() for cell in cells for text in cell.norms}


def test_no_hub_starts_on_a_norm_that_has_ended() -> None:
    last = dt.date(2028, 12, 31)
    assert load_policy(today=last)
    with pytest.raises(SiteFileError) as caught:
        load_policy(today=last + dt.timedelta(days=1))
    named = {line.partition(".toml")[0].rpartition("/")[2] for line in caught.value.problems}
    assert named == {"akimat", "commission", "juvenile", "ministry", "precinct", "prosecutor", "public_security"}


def test_it_is_said_thirty_days_before_with_role_class_norm_and_day() -> None:
    policy, last = load_policy(agreements=(NGO,)), dt.date(2028, 12, 31)
    for days_before, said in ((31, False), (30, True), (0, True), (-1, False)):
        day = last - dt.timedelta(days=days_before)
        found = endings(policy, day)
        assert (Ending("prosecutor", "PERSON", "1233-8.2", last) in found) == said
        assert (Ending("prosecutor", "statistics", "1233-8.2", last) in found) == said
        assert (Ending("ministry", "work", "1233-8.2", last) in found) == said
    soon = endings(policy, DAY - dt.timedelta(days=30))
    assert [str(each) for each in soon] == [
        f"ngo: {access} stands on agreement 7 until 2026-06-30, whose last day is 2026-06-30"
        for access in ("PERSON", "CONTACT")
    ]


def test_the_commands_say_what_ends_and_what_no_agreement_covers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = today_in_kazakhstan() + dt.timedelta(days=10)
    path = tmp_path / "agreements.toml"
    path.write_text(ENTRY.replace("2026-06-30", ends.isoformat()), encoding="utf-8")
    monkeypatch.setenv("ORTAQ_AGREEMENTS", str(path))

    def run(*words: str) -> str:
        shown = CliRunner().invoke(app, ["policy", *words])
        assert shown.exit_code == 0
        return shown.output

    cited = f"agreement 7 until {ends}"
    checked = run("check")
    assert f"warning: ngo: PERSON stands on {cited}, whose last day is {ends}\n" in checked
    assert "ngo: CONTACT by agreement, and none is in force" in checked
    table = run("matrix", "--format", "csv")
    assert f"FULL client [{cited}]" in table and "FULL client [no agreement in force]" in table
    assert f"{cited}: Interagency agreement 7." in run("explain", "--role", "ngo", "Person.familyName")
    assert "none that covers it is in force" in run("explain", "--role", "ngo", "Person.phone")


def test_reach_is_judged_as_if_there_were_agreements(tmp_path: Path) -> None:
    """Only crisis centres are given a stay: the hub starts without their agreement, and not without their file."""
    assert checked_policy(today=DAY)
    folder = copied(tmp_path)
    (folder / "crisis_centre.toml").unlink()
    with pytest.raises(SiteFileError, match="no file releases SHELTER"):
        checked_policy(folder, DAY)
