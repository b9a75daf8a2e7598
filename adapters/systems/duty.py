"""System 6: the duty units (кезекші бөлім) with their "102" summaries, and electronic monitoring.

Both tell something that happened about a person whose case another unit leads; the data bank shows the duty officer
the number of that case.
"""

from typing import Annotated, Literal

from pydantic import Field

from adapters.feeds.feed import Content, Fact, Feed, Sender, Wire
from adapters.feeds.wire_types import Code, Line, Moment, RecordId, Text
from adapters.systems.references import POLICE, case, norm, unit
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_EVENT_KIND

_TOLD = ("NOTICE", "ARRIVAL", "VIOLATION", "SEARCH_STEP", "OTHER")

_BREACHES = {
    "TAMPERING": "Электрондық бақылау құралы бүлдірілген",
    "REMOVAL": "Электрондық бақылау құралы рұқсатсыз шешілген",
    "LIMITS_BROKEN": "Сот белгілеген шектеу бұзылған",
}
"""What norm 622-42.2 tells apart, in the words of the journal of breaches."""


class SummaryWire(Wire):
    """An entry of a duty summary on somebody about whom a case is led: an offence or evasion (622-9.3), a call."""

    case: RecordId = Field(description="Number of the record of the police case.")
    kind: Annotated[str, OneOf(CASE_EVENT_KIND, _TOLD)] = Field(description="What happened.")
    at: Moment = Field(description="When it happened.")
    text: Text = Field(description="What was written down; no identification number may stand in it.")
    unit: Code = Field(description="Code of the duty unit.")


class MonitoringWire(Wire):
    """A breach that a device of electronic monitoring reported (622-42.2)."""

    case_system: Literal["MIA", "PROB"] = Field("MIA", description="System of the body that leads the case.")
    case: RecordId = Field(description="Number of the case's record there.")
    device: Code = Field(description="Number of the device.")
    breach: Literal["TAMPERING", "REMOVAL", "LIMITS_BROKEN"] = Field(description="What the device reported.")
    at: Moment = Field(description="When it happened.")
    note: Line | None = Field(None, description="What the operator adds.")
    unit: Code = Field(description="Code of the unit of the police that watches the device.")


def _summary(wire: SummaryWire, sender: Sender) -> Content:
    links = {
        "case": case(POLICE, wire.case),
        "unit": unit(POLICE, wire.unit),
        "norm": norm("622-9.3") if wire.kind == "VIOLATION" else None,
    }
    return Content(facts=(Fact("CaseEvent", {"kind": wire.kind, "at": wire.at, "text": wire.text}, links, "duty"),))


def _breach(wire: MonitoringWire, sender: Sender) -> Content:
    text = ". ".join(part for part in (_BREACHES[wire.breach], f"№ {wire.device}", wire.note) if part)
    links = {"case": case(wire.case_system, wire.case), "unit": unit(POLICE, wire.unit), "norm": norm("622-42.2")}
    values = {"kind": "MONITORING_ALERT", "at": wire.at, "text": text}
    return Content(facts=(Fact("CaseEvent", values, links, "monitoring"),))


SYSTEM = System(
    "duty",
    "Duty units and electronic monitoring",
    "Whoever takes a call at night, or sees a device fall silent, tells the unit that leads the case at once and "
    "not with the next round of paper.",
    (
        Feed(
            name="duty-summaries",
            system=POLICE,
            meaning="Entries of duty summaries and calls to 102 on people about whom a case is led.",
            wire=SummaryWire,
            mapped=_summary,
            norms=("622-9.3", "1098-23.1"),
        ),
        Feed(
            name="monitoring-events",
            system=POLICE,
            meaning="Breaches reported by devices of electronic monitoring.",
            wire=MonitoringWire,
            mapped=_breach,
            norms=("622-42.2", "1233-4.6"),
        ),
    ),
)
