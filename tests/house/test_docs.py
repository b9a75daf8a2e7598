"""The documents say what is so: made ones are up to date, examples are answered, commands exist."""

import json
import re
import tomllib
from pathlib import Path

from typer.testing import CliRunner

from hub.cli.main import app
from hub.made_up_country import DAY_VARIABLE
from hub.reports.data_dictionary import dictionary, error_catalogue
from hub.reports.mutation_page import work_page
from hub.server import QUESTION
from hub.settings import described
from tests.support.hubs import free_port, served

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


SHOWN_ON = "2026-12-01"
"""The day of the made-up country of which the README shows an answer."""

CURL = json.loads(re.findall(r" -d '(.*)'", README)[0])
"""What the README sends with curl."""


def test_dictionary_is_up_to_date() -> None:
    assert (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8") == dictionary()


def test_mutations_are_up_to_date() -> None:
    assert (ROOT / "docs" / "mutations.md").read_text(encoding="utf-8") == work_page()


def test_error_catalogue_is_up_to_date() -> None:
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == error_catalogue()


def test_readme_shows_the_question_that_the_hub_prints() -> None:
    assert _block("graphql").strip() == QUESTION


def test_readme_shows_the_real_answer(tmp_path: Path) -> None:
    with served(tmp_path, free_port(), 2000, {DAY_VARIABLE: SHOWN_ON}) as hub:
        answer = hub.ask(_block("graphql")).json()
        short = hub.ask(CURL["query"]).json()
    assert json.dumps(answer) == json.dumps(json.loads(_block("json")))
    assert short["data"]["persons"]["totalCount"] > 0 and "errors" not in short


def test_every_command_of_the_readme_explains_itself() -> None:
    named = set(re.findall(r"`ortaq ([a-z-]+)", README))
    assert named >= {"serve", "token", "population", "load", "load-plan", "settings", "sdl"}
    for command in named:
        shown = CliRunner().invoke(app, [command, "--help"])
        assert shown.exit_code == 0, command


def test_version_is_that_of_the_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    shown = CliRunner().invoke(app, ["--version"])
    assert (shown.exit_code, shown.output) == (0, f"ortaq {declared}\n")


def test_settings_lists_every_setting_with_a_meaning() -> None:
    shown = CliRunner().invoke(app, ["settings"]).output
    for name, _, meaning in described():
        assert name in shown and meaning and meaning in shown
    assert "PORT" in shown and "ORTAQ_HOME" in shown and "ORTAQ_GRAPH_URL" in shown
