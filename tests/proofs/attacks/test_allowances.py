"""What a caller may spend: costs, requests and failed tokens, by HTTP."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request as HttpRequest

from hub.http.admission import address_of
from security.authorization.caller import Caller
from security.identity.certificates import read_proxies
from security.limits.declared import Limits
from security.limits.rate_limits import Allowances, ExhaustedError, network_of
from tests.conftest import Graph
from tests.proofs.attacks.door import Door, code_of

PAGE = "{ persons(first: 20) { nodes { id } } }"
COST = 30


def narrow(graph: Graph, home: Path, **limits: int) -> Door:
    return Door(graph, home, Limits(**limits))


async def post(client: httpx.AsyncClient, query: str, token: str | None = None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return await client.post("/graphql", json={"query": query}, headers=headers)


def test_answer_says_what_it_cost_and_what_is_left(door: Door) -> None:
    async def twice(client: httpx.AsyncClient) -> list[Any]:
        return [(await post(client, PAGE)).json()["extensions"]["cost"] for _ in range(2)]

    first, second = door.run(twice)
    most = Limits().cost_per_minute
    assert first == {"requested": COST, "remaining": most - COST, "resetSeconds": 1}
    assert second["requested"] == COST and most - 2 * COST <= second["remaining"] < most


def test_spent_allowance_is_refused_until_it_is_there_again(graph: Graph, tmp_path: Path) -> None:
    async def spend(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await post(client, PAGE) for _ in range(3)]

    *good, refused = narrow(graph, tmp_path, cost_per_minute=2 * COST + 5).run(spend)
    assert [r.status_code for r in good] == [200, 200]
    assert (refused.status_code, code_of(refused)) == (429, "COST_EXCEEDED")
    said = refused.json()["errors"][0]["extensions"]
    assert said["cost"] == COST and said["retrySeconds"] == int(refused.headers["retry-after"])
    # 25 of 30 are missing, and 65 come back in a minute.
    assert 20 <= said["retrySeconds"] <= 24
    assert "data" not in refused.json()


def test_refusal_costs_nothing_and_a_smaller_question_still_passes(graph: Graph, tmp_path: Path) -> None:
    async def spend(client: httpx.AsyncClient) -> list[int]:
        asked = [PAGE, PAGE.replace("20", "30"), PAGE.replace("20", "30"), PAGE.replace("20", "5")]
        return [(await post(client, query)).status_code for query in asked]

    assert narrow(graph, tmp_path, cost_per_minute=50).run(spend) == [200, 429, 429, 200]


def test_aliases_and_roots_buy_nothing(graph: Graph, tmp_path: Path) -> None:
    door = narrow(graph, tmp_path, cost_per_minute=4 * COST)
    four = "{ " + " ".join(f"a{i}: persons(first: 20) {{ nodes {{ id }} }}" for i in range(4)) + " }"
    assert door.ask(four).json()["extensions"]["cost"]["requested"] == 4 * COST
    five = four.replace("{ a0", "{ a4: persons(first: 20) { nodes { id } } a0")
    refused = door.ask(five)
    assert (refused.status_code, code_of(refused)) == (400, "OPERATION_TOO_COSTLY")
    assert refused.json()["errors"][0]["extensions"] == {
        "code": "OPERATION_TOO_COSTLY",
        "cost": 5 * COST,
        "most": 4 * COST,
    }


def test_another_role_or_token_of_the_subject_buys_nothing_and_another_subject_is_apart(
    graph: Graph, tmp_path: Path
) -> None:
    door = narrow(graph, tmp_path, cost_per_minute=COST)

    async def spend(client: httpx.AsyncClient) -> list[int]:
        tokens = [door.token(), door.token(), door.token(role="precinct"), door.token(subject="other")]
        return [(await post(client, PAGE, token)).status_code for token in tokens]

    assert door.run(spend) == [200, 429, 429, 200]


def test_requests_are_counted(graph: Graph, tmp_path: Path) -> None:
    async def often(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await post(client, "{ __typename }") for _ in range(4)]

    *good, refused = narrow(graph, tmp_path, requests_per_minute=3).run(often)
    assert [r.status_code for r in good] == [200] * 3
    assert (refused.status_code, code_of(refused)) == (429, "TOO_MANY_REQUESTS")
    assert 1 <= int(refused.headers["retry-after"]) <= 20


def test_bad_questions_are_counted_too(graph: Graph, tmp_path: Path) -> None:
    async def often(client: httpx.AsyncClient) -> list[int]:
        return [(await post(client, "{")).status_code for _ in range(4)]

    assert narrow(graph, tmp_path, requests_per_minute=3).run(often) == [400, 400, 400, 429]


def test_guessing_tokens_is_slowed_but_locks_nobody_out(graph: Graph, tmp_path: Path) -> None:
    door = narrow(graph, tmp_path, failures_per_minute=3)

    async def guess(client: httpx.AsyncClient) -> list[int]:
        statuses = [(await post(client, "{ __typename }")).status_code]
        statuses += [(await post(client, "{ __typename }", f"guess{i}")).status_code for i in range(5)]
        # Good, but not known: it is not even looked at, or a guess that hits would show.
        statuses.append((await post(client, "{ __typename }", door.token(subject="new"))).status_code)
        statuses.append((await post(client, "{ __typename }")).status_code)
        return statuses

    assert door.run(guess) == [200, 401, 401, 401, 429, 429, 429, 200]


def test_address_behind_a_trusted_proxy_is_the_one_that_the_proxy_saw() -> None:
    def seen(peer: str, *forwarded: str) -> str:
        headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
        http = HttpRequest({"type": "http", "client": (peer, 1), "headers": headers})
        return address_of(http, read_proxies("10.0.0.0/24"))

    assert seen("10.0.0.1", "1.1.1.1, 2.2.2.2") == "2.2.2.2" == seen("10.0.0.1", "1.1.1.1", "2.2.2.2")
    assert seen("10.0.0.1") == "10.0.0.1"
    assert seen("10.0.1.1", "1.1.1.1") == "10.0.1.1"


def test_address_is_that_of_a_subscriber() -> None:
    assert network_of("10.1.2.3") == "10.1.2.3" == network_of("::ffff:10.1.2.3")
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("") == "" and network_of("unix") == "unix"


def test_workers_share_an_allowance() -> None:
    caller = Caller(subject="one", role="ngo", area=None, unit=None, agency=None, purposes=(), expires=0)
    share = Allowances.of_limits(Limits(cost_per_minute=100), workers=4)
    assert share.largest == 25 and share.charge(caller, 25).remaining == 0
    with pytest.raises(ExhaustedError):
        share.charge(replace(caller, role="police"), 5)


def test_answer_that_is_too_large_is_not_sent(graph: Graph, tmp_path: Path) -> None:
    refused = narrow(graph, tmp_path, answer_bytes=500).ask("{ persons(first: 50) { nodes { id } } }")
    assert (refused.status_code, code_of(refused)) == (400, "ANSWER_TOO_LARGE")
    assert "data" not in refused.json() and len(refused.content) < 500


def test_limit_that_is_not_positive_is_refused() -> None:
    with pytest.raises(ValueError, match="depth"):
        Limits(depth=0)
