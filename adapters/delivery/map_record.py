"""From a record on the wire to a message for the graph: validated, mapped, and bound to its sender."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from adapters.feeds.feed import (
    BodyReference,
    Content,
    Deletion,
    Fact,
    Feed,
    OwnBody,
    PersonClaim,
    RefusedError,
    Sender,
    Target,
    Update,
    Who,
    Wire,
    WirePart,
)
from adapters.feeds.iin import holds_iin
from graph.engine.dialect import stored_name
from graph.engine.records import Record
from graph.engine.sealer import Sealer
from graph.write.feed_messages import BodyStatement, Message
from graph.write.ids import IdKey, closed_key, hub_id, keyed, record_id, unkeyed_record_id
from schema.catalogue import CATALOGUE, SOURCE, SUBJECT
from schema.internal.feed_records import (
    CLOSED,
    CLOSED_CLASSES,
    CLOSED_PREFIX,
    COMPARTMENT,
    OPEN_KEY,
    PERSON_KEY,
    STATED_KATO,
    STATED_REGION,
    is_closed_system,
    secret_of,
)
from schema.lost_letters import LostLettersError
from schema.model import AccessClass, Entity

INVALID = "INVALID"
LETTERS_LOST = "LETTERS_LOST"
HOLDS_NUMBER = "HOLDS_IDENTIFICATION_NUMBER"
DELETED = "deleted"
_TRUTHS = {
    **dict.fromkeys(("false", "0", "ложь", "жалған"), False),
    **dict.fromkeys(("true", "1", "истина", "ақиқат"), True),
}
"""What Excel writes into a CSV, in the language of whoever saves it."""

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
    message_id = feed_record_id(sealer, feed, sender, wire.record_id)
    content = sealer.index(SOURCE, "content", hashlib.sha256(_canonical(wire)).hexdigest())
    message = Message(
        id=message_id,
        position=position,
        version=wire.version,
        content=content,
        changed_at=wire.changed_at,
        deleted=isinstance(wire, Deletion),
    )
    if isinstance(wire, Deletion):
        return message
    mapped = feed.mapped(wire, sender)
    binder = _Binder(id_key=sealer, feed=feed.name, sender=sender, wire=wire, closed=compartments(sender, mapped))
    return replace(
        message,
        claims=tuple(binder.claim(claim) for claim in mapped.claims),
        facts=tuple(binder.fact(fact) for fact in mapped.facts),
        needs=tuple(_needs(mapped, binder, texts)),
        statements=tuple(binder.statement(update) for update in mapped.updates),
    )


def compartments(sender: Sender, content: Content) -> dict[str, str]:
    """Of the mentions that are themselves a secret, by key, whose secret it is
    (``schema.internal.feed_records.COMPARTMENT``).

    All that a shelter or a hospital sends is closed. Of another sender's record a mention is closed if the record
    refers to that person by closed references alone: of a protective order, whom it protects, and not the offender.
    """
    if is_closed_system(sender.system):
        return {claim.key: sender.system for claim in content.claims}
    referred = [
        (target.key, access)
        for fact in content.facts
        for name, targets in fact.links.items()
        for target in (targets if isinstance(targets, Sequence) else (targets,))
        if isinstance(target, Who) and (access := CATALOGUE.access(CATALOGUE.entity(fact.entity), name)) is not None
    ]
    classes: dict[str, set[AccessClass]] = defaultdict(set)
    for key, access in referred:
        classes[key].add(access)
    return {key: secret_of(of_key) for key, of_key in classes.items() if of_key <= CLOSED_CLASSES}


def feed_record_id(key: IdKey, feed: Feed, sender: Sender, number: str) -> str:
    """The id under which the hub remembers a record of a feed."""
    return hub_id(key, "rec", repr((sender.system, feed.name, number)), 16)


def _validated(feed: Feed, data: Mapping[str, Any]) -> Wire:
    deleted = _deleted(data.get(DELETED))
    kind: type[Wire] = feed.wire if deleted in (None, False) else Deletion
    if DELETED in data:
        rest = {name: value for name, value in data.items() if name != DELETED}
        data = rest if kind is not Deletion else {**rest, DELETED: deleted}
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise RefusedError(_code(first), _where(kind, first["loc"])) from None


def _deleted(written: Any) -> Any:
    """What a record says of its deletion, True or False where it is one of the words that spreadsheets write."""
    return _TRUTHS.get(written.strip().casefold(), written) if isinstance(written, str) else written


def _code(error: Mapping[str, Any]) -> str:
    """Pydantic's name of the fault. Of a check of our own, whose text holds no value, the text."""
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, LostLettersError):
        return LETTERS_LOST
    return (
        f"{INVALID}: {cause}" if isinstance(cause, ValueError) else f"{INVALID}: {error['type'].replace('_', ' ')}"
    )


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


@dataclass(frozen=True, kw_only=True)
class _Binder:
    """Gives what a record stands for its ids. ``wire`` is the record, ``closed`` as :func:`compartments`."""

    id_key: IdKey
    feed: str
    sender: Sender
    wire: Wire
    closed: Mapping[str, str]

    def claim(self, claim: PersonClaim) -> Record:
        card, own_key = claim.card, self._keyed(claim.key)
        values: dict[str, Any] = {name: getattr(card, _snake(name)) for name in _STATED}
        region = record_id(self.id_key, _REGION, "KATO", card.kato) if card.kato else None
        compartment = self.closed.get(claim.key)
        open_key = record_id(self.id_key, _PERSON, self.sender.system, card.person_id or f"{self.feed}/{own_key}")
        properties = {
            **values,
            "address": card.address,
            CLOSED: compartment is not None,
            COMPARTMENT: compartment,
            "system": self.sender.system.partition(":")[0],
            # The person's number there, and not the record's: two persons of one record must not be told by it.
            "recordId": card.person_id,
            "version": str(self.wire.version),
            "changedAt": self.wire.changed_at,
            PERSON_KEY: closed_key(self.id_key, open_key, compartment) if compartment else open_key,
            OPEN_KEY: open_key if compartment else None,
            STATED_KATO: card.kato,
            STATED_REGION: region,
        }
        keeper = record_id(self.id_key, _AGENCY, "HUB", self.sender.system.partition(":")[0])
        claim_id = self._claim_id(claim.key)
        return Record(
            entity=_SOURCE,
            id=claim_id,
            version=self.wire.version,
            properties=properties,
            links={"keeper": (keeper,)},
        )

    def fact(self, fact: Fact) -> Record:
        entity = CATALOGUE.entity(fact.entity)
        fact_id = record_id(self.id_key, entity, self.sender.system, self._keyed(fact.key))
        links = {name: self._ids(target) for name, target in fact.links.items() if target}
        return Record(
            entity=entity,
            id=fact_id,
            version=self.wire.version,
            properties=_stored(entity, fact.values),
            links=links,
        )

    def statement(self, update: Update) -> BodyStatement:
        entity = CATALOGUE.entity(update.entity)
        properties = _stored(entity, update.values)
        named_properties = {name: value for name, value in properties.items() if name in update.values}
        return BodyStatement(entity, self.target(update.body), named_properties, self.wire.changed_at)

    def target(self, target: Target) -> str:
        if isinstance(target, Who):
            return self._claim_id(target.key)
        if isinstance(target, BodyReference):
            return record_id(self.id_key, CATALOGUE.entity(target.entity), target.system, target.code)
        if isinstance(target, OwnBody):
            return target.id
        system = target.system or self.sender.system
        number = target.record_id or self.wire.record_id
        source_id = f"{number}/{target.key}" if target.key else number
        return record_id(self.id_key, CATALOGUE.entity(target.entity), system, source_id)

    def _ids(self, target: Target | Sequence[Target] | None) -> tuple[str, ...]:
        if target is None:
            return ()
        many = target if isinstance(target, Sequence) else (target,)
        return tuple(self.target(target) for target in many)

    def _claim_id(self, key: str) -> str:
        # Of the feed too: two feeds of one system may number their records alike.
        unkeyed = unkeyed_record_id(_SOURCE, self.sender.system, f"{self.feed}/{self._keyed(key)}")
        return keyed(self.id_key, f"{CLOSED_PREFIX}_{unkeyed.partition('_')[2]}" if key in self.closed else unkeyed)

    def _keyed(self, key: str) -> str:
        return f"{self.wire.record_id}/{key}" if key else self.wire.record_id


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _stored(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for declared in entity.fields:
        value = values.get(declared.name)
        if declared.localized:
            properties |= {
                stored_name(declared.name, language): (value or {}).get(language) for language in LANGUAGES
            }
        elif declared.is_sent:
            properties[declared.name] = value
    return properties


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
    elif isinstance(value, WirePart):
        for name, field in type(value).model_fields.items():
            if name != "iin":
                yield from _texts(getattr(value, name), f"{where}.{field.alias}".lstrip("."))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, f"{where}.{place}")


def _needs(content: Content, binder: _Binder, texts: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The bodies that a record names, each with the place where it does, or else with the relation to it."""
    for claim in content.claims:
        if claim.card.kato:
            region = record_id(binder.id_key, _REGION, "KATO", claim.card.kato)
            yield _place("kato", claim.card.kato, texts), region
    for update in content.updates:
        yield "record", binder.target(update.body)
    for fact in content.facts:
        for name, target in fact.links.items():
            many = target if isinstance(target, Sequence) else (target,)
            for referred in many:
                if isinstance(referred, BodyReference):
                    yield _place(name, referred.code, texts), binder.target(referred)
                elif isinstance(referred, OwnBody):
                    yield name, binder.target(referred)


def _place(name: str, code: str, texts: Sequence[tuple[str, str]]) -> str:
    places = [where for where, text in texts if text == code]
    return next((where for where in places if where.rpartition(".")[2] == name), places[0] if places else name)
