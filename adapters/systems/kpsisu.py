"""System 4: the Committee on Legal Statistics and Special Records (БП ҚСАЕК).

Its special records keep convictions that no register of the police covers any more; its law-enforcement information
exchange system (ҚАО ААЖ) answers the checks that police and probation make every quarter (89-8d, 517-9.2).
"""

from typing import Annotated, Literal

from pydantic import Field

from adapters.feeds.feed import Content, Fact, Feed, PersonCard, PersonClaim, Sender, Wire, WireFormat
from adapters.feeds.wire_types import Line, Moment, RecordId, Text
from adapters.systems.decisions import DecisionWire, decision_content
from adapters.systems.references import case, norm
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_EVENT_KIND, DECISION_KIND

_AGENCY = "KPSISU"
_RECORDED = ("SENTENCE", "COMPULSORY_TREATMENT", "SEARCH_AND_RESTRAINT", "CONVICTION_EXPUNGED", "OTHER")
_ANSWERED = ("NOTICE", "VIOLATION", "SEARCH_STEP", "DECISION", "OTHER")


class SpecialRecordWire(DecisionWire):
    """A conviction, or its end, in the special records: of one person each, with the number of the decision."""

    kind: Annotated[str, OneOf(DECISION_KIND, _RECORDED)] = Field(description="What was decided.")
    number: RecordId = Field(description="Number of the decision.")
    person: PersonCard = Field(description="Whom it concerns.")


class ExchangeWire(Wire):
    """An answer or a notice that concerns a case: a match found in a check, a new offence, a search announced."""

    person: PersonCard = Field(description="Whom it concerns.")
    case_system: Literal["MIA", "PROB"] = Field(description="System of the body that leads the case.")
    case: RecordId = Field(description="Number of the case's record there.")
    kind: Annotated[str, OneOf(CASE_EVENT_KIND, _ANSWERED)] = Field(description="What is told.")
    at: Moment = Field(description="When it happened, or was found.")
    article: Line | None = Field(None, description="Article of the code, where it is an offence.")
    text: Text = Field(description="What is told; no identification number may stand in it.")


_UNDER = {"MIA": "89-8d", "PROB": "517-9.2"}
"""The norm under which the body that leads the case asks."""


def _record(wire: SpecialRecordWire, sender: Sender) -> Content:
    return decision_content(wire, wire.number, (wire.person,))


def _message(wire: ExchangeWire, sender: Sender) -> Content:
    text = f"{wire.article}. {wire.text}" if wire.article else wire.text
    links = {
        "case": case(wire.case_system, wire.case),
        "norm": norm(_UNDER[wire.case_system]) if wire.kind == "SEARCH_STEP" else None,
    }
    fact = Fact("CaseEvent", {"kind": wire.kind, "at": wire.at, "text": text}, links)
    return Content((PersonClaim(wire.person),), (fact,))


SYSTEM = System(
    "kpsisu",
    "Legal statistics and special records",
    "The Committee tells of convictions that lie behind people, and answers the quarterly checks of police and "
    "probation: most repeat crime is by people whom no register covers any more.",
    (
        Feed(
            name="kpsisu-records",
            system=_AGENCY,
            meaning="Special records: convictions and their end.",
            wire=SpecialRecordWire,
            mapped=_record,
            norms=("517-9.2", "89-8d"),
            formats=(WireFormat.XML, WireFormat.NDJSON),
        ),
        Feed(
            name="law-enforcement-exchange",
            system=_AGENCY,
            meaning="Answers and notices of the law-enforcement information exchange system on cases.",
            wire=ExchangeWire,
            mapped=_message,
            norms=("517-9.2", "89-8d", "1233-3.4", "1233-14.12"),
            formats=(WireFormat.XML, WireFormat.NDJSON),
            element="message",
        ),
    ),
)
