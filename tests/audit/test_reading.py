"""What is asked of the log."""

import asyncio
from pathlib import Path

import pytest

from security.audit.log import open_log
from security.audit.query import Span, TooLongError, due_on, entries, extract, norms_used, readings, unreviewed
from tests.audit.logs import entry, written


def test_what_is_asked_of_a_stretch_of_time(tmp_path: Path) -> None:
    written(tmp_path, (10,), seconds=3600)
    span = Span("2026-06-30T12:00:00.000Z", "2026-06-30T14:00:00.000Z")
    assert [each.place for each in entries(tmp_path, span)] == ["w001/3", "w001/4"]
    assert [each.place for each in readings(tmp_path, span, caller="i/s")] == ["w001/3", "w001/4"]
    assert [each.place for each in readings(tmp_path, span, person="per_2")] == ["w001/3"]
    assert not list(readings(tmp_path, span, person="per_5")) and not list(extract(tmp_path, "per_5", span))
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
    assert [each.place for each in readings(tmp_path, person="per_b")] == ["w001/1", "w001/2"]
    assert len(list(readings(tmp_path, caller="i/s"))) == 4
    assert norms_used(tmp_path) == {"517-8.1": 3, "89-3": 1}
    assert [each.reading.place for each in unreviewed(tmp_path)] == ["w001/4"]
    [one, _] = extract(tmp_path, "per_b")
    assert "per_a" not in str(one) and "i/s" not in str(one)


def test_streams_are_told_in_the_order_of_time_and_gone_on_with_where_one_stopped(tmp_path: Path) -> None:
    """Two processes that answered in turns; whoever reads on is told of everything once."""

    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as one, open_log(tmp_path, tmp_path / "keys") as other:
            for number in range(40):
                await (one, other)[number % 3 == 0].append(entry(number))

    asyncio.run(work())
    whole = list(entries(tmp_path))
    assert [each.time for each in whole] == sorted(each.time for each in whole)
    assert len({each.place for each in whole}) == 40
    for stop in range(41):
        read = {each.entry["stream"]: each.entry["number"] for each in whole[:stop]}
        assert list(entries(tmp_path, Span(after=read))) == whole[stop:]
        assert list(entries(tmp_path, Span(since=whole[min(stop, 39)].time))) == whole[min(stop, 39) :]


def test_a_caller_whose_name_needs_an_escape_is_found(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await log.append(entry(1, caller='i/"s\\'))

    asyncio.run(work())
    assert len(list(readings(tmp_path, caller='i/"s\\'))) == 1


def test_reading_ends_when_its_time_is_up(tmp_path: Path) -> None:
    written(tmp_path, (10,))
    with pytest.raises(TooLongError):
        list(entries(tmp_path, seconds=-1))


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
