"""CSV: a heading row and a record a row."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.feed import WireFormat
from adapters.formats import UnreadableError
from adapters.formats.raw import LONGEST_RECORD, ORIGINAL_BYTES
from tests.formats.steps import megabytes_for, outcome, read_all

_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8).filter(
    lambda text: not text.strip().startswith("=")
)


@given(
    st.lists(st.tuples(_CELLS, _CELLS), max_size=6),
    st.sampled_from([";", ",", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_is_written_is_read(rows: list[tuple[str, str]], delimiter: str, end: str, has_mark: bool) -> None:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b.c"), *rows])
    raws = read_all(WireFormat.CSV, written.getvalue().encode("utf-8-sig" if has_mark else "utf-8"))
    expected = []
    for first, second in rows:
        record = {"a": first.strip(), "b": {"c": second.strip()}}
        if not second.strip():
            del record["b"]
        if not first.strip():
            del record["a"]
        if record:
            expected.append(record)
    assert [raw.data for raw in raws] == expected


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"1", "WRONG_COLUMNS"),
        (b"1;2;3", "WRONG_COLUMNS"),
        (b"1;=1+1", "FORMULA"),
        (b'1;"=HYPERLINK(""x"")"', "FORMULA"),
        (b"1; =1", "FORMULA"),
        (b"1;\xcf\xf0\xe8", "NOT_UTF8"),
        (b"1;\0", "NUL_BYTE"),
        (b'1;x"y"', "BAD_QUOTES"),
        (b'1;"y" x', "BAD_QUOTES"),
        (b'1;"y', "BAD_QUOTES"),
        (b'1;y"', "BAD_QUOTES"),
        (b"1;y\rz", "BAD_QUOTES"),
        (b"1;" + b"y" * 200_000, "TOO_LONG"),
        (b"1;" + b"y" * LONGEST_RECORD, "TOO_LONG"),
    ],
)
def test_a_broken_row_is_refused_and_the_others_come_in(line: bytes, problem: str) -> None:
    raws = read_all(WireFormat.CSV, b'a;b\n1;"x"\n' + line + b'\n\n;\n2;"y"\n')
    assert outcome(raws) == [(2, {"a": "1", "b": "x"}), (3, problem), (6, {"a": "2", "b": "y"})]
    assert raws[1].original == line[:ORIGINAL_BYTES]
    assert raws[1].whole == (len(line) <= ORIGINAL_BYTES)


def test_a_quote_that_another_broken_one_closes_costs_only_their_lines() -> None:
    payload = b'a;b\n1;"x\n2;"good"\n3;"a ""good"" one"\n4;y"\n5;z\n'
    assert outcome(read_all(WireFormat.CSV, payload)) == [
        (2, "BAD_QUOTES"),
        (3, {"a": "2", "b": "good"}),
        (4, {"a": "3", "b": 'a "good" one'}),
        (5, "BAD_QUOTES"),
        (6, {"a": "5", "b": "z"}),
    ]


def test_a_record_over_several_lines_has_the_position_of_its_first() -> None:
    raws = read_all(WireFormat.CSV, b'a;b\r\n1;"x\r\n\r\ny"\r\n2;z\r\n')
    assert outcome(raws) == [(2, {"a": "1", "b": "x\r\n\r\ny"}), (5, {"a": "2", "b": "z"})]
    assert raws[0].original == b'1;"x\r\n\r\ny"'


def test_signs_before_a_number_are_data() -> None:
    assert outcome(read_all(WireFormat.CSV, b"a,b\n+77015550100,-1\n@x,1=1\n")) == [
        (2, {"a": "+77015550100", "b": "-1"}),
        (3, {"a": "@x", "b": "1=1"}),
    ]


def test_headings_are_mapped_and_nested_and_may_be_wrapped() -> None:
    columns = {"ЖСН": "person.iin", "Туған күні": "person.birthDate"}
    payload = '\n"ЖСН";"Туған\nкүні";person.kato;status;\n1;2;;4;\n1;2;3;4;5\n'.encode()
    assert outcome(read_all(WireFormat.CSV, payload, columns)) == [
        (4, {"person": {"iin": "1", "birthDate": "2"}, "status": "4"}),
        (5, "WRONG_COLUMNS"),
    ]


def test_commas_in_headings_do_not_part_where_semicolons_do() -> None:
    columns = {"Тегі, аты": "name"}
    assert outcome(read_all(WireFormat.CSV, "Тегі, аты;b;c\n1,5;2;3\n".encode(), columns)) == [
        (2, {"name": "1,5", "b": "2", "c": "3"})
    ]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "NO_HEADING"),
        (b"\n;;\n", "NO_HEADING"),
        (b"a;a\n", "HEADING_DOUBLED"),
        (b"a.b;c;a\n", "HEADING_DOUBLED"),
        (b"ID;id number\n", "HEADING_UNKNOWN"),
        (b"a;b..c\n", "HEADING_UNKNOWN"),
        (b".".join([b"a"] * 13) + b";b\n", "HEADING_UNKNOWN"),
        ("ЖСН;b\n".encode("cp1251"), "NOT_UTF8"),
        ("a;b\n".encode("utf-16"), "NUL_BYTE"),
        (b'a;"b\n1;2\n', "BAD_QUOTES"),
        (b"a;b\r1;2\r", "BAD_QUOTES"),
        (b"a;" * LONGEST_RECORD, "TOO_LONG"),
    ],
)
def test_without_a_heading_nothing_can_be_read(payload: bytes, code: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{code}$"):
        read_all(WireFormat.CSV, payload)


@pytest.mark.parametrize(
    ("payload", "problems", "most"),
    [
        ("a cell of 100 MB", {"TOO_LONG": 1, "": 1}, 20),
        ("a quote never closed", {"BAD_QUOTES": 1, "": 3001}, 20),
        ("quotes everywhere", {"BAD_QUOTES": 200_001, "": 1}, 100),
        ("many rows", {"": 70_000}, 20),
    ],
)
def test_memory_is_bounded(payload: str, problems: dict[str, int], most: int) -> None:
    grown, found = megabytes_for(payload)
    assert found == problems
    assert grown < most
