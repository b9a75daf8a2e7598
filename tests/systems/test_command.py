"""``ortaq population`` writes feeds where it is told to."""

from pathlib import Path

from typer.testing import CliRunner

from adapters.systems import FEEDS
from hub.cli.main import app


def test_feeds_are_written_beside_the_hubs_own_records(tmp_path: Path) -> None:
    own, feeds = tmp_path / "own", tmp_path / "feeds"
    done = CliRunner().invoke(app, ["population", "--persons", "300", "--out", str(own), "--feeds", str(feeds)])
    assert done.exit_code == 0
    assert {path.stem for path in feeds.iterdir()} <= set(FEEDS)
    assert (own / "persons.ndjson").is_file()


def test_somewhere_has_to_be_named() -> None:
    assert CliRunner().invoke(app, ["population", "--persons", "10"]).exit_code == 2
