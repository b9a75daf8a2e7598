"""The demonstration's officials: thirteen, each with a real unit, and none of them anywhere else."""

import re

import pytest
from starlette.applications import Starlette

from resolvers.errors import CATALOGUE
from tests.conftest import Runner
from tests.sign_in.person import Person
from tests.sign_in.site import Site, person_at

OFFICIALS = {
    "head": "public_security",
    "precinct": "precinct",
    "juvenile": "juvenile",
    "probation": "probation",
    "criminal": "criminal",
    "analyst": "analytics",
    "commission": "commission",
    "akimat": "akimat",
    "crisis-centre": "crisis_centre",
    "statistics": "statistics",
    "prosecutor": "prosecutor",
    "auditor": "auditor",
    "sender": "probation",
}
UNIT = "query ($id: ID!) { node(id: $id) { __typename id } }"


def test_the_page_offers_thirteen_officials_in_each_language(official: Person) -> None:
    for language in ("kk", "ru", "en"):
        page = official.ask("GET", f"/sign-in?lang={language}").text
        assert re.findall(r'name="official" value="([\w-]+)"', page) == list(OFFICIALS)
        assert f'<html lang="{language}">' in page and "<script" not in page
    assert len({official.ask("GET", f"/sign-in?lang={code}").text for code in ("kk", "ru", "en")}) == 3
    russian = official.ask("GET", "/sign-in", headers={"Accept-Language": "ru-KZ, en;q=0.5"})
    assert russian.text == official.ask("GET", "/sign-in?lang=ru").text


@pytest.mark.parametrize("name", OFFICIALS)
def test_each_has_a_role_and_a_real_unit(demo_app: Starlette, run: Runner, name: str) -> None:
    person = person_at(demo_app, run)
    answer = person.sign_in_demo(name)
    assert (answer.status_code, answer.headers["location"]) == (303, "/today")
    session = person.session().json()
    assert (session["role"], session["demo"]) == (OFFICIALS[name], True)
    assert session["name"] and session["purposes"]
    if session["unit"] is not None:
        kept = person.ask("PUT", "/session", json={"purpose": session["purposes"][0]})
        assert kept.status_code == 200
        found = person.ask("POST", "/graphql", json={"query": UNIT, "variables": {"id": session["unit"]}})
        assert found.json()["data"]["node"]["id"] == session["unit"]
    else:
        assert name in ("commission", "akimat", "prosecutor", "auditor")


def test_the_page_has_a_strict_policy_and_its_own_style(official: Person) -> None:
    page = official.ask("GET", "/sign-in")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy and "form-action 'self'" in policy and "default-src 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    style = re.search(r'rel="stylesheet" href="([^"]+)"', page.text)
    assert style is not None
    assert official.ask("GET", style[1]).headers["content-type"] == "text/css; charset=utf-8"


def test_nobody_else_is_signed_in(official: Person) -> None:
    answer = official.sign_in_demo("minister")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    assert answer.status_code == CATALOGUE["BAD_REQUEST"].status and not official.cookies


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_no_other_page_signs_in_or_out(official: Person, site: str | None) -> None:
    assert official.sign_in_demo("head", site=site).status_code == 403 and not official.cookies
    official.sign_in_demo("head")
    assert official.ask("POST", "/sign-out", site=site).status_code == 403
    assert official.session().status_code == 200


def test_attempts_are_counted_by_address(official: Person) -> None:
    for _ in range(60):
        official.sign_in_demo("minister")
    assert official.sign_in_demo("head").status_code == 429
    assert official.ask("GET", "/sign-in/start", params={"issuer": "x"}).status_code == 429
    assert official.ask("GET", "/sign-in/callback", site="cross-site").status_code == 429


def test_without_the_demonstration_there_is_neither_route_nor_page(people: Site) -> None:
    """Though the local issuer is on."""
    person = people.person()
    assert person.sign_in_demo("head").status_code == 404
    assert person.ask("GET", "/sign-in/demo").status_code == 404
    page = person.ask("GET", "/sign-in").text
    assert "/sign-in/demo" not in page and "made up" not in page
    assert "Sign in with the partner" in page
