"""From a record on the wire to a message for the graph: validated, mapped, and bound to its sender."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from adapters.feed import (
    Body,
    Content,
    Deletion,
    Fact,
    Feed,
    Known,
    Mention,
    Part,
    RefusedError,
    Sender,
    Target,
    Update,
    Who,
    Wire,
)
from adapters.identity_numbers import holds_iin
from graph.dialect import stored_name
from graph.feeding.messages import Message, Statement
from graph.ids import record_id
from graph.records import Record
from graph.sealing import Sealer
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.feeding import (
    CLOSED,
    CLOSED_CLASSES,
    CLOSED_PREFIX,
    CLOSED_SYSTEMS,
    PERSON_KEY,
    STATED_KATO,
    STATED_REGION,
)
from schema.model import Entity

INVALID = "INVALID"
HOLDS_NUMBER = "HOLDS_IDENTIFICATION_NUMBER"
DELETED = "deleted"
LANGUAGES = ("kk", "ru", "en")
_SOURCE = CATALOGUE.entity(SOURCE)
_PERSON = CATALOGUE.entity(SUBJECT)
_REGION = CATALOGUE.entity("Region")
_AGENCY = CATALOGUE.entity("Agency")
_STATED = ("iin", "familyName", "givenName", "patronymic", "birthDate", "sex", "citizenship", "phone", "workplace")


def message_of(feed: Feed, sender: Sender, data: Mapping[str, Any], position: int, sealer: Sealer) -> Message:
    """The message that ``data``, a record on the wire, is.

    Raises:
        RefusedError: the record is not what the feed declares. Holds no value of it.
    """
    wire = _validated(feed, data)
    texts = list(_texts(wire, ""))
    _refuse_numbers(texts)
    id = feed_record_id(feed, sender, wire.record_id)
    content = sealer.index(SOURCE, "content", hashlib.sha256(_canonical(wire)).hexdigest())
    if isinstance(wire, Deletion):
        return Message(id, position, wire.version, content, wire.changed_at, deleted=True)
    mapped = feed.mapped(wire, sender)
    binder = _Binder(feed.name, sender, wire, is_closed(sender, mapped))
    mentions = tuple(binder.mention(each) for each in mapped.mentions)
    facts = tuple(binder.fact(each) for each in mapped.facts)
    needs = tuple(_needs(mapped, binder, texts))
    statements = tuple(binder.statement(each) for each in mapped.updates)
    return Message(id, position, wire.version, content, wire.changed_at, False, mentions, facts, needs, statements)


def is_closed(sender: Sender, content: Content) -> bool:
    """Whether that a record speaks of somebody is itself a secret: it is of a shelter, a hospital, a victim."""
    kinds = {CATALOGUE.entity(fact.entity).access for fact in content.facts}
    return sender.system.partition(":")[0] in CLOSED_SYSTEMS or bool(kinds & CLOSED_CLASSES)


def feed_record_id(feed: Feed, sender: Sender, number: str) -> str:
    """The id under which the hub remembers a record of a feed."""
    digest = hashlib.blake2b(repr((sender.system, feed.name, number)).encode(), digest_size=16).hexdigest()
    return f"rec_{digest}"


def _validated(feed: Feed, data: Mapping[str, Any]) -> Wire:
    kind: type[Wire] = Deletion if data.get(DELETED) not in (None, False, "false", "0") else feed.wire
    if DELETED in data and kind is not Deletion:
        data = {name: value for name, value in data.items() if name != DELETED}
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise RefusedError(_code(first), _where(kind, first["loc"])) from None


def _code(error: Mapping[str, Any]) -> str:
    """Pydantic's name of the fault. Of a check of our own, whose text holds no value, the text."""
    own = error.get("ctx", {}).get("error")
    return f"{INVALID}: {own}" if isinstance(own, ValueError) else f"{INVALID}: {error['type'].replace('_', ' ')}"


def _where(kind: type[BaseModel], location: tuple[int | str, ...]) -> str:
    """The place of a fault, by declared names and places in lists alone: what was sent may be named anything."""
    names = _declared(kind)
    return ".".join(str(part) for part in location if isinstance(part, int) or part in names) or "record"


@cache
def _declared(kind: type[BaseModel]) -> frozenset[str]:
    text = orjson.dumps(kind.model_json_schema())
    return frozenset(_property_names(orjson.loads(text)))


def _property_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            yield from properties
        for value in schema.values():
            yield from _property_names(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _property_names(value)


def _canonical(wire: Wire) -> bytes:
    return wire.model_dump_json(exclude_none=True).encode()


@dataclass(frozen=True)
class _Binder:
    """Gives what a record stands for its ids. ``wire`` is the record; ``closed``, whether its mentions are."""

    feed: str
    sender: Sender
    wire: Wire
    closed: bool

    def mention(self, mention: Mention) -> Record:
        card, own = mention.card, self._own(mention.key)
        values: dict[str, Any] = {name: getattr(card, _snake(name)) for name in _STATED}
        region = record_id(_REGION, "KATO", card.kato) if card.kato else None
        key = card.person_id or f"{self.feed}/{own}"
        properties = {
            **values,
            "address": card.address,
            CLOSED: self.closed,
            "system": self.sender.system.partition(":")[0],
            # The person's number there, and not the record's: two persons of one record must not be told by it.
            "recordId": card.person_id,
            "version": str(self.wire.version),
            "changedAt": self.wire.changed_at,
            PERSON_KEY: record_id(_PERSON, self.sender.system, key),
            STATED_KATO: card.kato,
            STATED_REGION: region,
        }
        keeper = record_id(_AGENCY, "HUB", self.sender.system.partition(":")[0])
        id = self._mention_id(mention.key)
        return Record(_SOURCE, id, self.wire.version, properties, {"keeper": (keeper,)})

    def fact(self, fact: Fact) -> Record:
        entity = CATALOGUE.entity(fact.entity)
        id = record_id(entity, self.sender.system, self._own(fact.key))
        links = {name: self._ids(target) for name, target in fact.links.items() if target}
        return Record(entity, id, self.wire.version, _stored(entity, fact.values), links)

    def statement(self, update: Update) -> Statement:
        entity = CATALOGUE.entity(update.entity)
        known = _stored(entity, update.values)
        named = {name: value for name, value in known.items() if name in update.values}
        return Statement(entity, self.target(update.body), named, self.wire.changed_at)

    def target(self, target: Target) -> str:
        if isinstance(target, Who):
            return self._mention_id(target.key)
        if isinstance(target, Body):
            return record_id(CATALOGUE.entity(target.entity), target.system, target.code)
        if isinstance(target, Known):
            return target.id
        system = target.system or self.sender.system
        number = target.record_id or self.wire.record_id
        return record_id(
            CATALOGUE.entity(target.entity), system, f"{number}/{target.key}" if target.key else number
        )

    def _ids(self, target: Target | Sequence[Target] | None) -> tuple[str, ...]:
        if target is None:
            return ()
        many = target if isinstance(target, Sequence) else (target,)
        return tuple(self.target(each) for each in many)

    def _mention_id(self, key: str) -> str:
        # Of the feed too: two feeds of one system may number their records alike.
        id = record_id(_SOURCE, self.sender.system, f"{self.feed}/{self._own(key)}")
        return f"{CLOSED_PREFIX}_{id.partition('_')[2]}" if self.closed else id

    def _own(self, key: str) -> str:
        return f"{self.wire.record_id}/{key}" if key else self.wire.record_id


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _stored(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for declared in entity.fields:
        value = values.get(declared.name)
        if declared.localized:
            found |= {stored_name(declared.name, language): (value or {}).get(language) for language in LANGUAGES}
        elif declared.computed_from is None:
            found[declared.name] = value
    return found


def _refuse_numbers(texts: Iterable[tuple[str, str]]) -> None:
    """A number in a field that is not encrypted would stand on disk, and be released as what that field is.

    Nor may it be the number of a record or of a person: of those the ids are made, and an id made of one of a
    billion numbers tells which.
    """
    for where, text in texts:
        if holds_iin((text,)):
            raise RefusedError(HOLDS_NUMBER, where)


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """All texts in a part of a record but those that are to be numbers of people, and their places."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Part):
        for name, field in type(value).model_fields.items():
            if name != "iin":
                yield from _texts(getattr(value, name), f"{where}.{field.alias}".lstrip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _texts(each, f"{where}.{place}")


def _needs(content: Content, binder: _Binder, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The bodies that a record names, each with the place where it does, or else with the relation to it."""
    for mention in content.mentions:
        if mention.card.kato:
            yield _place("kato", mention.card.kato, texts), record_id(_REGION, "KATO", mention.card.kato)
    for update in content.updates:
        yield "record", binder.target(update.body)
    for fact in content.facts:
        for name, target in fact.links.items():
            many = target if isinstance(target, Sequence) else (target,)
            for each in many:
                if isinstance(each, Body):
                    yield _place(name, each.code, texts), binder.target(each)
                elif isinstance(each, Known):
                    yield name, binder.target(each)


def _place(name: str, code: str, texts: Sequence[tuple[str, str]]) -> str:
    places = [where for where, text in texts if text == code]
    return next((where for where in places if where.rpartition(".")[2] == name), places[0] if places else name)


def received_now() -> dt.datetime:
    """The time at which something is taken in: UTC, to the microsecond."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
