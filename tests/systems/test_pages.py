"""The pages on feeds say what the declarations say."""

from pathlib import Path

import pytest

from adapters.systems import FEEDS, SYSTEMS
from adapters.systems.describe import feed_part, main
from hub.reports.feed_pages import write_pages

PAGES = Path(__file__).parents[2] / "docs/feeds"


def test_the_pages_and_samples_are_up_to_date(tmp_path: Path) -> None:
    """After a change of a declaration: ``python -m hub.reports.feed_pages docs/feeds``."""
    write_pages(tmp_path)
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(PAGES): path.read_bytes() for path in PAGES.rglob("*") if path.is_file()}
    assert sorted(written) == sorted(kept)
    assert [path for path in written if written[path] != kept[path]] == []
    assert len([path for path in kept if path.suffix == ".md"]) == len(SYSTEMS) + 1


@pytest.mark.parametrize("name", FEEDS)
def test_a_part_names_every_field_and_how_to_send(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    feed = FEEDS[name]
    main(name)
    printed = capsys.readouterr().out
    assert printed == feed_part(feed)
    for field in feed.wire.model_fields.values():
        assert f"`{field.alias}`" in printed or field.alias in ("recordId", "version", "changedAt")
    for word in (f"/feeds/{name}", "Authorization", "Idempotency-Key", "Ortaq-Purpose: FEED", *feed.norms):
        assert word in printed
    assert all(heading in printed for heading in feed.columns)
