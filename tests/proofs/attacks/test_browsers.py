"""What a page of another site tries through somebody's browser, and what every answer tells browsers."""

from typing import Any

import httpx
import pytest

from tests.proofs.attacks.door import Door, code_of

QUESTION = {"query": "{ __typename }"}
MUTATION = "mutation { erase }"


def test_get_changes_nothing(door: Door) -> None:
    response = door.run(lambda client: client.get("/graphql", params={"query": MUTATION}))
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, POST"


def test_mutation_beside_a_query_is_not_carried_out_by_get(door: Door) -> None:
    both = {"query": "query A { __typename } " + MUTATION.replace("mutation", "mutation B")}
    refused = door.run(lambda client: client.get("/graphql", params={**both, "operationName": "B"}))
    assert refused.status_code == 405
    posted = door.run(lambda client: client.post("/graphql", json={**both, "operationName": "B"}))
    assert code_of(posted) == "UNKNOWN_FIELD"


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""],
)
def test_body_that_a_form_could_send_is_refused(door: Door, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = door.run(
        lambda client: client.post("/graphql", content=b'{"query": "{ __typename }"}', headers=headers)
    )
    assert (response.status_code, code_of(response)) == (415, "MEDIA_TYPE")


@pytest.mark.parametrize("body", [[QUESTION], [QUESTION] * 100, [], [[QUESTION]]])
def test_batch_is_refused(door: Door, body: Any) -> None:
    response = door.run(lambda client: client.post("/graphql", json=body))
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://hub"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "http://hub"}, True),
        ({"Origin": "https://hub"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://hub"}, False),
        ({"Sec-Fetch-Site": "anything"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "https://hub.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
    ],
)
def test_page_of_another_site_is_refused(door: Door, headers: dict[str, str], let_in: bool) -> None:
    posted = door.run(lambda client: client.post("/graphql", json=QUESTION, headers=headers))
    fetched = door.run(lambda client: client.get("/graphql", params=QUESTION, headers=headers))
    for response in (posted, fetched):
        if let_in:
            assert response.json()["data"] == {"__typename": "Query"}
        else:
            assert (response.status_code, code_of(response)) == (403, "CROSS_SITE")


def test_link_on_another_site_still_opens_the_page(door: Door) -> None:
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert door.run(lambda client: client.get("/graphql", headers=headers)).status_code == 200


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("hub", True),
        ("HUB:8000", True),
        ("127.0.0.1:8000", True),
        ("evil.example", False),
        ("evil.example:8000", False),
        ("hub.evil.example", False),
        ("hub@evil.example", False),
        ("", False),
    ],
)
def test_hub_answers_under_its_names_alone(door: Door, host: str, known: bool) -> None:
    response = door.run(lambda client: client.post("/graphql", json=QUESTION, headers={"Host": host}))
    page = door.run(lambda client: client.get("/assets/graphiql.js", headers={"Host": host}))
    if known:
        assert (response.status_code, page.status_code) == (200, 200)
    else:
        assert (response.status_code, code_of(response)) == (421, "UNKNOWN_HOST")
        assert page.status_code == 421
    health = door.run(lambda client: client.get("/healthz", headers={"Host": host}))
    assert health.status_code == 200


async def _everything(client: httpx.AsyncClient) -> list[httpx.Response]:
    return [
        await client.post("/graphql", json=QUESTION),
        await client.post("/graphql", json={"query": "{"}),
        await client.post("/graphql", json=QUESTION, headers={"Authorization": ""}),
        await client.post("/graphql", json=QUESTION, headers={"Host": "evil.example"}),
        await client.get("/graphql", headers={"Accept": "text/html"}),
        await client.delete("/graphql"),
        await client.get("/assets/graphiql.js"),
        await client.get("/assets/nothing.js"),
        await client.get("/nothing"),
        await client.get("/healthz"),
        await client.get("/readyz"),
        await client.options(
            "/graphql", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        ),
    ]


def test_every_answer_keeps_browsers_careful(door: Door) -> None:
    for response in door.run(_everything):
        sent = response.headers
        assert sent["x-content-type-options"] == "nosniff"
        assert sent["x-frame-options"] == "DENY"
        assert sent["referrer-policy"] == "no-referrer"
        assert sent["cross-origin-resource-policy"] == "same-origin"
        assert "cache-control" in sent
        policy = sent["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "http:" not in policy and "https:" not in policy and "*" not in policy
        assert "server" not in sent and "strict-transport-security" not in sent
        assert not [name for name in sent if name.startswith("access-control-")]
        for name in ("x-frame-options", "content-security-policy", "cache-control"):
            assert len(sent.get_list(name)) == 1


def test_over_tls_every_answer_asks_for_tls(door: Door) -> None:
    async def over_tls(client: httpx.AsyncClient) -> list[httpx.Response]:
        client.base_url = httpx.URL("https://hub")
        return await _everything(client)

    for response in door.run(over_tls):
        assert response.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
