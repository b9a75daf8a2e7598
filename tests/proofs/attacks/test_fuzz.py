"""Schemathesis asks whatever the schema allows, as every role: only catalogued errors come back, and never a 500.

ORTAQ_FUZZ sets how many questions a root field and role (tests/support/sizes.py). At a commit a role is asked about
a part of the root fields, about another part on the other engine, and the roles together about all of them.
"""

import io
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes
from schemathesis.specs.graphql.schemas import GraphQLSchema as Schema

from resolvers.errors import CATALOGUE
from schema.api.build import published
from schema.api.operations import MUTATIONS, QUERIES
from security.authorization.purposes import PURPOSES
from security.limits.declared import Limits
from tests.conftest import Graph
from tests.proofs.attacks.door import Door
from tests.support.engines import NEO4J
from tests.support.policy_files import agreed_policy
from tests.support.sizes import FUZZ, SEED, in_full

ROLES = sorted(agreed_policy().roles)
UNIT = "unt_a"
PARTS = 1 if in_full() else 8
ROUNDS = max(1, FUZZ // 20)
ANYBODYS = "me"
"""The root field that answers every role: it is in every part."""

schemathesis.graphql.scalar("IIN", st.sampled_from(["900101350012", "000000000000", "x"]).map(nodes.String))
schemathesis.graphql.scalar("JSON", st.sampled_from(["x", "{}"]).map(nodes.String))
schemathesis.graphql.scalar("Date", st.dates().map(str).map(nodes.String))
schemathesis.graphql.scalar("DateTime", st.datetimes().map(lambda at: f"{at.isoformat()}Z").map(nodes.String))


@cache
def operations() -> tuple[Any, ...]:
    """The root fields, as Schemathesis sees them."""
    schema: Schema = schemathesis.graphql.from_file(io.StringIO(published().as_str()))
    return tuple(found.ok() for found in schema.get_all_operations() if isinstance(found, Ok))


@cache
def questions(number: int, part: int) -> tuple[str, ...]:
    """Questions at every root field of a part, the same whenever they are made again with the same number."""
    asked: list[str] = []

    def collect(operation: Any) -> None:
        @seed(SEED + number)
        @settings(
            max_examples=FUZZ // ROUNDS,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(case=operation.as_strategy())
        def run(case: Any) -> None:
            asked.append(case.body if isinstance(case.body, str) else case.body["query"])

        run()

    for operation in of_part(part):
        collect(operation)
    return tuple(asked)


def of_part(part: int) -> list[Any]:
    """The root fields of a part."""
    return [
        operation
        for place, operation in enumerate(operations())
        if place % PARTS == part or operation.definition.field_name == ANYBODYS
    ]


def test_the_parts_are_all_root_fields() -> None:
    assert len(operations()) == len(QUERIES | MUTATIONS)
    assert {operation.label for part in range(PARTS) for operation in of_part(part)} == {
        operation.label for operation in operations()
    }
    assert any(operation.definition.field_name == ANYBODYS for operation in operations())
    assert len(ROLES) >= PARTS


def check(response: httpx.Response, query: str) -> None:
    """Whether the answer is one of those that the hub may give."""
    assert response.status_code < 500, (response.text, query)
    said = response.json()
    assert set(said) <= {"data", "errors", "extensions"}
    for error in said.get("errors", ()):
        entry = CATALOGUE[error["extensions"]["code"]]
        assert error["message"] == entry.texts["en"], query
        assert set(error) <= {"message", "locations", "path", "extensions"}
    if response.status_code == 200:
        assert "data" in said and "errors" not in said, query


@pytest.mark.parametrize("turn", range(ROUNDS))
@pytest.mark.parametrize("role", ROLES)
def test_role_meets_only_catalogued_errors(graph: Graph, tmp_path: Path, role: str, turn: int) -> None:
    door = Door(graph, tmp_path, Limits(requests_per_minute=10**9, cost_per_minute=10**9))
    token = door.token(role=role, unit=UNIT, agency="MIA", purposes=(PURPOSES[0],))
    place = ROLES.index(role)
    part = (place + (graph.engine == NEO4J) * PARTS // 2) % PARTS
    asked = questions(place + len(ROLES) * turn, part)

    async def all_of(client: httpx.AsyncClient) -> set[int]:
        client.headers["Authorization"] = f"Bearer {token}"
        statuses = set()
        for query in asked:
            response = await client.post("/graphql", json={"query": query})
            check(response, query)
            statuses.add(response.status_code)
        return statuses

    assert 200 in door.run(all_of)
    assert len(asked) >= len(of_part(part))
