"""The hub as a newcomer meets it: it starts, answers, stops with its graph, and says what is in its way."""

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from hub.serving import QUESTION
from tests.hubs import Served, command, free_port, served

AUDITS = Path(__file__).parent / "audits"
PERSONS = 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def hub(home: Path) -> Iterator[Served]:
    with served(home, free_port(), PERSONS) as running:
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


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stop_takes_the_graph_along_and_a_restart_finds_the_data(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    with served(tmp_path, port, PERSONS) as first:
        count = first.ask("{ persons { totalCount } }").json()
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
