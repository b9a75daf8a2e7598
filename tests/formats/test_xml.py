"""XML: the elements of one name are the records."""

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.feed import WireFormat
from adapters.formats import UnreadableError
from adapters.formats.raw import LONGEST_RECORD, ORIGINAL_BYTES
from tests.formats.steps import megabytes_for, outcome, read_all

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=8)
_LAUGHS = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_REST = "<record><a>2</a></record></r>"


def _levels(count: int) -> str:
    return "".join(f"<n{n}>" for n in range(count)) + "x" + "".join(f"</n{n}>" for n in reversed(range(count)))


@given(st.lists(st.tuples(_TEXTS, _TEXTS), max_size=5), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_what_is_written_is_read(rows: list[tuple[str, str]], encoding: str) -> None:
    records = "".join(f"<record a={quoteattr(a)}><b><c>{escape(b)}</c></b></record>" for a, b in rows)
    raws = read_all(WireFormat.XML, f"<records>{records}</records>".encode(encoding))
    expected = []
    for a, b in rows:
        record: dict[str, object] = {"a": a.strip()} if a.strip() else {}
        expected.append(record | ({"b": {"c": b.strip()}} if b.strip() else {}))
    assert outcome(raws) == list(enumerate(expected, 1))


@pytest.mark.parametrize(
    ("record", "data"),
    [
        ("<record/>", {}),
        ("<record> <a> x </a><b/><c> </c></record>", {"a": "x"}),
        ("<record><a>1</a><a>2</a><b><c>3</c></b><b/></record>", {"a": ["1", "2"], "b": {"c": "3"}}),
        ('<record id="7"><p k="1"><v>2</v></p></record>', {"id": "7", "p": {"k": "1", "v": "2"}}),
        ('<x:record xmlns:x="urn:x" x:id="7"><x:a>1</x:a></x:record>', {"id": "7", "a": "1"}),
        ("<record><a><![CDATA[<&>]]></a><!-- no --><b>&lt;&#65;&amp;</b></record>", {"a": "<&>", "b": "<A&"}),
        (
            '<record xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a i:nil="true"/><b>1</b></record>',
            {"b": "1"},
        ),
        ("<record><record><a>1</a></record></record>", {"record": {"a": "1"}}),
        (f"<record>{_levels(12)}</record>", None),
    ],
)
def test_children_and_attributes_are_names(record: str, data: object) -> None:
    raws = read_all(WireFormat.XML, f"<r><head><a>0</a></head><in>{record}</in>{_REST}".encode())
    assert raws[0].problem == "" and raws[0].data is not None
    assert data is None or raws[0].data == data
    assert outcome(raws)[1:] == [(2, {"a": "2"})]


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("<record>text</record>", "NOT_AN_OBJECT"),
        ("<record><a>x<b>1</b></a></record>", "MIXED_CONTENT"),
        ("<record><b>1</b>x</record>", "MIXED_CONTENT"),
        ('<record><a lang="kk">x</a></record>', "MIXED_CONTENT"),
        ('<record a="1"><a>2</a></record>', "DUPLICATE_NAME"),
        ('<record xmlns:x="urn:x" a="1" x:a="2"/>', "DUPLICATE_NAME"),
        (f"<record>{_levels(13)}</record>", "TOO_DEEP"),
        ("<record>" + "".join(f"<a b{n}='1'/>" for n in range(1)) + "<a>&e;</a></record>", "ENTITY"),
        ("<record><a>&file;</a></record>", "ENTITY"),
        ('<record a="&e;"/>', "ENTITY"),
        ("<record " + " ".join(f"a{n}='1'" for n in range(300)) + "/>", "TOO_MANY_NAMES"),
        (f"<record><a>{'x' * LONGEST_RECORD}</a></record>", "TOO_LONG"),
        (f"<record>{'<a>x</a>' * (LONGEST_RECORD // 2)}</record>", "TOO_LONG"),
    ],
)
def test_a_broken_record_is_refused_and_the_others_come_in(record: str, problem: str) -> None:
    declared = '<!DOCTYPE r [<!ENTITY e "x"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    raws = read_all(WireFormat.XML, f"{declared}<r><record><a>1</a></record>{record}{_REST}".encode())
    assert outcome(raws) == [(1, {"a": "1"}), (2, problem), (3, {"a": "2"})]
    assert raws[1].original == record.encode()[:ORIGINAL_BYTES] or "xmlns" in record or "'" in record
    assert raws[1].whole == (len(raws[1].original) < ORIGINAL_BYTES)


@pytest.mark.parametrize(
    "rest",
    [
        "<record><a>2</b></record></r>",
        "<record><a>2",
        "</x>",
        "<record><a>&undeclared;</a></record></r>",
        "<record><a>&#0;</a></record></r>",
        "</r><r/>",
        "<record>" + "<a>" * 300,
    ],
)
def test_where_the_document_breaks_the_rest_is_one_record(rest: str) -> None:
    raws = read_all(WireFormat.XML, f"<r><record><a>1</a></record>{rest}".encode())
    assert outcome(raws) == [(1, {"a": "1"}), (2, "NOT_XML")]
    assert not raws[1].whole
    assert raws[1].original.startswith(b"<record>") == rest.startswith("<record>")


@pytest.mark.parametrize("use", ["<record><a>&a9;</a></record>", '<record a="&a9;"/>'])
def test_a_bomb_is_not_expanded(use: str) -> None:
    raws = read_all(WireFormat.XML, f"<!DOCTYPE r [{_LAUGHS}]><r><record><a>1</a></record>{use}{_REST}".encode())
    assert outcome(raws) == [(1, {"a": "1"}), (2, "NOT_XML")]
    assert b"lol" not in raws[1].original


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP", encoding="utf-8")
    document = f'<!DOCTYPE r [<!ENTITY e SYSTEM "{secret.as_uri()}">]><r><record><a>&e;</a></record></r>'
    raws = read_all(WireFormat.XML, document.encode())
    assert outcome(raws) == [(1, "ENTITY")]
    assert b"TOP" not in raws[0].original


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "NOT_XML"),
        ("text", "NOT_XML"),
        ("<!-- -->", "NOT_XML"),
        ('<?xml version="1.0" encoding="no-such"?><r/>', "NOT_XML"),
        ('<!DOCTYPE r SYSTEM "file:///r.dtd"><r/>', "EXTERNAL_DTD"),
        ('<!DOCTYPE r PUBLIC "r" "http://127.0.0.1/r.dtd"><r/>', "EXTERNAL_DTD"),
        ('<!DOCTYPE r [<!ENTITY % p "">%p;]><r><record a="1&u;2"/></r>', "EXTERNAL_DTD"),
    ],
)
def test_what_is_no_document_cannot_be_read(document: str, code: str) -> None:
    with pytest.raises(UnreadableError, match=f"^{code}$"):
        read_all(WireFormat.XML, document.encode())


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-16", "utf-8", "iso-8859-5"])
def test_declared_encodings_are_read(encoding: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><r><record><a>Иван</a></record></r>'
    raws = read_all(WireFormat.XML, document.encode(encoding))
    assert outcome(raws) == [(1, {"a": "Иван"})]
    assert raws[0].original == "<record><a>Иван</a></record>".encode()


def test_an_instruction_among_the_records_ends_the_reading() -> None:
    assert outcome(read_all(WireFormat.XML, b"<?a?><r><record/><record><?b c?></record></r>")) == [
        (1, {}),
        (2, "INSTRUCTION"),
    ]


@pytest.mark.parametrize(
    ("payload", "problems", "most"),
    [
        ("many elements", {"": 70_000}, 20),
        ("an element of many", {"TOO_LONG": 1, "": 1}, 100),
        ("other elements", {"": 1}, 20),
        ("a text of 100 MB", {"": 1, "TOO_LONG": 1}, 20),
        ("a tag of 100 MB", {"": 1, "TOO_LONG": 1}, 20),
        ("a comment of 100 MB", {"": 1, "TOO_LONG": 1}, 20),
        ("many comments", {"": 2}, 20),
        ("a prolog of 100 MB", {"NOT_XML": 1}, 20),
        ("many names", {"": 1, "TOO_MANY_NAMES": 1}, 20),
    ],
)
def test_memory_is_bounded(payload: str, problems: dict[str, int], most: int) -> None:
    grown, found = megabytes_for(payload)
    assert found == problems
    assert grown < most
