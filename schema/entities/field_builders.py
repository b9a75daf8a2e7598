"""Short constructors, so that a declaration reads like the line of a table."""

from dataclasses import replace

from schema.model import AccessClass, EnumType, Field, Mask, Relation, Scalar


def text(
    name: str,
    meaning: str,
    *,
    access: AccessClass | None = None,
    mask: Mask = Mask.NOTHING,
    localized: bool = False,
    indexed: bool = False,
) -> Field:
    """A line of text; ``localized`` text is kept in Kazakh, Russian and English."""
    return Field(name, Scalar.STRING, meaning, access=access, mask=mask, localized=localized, indexed=indexed)


def name_of(
    name: str,
    meaning: str,
    *,
    access: AccessClass | None = None,
    mask: Mask = Mask.NOTHING,
    localized: bool = False,
    indexed: bool = False,
) -> Field:
    """The name of somebody or something: a line of text that is ordered as the Kazakh alphabet has it."""
    return replace(
        text(name, meaning, access=access, mask=mask, localized=localized, indexed=indexed), is_name=True
    )


def texts(name: str, meaning: str) -> Field:
    """A list of lines."""
    return Field(name, Scalar.STRING, meaning, many=True)


def integer(name: str, meaning: str) -> Field:
    """A whole number."""
    return Field(name, Scalar.INT, meaning)


def decimal(name: str, meaning: str) -> Field:
    """A number with a fraction."""
    return Field(name, Scalar.FLOAT, meaning)


def flag(name: str, meaning: str, *, computed_from: str | None = None) -> Field:
    """Yes or no."""
    return Field(name, Scalar.BOOLEAN, meaning, mask=Mask.KEEP, computed_from=computed_from)


def finding(name: str, meaning: str, access: AccessClass) -> Field:
    """Yes or no, as the hub works it out of what a record says."""
    return Field(name, Scalar.BOOLEAN, meaning, access, worked_out=True)


def date(name: str, meaning: str, *, access: AccessClass | None = None) -> Field:
    """A calendar date."""
    return Field(name, Scalar.DATE, meaning, access=access, mask=Mask.YEAR)


def dates(name: str, meaning: str) -> Field:
    """A list of calendar dates."""
    return Field(name, Scalar.DATE, meaning, many=True)


def moment(name: str, meaning: str) -> Field:
    """A point in time, kept in UTC."""
    return Field(name, Scalar.DATETIME, meaning, mask=Mask.YEAR)


def choice(name: str, enum: EnumType, meaning: str, *, access: AccessClass | None = None) -> Field:
    """One value of a closed list."""
    return Field(name, Scalar.ENUM, meaning, access=access, mask=Mask.KEEP, enum=enum)


def one(
    name: str,
    target: str,
    edge: str,
    meaning: str,
    *,
    access: AccessClass | None = None,
) -> Relation:
    """A link to at most one record, declared here."""
    return Relation(name, target, meaning, edge=edge, access=access)


def owner(name: str, target: str, edge: str, meaning: str) -> Relation:
    """The record of which this one is a part. The API shows the link from the owner's side alone."""
    return Relation(name, target, meaning, edge=edge, exposed=False)


def many(
    name: str,
    target: str,
    edge: str,
    meaning: str,
    *,
    access: AccessClass | None = None,
    exposed: bool = True,
) -> Relation:
    """Links to any number of records, declared here."""
    return Relation(name, target, meaning, many=True, edge=edge, access=access, exposed=exposed)


def back(name: str, target: str, inverse_of: str, meaning: str, *, access: AccessClass | None = None) -> Relation:
    """Links that ``target`` declares as its relation ``inverse_of``, seen from this side."""
    return Relation(name, target, meaning, many=True, inverse_of=inverse_of, access=access)
