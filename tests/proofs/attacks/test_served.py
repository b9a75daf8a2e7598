"""The process itself: what it prints, whom it lets write files, and what reason it takes for an emergency."""

import json
import os
import re
import stat
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.proofs.attacks.closed_doors import bring_open, open_person
from tests.support.hubs import free_port
from tests.support.outside.bodies import FAR, HOME
from tests.support.outside.hubs import ORTAQ, Hub, Prepared
from tests.support.outside.issuing import Caller, token

JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")
REASONS = {
    "a dot": b".",
    "dots": b"...",
    "blanks that do not break": "\u00a0\u00a0\u00a0".encode(),
    "an invisible character": "\u200b".encode(),
    "invisible characters": "\u2060\u200d\ufeff".encode(),
    "a filler": "\u3164".encode(),
    "broken UTF-8": b"\xff\xfe\xfa",
    "broken UTF-8 in words": b"danger \xc3\x28 danger",
}


def test_a_hub_that_is_no_demonstration_prints_no_token(hub: Hub) -> None:
    assert JWT.search(hub.printed) is None
    assert "Ortaq" in hub.printed


def test_nobody_else_may_read_or_enter_what_the_hub_writes(hub: Hub) -> None:
    home = hub.prepared.home
    paths = [home, *home.rglob("*")]
    open_to_others = [path for path in paths if not path.is_symlink() and stat.S_IMODE(_mode(path)) & 0o077]
    assert [str(path.relative_to(home)) for path in open_to_others] == []
    assert len(paths) > 20


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except FileNotFoundError:  # A file of the graph that has gone since.
        return 0


def test_a_hub_does_not_start_on_a_folder_that_others_can_read(prepared: Prepared, tmp_path: Path) -> None:
    own = prepared.copied(tmp_path / "home")
    own.home.chmod(0o755)
    code, said = _started(own, tmp_path)
    assert code not in (None, 0) and "chmod" in said and str(own.home) in said, said[-2000:]


def test_a_hub_does_not_start_on_a_file_that_others_can_read(prepared: Prepared, tmp_path: Path) -> None:
    own = prepared.copied(tmp_path / "home")
    (own.home / "keys" / "vault.json").chmod(0o644)
    code, said = _started(own, tmp_path)
    assert code not in (None, 0) and "chmod" in said, said[-2000:]


def _started(own: Prepared, folder: Path) -> tuple[int | None, str]:
    """What a start says, and its end; None for one that had not ended after a while."""
    printed = folder / "printed"
    environment = {
        **os.environ,
        "ORTAQ_HOME": str(own.home),
        "PORT": str(free_port()),
        "ORTAQ_ISSUERS": str(own.issuers),
    }
    with printed.open("wb") as output:
        process = subprocess.Popen([str(ORTAQ), "serve"], env=environment, stdout=output, stderr=output)
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    code = process.poll()
    if code is None:
        process.terminate()
        process.wait(60)
    return code, printed.read_text(errors="replace")


@pytest.fixture(scope="module")
def far_person(hub: Hub) -> str:
    """The name of somebody whom an officer of the first city reads in an emergency alone."""
    bring_open(hub, open_person("Алыстағы", FAR), FAR)
    return "Алыстағы"


def in_emergency(hub: Hub, reason: bytes, name: str) -> Any:
    """The answer to an officer of the first city who states an emergency."""
    who = Caller("public_security", HOME[:2], purposes=("EMERGENCY",), subject="emergency")
    body = {"query": "{ persons(first: 100) { nodes { familyName } } }"}
    headers = {b"Authorization": f"Bearer {token(who)}".encode(), b"Ortaq-Reason": reason}
    headers |= {b"Ortaq-Purpose": b"EMERGENCY", b"Content-Type": b"application/json"}
    said = hub.client.post("/graphql", content=json.dumps(body), headers=list(headers.items())).json()
    return name in json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_no_reason_opens_no_emergency(hub: Hub, far_person: str, reason: str) -> None:
    assert not in_emergency(hub, REASONS[reason], far_person)
    assert not in_emergency(hub, quote(REASONS[reason]).encode(), far_person)


def test_a_reason_opens_an_emergency(hub: Hub, far_person: str) -> None:
    assert in_emergency(hub, quote("Қауіп төніп тұр: мекенжай керек").encode(), far_person)
    assert in_emergency(hub, b"a woman is in danger at this address", far_person)


def test_two_hundred_alternatives_are_answered(hub: Hub) -> None:
    """500 tests are allowed (docs/limits.md)."""
    who = Caller("public_security", HOME[:2], subject="alternatives")
    for count in (100, 199, 499):
        tests = ", ".join(f'{{ familyName: {{ eq: "x{place}" }} }}' for place in range(count))
        said = hub.ask(who, f"{{ persons(where: {{ or: [{tests}] }}) {{ totalCount }} }}")
        assert said.get("data") == {"persons": {"totalCount": 0}}, (count, said)


@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_made_up_cursor_is_refused_where_a_count_alone_is_asked(hub: Hub, argument: str) -> None:
    who = Caller("public_security", HOME[:2], subject="cursor")
    for selection in ("{ totalCount }", "{ nodes { id } }", "{ __typename }", "{ pageInfo { hasNextPage } }"):
        for value in ("x", "", "eyJhIjoxfQ=="):
            said = hub.ask(who, f'{{ persons({argument}: "{value}") {selection} }}')
            assert said["errors"][0]["extensions"]["code"] == "BAD_CURSOR", (selection, value, said)


@pytest.mark.parametrize("role", ["health", "employment", "ngo", "education", "commission"])
def test_no_release_stands_on_a_norm_that_has_ended(hub: Hub, role: str) -> None:
    """Plan 912 ended on 25 February 2020 and 766 was repealed in 2014 (docs/source/access.md)."""
    unit = hub.bodies["ngo-1"] if role == "ngo" else None
    agency = {"health": "HEALTH", "employment": "LABOUR", "education": "EDU", "commission": "MIA"}.get(role)
    who = Caller(role, HOME[:2], unit, agency, subject=f"{role}-norms")
    said = hub.told(who, "{ me { releases { class releases { scope norms until } } } }")
    norms = {norm for each in said["me"]["releases"] for one in each["releases"] for norm in one["norms"]}
    assert [norm for norm in norms if norm.startswith(("912", "766"))] == []
