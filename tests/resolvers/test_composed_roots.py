"""A day's work and timelines show what ordinary roots show to the same caller, and nothing hidden tells on them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from resolvers.access.record_visibility import visible_records
from resolvers.engine.plan_cache import Plans
from resolvers.execute import Engine
from resolvers.request.documents import read_document
from resolvers.roots.all_roots import BEHAVIOURS
from resolvers.roots.composed.day_questions import TEXTS, with_home
from resolvers.roots.composed.timeline_sources import QUESTIONS
from resolvers.visibility.policy_check import checked_policy, grants_at_most
from resolvers.visibility.schema_views import view_of
from schema.api.graphql_schema import graphql_schema
from schema.api.timeline import MOST_SUBJECTS
from security.clock import today_in_kazakhstan
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.proofs.reference.decide import Decisions, Release, Who, matrix
from tests.proofs.reference.made_up import caller, days, made_up
from tests.proofs.reference.world import World
from tests.proofs.twins.make import everything_else, twin
from tests.proofs.worlds import Said, asked, caller_of, refill
from tests.support.sizes import SEED, TWINS

SOME_ROLES = (
    "public_security",
    "juvenile",
    "analytics",
    "probation",
    "prosecutor",
    "crisis_centre",
    "mia_committee",
)
ROLES = sorted({role for role, _ in matrix()}) if TWINS >= 100_000 else SOME_ROLES
"""At the size of a commit those roles whose scopes differ most; all of them with ``ORTAQ_TWINS=100000``."""
WITH_DAY = {"public_security", "precinct", "juvenile", "criminal", "analytics", "probation", "penal", "prosecutor"}
DAY = """query ($unit: ID, $on: Date) {
  today(unit: $unit, on: $on, first: 500) {
    unit { id }
    overdue { ...duties } dueToday { ...duties } thisWeek { ...duties } later { ...duties }
    waiting { ...notices } notices { ...notices }
    arrivals { visible complete nodes { id plannedArrivalOn person { id familyName } } }
    matches { visible complete nodes { id foundAt person { id } } }
    load { visible complete nodes { inspector { id name } open overdue registered } }
  }
}
fragment duties on DutyList {
  visible complete
  nodes { status doneBy person { id familyName } inspector { id } duty { id dueOn norm { code } case { id } } }
}
fragment notices on NoticeList { visible complete nodes { id sentAt person { id } } }"""
TIMELINE = """query ($of: [ID!]!, $after: String) {
  timeline(of: $of, first: 500, after: $after) {
    items { at kind of record { __typename id } }
    pageInfo { hasNextPage startCursor endCursor }
  }
}"""
DATES = {kind: date for parts in QUESTIONS.values() for part in parts for kind, date in part.kinds}


def test_a_question_is_valid_for_whoever_has_the_root() -> None:
    day, with_day, with_timeline = today_in_kazakhstan(), set(), set()
    for name, role in checked_policy().roles.items():
        grants = grants_at_most(role, day)
        records, schema = visible_records(grants), view_of(graphql_schema(), grants).schema
        told = ("ReleaseNotice", "chosenAddress") in records.fields
        if BEHAVIOURS["today"].visibility(grants, records):
            with_day.add(name)
            for text in TEXTS:
                read_document(schema, with_home(text, may_be_told=told), None, Limits())
        parts = [part.within(records.fields) for parts in QUESTIONS.values() for part in parts]
        for part in filter(None, parts):
            with_timeline.add(name)
            read_document(schema, part.text, None, Limits())
    assert with_day >= WITH_DAY and with_timeline >= WITH_DAY
    assert not with_day & {"operator", "ministry", "auditor"} and not with_timeline & {"operator", "auditor"}


@pytest.fixture(scope="module")
def world() -> World:
    return made_up("composed roots", 16)


@pytest.fixture(scope="module")
def hubs(pair: tuple[Graph, Graph], world: World) -> tuple[Engine, Engine]:
    """Two hubs as they are served, with the same keys of cursors, on two graphs of which the first is filled."""
    pair[0].run(refill(pair[0], world))
    one, other = (graph.hub() for graph in pair)
    plans = Plans(schema=graphql_schema(), dialect=one.store.dialect)
    return replace(one, plans=plans), replace(other, plans=plans, seal=one.seal, policy=one.policy)


def _questions(world: World, who: Who, rng: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    units = [one.id for one in world.of_type["Unit"]]
    yield DAY, {"unit": who.unit}
    yield DAY, {"unit": rng.choice(units), "on": "2026-02-01"}
    subjects = sorted(one.id for name in ("Person", "Case") for one in world.of_type[name])
    rng.shuffle(subjects)
    yield TIMELINE, {"of": subjects[:MOST_SUBJECTS]}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_shown_is_released_and_nothing_hidden_tells(
    pair: tuple[Graph, Graph], hubs: tuple[Engine, Engine], world: World, role: str
) -> None:
    rng = Random(f"{SEED} {role}")
    day, who = rng.choice(list(days())), caller(rng, world, role)
    pair[1].run(refill(pair[1], twin(world, who, day, str(SEED)).world))
    decisions, asker = Decisions(world, who, day), caller_of(who)
    for query, variables in _questions(everything_else(world, str(SEED)), who, rng):
        one, other = (
            graph.run(asked(hub, asker, day, query, variables)) for graph, hub in zip(pair, hubs, strict=True)
        )
        assert one.text == other.text
        _check_released(one, decisions)


def _check_released(answer: Said, decisions: Decisions) -> None:
    """Every record of an answer is one that the reference releases, and every date one that it gives in full."""
    if answer.errors is not None:
        assert set(answer.codes) <= {"UNKNOWN_FIELD", "UNKNOWN_TYPE", "INVALID_OPERATION", "PURPOSE_REFUSED"}
        return
    for record_id in _ids(answer.data):
        assert decisions.record(decisions.world.things[record_id]), record_id
    for item in answer.data.get("timeline", {}).get("items", ()):
        thing = decisions.world.things[item["record"]["id"]]
        assert decisions.field(thing, DATES[item["kind"]]) == Release.FULL


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["id"]] if "id" in value else [])
        for member in value.values():
            yield from _ids(member)
    elif isinstance(value, list):
        for member in value:
            yield from _ids(member)


def test_somebody_is_shown_much(pair: tuple[Graph, Graph], hubs: tuple[Engine, Engine], world: World) -> None:
    """The comparison above has something to compare."""
    day, rng = max(days()), Random(SEED)
    shown = [
        json.dumps(pair[0].run(asked(hubs[0], caller_of(Who("analytics")), day, query, variables)).data)
        for query, variables in _questions(world, Who("analytics"), rng)
    ]
    assert sum(text.count('"kind"') for text in shown) > 20
    assert any('"unit": {' in text for text in shown)
