"""What docs/deliveries.md tells an engineer is so: commands run, errors are those, receipts verify offline."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from graphql import parse, validate
from typer.testing import CliRunner

from hub.cli.main import app
from resolvers.errors import CATALOGUE
from schema.api.graphql_schema import graphql_schema
from tests.support.hubs import ORTAQ, command, copied, environment, free_port, served

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "deliveries.md").read_text(encoding="utf-8")
VERIFY = ROOT / "docs" / "verify_receipt.py"
SAMPLE = ROOT / "docs" / "feeds" / "samples" / "probation-register.ndjson"


def blocks(language: str) -> list[str]:
    """The blocks of code in a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_way_in_as_the_page_shows_it(demonstration: Path, tmp_path: Path) -> None:
    with served(copied(demonstration, tmp_path / "home"), free_port(), 0) as hub:
        variables = {
            **environment(tmp_path / "home", free_port()),
            "HUB": hub.url,
            "PATH": f"{ORTAQ.parent}:/usr/local/bin:/usr/bin:/bin",
        }
        token, send, look, verify = blocks("bash")

        def run(*script: str) -> "subprocess.CompletedProcess[str]":
            return subprocess.run(
                ["bash", "-ec", "\n".join(script)],
                env=variables,
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=120,
                check=True,
            )

        sent = json.loads(run(token, send).stdout)
        shown = json.loads(blocks("json")[0])
        assert {**shown, "delivery": sent["delivery"], "receipt": sent["receipt"]} == sent
        assert shown["received"] > 0
        assert sent["received"] == sent["applied"] + sent["unchanged"] + sent["quarantined"]
        assert json.loads(run(token, look).stdout) == sent
        (tmp_path / "receipt.txt").write_text(sent["receipt"], "ascii")
        run(verify.splitlines()[0].replace("keys.json", str(tmp_path / "keys.json")))
        home = tmp_path / "home"
        listed = command(home, free_port(), "receipts", "list").stdout.splitlines()
        assert [line.split("\t")[0] for line in listed] == [sent["delivery"]]
        assert listed[0].split("\t")[3:] == ["done", *(str(sent[name]) for name in COUNTS)]
        held = command(home, free_port(), "quarantine", "list", "--delivery", sent["delivery"]).stdout.splitlines()
        assert len(held) == sent["quarantined"] and all(len(line.split("\t")) == 7 for line in held)
    assert verified(tmp_path, SAMPLE, "application/x-ndjson") == 0
    assert verified(tmp_path) == 0
    assert verified(tmp_path, SAMPLE, "text/csv") == 1
    assert verified(tmp_path, SAMPLE.with_name("probation-cases.ndjson"), "application/x-ndjson") == 1
    head, body, signature = sent["receipt"].split(".")
    (tmp_path / "receipt.txt").write_text(f"{head}.{body[:-3]}{body[-3:][::-1]}.{signature}", "ascii")
    assert verified(tmp_path) == 1
    heart: dict[str, object] = {}
    exec(blocks("python")[0], heart)
    read = heart["read"]
    assert callable(read)
    said = read(sent["receipt"], json.loads((tmp_path / "keys.json").read_text("utf-8")))
    assert [said[name] for name in COUNTS] == [sent[name] for name in COUNTS]
    assert set(said) <= set(re.findall(r"`(\w+)`", PAGE))


COUNTS = ("received", "applied", "unchanged", "quarantined")


def verified(folder: Path, *payload: Path | str) -> int:
    """With what the page's verifier ends."""
    words = [sys.executable, str(VERIFY), str(folder / "receipt.txt"), str(folder / "keys.json")]
    done = subprocess.run([*words, *map(str, payload)], capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
    return done.returncode


def test_errors_have_the_status_that_the_page_says() -> None:
    said = re.findall(r"\b(4\d\d) `([A-Z_]+)`", PAGE)
    assert len(said) == 9
    for status, code in said:
        assert CATALOGUE[code].status == int(status), code


def test_reasons_are_those_that_the_code_gives() -> None:
    table = PAGE.partition("| reason |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([A-Z][A-Z_0-9]+)(?:: …)?`", table))
    sources = "".join(
        path.read_text("utf-8") for room in ("adapters", "graph") for path in (ROOT / room).rglob("*.py")
    )
    assert len(named) > 20
    for reason in named:
        assert f'"{reason}"' in sources, reason


@pytest.mark.parametrize("text", blocks("graphql"))
def test_documents_are_valid(text: str) -> None:
    assert validate(graphql_schema(), parse(text)) == []


def test_commands_explain_themselves() -> None:
    words = {tuple(found) for found in re.findall(r"^    ortaq ([a-z]+) ([a-z]+)", PAGE, re.MULTILINE)}
    assert len(words) == 11
    for group, name in words:
        shown = CliRunner().invoke(app, [group, name, "--help"])
        assert shown.exit_code == 0, (group, name)


def test_the_verifier_needs_nothing_of_the_hub() -> None:
    own = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["packages"]
    assert not re.search(rf"^(from|import) ({'|'.join(own)})\b", VERIFY.read_text("utf-8"), re.MULTILINE)
