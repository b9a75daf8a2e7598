"""What the pages are answered holds nothing of a class that the matrix withholds from the role, nor more of it than
the matrix releases.
"""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, Route

from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from tests.conftest import Runner
from tests.pages.answers import Judge
from tests.pages.at_work import AtWork, at_work
from tests.support.hubs import Served
from tests.support.policy_files import agreed_policy

POLICY = agreed_policy()
# Of each kind: masked numbers, the service's own persons, clients, and masked numbers without a unit.
# The commission of the demonstration has no case before it, so that it is answered nothing.
OFFICIALS = {
    "precinct": "precinct",
    "probation": "probation",
    "crisis-centre": "crisis_centre",
    "prosecutor": "prosecutor",
}
EXPECTED = ("the server responded with a status of 4",)
"""A role may lack what the test asks itself, and the hub refuses it."""

FIRST = """query => fetch("/graphql", {
  method: "POST",
  headers: { "Content-Type": "application/json", Accept: "application/json" },
  body: JSON.stringify({ query }),
}).then(answer => answer.json())"""


async def _first(person: AtWork, root: str, name: str) -> str | None:
    """The first record that the role may see, by one of its fields."""
    answer = await person.page.evaluate(FIRST, f"{{ {root}(first: 1) {{ nodes {{ {name} }} }} }}")
    nodes = ((answer.get("data") or {}).get(root) or {}).get("nodes") or [{}]
    value = nodes[0].get(name)
    return str(value) if value else None


async def _look_around(person: AtWork, official: str) -> None:
    """Go through the pages that are about persons."""
    page, url = person.page, person.hub.url
    await person.sign_in(official, "ru")
    for root, name, path in (("persons", "id", "/person/"), ("cases", "number", "/case/")):
        value = await _first(person, root, name)
        if value is not None:
            await page.goto(f"{url}{path}{value}")
            await person.settled()
            await page.locator(".loading").first.wait_for(state="detached")
    await page.goto(f"{url}/search")
    await person.settled()
    for letters in ("Ах", "Се"):
        async with page.expect_response("**/graphql"):
            await page.locator(".search-form input[type=search]").fill(letters)


@pytest.mark.parametrize("official", OFFICIALS)
def test_no_answer_holds_more_than_the_matrix_releases(
    browser: Browser, demo_hub: Served, run: Runner, official: str
) -> None:
    judge = Judge(POLICY.roles[OFFICIALS[official]])

    async def work() -> None:
        async with at_work(browser, demo_hub, "ru", expected=EXPECTED) as person:
            answers: list[tuple[str, Any]] = []

            async def note(route: Route) -> None:
                # Read on the way: a page that is left takes its answers with it.
                headers = {**await route.request.all_headers(), "sec-fetch-site": "same-origin"}
                response = await route.fetch(headers=headers)
                answers.append((route.request.post_data or "", await response.json()))
                await route.fulfill(response=response)

            await person.page.route("**/graphql", note)
            await _look_around(person, official)
            await person.page.unroute_all(behavior="wait")
            for sent, body in answers:
                judge.judge(json.loads(sent)["query"], body.get("data"))

    run(work())
    assert judge.leaks == set()
    assert any(access != AccessClass.PUBLIC for access, _ in judge.judged), "nothing was asked of persons"


QUESTION = (
    """{ person(id: "per_1") { id familyName birthDate iin registrations(first: 1) { nodes { id category } } } }"""
)
TOLD: dict[str, Any] = {
    "person": {
        "id": "per_1",
        "familyName": "А.",
        "birthDate": "2001",
        "iin": None,
        "registrations": {"nodes": []},
    }
}


@pytest.mark.parametrize(
    ("field", "value"), [("familyName", "Ахметов"), ("birthDate", "2001-02-03"), ("iin", "********1234")]
)
def test_the_judge_sees_a_leak(field: str, value: str) -> None:
    """A commission is released names and dates of birth as MASKED, and no numbers."""
    judge = Judge(POLICY.roles["commission"])
    judge.judge(QUESTION, TOLD)
    assert not judge.leaks and (AccessClass.PERSON, Disclosure.MASKED) in judge.judged
    judge.judge(QUESTION, {"person": {**TOLD["person"], field: value}})
    assert len(judge.leaks) == 1 and field in next(iter(judge.leaks))
