"""Every feed is declared in full, and what its records stand for is something that the graph has."""

import tomllib
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from adapters.feeds.feed import Feed, RefusedError, Sender, WireFormat
from adapters.systems import FEEDS, SYSTEMS, DuplicateFeedError, registry
from tests.support.sizes import RECORDS, SEED
from tests.systems.checker import faults, referred
from tests.systems.minimal import MINIMAL, minimal, sender_of
from tests.systems.strategies import records

ROOT = Path(__file__).parents[2]
NORMS = set(tomllib.loads((ROOT / "security/norms.toml").read_text("utf-8"))["norms"])
AGENCIES = set(tomllib.loads((ROOT / "synthetic/draws/agencies.toml").read_text("utf-8"))["central"])
TABLES = {WireFormat.CSV, WireFormat.XLSX}

each_feed = pytest.mark.parametrize("feed", FEEDS.values(), ids=lambda feed: feed.name)


def test_there_are_fifteen_systems_and_their_feeds() -> None:
    assert len(SYSTEMS) == 15
    assert set(FEEDS) == set(MINIMAL)


def test_a_duplicated_name_stops_the_import() -> None:
    with pytest.raises(DuplicateFeedError):
        registry((SYSTEMS[0], SYSTEMS[0]))


@each_feed
def test_norms_and_system_are_known(feed: Feed) -> None:
    assert feed.norms
    assert set(feed.norms) <= NORMS
    assert feed.system in AGENCIES | {"PROB", "CRISIS", "NGO", "MIGRATION"}


@each_feed
def test_every_field_says_what_it_means(feed: Feed) -> None:
    for model in _models(feed.wire):
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"


@each_feed
def test_a_table_holds_no_lists(feed: Feed) -> None:
    listed = any(_is_list(f.annotation) for model in _models(feed.wire) for f in model.model_fields.values())
    assert not (listed and TABLES & set(feed.formats))


@each_feed
def test_the_least_record_stands_for_what_the_graph_has(feed: Feed) -> None:
    content = feed.mapped(feed.wire.model_validate(minimal(feed.name)), sender_of(feed))
    assert content.facts or content.updates
    assert faults(content) == []


@each_feed
def test_unknown_names_are_refused(feed: Feed) -> None:
    with pytest.raises(ValidationError):
        feed.wire.model_validate(minimal(feed.name, nickname="x"))
    for name, value in MINIMAL[feed.name].items():
        if isinstance(value, dict):
            with pytest.raises(ValidationError):
                feed.wire.model_validate(minimal(feed.name, **{name: {**value, "nickname": "x"}}))


@each_feed
def test_every_required_field_is_in_the_least_record_and_needed(feed: Feed) -> None:
    for name in minimal(feed.name):
        lacking = {key: value for key, value in minimal(feed.name).items() if key != name}
        with pytest.raises(ValidationError):
            feed.wire.model_validate(lacking)


@pytest.mark.parametrize("feed", [f for f in FEEDS.values() if f.shared], ids=lambda feed: feed.name)
def test_a_shared_feed_needs_a_body_of_its_kind(feed: Feed) -> None:
    wire = feed.wire.model_validate(minimal(feed.name))
    for unit in (None, "unt_of_the_police", "none"):
        with pytest.raises(RefusedError, match="SENDER_WITHOUT_UNIT"):
            feed.mapped(wire, Sender(feed.system, unit))


@each_feed
@seed(SEED)
@settings(
    max_examples=RECORDS,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(st.data())
def test_what_the_wire_accepts_is_mapped_or_refused(feed: Feed, data: st.DataObject) -> None:
    drawn = data.draw(records(feed.wire))
    try:
        wire = feed.wire.model_validate(drawn)
    except ValidationError:
        assume(False)
    try:
        content = feed.mapped(wire, sender_of(feed))
    except RefusedError:
        return
    assert [fault for fault in faults(content) if "identification number" not in fault] == []


def test_no_two_feeds_of_a_system_make_one_record() -> None:
    made: dict[tuple[str, str, str], str] = {}
    for feed in FEEDS.values():
        content = feed.mapped(feed.wire.model_validate(minimal(feed.name)), sender_of(feed))
        for fact in content.facts:
            key = (feed.system, fact.entity, fact.key)
            assert made.setdefault(key, feed.name) == feed.name or feed.shared


def test_what_is_referred_to_is_sent_by_some_feed() -> None:
    sent = set()
    wanted = set()
    for feed in FEEDS.values():
        content = feed.mapped(feed.wire.model_validate(minimal(feed.name)), sender_of(feed))
        sent |= {(feed.system, fact.entity, fact.key) for fact in content.facts}
        wanted |= {(each.system, each.entity, each.key) for each in referred(content)}
    assert wanted <= sent


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    found = [model]
    for field in model.model_fields.values():
        for each in _parts(field.annotation):
            if isinstance(each, type) and issubclass(each, BaseModel):
                found += _models(each)
    return found


def _parts(annotation: Any) -> list[Any]:
    inner = [part for each in get_args(annotation) if each is not NoneType for part in _parts(each)]
    return [annotation, *inner]


def _is_list(annotation: Any) -> bool:
    options = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    return any(get_origin(option) is list for option in options)
