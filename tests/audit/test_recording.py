"""Every answer that holds records leaves its entry first; without it, no answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from hub.app import create_app
from hub.cli.main import app
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import AreaCode
from security.audit.disk import SystemDisk
from security.audit.query import entries
from security.identity.local_issuer import Claims
from tests.conftest import Graph

QUESTION = "query SecretName { persons(first: 2) { nodes { id familyName iin cases { totalCount } } } }"
REASON = "Бала қауіпте"


@contextmanager
def full_disk() -> Iterator[None]:
    patch = pytest.MonkeyPatch()

    def fail(*_: object) -> None:
        raise OSError(28, "no space left")

    patch.setattr(SystemDisk, "sync", fail)
    yield
    patch.undo()


def ask(graph: Graph, home: Path, *requests: dict[str, str], query: str = QUESTION) -> list[httpx.Response]:
    """The answers of the whole application to ``query``, asked with the headers of each request."""
    settings = Settings(home=home)
    claims = Claims(
        role="precinct",
        area=AreaCode("7510"),
        unit=None,
        agency="MIA",
        purposes=("CASE_WORK", "EMERGENCY"),
        subject="officer",
        lifetime=600,
    )
    token = issuer_of(settings).issue(claims)

    async def work() -> list[httpx.Response]:
        application = create_app(settings, graph.hub().store)
        transport = httpx.ASGITransport(app=application)
        async with (
            application.router.lifespan_context(application),
            httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        ):
            return [
                await client.post(
                    "/graphql", json={"query": query}, headers={"Authorization": f"Bearer {token}", **headers}
                )
                for headers in requests
            ]

    return graph.run(work())


def test_an_entry_says_who_what_why_and_about_whom(graph: Graph, tmp_path: Path) -> None:
    [response] = ask(graph, tmp_path, {"Ortaq-Purpose": "CASE_WORK", "Ortaq-Case": "24-1"})
    nodes = response.json()["data"]["persons"]["nodes"]
    [logged] = entries(tmp_path)
    entry = logged.entry
    assert entry["persons"] == sorted(node["id"] for node in nodes)
    assert (entry["caller"], entry["role"], entry["purpose"], entry["case"]) == (
        "ortaq-local/officer",
        "precinct",
        "CASE_WORK",
        "24-1",
    )
    assert set(entry["fields"]) == {"Person.id", "Person.familyName", "Person.iin", "Person.cases"}
    assert ["Person.iin", "MASKED", 2] in entry["withheld"]
    assert "517-8.1" in entry["norms"]


def test_no_value_and_no_name_stands_in_the_log(graph: Graph, tmp_path: Path) -> None:
    headers = {"Ortaq-Purpose": "EMERGENCY", "Ortaq-Reason": quote(REASON)}
    [response] = ask(graph, tmp_path, headers)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*.jsonl"))
    assert response.status_code == 200
    for node in response.json()["data"]["persons"]["nodes"]:
        assert node["familyName"].encode() not in written
        assert node["iin"] is None or node["iin"].encode() not in written
    for text in (REASON, "SecretName", "query"):
        assert text.encode() not in written


def test_nothing_is_answered_that_cannot_be_recorded(graph: Graph, tmp_path: Path) -> None:
    with full_disk():
        refused, unread = ask(graph, tmp_path, {"Ortaq-Purpose": "CASE_WORK"}, {"Ortaq-Purpose": "NONE"})
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (503, "LOG_DOWN")
    assert "data" not in refused.json() and refused.headers["Retry-After"]
    assert unread.status_code == 403
    [again] = ask(graph, tmp_path, {"Ortaq-Purpose": "CASE_WORK"})
    assert again.status_code == 200 and len(list(entries(tmp_path))) == 1


def test_what_reads_nobody_leaves_no_entry(graph: Graph, tmp_path: Path) -> None:
    ask(graph, tmp_path, {"Ortaq-Purpose": "CASE_WORK"}, query="{ me { role } __typename }")
    assert not list(entries(tmp_path))


def test_an_emergency_waits_for_its_review(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reason = quote(REASON)
    stated = ({"Ortaq-Purpose": "EMERGENCY", "Ortaq-Reason": reason}, {"Ortaq-Purpose": "CASE_WORK"})
    with capture_logs() as logged:
        ask(graph, tmp_path, *stated)
    [told] = [each for each in logged if "emergency" in each["event"]]
    assert told["place"] == "w001/1" and set(told) == {"event", "place", "due", "log_level"}
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path))
    waiting = run("unreviewed")
    assert waiting.startswith("w001/1  ") and REASON in waiting and waiting.count("\n") == 1
    run("review", "w001/1", "--by", "auditor-1")
    assert run("unreviewed") == ""
    assert "nothing was changed" in run("verify")


def test_the_command_answers_what_an_auditor_asks(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [response] = ask(graph, tmp_path, {"Ortaq-Purpose": "CASE_WORK"})
    person = response.json()["data"]["persons"]["nodes"][0]["id"]
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path))
    [entry] = _lines(run("who", person))
    assert entry == _lines(run("caller", "ortaq-local/officer"))[0]
    assert "1  517-8.1" in run("norms")
    [shown] = _lines(run("extract", person))
    assert "persons" not in shown and "caller" not in shown
    [head] = _lines(run("heads"))
    assert (head["stream"], head["size"]) == ("w001", 1)


def run(*words: str) -> str:
    """What ``ortaq audit`` prints."""
    result = CliRunner().invoke(app, ["audit", *words])
    assert result.exit_code == 0, result.output
    return result.output


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]
