"""docs/reconciliation.md says what is so: commands, questions, codes, names."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate
from typer.testing import CliRunner

from hub.cli.main import app
from prevention.reconciliation.form import LANGUAGES
from prevention.reconciliation.kinds import KINDS
from prevention.reconciliation.render import FORMATS
from resolvers.errors import CATALOGUE
from schema.api.graphql_schema import graphql_schema

TEXT = (Path(__file__).parents[2] / "docs" / "reconciliation.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```graphql\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = sorted(set(re.findall(r"ortaq reconciliation (?!signature )((?:head )?[a-z-]+)([^\n]*)", TEXT)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_are_of_the_schema(question: str) -> None:
    assert validate(graphql_schema(), parse(question)) == []


@pytest.mark.parametrize(("words", "rest"), COMMANDS)
def test_commands_and_options_are_there(words: str, rest: str) -> None:
    shown = CliRunner().invoke(app, ["reconciliation", *words.split(), "--help"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    for option in re.findall(r"(--[a-z-]+)", rest.partition("#")[0]):
        assert option in shown.output


def test_codes_kinds_and_formats_are_those_of_the_hub() -> None:
    codes = set(re.findall(r"`((?:ACT|SIGNATURE|SIGNER)_[A-Z_]+)`", TEXT))
    assert codes == {code for code in CATALOGUE if re.match("(ACT|SIGNATURE|SIGNER)_", code)}
    for kind in KINDS.values():
        assert f"`{kind.name}`" in TEXT and kind.norm in TEXT
    for name in (*FORMATS, *LANGUAGES, "json"):
        assert f"`{name}`" in TEXT
