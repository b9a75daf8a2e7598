"""What an adapter is: a feed's name, its wire format, and what a record of it stands for in the graph.

A record on the wire is self-contained: it names bodies by their codes, holds what it says of persons, and carries
its own number, version and time of change. ``mapped`` turns it into a :class:`Content`; nothing else of an adapter
runs, so that an adapter knows neither the graph nor who sends.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from adapters.feeds.placeholders import said_birth_date, said_patronymic, said_phone
from adapters.feeds.wire_types import (
    EXACT,
    NUMBER,
    SAID,
    SAID_IIN,
    SAID_NAME,
    SAID_NUMBER,
    SAID_PERSON_NUMBER,
    Day,
    Iin,
    Kato,
    Line,
    Moment,
    Name,
    RecordId,
    is_true,
)


class WireFormat(StrEnum):
    """A form in which a body sends its records, by its media type."""

    NDJSON = "application/x-ndjson"
    CSV = "text/csv"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    XML = "application/xml"


class WirePart(BaseModel):
    """A part of a record on the wire: names in camelCase, nothing that is not declared."""

    # A cell of a workbook holds a number where somebody typed one: a text of digits comes as that.
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, coerce_numbers_to_str=True)


class Wire(WirePart):
    """What every record of every feed says of itself.

    ``version`` grows with every change of the record in its system; ``changed_at`` is when it was changed there,
    and decides between sources that disagree.
    """

    record_id: RecordId = Field(description="The record's number: unique in the agency's system, over all feeds.")
    version: Annotated[int, Field(ge=0, lt=EXACT), NUMBER] = Field(
        description="Grows with every change of the record."
    )
    changed_at: Moment = Field(description="When the record was last changed in its system.")


class Deletion(Wire):
    """A record that its system has deleted. What it stood for is taken out of the graph."""

    deleted: Annotated[bool, AfterValidator(is_true)] = Field(description="That the system has deleted the record.")


class PersonCard(WirePart):
    """What a record says of a person.

    ``person_id`` is the person's number in the sender's system, where it has one: its records with the same number
    are of the same person. ``kato`` is the district where the person lives; ``address`` street, house and flat.
    """

    person_id: Annotated[RecordId | None, SAID_PERSON_NUMBER] = Field(
        None, description="The person's number in the sender's system."
    )
    iin: Annotated[Iin | None, SAID_IIN] = Field(
        None, description="Individual identification number, twelve digits."
    )
    family_name: Annotated[Name | None, SAID_NAME] = Field(None, description="Family name.")
    given_name: Annotated[Name | None, SAID_NAME] = Field(None, description="Given name.")
    patronymic: Annotated[Name | None, BeforeValidator(said_patronymic)] = Field(
        None, description="Patronymic, where there is one."
    )
    birth_date: Annotated[Day | None, BeforeValidator(said_birth_date)] = Field(None, description="Date of birth.")
    sex: Annotated[Literal["FEMALE", "MALE"] | None, SAID] = Field(
        None, description="Sex as recorded in the identity documents."
    )
    citizenship: Annotated[Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None, SAID] = Field(
        None, description="ISO 3166-1 alpha-3 code, or XXA for a stateless person."
    )
    phone: Annotated[Line | None, BeforeValidator(said_phone)] = Field(None, description="Phone number.")
    workplace: Annotated[Line | None, SAID] = Field(None, description="Place of work.")
    kato: Annotated[Kato | None, SAID_NUMBER] = Field(
        None, description="KATO code of the district where the person lives."
    )
    address: Annotated[Line | None, SAID_NUMBER] = Field(None, description="Street, house and flat.")


@dataclass(frozen=True)
class Sender:
    """Who sends: the system under whose name the records are kept, and the sender's own unit, where it has one.

    ``system`` is the feed's; of a feed that many bodies send it also names the body, so that none can touch
    another's records. ``unit`` is the hub's id of that body.
    """

    system: str
    unit: str | None = None


def sender_of(system: str) -> Sender:
    """The sender under whose name records are kept."""
    return Sender(system, system.partition(":")[2] or None)


@dataclass(frozen=True)
class Who:
    """The person of the mention ``key`` of the same record."""

    key: str = ""


@dataclass(frozen=True)
class BodyReference:
    """A body that the hub knows by its ``code`` in ``system``: a unit, a region (system KATO), a school.

    A record that names an unknown body is refused.
    """

    entity: str
    system: str
    code: str


@dataclass(frozen=True)
class OwnBody:
    """A body by its id in the hub: the sender's own."""

    id: str


@dataclass(frozen=True)
class Of:
    """The fact ``entity``, ``key`` of a record: of the same one, or of ``record_id`` of ``system``.

    A fact of another record may come later; the link is made when it does.
    """

    entity: str
    key: str = ""
    system: str = ""
    record_id: str = ""


Target = Who | BodyReference | OwnBody | Of


@dataclass(frozen=True)
class PersonClaim:
    """A person of whom a record speaks. ``key`` tells persons of one record apart; the only one has none."""

    card: PersonCard
    key: str = ""


@dataclass(frozen=True)
class Fact:
    """A record of the graph for which a record on the wire stands.

    ``values`` are fields of the declaration of ``entity``, in Python's types: a field that is left out or None is
    unknown. A localized field has a mapping by language (kk, ru, en). ``links`` are its relations. ``key`` tells
    facts of one kind of the same record apart.
    """

    entity: str
    values: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Target | Sequence[Target] | None] = field(default_factory=dict)
    key: str = ""


@dataclass(frozen=True)
class Update:
    """Some fields of a body that the hub has already, from a sender who does not keep its record.

    A centre tells its free beds, the ministry where a measure stands. Only ``values`` change, and no body is made;
    with an unknown ``body`` the record is refused.
    """

    entity: str
    body: BodyReference | OwnBody
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Content:
    """All that a record stands for."""

    claims: tuple[PersonClaim, ...] = ()
    facts: tuple[Fact, ...] = ()
    updates: tuple[Update, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: what a body sends, in which form, on which norms, and what it means.

    ``system`` is the code of the agency whose system it is. ``shared``: many bodies of that kind send it, each its
    own records. ``columns`` are a table's headings where they are not the wire's own names: heading to dotted path.
    ``element`` is the name of a record's element in XML. ``mapped`` gets a validated record and its sender; what it
    cannot map it refuses with :class:`RefusedError`.
    """

    name: str
    system: str
    meaning: str
    wire: type[Wire]
    mapped: Callable[[Any, Sender], Content]
    norms: tuple[str, ...]
    formats: tuple[WireFormat, ...] = (WireFormat.NDJSON, WireFormat.CSV)
    shared: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    element: str = "record"


class RefusedError(Exception):
    """A record that cannot come in: the code of the reason and the field at fault, never a value."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code = code
        self.where = where


def person_facts(card: PersonCard) -> tuple[Fact, ...]:
    """The address of a person's card as a fact, where the card has one."""
    if card.address is None:
        return ()
    values = {"kind": "PERMANENT", "text": card.address, "from": None}
    region = BodyReference("Region", "KATO", card.kato) if card.kato else None
    return (Fact("Address", values, {"owner": Who(""), "region": region}, key="home"),)
