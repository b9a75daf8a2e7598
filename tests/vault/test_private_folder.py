"""Nothing that the hub writes can be reached by other users of the machine, and it starts on nothing else."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from hub.cli.main import app, main
from hub.http.authentication import issuer_of
from hub.settings import Settings
from schema.identifiers import AreaCode
from security.identity.local_issuer import Claims
from security.vault.private_folder import OpenFolderError, check_private
from tests.support.hubs import ORTAQ, Served, command, environment, free_port, served

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "docs" / "feeds" / "samples" / "probation-register.ndjson"
CASES = """{ registrations(first: 5, where: { category: { eq: DOMESTIC_OFFENDER }, status: { eq: OPEN } }) {
  nodes { unit { id } person { cases(where: { kind: { eq: DOMESTIC_VIOLENCE } }) { nodes { id } } } } } }"""
ASSESS = """mutation ($id: ID!) { assessRisk(
  domesticCase: $id, instrument: "ODARA", level: HIGH, assessedOn: "2026-07-01", key: "k") { record } }"""


def _open(folder: Path) -> list[str]:
    """What others can reach of the folder and all in it."""
    paths = [folder, *folder.rglob("*")]
    return [f"{path.relative_to(folder)} {path.stat().st_mode:o}" for path in paths if path.stat().st_mode & 0o077]


def _bearer(home: Path, claims: Claims) -> dict[str, str]:
    return {"Authorization": f"Bearer {issuer_of(Settings(home=home, local_issuer=True)).issue(claims)}"}


def _deliver(hub: Served, home: Path) -> None:
    sender = Claims(
        role="probation",
        area=None,
        unit=None,
        agency="PROB",
        purposes=("FEED",),
        subject="sender",
        lifetime=600,
        feeds=("probation-register",),
    )
    headers = {"Idempotency-Key": "k", "Content-Type": "application/x-ndjson", **_bearer(home, sender)}
    answer = httpx.post(
        f"{hub.url}/feeds/probation-register", content=SAMPLE.read_bytes(), headers=headers, timeout=60
    )
    assert answer.json()["state"] == "DONE" and answer.json()["receipt"]


def _assess(hub: Served, home: Path) -> None:
    found = hub.ask(CASES).json()["data"]["registrations"]["nodes"]
    unit, case = next((row["unit"]["id"], case["id"]) for row in found for case in row["person"]["cases"]["nodes"])
    officer = Claims(
        role="public_security",
        area=AreaCode("75"),
        unit=unit,
        agency="MIA",
        purposes=("CASE_WORK",),
        subject="officer",
        lifetime=600,
    )
    body = {"query": ASSESS, "variables": {"id": case}}
    answer = httpx.post(f"{hub.url}/graphql", json=body, headers=_bearer(home, officer), timeout=60)
    assert answer.json()["data"]["assessRisk"]["record"].startswith("rsk_"), answer.json()


def test_a_hub_at_work_writes_nothing_that_others_can_reach(tmp_path: Path) -> None:
    """Loaded, delivered to, changed, asked and stopped, from a shell with the usual umask."""
    home = tmp_path / "home"
    with served(home, free_port(), 1000) as hub:
        _deliver(hub, home)
        _assess(hub, home)
        assert hub.ask("{ persons { totalCount } }").status_code == 200
        assert _open(home) == [], "while it runs"
    assert {"graph", "keys", "access-log", "streams", "feeds", "identity"} <= {path.name for path in home.iterdir()}
    assert len(list(home.rglob("*"))) > 300
    assert _open(home) == []


def test_a_made_up_country_is_written_for_its_owner(tmp_path: Path) -> None:
    out, feeds = tmp_path / "out", tmp_path / "feeds"
    words = ["population", "--persons", "30", "--out", str(out), "--feeds", str(feeds)]
    ran = subprocess.run([str(ORTAQ), *words], env=environment(tmp_path, 1), umask=0o022, timeout=120, check=False)
    assert ran.returncode == 0
    assert len(list(out.iterdir())) > 5 and len(list(feeds.rglob("*"))) > 5
    assert _open(out) == [] and _open(feeds) == []


@pytest.fixture
def older(tmp_path: Path) -> Iterator[Path]:
    """A folder as an earlier hub left it, under a name with a blank."""
    home = tmp_path / "older var"
    (home / "graph" / "databases").mkdir(parents=True)
    (home / "graph" / "databases" / "Person.bucket").write_bytes(b"names")
    for path in (home / "graph", home / "graph" / "databases"):
        path.chmod(0o755)
    (home / "graph" / "databases" / "Person.bucket").chmod(0o644)
    yield home


def test_a_folder_that_others_can_read_is_refused_by_a_hub_that_starts(older: Path) -> None:
    ended = command(older, free_port(), "serve", "--demo", "30")
    assert ended.returncode == 1
    _is_told_how_to_mend(older, ended.stderr)


@pytest.mark.parametrize(
    "words",
    [
        ("serve",),
        ("token", "--role", "precinct"),
        ("load", "."),
        ("audit", "verify"),
        ("keys", "list"),
        ("receipts", "list"),
        ("duties", "list"),
        ("webhooks", "list"),
        ("reconciliation", "heads", "list"),
    ],
    ids=" ".join,
)
def test_a_folder_that_others_can_read_is_refused(
    older: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every command: in this process, since none comes further than to read its settings."""
    for name, value in environment(older, free_port()).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["ortaq", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    _is_told_how_to_mend(older, str(ended.value.code))


def _is_told_how_to_mend(older: Path, text: str) -> None:
    assert f"and 2 more; run: chmod -R go-rwx '{older}'" in text and "Traceback" not in text
    assert {path.name for path in older.iterdir()} == {"graph"}, "nothing was made"


def test_what_the_message_says_mends_it(older: Path) -> None:
    refused = command(older, 1, "audit", "heads").stderr
    subprocess.run(["bash", "-ec", refused.strip().rpartition("run: ")[2]], check=True)
    assert _open(older) == []
    check_private(older)
    assert "chmod" not in command(older, 1, "audit", "heads").stderr


def test_commands_that_open_nothing_work_beside_it(older: Path) -> None:
    assert command(older, 1, "serve", "--help").returncode == 0
    for word in ("settings", "roles", "errors"):
        assert CliRunner().invoke(app, word, env={"ORTAQ_HOME": str(older)}).exit_code == 0, word


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o601])
def test_one_bit_on_one_file_is_enough(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.touch(0o600)
    check_private(tmp_path)
    path.chmod(mode)
    with pytest.raises(OpenFolderError, match=str(path)):
        check_private(tmp_path)


def test_the_folder_itself_and_what_links_lead_to_count(tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir(0o700)
    elsewhere.mkdir(0o755)
    check_private(home)
    (home / "nowhere").symlink_to(tmp_path / "missing")
    (home / "round").symlink_to(home)
    check_private(home)
    (home / "graph").symlink_to(elsewhere)
    elsewhere.chmod(0o755)
    with pytest.raises(OpenFolderError):
        check_private(home)
    elsewhere.chmod(0o700)
    check_private(home)
    home.chmod(0o750)
    with pytest.raises(OpenFolderError):
        check_private(home)
    home.chmod(0o700)
    check_private(tmp_path / "not there yet")
