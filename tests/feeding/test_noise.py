"""Noise: whatever bytes come, counts add up; whatever a record holds, it is refused or fits into the graph."""

import copy
import io
import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from adapters.delivery.deliver import IngestContext
from adapters.delivery.map_record import HOLDS_NUMBER, INVALID, message_of
from adapters.delivery.receipts import Receipts
from adapters.feeds.feed import Feed, PersonCard, RefusedError, WireFormat
from adapters.systems import FEEDS
from graph.ingest.quarantine import refused_records
from security.vault.vault import Vault
from tests.conftest import Graph
from tests.support.books import SHEET, packed
from tests.support.engines import EMBEDDED, vault
from tests.support.feeding.graphs import emptied
from tests.support.feeding.payloads import KEY, delivered, payload
from tests.support.sizes import FUZZ, SEED
from tests.systems.minimal import minimal, sender_of

EXAMPLES = 12 * FUZZ
"""Examples of each form, and of each feed."""

PERSON = [str(field.alias) for field in PersonCard.model_fields.values()]


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """Keys alone."""
    return vault(tmp_path_factory.mktemp("vault"))


@pytest.fixture
def ingest(empty_graph: Graph, tmp_path: Path) -> IngestContext:
    """An empty graph."""
    empty_graph.run(emptied(empty_graph))
    return IngestContext(empty_graph.store, tmp_path, Receipts(KEY, "key"))


_MUTATED = {form: payload(form, range(1, 4)) for form in WireFormat}
_TOKENS = st.sampled_from(
    rb"""\u0000 " ' , ; { } [ ] < > & =1+1 <!-- ]]> <![CDATA[ &a; </record> <record> <row> <c> null true 1e999 -1
    99999999999999999999""".split()
    + b"\0 \xff \r \n \xef\xbb\xbf \xed\xa0\x80 PK\x01\x02 PK\x05\x06 \x1f\x8b".split(b" ")
)


@st.composite
def _mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """A payload in which some bytes are others, are gone, or are there twice."""
    made = content
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(made)))
        end = min(len(made), start + draw(st.integers(0, 40)))
        put = draw(st.one_of(_TOKENS, st.binary(max_size=8), st.just(made[start:end] * 2)))
        made = made[:start] + put + made[end:]
    return made


def _inside(content: bytes) -> st.SearchStrategy[bytes]:
    """A workbook that unpacks well, and whose sheet is mutated."""
    sheet = zipfile.ZipFile(io.BytesIO(content)).read(SHEET)
    return _mutated(sheet).map(lambda mutated: packed([mutated]))


def _payloads(form: WireFormat) -> st.SearchStrategy[bytes]:
    inside = [_inside(_MUTATED[form])] * 2 if form is WireFormat.XLSX else []
    return st.one_of(st.binary(max_size=200), _mutated(_MUTATED[form]), *inside, _mutated(_MUTATED[form]))


@pytest.mark.parametrize("form", list(WireFormat), ids=lambda form: form.name)
def test_no_bytes_make_a_delivery_fall(form: WireFormat, empty_graph: Graph, ingest: IngestContext) -> None:
    if empty_graph.engine != EMBEDDED:
        pytest.skip("what is read does not depend on the engine")
    tries = iter(range(10**9))

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_payloads(form))
    def delivers(content: bytes) -> None:
        batch = empty_graph.run(delivered(ingest, form, [content], f"{form.name} {next(tries)}"))
        counts = batch.counts
        assert batch.receipt is not None
        assert counts.received == counts.applied + counts.unchanged + counts.quarantined
        held = empty_graph.run(refused_records(ingest.store, batch=batch.id, limit=1_000))
        assert len(held) == batch.counts.quarantined
        assert all(each.code and each.position >= 0 for each in held)

    delivers()


_ODD = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=20),
        st.sampled_from(
            ["nan", "inf", "1e400", "0001-01-01", "9999-12-31T23:59:59-23:59", "24:00", "P1D", "1_0", "٣"]
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)


@pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)
@seed(SEED)
@settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_record_of_any_feed_is_a_message_or_is_refused(feed: Feed, data: st.DataObject, sealer: Vault) -> None:
    record = copy.deepcopy(minimal(feed.name))
    schema = feed.wire.model_json_schema()["properties"]
    for name in data.draw(st.lists(st.sampled_from(sorted({*schema, "deleted"})), min_size=1, max_size=3)):
        inner = record.get(name)
        if isinstance(inner, dict) and data.draw(st.booleans()):
            inner[data.draw(st.sampled_from(sorted({*inner, *PERSON})))] = data.draw(_ODD)
        else:
            record[name] = data.draw(_ODD)
    try:
        message = message_of(feed, sender_of(feed), record, 1, sealer)
    except RefusedError as error:
        assert error.code == HOLDS_NUMBER or error.code.startswith(INVALID)
        return
    for made in (*message.claims, *message.facts):
        assert all(_fits(value) for value in made.properties.values())
    assert all(_fits(value) for each in message.statements for value in each.properties.values())


def _fits(value: Any) -> bool:
    """Whether the graph can hold it."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return not isinstance(value, str) or (len(value.encode()) >= len(value) and "\0" not in value)
