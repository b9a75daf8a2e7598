"""Tables as people keep them: hidden sheets, noughts before numbers, real dates, Excel's own hints."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from pydantic import TypeAdapter, ValidationError

from adapters.delivery.map_record import message_of
from adapters.feeds.feed import Sender, WireFormat
from adapters.feeds.wire_types import Day, Line, Moment, Text
from adapters.formats import UnreadableError
from adapters.systems.juvenile_journal import SYSTEM, JournalWire
from security.vault.vault import Vault
from tests.formats.steps import outcome, read_all
from tests.support.engines import vault

Edit = Callable[[openpyxl.Workbook], None]
FEED = SYSTEM.feeds[0]
ENTRY = {
    "recordId": "1",
    "version": 1,
    "changedAt": "2026-11-20T06:00:00Z",
    "kind": "BY_MINOR",
    "number": "7",
    "happenedOn": "2023-06-15",
    "text": "Мәлімет түсті.",
    "minor": {"familyName": "Журналов", "birthDate": "2011-05-06"},
    "unit": "JI-5517",
}


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Keys alone."""
    return vault(tmp_path_factory.mktemp("vault"))


def _book(rows: list[tuple[Any, ...]], formats: dict[str, str] | None = None, edit: Edit | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append(cells)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    if edit is not None:
        edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _data(payload: bytes) -> list[Any]:
    return [data for _, data in outcome(read_all(WireFormat.XLSX, payload))]


@pytest.mark.parametrize("states", [("hidden",), ("veryHidden",), ("hidden", "veryHidden"), ("veryHidden",) * 3])
def test_the_first_sheet_that_is_shown_is_read(states: tuple[str, ...]) -> None:
    def hide(book: openpyxl.Workbook) -> None:
        for state in states:
            old = book.create_sheet(f"ескі {len(book.worksheets)}", 0)
            old.append(["a"])
            old.append(["old"])
            old.sheet_state = state

    assert _data(_book([("a",), ("new",)], edit=hide)) == [{"a": "new"}]


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (90506500012, "000000000000", "090506500012"),
        (506500012, "000000000000", "000506500012"),
        (90506500012, "000000\\ 000000", "090506500012"),
        (90506500012, '000000" "000000', "090506500012"),
        (90506500012, "[$-43F]000000000000", "090506500012"),
        (90506500012, "000000000000;@", "090506500012"),
        (123, "00000", "00123"),
        (850101300123, "000000000000", "850101300123"),
    ],
)
def test_a_number_holds_the_noughts_that_it_shows(number: int, code: str, shown: str) -> None:
    assert _data(_book([("a",), (number,)], {"A2": code})) == [{"a": shown}]


@pytest.mark.parametrize("code", ["0", "General", "#,##0", "0.00", "0%", "@"])
def test_a_number_that_shows_no_noughts_stays_a_number(code: str) -> None:
    assert _data(_book([("a",), (7,)], {"A2": code})) == [{"a": 7}]


@pytest.mark.parametrize(
    ("shown", "utc"),
    [
        (dt.datetime(2026, 11, 20, 11, 0), dt.datetime(2026, 11, 20, 6, 0)),
        (dt.datetime(2024, 3, 1, 0, 30), dt.datetime(2024, 2, 29, 19, 30)),
        (dt.datetime(2024, 2, 29, 12, 0), dt.datetime(2024, 2, 29, 6, 0)),
        (dt.datetime(2023, 6, 15, 23, 30), dt.datetime(2023, 6, 15, 17, 30)),
        (dt.datetime(2026, 11, 20), dt.datetime(2026, 11, 19, 19, 0)),
    ],
    ids=str,
)
def test_a_cell_with_a_date_and_time_is_kazakhstans(shown: dt.datetime, utc: dt.datetime) -> None:
    (record,) = _data(_book([("a",), (shown,)]))
    assert TypeAdapter(Moment).validate_python(record["a"]) == utc


def test_a_date_cell_is_a_day_and_no_text() -> None:
    (record,) = _data(_book([("a", "b"), (dt.datetime(2026, 11, 3), dt.time(9, 30))]))
    assert TypeAdapter(Day).validate_python(record["a"]) == dt.date(2026, 11, 3)
    for text in (Line, Text):
        for value in (*record.values(), dt.datetime(2026, 11, 3, 9, 30)):
            with pytest.raises(ValidationError):
                TypeAdapter(text).validate_python(value)
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python("2026-11-20")
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python("2026-11-20T11:00:00")


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        ("2023-06-15", "23:30", "2023-06-15T17:30:00"),
        ("2024-02-29", "12:00", "2024-02-29T06:00:00"),
        ("2024-03-01", "12:00", "2024-03-01T07:00:00"),
        ("2026-11-03", dt.time(0, 10), "2026-11-02T19:10:00"),
    ],
)
def test_the_journals_clock_is_almatys(day: str, clock: str | dt.time, utc: str) -> None:
    wire = JournalWire.model_validate({**ENTRY, "happenedOn": day, "happenedAt": clock})
    event = next(fact for fact in FEED.mapped(wire, Sender("MIA")).facts if fact.entity == "CaseEvent")
    assert event.values["at"] == dt.datetime.fromisoformat(utc)


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", "\ufeffsep=;", '"sep=;"', "sep=;;;"])
def test_excels_hint_is_no_heading(hint: str) -> None:
    payload = f"{hint}\r\na;b\r\n1;2,5\r\n".encode()
    assert [data for _, data in outcome(read_all(WireFormat.CSV, payload))] == [{"a": "1", "b": "2,5"}]


@pytest.mark.parametrize(("hint", "parting"), [(",", ","), ("\t", "\t")], ids=ascii)
def test_the_hint_says_how_rows_are_parted(hint: str, parting: str) -> None:
    payload = f"sep={hint}\na{parting}b\n1{parting}2;3;4\n".encode()
    assert [data for _, data in outcome(read_all(WireFormat.CSV, payload))] == [{"a": "1", "b": "2;3;4"}]


def test_a_hint_alone_is_no_table_and_elsewhere_it_is_a_value() -> None:
    with pytest.raises(UnreadableError, match="NO_HEADING"):
        read_all(WireFormat.CSV, b"sep=;\n")
    rows = outcome(read_all(WireFormat.CSV, b"a;b\nsep=;1\n"))
    assert [data for _, data in rows] == [{"a": "sep=", "b": "1"}]


@pytest.mark.parametrize("word", ["FALSE", "False", "false", "0", "ЛОЖЬ", "ЖАЛҒАН", " FALSE ", False])
def test_a_record_that_says_it_is_not_deleted_stands(word: str | bool, sealer: Vault) -> None:
    assert not message_of(FEED, Sender("MIA"), {**ENTRY, "deleted": word}, 1, sealer).deleted


@pytest.mark.parametrize("word", ["TRUE", "true", "1", "ИСТИНА", "АҚИҚАТ", True])
def test_a_record_that_says_it_is_deleted_goes(word: str | bool, sealer: Vault) -> None:
    gone = {name: ENTRY[name] for name in ("recordId", "version", "changedAt")}
    assert message_of(FEED, Sender("MIA"), {**gone, "deleted": word}, 1, sealer).deleted
