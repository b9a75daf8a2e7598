"""System 7: the electronic journal of the juvenile inspectors (КТІБ), kept in Excel (norm 1098-23.6, Annex 4).

One row is one entry on one minor: a criminal offence by the minor, one against the minor, or another incident. The
text of order 742 names the annex and not its columns; the headings here say in Kazakh what the norm asks for.
"""

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from adapters.feeds.feed import (
    BodyReference,
    Content,
    Fact,
    Feed,
    Of,
    PersonCard,
    PersonClaim,
    Sender,
    Who,
    Wire,
    WireFormat,
)
from adapters.feeds.wire_types import Code, Day, Line, RecordId, Text
from adapters.systems.consistency import in_order, only_if
from adapters.systems.references import POLICE, Links, case, inspector, norm, unit
from adapters.systems.system import System
from schema.identity_numbers import birth_date_in
from security.clock import KAZAKHSTAN

_ENTRY = "journal"
_INQUIRY = "inquiry"
_EVENT = "OTHER"
"""Every entry is an event of one kind: who reads of cases alone is not told who offended and who was hurt."""

_CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.0+)?)?")


def _clock(value: object) -> object:
    # A bare number would be taken for seconds, and a zone would be dropped.
    if isinstance(value, dt.time) and value.tzinfo is None:
        return value
    if not (isinstance(value, str) and _CLOCK.fullmatch(value)):
        raise ValueError("a time is written HH:MM")
    return value


COLUMNS = {
    "Жазба нөмірі": "recordId",
    "Нұсқасы": "version",
    "Өзгертілген уақыты": "changedAt",
    "Жойылған": "deleted",
    "Жазба түрі": "kind",
    "Тіркеу нөмірі": "number",
    "Болған күні": "happenedOn",
    "Болған уақыты": "happenedAt",
    "Бабы": "article",
    "Мән-жайы": "text",
    "Тегі": "minor.familyName",
    "Аты": "minor.givenName",
    "Әкесінің аты": "minor.patronymic",
    "ЖСН": "minor.iin",
    "Туған күні": "minor.birthDate",
    "Жынысы": "minor.sex",
    "Азаматтығы": "minor.citizenship",
    "КАТО": "minor.kato",
    "Мекенжайы": "minor.address",
    "Телефоны": "minor.phone",
    "Білім беру ұйымы": "school",
    "Сыныбы": "grade",
    "Бөлініс": "unit",
    "Инспектор": "inspector",
    "Іс нөмірі": "case",
    "Қызметтік тексеру басталған күні": "inquiryOpenedOn",
    "Қызметтік тексеру аяқталған күні": "inquiryClosedOn",
}
"""Headings of the sheet: what stands in the wire's dotted path."""


class JournalWire(Wire):
    """An entry of the journal. Without the number of a case of the data bank, the entry is a case of its own."""

    kind: Literal["BY_MINOR", "AGAINST_MINOR", "INCIDENT"] = Field(description="Whose act is entered.")
    number: Line = Field(description="Number under which the event was registered.")
    happened_on: Day = Field(description="Day of the event.")
    happened_at: Annotated[dt.time, BeforeValidator(_clock)] | None = Field(
        None, description="Time of the event in Kazakhstan, HH:MM."
    )
    article: Line | None = Field(None, description="Article of the code, where it is an offence.")
    text: Text = Field(description="What happened; no identification number may stand in it.")
    minor: PersonCard = Field(description="The minor.")
    school: Code | None = Field(None, description="Code of the school that the minor attends.")
    grade: Line | None = Field(None, description="Grade and class.")
    unit: Code = Field(description="Code of the juvenile group that keeps the journal.")
    inspector: Code | None = Field(None, description="Code of the juvenile inspector.")
    case: RecordId | None = Field(None, description="Number of the record of the police case on the minor.")
    inquiry_opened_on: Day | None = Field(None, description="Day on which a service inquiry was opened.")
    inquiry_closed_on: Day | None = Field(None, description="Day on which it was closed.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        only_if(self.grade, self.school is not None, "grade only with school")
        opened = self.inquiry_opened_on
        only_if(self.inquiry_closed_on, opened is not None, "inquiryClosedOn only with inquiryOpenedOn")
        in_order(opened, self.inquiry_closed_on, "inquiryClosedOn is before inquiryOpenedOn")
        in_order(self.happened_on, opened, "inquiryOpenedOn is before happenedOn")
        in_order(self.minor.birth_date, self.happened_on, "happenedOn is before the birth")
        # Whoever is a child by the card or by its number is one.
        days = (self.minor.birth_date, birth_date_in(self.minor.iin))
        ages = [_age(day, self.happened_on) for day in days if day is not None]
        if ages and min(ages) >= 18:
            raise ValueError("the person was no minor on that day")
        return self


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _entry(wire: JournalWire, sender: Sender) -> Content:
    case_facts = () if wire.case else (_case(wire, "JUVENILE", _ENTRY, wire.happened_on, None),)
    return Content((PersonClaim(wire.minor),), (*case_facts, _event(wire), *_inquiry(wire), *_school(wire)))


def _case(wire: JournalWire, kind: str, key: str, opened: dt.date, closed: dt.date | None) -> Fact:
    values = {
        "number": wire.number,
        "kind": kind,
        "status": "CLOSED" if closed else "OPEN",
        "openedOn": opened,
        "closedOn": closed,
    }
    links = {"subject": Who(), "leadUnit": unit(POLICE, wire.unit), "inspector": inspector(POLICE, wire.inspector)}
    return Fact("Case", values, links, key)


def _event(wire: JournalWire) -> Fact:
    clock = wire.happened_at.replace(tzinfo=None) if wire.happened_at else dt.time()
    written = f"{wire.article}. {wire.text}" if wire.article else wire.text
    values = {
        "kind": _EVENT,
        # Excel keeps a clock's time without its zone.
        "at": dt.datetime.combine(wire.happened_on, clock, KAZAKHSTAN).astimezone(dt.UTC).replace(tzinfo=None),
        # Of every entry: words that are missing in one kind alone would tell which child was hurt.
        "victimText": written,
    }
    links: Links = {
        "case": case(POLICE, wire.case) or Of("Case", _ENTRY),
        "unit": unit(POLICE, wire.unit),
        "inspector": inspector(POLICE, wire.inspector),
        "norm": norm("1098-23.6"),
    }
    return Fact("CaseEvent", values, links, _ENTRY)


def _inquiry(wire: JournalWire) -> tuple[Fact, ...]:
    opened = wire.inquiry_opened_on
    if opened is None:
        return ()
    return (_case(wire, "SERVICE_INQUIRY", _INQUIRY, opened, wire.inquiry_closed_on),)


def _school(wire: JournalWire) -> tuple[Fact, ...]:
    if wire.school is None:
        return ()
    links: Links = {"owner": Who(), "school": BodyReference("School", "EDU", wire.school)}
    return (Fact("Enrolment", {"grade": wire.grade}, links, _ENTRY),)


SYSTEM = System(
    "juvenile-journal",
    "Juvenile journal",
    "The juvenile groups send the journal as they keep it, in Excel: what minors did, what was done to them, and "
    "whether a service inquiry looks into it (1098-23.16).",
    (
        Feed(
            name="juvenile-journal",
            system=POLICE,
            meaning="Entries of the journal of crimes by and against minors and of incidents.",
            wire=JournalWire,
            mapped=_entry,
            norms=("1098-23.6", "1098-23.7", "1098-23.16"),
            formats=(WireFormat.XLSX, WireFormat.NDJSON),
            columns=COLUMNS,
        ),
    ),
)
