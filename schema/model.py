"""The words in which the schema is declared.

An :class:`Entity` is a kind of record (a node label of the graph and an object type of the API), a
:class:`Field` is a value of it, a :class:`Relation` leads from it to other records. Everything else, from
GraphQL types to indexes, is derived from these declarations.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class AccessClass(StrEnum):
    """How sensitive a field is (docs/source/access.md, "Classes"). Every field of every type has exactly one."""

    PUBLIC = "PUBLIC"
    SERVICE = "SERVICE"
    PERSON = "PERSON"
    CONTACT = "CONTACT"
    IDENTITY = "IDENTITY"
    JUSTICE = "JUSTICE"
    HEALTH = "HEALTH"
    VICTIM = "VICTIM"
    SHELTER = "SHELTER"
    MINOR = "MINOR"
    OPERATIVE = "OPERATIVE"
    TRACE = "TRACE"


class Scalar(StrEnum):
    """The type of a field's value, by its GraphQL name."""

    STRING = "String"
    INT = "Int"
    FLOAT = "Float"
    BOOLEAN = "Boolean"
    DATE = "Date"
    DATETIME = "DateTime"
    IIN = "IIN"
    ENUM = "Enum"


class Mask(StrEnum):
    """What is left of a value that is released as MASKED (docs/source/access.md, "Words")."""

    KEEP = "keep"
    """The value itself: closed lists, yes or no, links. They name a category, not a person."""
    YEAR = "year"
    """The year of a date."""
    INITIAL = "initial"
    """The first letter of a name and a full stop."""
    LAST_FOUR = "last four"
    """The last four characters, the others as asterisks."""
    LAST_TWO = "last two"
    """The last two characters, the others as asterisks."""
    CHAPTER = "chapter"
    """Of an article of law, the part before the first full stop or bracket."""
    NOTHING = "nothing"
    """No value at all."""


@dataclass(frozen=True)
class EnumType:
    """A closed list of values."""

    name: str
    values: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Field:
    """A value of a record.

    ``access`` is None where the class of the entity holds. ``computed_from`` names the stored property of a
    field that is worked out on the day of the query and is stored nowhere itself. ``worked_out`` marks a field
    that the hub stores of what a record says; no record says it itself. ``is_name``: it is ordered as the Kazakh
    alphabet has it (schema/kazakh_order.py), and not by code points.
    """

    name: str
    scalar: Scalar
    meaning: str
    access: AccessClass | None = None
    mask: Mask = Mask.NOTHING
    enum: EnumType | None = None
    many: bool = False
    localized: bool = False
    indexed: bool = False
    computed_from: str | None = None
    worked_out: bool = False
    is_name: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether a record may say the field."""
        return self.computed_from is None and not self.worked_out


@dataclass(frozen=True)
class Relation:
    """A link from a record to another record, or to many.

    Exactly one side of a link declares its ``edge`` (the relationship type in the graph, leading away from
    the declaring entity); the other side, where there is one, names that declaration in ``inverse_of``.
    A relation that is not ``exposed`` is stored and has no GraphQL field. A reference along an ``optional``
    relation to a record that is not there is left out; along any other the record that refers is refused.
    """

    name: str
    target: str
    meaning: str
    many: bool = False
    edge: str = ""
    inverse_of: str = ""
    access: AccessClass | None = None
    exposed: bool = True
    optional: bool = False


@dataclass(frozen=True)
class Entity:
    """A kind of record.

    ``prefix`` begins the ids of its records. ``feed`` names the file in which an agency sends them. ``anchors``
    are the relations that lead to the persons whom a record is about, directly or through a record that is itself
    about somebody: the row scopes of docs/source/access.md are decided on these persons. ``area`` is the relation
    along which a record takes over its KATO area, or the field that is its KATO code. Where a record about
    persons takes it over from something that is about nobody, the scope ``area`` is decided on the record and not
    on the persons.
    ``holder`` is the relation to the body that holds the record, where the scope ``own`` is decided on the
    record and not on the person. ``keeper`` is the body to ask about a record that is only pointed at.
    ``arises_from`` are the relations to the records because of which a record of the hub's exists, the most telling
    first: whoever may not know of the first that is there sees the record only as the body that ``holder`` names.
    ``in_order`` are fields of days or moments, in the order in which they come: a record in which one lies
    before its forerunner is impossible, and is refused.
    ``judged_by`` are the kinds of record, beside those to which it refers, on which the law's question of a record
    is decided (prevention/grounds): of one load they come in before it.
    """

    name: str
    prefix: str
    feed: str
    access: AccessClass
    meaning: str
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    interfaces: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    area: str = ""
    holder: str = ""
    keeper: str = ""
    arises_from: tuple[str, ...] = ()
    in_order: tuple[tuple[str, ...], ...] = ()
    judged_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interface:
    """What several entities have in common. ``Node`` is every entity."""

    name: str
    meaning: str
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True)
class GraphStep:
    """One hop in the graph: a relationship type, whether it is followed forwards, and the type it reaches."""

    edge: str
    forward: bool
    target: str
    many: bool = field(default=False, compare=False)
