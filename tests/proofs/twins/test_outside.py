"""Twin worlds from outside: two served hubs, of which one was told closed facts too, are one to other callers.

Both have the same keys, the same bodies and the same open deliveries (story.py). Every caller to whom nothing of
the closed facts is released asks both the same questions; data, costs, what is left, errors, ids, receipts,
quarantine, streams, figures and what the log lists must be the same, to the byte where no moment stands in it.

``ORTAQ_OUTSIDE`` is how many questions are asked, ``ORTAQ_SEED`` their seed, ``ORTAQ_OUTSIDE_WORLD`` that of the
worlds, and ``ORTAQ_OUTSIDE_FROM`` the number of the first: so a long run can be divided.
"""

import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import httpx
import jwt
import pytest
from graphql import GraphQLSchema

from tests.proofs.twins.asking import Asker, Known
from tests.proofs.twins.story import Story, in_world, story
from tests.support.outside.bodies import FAR, HOME
from tests.support.outside.hubs import Hub, Prepared, as_text, ready, run, schema_for, started
from tests.support.outside.issuing import Caller, token
from tests.support.sizes import OUTSIDE, SEED

WORLD = int(os.environ.get("ORTAQ_OUTSIDE_WORLD", "1"))
SHARES = max(1, OUTSIDE // 500)
SHARE = OUTSIDE // SHARES
FIRST = int(os.environ.get("ORTAQ_OUTSIDE_FROM", "0"))
BLIND = (
    "analytics",
    "migration",
    "education",
    "employment",
    "ngo",
    "mia_committee",
    "ministry",
    "operator",
    "auditor",
)
"""Roles that are released nothing of any closed class: asked of the whole country."""

ELSEWHERE = (
    "precinct",
    "public_security",
    "juvenile",
    "criminal",
    "prosecutor",
    "commission",
    "penal",
    "probation",
    "health",
    "crisis_centre",
)
"""Roles with a cell of a closed class: asked from the other city, of whose people no closed fact tells."""

MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SOON = re.compile(r'"resetSeconds": ?\d+')
SHOWN = 8
FIGURES_SECONDS = 180


@dataclass(frozen=True)
class Twins:
    """The hub that was told the open facts alone, the one that was told all, and their answers to deliveries."""

    plain: Hub
    told: Hub
    story: Story
    answers: tuple[dict[int, Any], dict[int, Any]]

    @property
    def both(self) -> tuple[Hub, Hub]:
        return self.plain, self.told


@pytest.fixture(scope="module")
def twins(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twins]:
    folder, made = tmp_path_factory.mktemp("twins"), story(WORLD)
    with ExitStack() as stack:
        waiting = [stack.enter_context(started(prepared.copied(folder / name))) for name in ("plain", "told")]
        plain, told = (ready(hub) for hub in waiting)
        answers = []
        for hub, whole in ((plain, False), (told, True)):
            answers.append({place: hub.deliver(one, f"step-{place}") for place, _, one in in_world(made, whole)})
        _assess(plain, told)
        for hub in (plain, told):
            hub.rest()
            hub.rest()
            _wait_for_figures(hub)
        yield Twins(plain, told, made, (answers[0], answers[1]))


def _wait_for_figures(hub: Hub) -> None:
    """Until the hub has worked out the last quarter: it does so by itself, and both hubs at their own times."""
    deadline = time.monotonic() + FIGURES_SECONDS
    while (answer := hub.ask(Caller("statistics", "", subject="figures-waiting"), "{ statistics { year } }")).get(
        "errors"
    ):
        assert answer["errors"][0]["extensions"]["code"] == "STATISTICS_NOT_READY"
        assert time.monotonic() < deadline, "the quarters were not worked out in time"
        time.sleep(1)


def _assess(plain: Hub, told: Hub) -> None:
    """A closed fact by a mutation: the risk in a domestic case that both hubs know and are asked for."""
    officer = Caller("public_security", HOME[:2], told.bodies[f"PSU-{HOME}"], "MIA", subject="assessor")
    query = "{ cases(where: { kind: { eq: DOMESTIC_VIOLENCE } }) { nodes { id } } }"
    (case,) = plain.told(officer, query)["cases"]["nodes"]
    assert told.told(officer, query)["cases"]["nodes"] == [case]
    query = """mutation ($case: ID!) { assessRisk(domesticCase: $case, instrument: "ODARA", level: HIGH,
      assessedOn: "2026-03-03", key: "assessed") { norm } }"""
    told.told(officer, query, {"case": case["id"]})


def callers() -> list[Caller]:
    """One of each role, to whom nothing of the closed facts is released."""
    found = [Caller(role, area) for role in BLIND for area in ("", HOME[:2])]
    return [*found, *(Caller(role, FAR[:2]) for role in ELSEWHERE)]


def settled(said: Any) -> str:
    """An answer without the moments of today in it."""
    return SOON.sub('"resetSeconds": 1', as_text(said))


def differing(twins: Twins, who: Caller, query: str, variables: Any = None) -> str | None:
    """What two hubs answer, if it is not the same."""
    one, other = (hub.ask(who, query, variables) for hub in twins.both)
    if settled(one) == settled(other) or MOMENT.sub("", settled(one)) == MOMENT.sub("", settled(other)):
        return None
    return f"{who.role} {who.area!r}: {query}\n  without: {settled(one):.600}\n  with:    {settled(other):.600}"


def test_both_worlds_were_told_what_they_should_be(twins: Twins) -> None:
    """Nothing of the closed facts was refused, so that there is something to hide."""
    for place, step, _ in in_world(twins.story, True):
        said = twins.answers[1][place]
        assert said["state"] == "DONE", said
        assert said["quarantined"] == 0 or step.is_open, (step, said)
    assert len(twins.answers[1]) > len(twins.answers[0]) + 20


def test_open_senders_are_answered_alike(twins: Twins) -> None:
    different = []
    for place, said in twins.answers[0].items():
        other = twins.answers[1][place]
        if twins.story.steps[place].instead is None and _of_sender(said) != _of_sender(other):
            different.append((twins.story.steps[place].made, _of_sender(said), _of_sender(other)))
    assert different[:SHOWN] == []


def _of_sender(said: Any) -> Any:
    """A receipt without its moments."""
    receipt = jwt.decode(said["receipt"], options={"verify_signature": False})
    moments = ("iat", "begun")
    return {**said, "receipt": {name: value for name, value in receipt.items() if name not in moments}}


def test_quarantine_and_deliveries_are_alike(twins: Twins) -> None:
    sender = Caller(
        role="public_security",
        area="",
        unit=None,
        agency="MIA",
        purposes=("FEED",),
        feeds=("police-registered-element",),
    )
    sender = replace(sender, subject="sender-police-registered-element-")
    queries = (
        "{ quarantine { id delivery position code field } }",
        "{ deliveries { id key state received applied } }",
    )
    assert [differing(twins, sender, query) for query in queries] == [None, None]


HAND_WRITTEN = tuple(
    line.strip()
    for line in """
    { persons(first: 500) { totalCount nodes { id sources { totalCount } possiblySame { totalCount } } } }
    { persons(where: { sources: { none: {} } }) { totalCount nodes { id } } }
    { persons(where: { possiblySame: { some: {} } }) { totalCount nodes { id possiblySame { nodes { id } } } } }
    { persons(orderBy: [{ birthDate: DESC }], first: 500) { nodes { id birthDate } } }
    { persons(orderBy: [{ familyName: ASC }], last: 3) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }
    { persons(first: 100) { nodes { id stays { totalCount } treatments { totalCount } } } }
    { persons(first: 100) { nodes { id operativeFiles { totalCount } riskAssessments { totalCount } } } }
    { persons(first: 100) { nodes { id protectedBy { totalCount } ordersAgainst { totalCount } } } }
    { persons(first: 100) { nodes { id relatives { totalCount } addresses { totalCount } duties { totalCount } } } }
    { protectiveOrders { totalCount nodes { id number offender { id } } } }
    { cases(first: 100) { totalCount nodes { id number subject { id } events { totalCount } } } }
    { duties(first: 500) { totalCount nodes { id status norm { code } unit { code } } } }
    { units(first: 200) { nodes { id code duties { totalCount } registrations { totalCount } } } }
    { units(first: 200) { nodes { id cases { totalCount } operativeFiles { totalCount } } } }
    { crisisCenters { totalCount nodes { id name beds freeBeds stays { totalCount } } } }
    { agencies { totalCount nodes { id code } } }
    { statistics(year: 2026, quarter: 1) { sums { category persons } districts { kato counts { persons } } } }
    { statistics { year quarter sums { category persons } districts { kato counts { category persons } } } }
    { me { role releases { class releases { release scope norms } } } }
""".splitlines()
    if line.strip()
)


@pytest.mark.parametrize("who", callers(), ids=lambda who: f"{who.role}-{who.area or 'all'}")
def test_hand_written_questions_are_answered_alike(twins: Twins, who: Caller) -> None:
    asked = [replace(who, subject=f"{who.name}-hand-{place}") for place in range(len(HAND_WRITTEN))]
    found = [differing(twins, one, query) for one, query in zip(asked, HAND_WRITTEN, strict=True)]
    assert [each for each in found if each] == []


@pytest.mark.parametrize("who", callers(), ids=lambda who: f"{who.role}-{who.area or 'all'}")
def test_everybody_is_looked_for_alike(twins: Twins, who: Caller) -> None:
    numbers = [person["iin"] for person in twins.story.people if "iin" in person]
    found = [
        differing(twins, who, "query ($n: [IIN!]!) { lookup(iins: $n) { found holders { code } } }", {"n": numbers})
    ]
    for person in twins.story.people:
        if "iin" in person:
            query = "query ($n: IIN!) { personByIin(iin: $n) { id __typename } }"
            found.append(differing(twins, replace(who, subject=f"{who.name}-n"), query, {"n": person["iin"]}))
    assert [each for each in found if each][:SHOWN] == []


@pytest.fixture(scope="module")
def known(twins: Twins) -> Known:
    """Ids that anybody is shown by either hub, and what the story says of people."""
    query = (
        "{ persons(first: 500) { nodes { id } } units(first: 200) { nodes { id } } crisisCenters { nodes { id } } }"
    )
    more = "{ cases { nodes { id } } registrations { nodes { id } } duties { nodes { id } } }"
    ids = set()
    for hub in twins.both:
        for role in ("analytics", "prosecutor", "public_security", "statistics"):
            for asked in (query, more):
                said = as_text(hub.ask(Caller(role, "", subject=f"{role}-known"), asked))
                ids |= set(re.findall(r'"id": ?"([a-z]{3}_[^"]+)"', said))
    texts = {str(value) for person in twins.story.people for name, value in person.items() if name != "iin"}
    numbers = {person["iin"] for person in twins.story.people if "iin" in person}
    return Known(sorted(ids), sorted(numbers), sorted(texts))


@pytest.fixture(scope="module")
def schemas(twins: Twins) -> dict[str, GraphQLSchema]:
    """The schema of every role, as the hub shows it."""
    return {who.role: schema_for(twins.plain, who) for who in callers() if who.role in twins.plain.prepared.roles}


@pytest.mark.parametrize("share", range(SHARES))
def test_generated_questions_are_answered_alike(
    twins: Twins, known: Known, schemas: dict[str, GraphQLSchema], share: int
) -> None:
    askers = [who for who in callers() if who.role in schemas]
    different: list[str] = []
    outcomes: Counter[str] = Counter()
    for number in range(FIRST + share, FIRST + OUTSIDE, SHARES):
        rng = Random(f"{SEED} {number}")
        # A caller of its own for each question: what is left of an allowance is then the same at the same cost.
        who = replace(rng.choice(askers), subject=f"generated-{number}")
        query = Asker(schemas[who.role], known, rng).question()
        one, other = (hub.ask(who, query) for hub in twins.both)
        outcomes["errors" if "errors" in one else "data"] += 1
        if MOMENT.sub("", settled(one)) != MOMENT.sub("", settled(other)):
            different.append(
                f"question {number} of seed {SEED}, {who.role} {who.area!r}: {query}\n"
                f"  without: {settled(one):.400}\n  with:    {settled(other):.400}"
            )
    assert not different, f"{len(different)} of {SHARE} differ\n" + "\n".join(different[:SHOWN])
    assert outcomes["data"] > SHARE // 2, outcomes


def streamed(hub: Hub, who: Caller) -> list[Any]:
    """The messages of a stream from the first record on, until it has caught up; positions are opaque."""
    query = 'subscription { changes(after: "") { kind id record { __typename id } } }'
    headers = {"Authorization": f"Bearer {token(who)}", "Accept": "text/event-stream"}
    found = []
    with (
        httpx.Client(base_url=hub.url, timeout=60) as client,
        client.stream("POST", "/graphql", json={"query": query}, headers=headers) as response,
    ):
        for line in response.iter_lines():
            if not line.startswith("data: ") or line == "data: ":
                continue
            said = json.loads(line.removeprefix("data: "))
            changes = (said.get("data") or {}).get("changes")
            found.append(changes if changes is not None else said)
            if changes is None or any(change["kind"] == "CAUGHT_UP" for change in changes):
                break
    return found


@pytest.mark.parametrize("who", callers(), ids=lambda who: f"{who.role}-{who.area or 'all'}")
def test_streams_from_the_first_record_are_alike(twins: Twins, who: Caller) -> None:
    asker = replace(who, subject=f"{who.name}-stream")
    one, other = (streamed(hub, asker) for hub in twins.both)
    assert _events(one) == _events(other)
    assert as_text(one[-1]) == as_text(other[-1])


def _events(messages: list[Any]) -> list[str]:
    """What messages tell, in one order. In which of them a duty is told depends on when the hub worked it out."""
    return sorted(as_text(event) for message in messages for event in message)


@pytest.mark.parametrize("who", [Caller("analytics", ""), Caller("mia_committee", "")], ids=lambda who: who.role)
def test_links_to_review_are_alike(twins: Twins, who: Caller) -> None:
    said = [hub.told(who, "{ persons(first: 500) { nodes { id } } }")["persons"]["nodes"] for hub in twins.both]
    found = [
        differing(
            twins,
            replace(who, subject=f"{who.name}-links"),
            "query ($id: ID!) { personLinks(person: $id) { id status score persons } }",
            node,
        )
        for node in said[0]
    ]
    assert [each for each in found if each][:SHOWN] == []


def test_the_operators_list_of_links_is_alike(twins: Twins) -> None:
    lists = [run(hub.prepared.home, "links", "list") for hub in twins.both]
    assert [each.returncode for each in lists] == [0, 0], lists[0].stderr
    assert sorted(lists[0].stdout.splitlines()) == sorted(lists[1].stdout.splitlines())


WORK = (
    'mutation ($id: ID!, $key: String!) { markRouteSheet(person: $id, key: $key, text: "x") { norm record } }',
    'mutation ($id: ID!, $key: String!) { recordFoundElsewhere(person: $id, key: $key, reason: "x") { norm } }',
    "mutation ($id: ID!, $key: String!) { recordAppearance(person: $id, key: $key) { norm record } }",
)


@pytest.mark.parametrize("place", range(len(WORK)))
def test_work_on_people_of_whom_one_hub_knows_is_answered_alike(twins: Twins, known: Known, place: int) -> None:
    """By an officer of the other city, who may be pointed at people of this one."""
    officer = Caller("public_security", FAR[:2], twins.plain.bodies[f"PSU-{FAR}"], "MIA")
    people = [one for one in known.ids if one.startswith("per_")]
    found = [
        differing(twins, replace(officer, subject=f"work-{one}"), WORK[place], {"id": one, "key": f"work-{place}"})
        for one in people
    ]
    assert people
    assert [each for each in found if each][:SHOWN] == []


def test_figures_are_the_same_whoever_asks_them_first(twins: Twins) -> None:
    """One hub is asked for the quarters from the first to the last, the other the other way round."""
    quarters = [(2025, 4), (2026, 1), (2026, 2), (2026, 3)]
    query = """query ($y: Int, $q: Int) { statistics(year: $y, quarter: $q) { asOf sums { category persons }
      districts { kato counts { category persons } } } }"""
    said = []
    for hub, order in zip(twins.both, (quarters, quarters[::-1]), strict=True):
        for turn in range(2):
            who = Caller("mia_committee", "", subject=f"figures-{turn}")
            answers = {each: hub.ask(who, query, dict(zip("yq", each, strict=True)))["data"] for each in order}
        said.append({each: as_text(answers[each]) for each in quarters})
    assert said[0] == said[1]


def test_the_log_lists_as_much(twins: Twins) -> None:
    """Asked last: both hubs were asked the same. That an entry is concealed the auditor may know, and no more.

    Concealed from the auditor is also an entry that names somebody of whom closed records alone tell: of roles that
    are released some of these the auditor may so be told of fewer, and of all others of as many.
    """
    for who in (Caller("auditor", ""), Caller("prosecutor", FAR[:2])):
        asker = replace(who, purposes=("OVERSIGHT",), subject=f"{who.name}-log")
        plain, told = (
            Counter(role for role in _roles_in_log(hub, asker) if role is not None) for hub in twins.both
        )
        differing = {role for role in plain | told if plain[role] != told[role]}
        assert not differing.intersection(BLIND) and told <= plain
        assert who.role == "auditor" or not differing


def _roles_in_log(hub: Hub, who: Caller) -> Iterator[str | None]:
    """The roles of all entries of the log, from the first one on."""
    query = (
        "query ($after: String) { accessLog(first: 500, after: $after) "
        "{ nodes { role caller } hasNextPage endCursor } }"
    )
    after, more = None, True
    while more:
        page = hub.told(who, query, {"after": after})["accessLog"]
        # How many messages a stream has depends on when duties were worked out, and each is an entry. So it is with
        # how often the test asks whether figures are there, and with this reading itself, which has as many pages
        # as the entries left out fill.
        timed = ("-stream", "-waiting", "-log")
        untimed = (each for each in page["nodes"] if not (each["caller"] or "").endswith(timed))
        yield from (each["role"] for each in untimed)
        after, more = page["endCursor"], page["hasNextPage"]
