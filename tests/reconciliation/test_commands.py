"""The command tells a whole quarter: heads, act, signatures made elsewhere and brought by hand, what is printed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from adapters.bulk.load_files import load_contents
from graph.engine.unit_of_work import UnitOfWork
from graph.write.commit import commit
from graph.write.id_scheme import check_ids
from hub.cli.main import app
from tests.conftest import Graph
from tests.reconciliation.conftest import CODES, DISTRICT, NAMES, bodies, system_of
from tests.support.engines import vault
from tests.support.feeding.doors import lines
from tests.support.feeding.graphs import emptied

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_act.py"
YEAR = ("--year", "2025", "--quarter", "1")
Ortaq = Callable[..., Result]


@pytest.fixture
def ortaq(empty_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ortaq:
    """``ortaq reconciliation`` with these words and this input, on a district with two persons."""
    empty_graph.run(emptied(empty_graph))
    contents = {**bodies(), **registers()}
    empty_graph.run(check_ids(empty_graph.store))
    vault(tmp_path / "home")
    empty_graph.run(load_contents(empty_graph.store, contents, lambda feed, done, size: None))
    address = empty_graph.address
    for name, value in {
        "HOME": str(tmp_path / "home"),
        "GRAPH_URL": address.url,
        "GRAPH_USER": address.user,
        "GRAPH_PASSWORD": address.password,
        "GRAPH_DATABASE": address.database,
    }.items():
        monkeypatch.setenv(f"ORTAQ_{name}", value)
    runner = CliRunner()
    return lambda *words, input=None: runner.invoke(app, ["reconciliation", *words], input=input)


def registers() -> dict[str, bytes]:
    """Two persons on probation's register; public security and the analytical unit know of the first alone."""
    people = [
        {"system": "T", "recordId": name, "version": 1, "birthDate": "1990-05-05", "region": f"KATO/{DISTRICT}"}
        for name in ("one", "two")
    ]
    rows = [
        {
            "system": system_of(body),
            "recordId": f"{CODES[body]}-{person}",
            "version": 1,
            "category": "PROBATIONER",
            "status": "OPEN",
            "registeredOn": "2025-02-03",
            "person": f"T/{person}",
            "unit": f"{system_of(body)}/{CODES[body]}-{DISTRICT}",
        }
        for body, person in [*((body, "one") for body in CODES), ("PROBATION", "two")]
    ]
    return {"persons": lines(people), "registrations": lines(rows)}


def done(result: Result) -> str:
    """What a command printed that went well."""
    assert result.exit_code == 0, (result.output, result.stderr)
    return result.stdout


def new_head(ortaq: Ortaq, folder: Path, body: str) -> Path:
    """A head makes a key, and the operator writes the head down. Returns the file of the private key."""
    key, public = folder / f"{body}.pem", folder / f"{body}.pub.pem"
    public.write_text(done(ortaq("new-key", str(key), "--no-passphrase")))
    words = ("--unit", f"{CODES[body]}-{DISTRICT}", "--name", NAMES[body], "--rank", "майор")
    done(ortaq("head", "add", str(public), *words, "--since", "2025-01-01"))
    assert key.stat().st_mode & 0o077 == 0
    return key


def verified(act: Path, heads: Path) -> "subprocess.CompletedProcess[str]":
    """The verifier, without the hub."""
    words = [sys.executable, "-I", str(VERIFIER), str(act), str(heads)]
    environment = {**os.environ, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(words, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")


def test_a_whole_quarter(ortaq: Ortaq, tmp_path: Path) -> None:
    keys = {body: new_head(ortaq, tmp_path, body) for body in CODES}
    act_id, status, _ = done(ortaq("draw", DISTRICT, *YEAR, "--by", "PROBATION")).strip().split("\t")
    assert status == "DRAFT"
    for place, body in enumerate(CODES, 1):
        exported = done(ortaq("export", act_id))
        signed = ortaq("sign", "-", "--key", str(keys[body]), input=exported)
        assert "PROBATION\t2\t0\t2" in signed.stderr
        taken = done(ortaq("submit", "-", input=done(signed)))
        assert taken == f"{act_id}\t{'SIGNED' if place == 3 else 'FROZEN'}\t{place}\n"
        again = ortaq("submit", "-", input=done(signed))
        assert again.exit_code == 1 and "ACT_SIGNED" in again.output
    assert done(ortaq("list")) == f"{act_id}\t{DISTRICT}\t2025-1\tSIGNED\t3/3\n"
    assert done(ortaq("verify", act_id)) == f"{act_id}\tSIGNED\twhole, 3 of 3 have signed\n"
    shown = done(ortaq("show", act_id, "--differences"))
    assert shown.splitlines()[:4] == [
        *("row\tPROBATION\t2\t0\t2", "row\tPUBLIC_SECURITY\t1\t0\t1", "row\tANALYTICS\t1\t0\t1", "differences\t4")
    ]
    assert shown.count("\tPUT_ON\t") == shown.count("\tSTANDING\t") == 2 and "Ұлан" not in shown
    frozen = ortaq("draw", DISTRICT, *YEAR, "--by", "ANALYTICS")
    assert frozen.exit_code == 1 and "ACT_FROZEN" in frozen.output
    all_signed = ortaq("sign", "-", "--key", str(keys["PROBATION"]), input=done(ortaq("export", act_id)))
    assert all_signed.exit_code == 1 and "all heads" in all_signed.output


def test_the_act_is_verified_without_the_hub(ortaq: Ortaq, tmp_path: Path) -> None:
    keys = {body: new_head(ortaq, tmp_path, body) for body in CODES}
    act_id = done(ortaq("draw", DISTRICT, *YEAR, "--by", "PROBATION")).partition("\t")[0]
    act, heads = tmp_path / "act.json", tmp_path / "heads.json"
    heads.write_text(done(ortaq("head", "list")), encoding="utf-8")
    for expected, body in zip((2, 2, 0), CODES, strict=True):
        signed = ortaq("sign", "-", "--key", str(keys[body]), input=done(ortaq("export", act_id)))
        done(ortaq("submit", "-", input=done(signed)))
        done(ortaq("export", act_id, "--out", str(act)))
        said = verified(act, heads)
        assert said.returncode == expected and f"майор {NAMES[body]}" in said.stdout, said.stderr
    whole = json.loads(act.read_text(encoding="utf-8"))
    for name, change in FORGED.items():
        forged = json.loads(json.dumps(whole))
        change(forged)
        act.write_text(json.dumps(forged), encoding="utf-8")
        said = verified(act, heads)
        assert said.returncode == 1 and "not valid" in said.stderr, name
        known = ortaq("sign", str(act), "--key", str(keys["PROBATION"]))
        assert known.exit_code == 1, name


def _content(file: dict[str, str]) -> None:
    file["content"] = file["content"].replace('"standing":2', '"standing":1')


def _swapped(file: dict[str, list[object]]) -> None:
    first, second, third = file["signatures"]
    file["signatures"] = [second, first, third]


def _renamed(file: dict[str, list[dict[str, str]]]) -> None:
    file["signatures"][0]["name"] = "Басқа"


def _redated(file: dict[str, list[dict[str, str]]]) -> None:
    file["signatures"][2]["signedOn"] = "2025-05-05"


def _without_the_first(file: dict[str, list[object]]) -> None:
    del file["signatures"][0]


FORGED: dict[str, Callable[..., None]] = {
    "content": _content,
    "order": _swapped,
    "name": _renamed,
    "day": _redated,
    "a signature left out": _without_the_first,
}


def test_what_was_changed_in_the_graph_is_found(ortaq: Ortaq, empty_graph: Graph) -> None:
    act_id = done(ortaq("draw", DISTRICT, *YEAR, "--by", "PROBATION")).partition("\t")[0]
    changes = {
        "rows": "MATCH (n:ReconciliationTotal {place: 1}) SET n.standing = n.standing + 1",
        "differences": "MATCH (n:ReconciliationFinding {place: 1}) SET n.status = 'CLOSED'",
        "content": "MATCH (n:ReconciliationAct) SET n.digest = 'x'",
    }
    done(ortaq("verify", act_id))
    for name, text in changes.items():

        async def change(work: UnitOfWork, text: str = text) -> None:
            await work.rows(text)

        empty_graph.run(commit(empty_graph.store, change))
        said = ortaq("verify", act_id)
        assert said.exit_code == 1 and name in said.output
    assert ortaq("verify", "rca_nothing").exit_code == 1


def test_other_registers_are_compared_by_the_same_code(ortaq: Ortaq) -> None:
    shown = done(ortaq("compare", "PROBATION_CHECK", DISTRICT, *YEAR))
    assert shown.splitlines()[:2] == ["row\tPROBATION\t2\t0\t2", "row\tANALYTICS\t1\t0\t1"]
    assert shown.count("difference\t") == 2
    for kind in ("NOT_ARRIVED", "MINORS"):
        assert "difference" not in done(ortaq("compare", kind, DISTRICT, *YEAR))
    assert done(ortaq("list")) == ""
    running = ortaq("compare", "MINORS", DISTRICT, "--year", "2999", "--quarter", "1")
    assert running.exit_code == 1 and "ACT_PERIOD" in running.output
    assert ortaq("compare", "MINORS", "750000000", *YEAR).exit_code == 1
    assert ortaq("compare", "NOTHING", DISTRICT, *YEAR).exit_code == 2


def test_keys_are_asked_for_a_passphrase_and_never_replaced(ortaq: Ortaq, tmp_path: Path) -> None:
    key = tmp_path / "head.pem"
    public = done(ortaq("new-key", str(key), input="сөз\nсөз\n"))
    assert "PUBLIC KEY" in public and b"ENCRYPTED" in key.read_bytes()
    assert ortaq("new-key", str(key), "--no-passphrase").exit_code == 1
    act_id = done(ortaq("draw", DISTRICT, *YEAR, "--by", "PROBATION")).partition("\t")[0]
    act = tmp_path / "act.json"
    done(ortaq("export", act_id, "--out", str(act)))
    assert "signature" in done(ortaq("sign", str(act), "--key", str(key), input="сөз\n"))
    assert ortaq("sign", str(act), "--key", str(key), input="басқа\n").exit_code == 1


def test_every_command_explains_itself(ortaq: Ortaq) -> None:
    names = ("draw", "list", "show", "compare", "verify", "export", "sign", "submit", "new-key", "head")
    for name in names:
        shown = ortaq(name, "--help")
        assert shown.exit_code == 0 and len(shown.output) > 100
    for name in ("add", "list", "end"):
        assert ortaq("head", name, "--help").exit_code == 0
