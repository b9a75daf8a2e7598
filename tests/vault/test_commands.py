"""``ortaq keys`` beside a hub that serves, and what the documents say of the vault."""

import re
from pathlib import Path

from typer.testing import CliRunner

from hub.cli.main import app
from schema.catalogue import CATALOGUE
from tests.support.hubs import command, copied, free_port, served

VAULT = (Path(__file__).parents[2] / "docs" / "vault.md").read_text(encoding="utf-8")


def test_keys_rotate_beside_a_serving_hub(demonstration: Path, tmp_path: Path) -> None:
    question = "query ($l: [IIN!]!) { lookup(iins: $l) { found } }"
    port = free_port()
    with served(copied(demonstration, tmp_path), port, 0) as hub:
        numbered = hub.ask("{ persons(first: 100) { nodes { iin } } }").json()["data"]["persons"]["nodes"]
        iins = [person["iin"] for person in numbered if person["iin"]]
        before = hub.ask(question, variables={"l": iins}).json()
        assert any(hit["found"] for hit in before["data"]["lookup"])
        rotated = command(tmp_path, port, "keys", "rotate")
        assert rotated.returncode == 0, rotated.stderr
        assert "Person: key 2 is current" in rotated.stdout and "retired: 1" in rotated.stdout
        assert hub.ask(question, variables={"l": iins}).json() == before
        assert command(tmp_path, port, "keys", "rewrap").returncode == 0
        (tmp_path / "keys" / "kek-1").unlink()
        assert hub.ask(question, variables={"l": iins}).json() == before
        listed = command(tmp_path, port, "keys", "list")
    assert listed.returncode == 0 and listed.stdout.count("file:kek-2") == len(CATALOGUE.sealed_entities)
    assert not any(iin in rotated.stdout + rotated.stderr + listed.stdout for iin in iins)
    (tmp_path / "keys" / "kek-2").unlink()
    lost = command(tmp_path, port, "keys", "list")
    assert lost.returncode != 0 and "file:kek-2" in lost.stderr and "Traceback" not in lost.stderr


def test_document_names_every_encrypted_field_and_command() -> None:
    for entity in CATALOGUE.sealed_entities:
        fields = ", ".join(f"`{field.name}`" for field in CATALOGUE.sealed(entity))
        assert f"| {entity.name} | {fields} |" in VAULT
    named = re.findall(
        r"^\| (?:Person|Document|SourceRecord|Quarantined|EnteredCard|NameForm) \|", VAULT, re.MULTILINE
    )
    assert len(named) == len(CATALOGUE.sealed_entities)
    for name in set(re.findall(r"`ortaq keys ([a-z]+)", VAULT)):
        assert CliRunner().invoke(app, ["keys", name, "--help"]).exit_code == 0, name
