"""What is asked of the log."""

import asyncio
from pathlib import Path

import pytest

from security.audit.log import open_log
from security.audit.reading import (
    Span,
    due_on,
    entries,
    extract,
    norms_used,
    readers_of,
    readings_by,
    unreviewed,
)
from tests.audit.logs import entry, written


def test_what_is_asked_of_a_stretch_of_time(tmp_path: Path) -> None:
    written(tmp_path, (10,), seconds=3600)
    span = Span("2026-06-30T12:00:00.000Z", "2026-06-30T14:00:00.000Z")
    assert [each.place for each in entries(tmp_path, span)] == ["w001/3", "w001/4"]
    assert [each.place for each in readings_by(tmp_path, "i/s", span)] == ["w001/3", "w001/4"]
    assert [each.place for each in readers_of(tmp_path, "per_2", span)] == ["w001/3"]
    assert not list(readers_of(tmp_path, "per_5", span)) and not list(extract(tmp_path, "per_5", span))
    assert norms_used(tmp_path, span) == {"517-8.1": 2}


def test_whoever_read_cannot_review(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            place = await log.append(entry(1, kind="emergency"))
            await log.append(entry(2, kind="reviewed", reviews=place))

    asyncio.run(work())
    assert [each.reading.place for each in unreviewed(tmp_path)] == ["w001/1"]


def test_what_is_asked_of_the_log(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await log.append(entry(1, persons=("per_a", "per_b"), norms=("89-3",)))
            await log.append(entry(2, persons=("per_b",)))
            first = await log.append(entry(3, kind="emergency", persons=("per_c",)))
            await log.append(entry(4, kind="emergency", persons=("per_d",)))
            await log.append(entry(5, kind="reviewed", caller="i/auditor", persons=(), norms=(), reviews=first))

    asyncio.run(work())
    assert [each.place for each in readers_of(tmp_path, "per_b")] == ["w001/1", "w001/2"]
    assert len(list(readings_by(tmp_path, "i/s"))) == 4
    assert norms_used(tmp_path) == {"517-8.1": 3, "89-3": 1}
    assert [each.reading.place for each in unreviewed(tmp_path)] == ["w001/4"]
    [one, _] = extract(tmp_path, "per_b")
    assert "per_a" not in str(one) and "i/s" not in str(one)


@pytest.mark.parametrize(
    ("time", "due"),
    [
        ("2026-11-19T05:00:00.000Z", "2026-11-20"),  # Thursday: Friday
        ("2026-11-20T05:00:00.000Z", "2026-11-23"),  # Friday: Monday
        ("2026-11-19T20:30:00.000Z", "2026-11-23"),  # already Friday in Kazakhstan
        ("2026-12-15T05:00:00.000Z", "2026-12-17"),  # before Independence Day
    ],
)
def test_a_review_is_due_the_next_working_day(time: str, due: str) -> None:
    assert due_on(time).isoformat() == due
