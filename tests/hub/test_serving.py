"""The hub as a newcomer meets it: it starts, answers, stops with its graph, and says what is in its way."""

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import jwt
import psutil
import pytest

from graph.engine.store import LATE_SECONDS
from hub.http.authentication import issuer_of
from hub.server import QUESTION
from hub.settings import Settings
from tests.support.hubs import OFFICER, ORTAQ, Served, command, copied, environment, free_port, served

AUDITS = Path(__file__).parent / "audits"
PERSONS = 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def hub(home: Path) -> Iterator[Served]:
    # A demonstration, as `make run` starts it: the local issuer is off but for it.
    with served(home, free_port(), PERSONS, {"ORTAQ_LOCAL_ISSUER": "0"}) as running:
        yield running


def _graph_process(home: Path) -> psutil.Process:
    return psutil.Process(int((home / "graph" / "pid").read_text()))


def test_printed_token_and_question_are_answered(hub: Served) -> None:
    answer = hub.ask(QUESTION)
    assert answer.status_code == 200
    assert answer.json()["data"]["persons"]["nodes"]


def test_second_hub_on_the_same_data_says_so(hub: Served, home: Path) -> None:
    ended = command(home, free_port(), "serve")
    assert ended.returncode != 0
    assert "another hub has the data" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_taken_port_is_named(hub: Served, tmp_path: Path) -> None:
    port = int(hub.url.rpartition(":")[2])
    ended = command(tmp_path, port, "serve")
    assert ended.returncode != 0
    assert str(port) in ended.stderr
    assert not (tmp_path / "graph").exists()


def test_token_prints_a_token_and_nothing_else(hub: Served, home: Path) -> None:
    ended = command(home, 1, "token", "--role", "precinct", "--area", "7510", "--purpose", "CASE_WORK")
    assert ended.returncode == 0
    token = ended.stdout.strip()
    assert ended.stdout == f"{token}\n" and token.count(".") == 2
    answer = httpx.post(
        f"{hub.url}/graphql",
        json={"query": "{ me { role area purposes } }"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.json()["data"] == {"me": {"role": "precinct", "area": "7510", "purposes": ["CASE_WORK"]}}


def test_a_hub_that_does_not_demonstrate_prints_no_token_and_takes_none(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    off = {**environment(home, port), "ORTAQ_LOCAL_ISSUER": "0"}
    with (tmp_path / "printed").open("wb") as printed:
        process = subprocess.Popen([str(ORTAQ), "serve"], env=off, stdout=printed, stderr=subprocess.STDOUT)
    try:
        _until_ready(process, f"http://127.0.0.1:{port}")
        assert not (home / "keys" / "issuer.pem").exists()
        issuer = issuer_of(Settings(home=home, local_issuer=True))
        local = issuer.issue(OFFICER)
        claims = jwt.decode(local, options={"verify_signature": False})
        header = jwt.get_unverified_header(local)
        unknown = jwt.encode({**claims, "iss": "https://nobody.example"}, issuer.key, "EdDSA", header)
        answers = [_me(port, token) for token in (local, unknown)]
        assert [answer.status_code for answer in answers] == [401, 401]
        assert answers[0].content == answers[1].content
        assert {**answers[0].headers, "date": ""} == {**answers[1].headers, "date": ""}
        keys = httpx.get(f"http://127.0.0.1:{port}/.well-known/ortaq/keys").json()["keys"]
        assert keys and issuer.key_id not in {key["kid"] for key in keys}
    finally:
        process.terminate()
        process.wait(60)
    text = (tmp_path / "printed").read_text()
    assert "eyJ" not in text and "set ORTAQ_ISSUERS" in text


def _until_ready(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the hub did not answer")


def _me(port: int, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"http://127.0.0.1:{port}/graphql", json={"query": "{ me { role } }"}, headers=headers)


def test_token_is_refused_where_the_local_issuer_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ORTAQ_LOCAL_ISSUER")
    ended = command(tmp_path / "home", 1, "token", "--role", "precinct")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "ORTAQ_LOCAL_ISSUER=1" in ended.stderr and "Traceback" not in ended.stderr
    assert not (tmp_path / "home").exists()


def test_browser_gets_the_page_from_the_same_address(hub: Served) -> None:
    page = httpx.get(f"{hub.url}/graphql", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_stopped_graph_is_503_and_comes_back(hub: Served, home: Path) -> None:
    _graph_process(home).send_signal(signal.SIGKILL)
    answer = hub.ask("{ regions(first: 1) { totalCount } }")
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPH_DOWN"
    assert int(answer.headers["retry-after"]) > 0
    deadline = time.monotonic() + 60
    while hub.ask("{ regions(first: 1) { totalCount } }").status_code != 200:
        assert time.monotonic() < deadline, "the graph did not come back"
        time.sleep(float(answer.headers["retry-after"]) / 4)


def test_hanging_graph_is_503_in_time_and_is_started_again(demonstration: Path, tmp_path: Path) -> None:
    seconds = 8.0
    home = copied(demonstration, tmp_path)
    with served(home, free_port(), 0, {"ORTAQ_STATEMENT_SECONDS": str(seconds)}) as hub:
        hanging = _graph_process(tmp_path)
        hanging.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        with ThreadPoolExecutor(80) as callers:
            # More than the hub has connections to the graph.
            answers = list(
                callers.map(hub.ask, [f"{{ a{n}: regions(first: 1) {{ totalCount }} }}" for n in range(80)])
            )
        assert time.monotonic() - begun < seconds + LATE_SECONDS + 5
        assert {each.status_code for each in answers} == {503}
        assert {each.json()["errors"][0]["extensions"]["code"] for each in answers} == {"GRAPH_DOWN"}
        assert all(int(each.headers["retry-after"]) > 0 for each in answers)
        deadline = time.monotonic() + 60
        while hub.ask("{ regions(first: 1) { totalCount } }").status_code != 200:
            assert time.monotonic() < deadline, "the graph was not started again"
            time.sleep(0.5)
        assert not hanging.is_running()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stop_takes_the_graph_along_and_a_restart_finds_the_data(
    demonstration: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    port = free_port()
    with served(copied(demonstration, tmp_path), port, 0) as first:
        count = first.ask("{ persons { totalCount } }").json()
        assert count["data"]["persons"]["totalCount"] > 0
        graph = _graph_process(tmp_path)
        first.process.send_signal(stop)
        assert first.process.wait(60) == 0
        assert not graph.is_running()
    with served(tmp_path, port, 0) as again:
        assert again.ask("{ persons { totalCount } }").json() == count


def test_what_the_hub_wrote_is_closed_to_others(hub: Served, home: Path) -> None:
    secrets = list((home / "keys").iterdir())
    assert secrets
    assert all(path.stat().st_mode & 0o077 == 0 for path in secrets)


@pytest.mark.parametrize("npm", [path for path in [shutil.which("npm")] if path])
def test_graphql_over_http_audits(hub: Served, tmp_path: Path, npm: str) -> None:
    folder = tmp_path / "audits"
    shutil.copytree(AUDITS, folder)
    subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=folder, check=True, timeout=120)
    ran = subprocess.run(
        ["node", "audit.mjs", f"{hub.url}/graphql", hub.token],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    results = json.loads(ran.stdout)
    assert len(results) >= 60
    assert [r for r in results if r["status"] != "ok"] == []
