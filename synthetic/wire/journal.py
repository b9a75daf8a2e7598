"""Entries of the juvenile journal: what minors did, and what an order protects them from."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from synthetic.draws.days import REFERENCE_DAY
from synthetic.draws.tables import table
from synthetic.wire.envelope import WireRow, draw, enveloped
from synthetic.wire.source import PopulationReader, code
from synthetic.wire.told import WireRecord

_HOURS_FROM_UTC = 5
_ADULT = 18
_INQUIRIES = 4
_INQUIRY_DAYS = 15


def entry_of(source: PopulationReader, event: WireRow, case: WireRow) -> WireRecord | None:
    """The entry for an offence of a minor, if the event is one and the person was a minor on that day."""
    if case["kind"] != "JUVENILE" or event["kind"] != "VIOLATION":
        return None
    local = datetime.fromisoformat(event["at"]) + timedelta(hours=_HOURS_FROM_UTC)
    if not _is_minor(source.person(case["subject"]), local.date()):
        return None
    articles = table("words")["articles"]["JUVENILE"]
    content = {
        "kind": "BY_MINOR",
        "happenedOn": local.date().isoformat(),
        "happenedAt": f"{local:%H:%M}",
        "article": articles[draw(event["recordId"], len(articles))],
        "text": event["text"],
        "case": case["recordId"],
        "inspector": code(event.get("inspector")),
        **_inquiry(event["recordId"], local.date()),
    }
    return _journal_entry(source, event["recordId"], case["subject"], str(code(event["unit"])), content)


def protected_minors(source: PopulationReader) -> Iterator[WireRecord]:
    """Entries for minors whom a protective order protects."""
    for order in source.rows("ProtectiveOrder"):
        day = date.fromisoformat(order["issuedOn"])
        for place, person in enumerate(order.get("protected", ()), 1):
            if _is_minor(source.person(person), day):
                content = {
                    "kind": "AGAINST_MINOR",
                    "happenedOn": order["issuedOn"],
                    "text": "Тұрмыстық зорлық-зомбылық, қорғау нұсқамасы шығарылды.",
                }
                district = str(order["unit"]).rpartition("-")[2]
                yield _journal_entry(source, f"{order['recordId']}-{place}", person, f"JI-{district}", content)


def _journal_entry(source: PopulationReader, record: str, person: str, unit: str, content: WireRow) -> WireRecord:
    minor = source.card(person, "MIA", home=True)
    minor.pop("workplace", None)
    minor.pop("personId", None)
    properties = {"number": f"{draw(record, 900_000_000) + 100_000_000}", "minor": minor, "unit": unit}
    return WireRecord(
        "juvenile-journal", enveloped(f"JRN-{record}", {**properties, **content, **source.attended(person)})
    )


def _inquiry(record: str, day: date) -> WireRow:
    if draw(record, _INQUIRIES):
        return {}
    opened, closed = day + timedelta(days=1), day + timedelta(days=_INQUIRY_DAYS)
    if opened > REFERENCE_DAY:
        return {}
    over = closed <= REFERENCE_DAY
    return {"inquiryOpenedOn": opened.isoformat(), "inquiryClosedOn": closed.isoformat() if over else None}


def _is_minor(person: WireRow, day: date) -> bool:
    if "birthDate" not in person:
        return False
    born = date.fromisoformat(person["birthDate"])
    return born <= day and day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < _ADULT
