"""NDJSON: an object a line."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.feed import WireFormat
from adapters.formats.raw import DEEPEST, LONGEST_RECORD, ORIGINAL_BYTES
from tests.formats.steps import megabytes_for, outcome, read_all

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


def _within(levels: int) -> bytes:
    return b'{"a":' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


@given(st.lists(st.dictionaries(_TEXTS, _VALUES, max_size=5), max_size=5), st.sampled_from([None, 1]))
def test_what_is_written_is_read(records: list[dict[str, Any]], indent: int | None) -> None:
    written = [json.dumps(record, separators=(" ,", "\t: ") if indent else None).encode() for record in records]
    raws = read_all(WireFormat.NDJSON, b"\r\n".join(written))
    assert outcome(raws) == list(enumerate(records, 1))
    assert [raw.original for raw in raws] == written
    assert all(raw.whole for raw in raws)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"a":"\xff"}', "NOT_UTF8"),
        (b'{"a":1', "NOT_JSON"),
        (b'{"a":NaN}', "NOT_JSON"),
        (b'{"a":1e999}', "NOT_JSON"),
        (b'{"a":"\\ud800"}', "NOT_JSON"),
        (b'{"a":1} {"a":2}', "NOT_JSON"),
        (b'{"a":"\0"}', "NOT_JSON"),
        (b"[]", "NOT_AN_OBJECT"),
        (b"1", "NOT_AN_OBJECT"),
        (b'{"a":1,"a":1}', "DUPLICATE_NAME"),
        (b'{"a":1,"\\u0061":2}', "DUPLICATE_NAME"),
        (b'{"a" :1, "a"\t:2}', "DUPLICATE_NAME"),
        (b'{"a":[{"b":{"c":1,"c":2}}]}', "DUPLICATE_NAME"),
        (b'{"a":"\\u0022:","a" :1}', "DUPLICATE_NAME"),
        (b'{"b":"\\":","a":1,"a":' + b"9" * 300 + b"}", "DUPLICATE_NAME"),
        (_within(DEEPEST + 1), "TOO_DEEP"),
        (_within(900), "TOO_DEEP"),
        (_within(100_000), "TOO_DEEP"),
        (b'{"a":"' + b"x" * LONGEST_RECORD + b'"}', "TOO_LONG"),
    ],
)
def test_a_broken_line_is_refused_and_the_others_come_in(line: bytes, problem: str) -> None:
    raws = read_all(WireFormat.NDJSON, b'{"a":1}\n' + line + b'\n\n  \n{"a":2}')
    assert outcome(raws) == [(1, {"a": 1}), (2, problem), (5, {"a": 2})]
    assert raws[1].original == line[:ORIGINAL_BYTES]
    assert raws[1].whole == (len(line) <= ORIGINAL_BYTES)


def test_colons_and_quotes_in_texts_are_no_names() -> None:
    record = {"a": '":":"', "b": "x : y", "c": {"d": ['":', "12:30"]}}
    assert outcome(read_all(WireFormat.NDJSON, orjson.dumps(record))) == [(1, record)]


def test_the_byte_order_mark_is_no_part_of_the_first_record() -> None:
    assert outcome(read_all(WireFormat.NDJSON, b'\xef\xbb\xbf{"a":1}\n')) == [(1, {"a": 1})]


def test_nothing_is_no_record() -> None:
    assert read_all(WireFormat.NDJSON, b"") == read_all(WireFormat.NDJSON, b"\xef\xbb\xbf\n\r\n") == []


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize(("longer", "problem"), [(0, ""), (1, "TOO_LONG"), (2, "TOO_LONG"), (3, "TOO_LONG")])
def test_the_longest_line_is_read_and_one_longer_is_not(longer: int, problem: str, end: bytes) -> None:
    line = b'{"a":"' + b"x" * (LONGEST_RECORD - 8 + longer) + b'"}'
    raws = read_all(WireFormat.NDJSON, line + end + (b'{"a":1}' if end else b""))
    assert [raw.problem for raw in raws] == [problem, *([""] if end else [])]
    assert raws[0].original == line[:ORIGINAL_BYTES] and not raws[0].whole


@pytest.mark.parametrize(
    ("payload", "problems"),
    [("a line of 100 MB", {"TOO_LONG": 1, "": 1}), ("many lines", {"": 100_000})],
)
def test_memory_is_bounded(payload: str, problems: dict[str, int]) -> None:
    grown, found = megabytes_for(payload)
    assert found == problems
    assert grown < 20
