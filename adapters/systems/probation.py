"""System 2: the register of the probation service (пробация қызметі): its registrations and cases.

What the service told the police in monthly lists (517-8.1) and notices of moving (517-7) it sends as it happens.
"""

from typing import Annotated

from pydantic import Field

from adapters.feeds.feed import Content, Feed, Sender, WireFormat
from adapters.feeds.wire_types import Code
from adapters.systems.cases import CaseWire, EventWire, case_content, event_content
from adapters.systems.references import inspector
from adapters.systems.registrations import RegistrationWire, registration_content
from adapters.systems.system import System
from adapters.systems.vocabulary import OneOf
from schema.entities.enums import CASE_KIND

_AGENCY = "PROB"


class ProbationerWire(RegistrationWire):
    """A probationer's standing on the register of the service."""

    inspector: Code | None = Field(None, description="Code of the probation inspector who answers for it.")


class ProbationCaseWire(CaseWire):
    """A personal file of the service."""

    kind: Annotated[str, OneOf(CASE_KIND, ("PROBATION",))] = Field("PROBATION", description="What the case is for.")
    inspector: Code | None = Field(None, description="Code of the probation inspector who leads it.")


class ProbationEventWire(EventWire):
    """What happened in a file: appearances, joint check visits (517-9.3), violations."""

    inspector: Code | None = Field(None, description="Code of the probation inspector who recorded it.")


def _registration(wire: ProbationerWire, sender: Sender) -> Content:
    return registration_content(wire, "PROBATIONER", _AGENCY, inspector(_AGENCY, wire.inspector))


def _case(wire: ProbationCaseWire, sender: Sender) -> Content:
    return case_content(wire, _AGENCY, inspector(_AGENCY, wire.inspector))


def _event(wire: ProbationEventWire, sender: Sender) -> Content:
    return event_content(wire, _AGENCY, inspector(_AGENCY, wire.inspector))


SYSTEM = System(
    "probation",
    "Probation service",
    "The probation service tells whom it puts on its register and takes off it, where they move, and what happens "
    "in its files. The police watch the same people, and every quarter both count them and must agree.",
    (
        Feed(
            name="probation-register",
            system=_AGENCY,
            meaning="Probationers put on the register and taken off it.",
            wire=ProbationerWire,
            mapped=_registration,
            norms=("517-7", "517-8.1", "517-9.2", "517-9.4"),
        ),
        Feed(
            name="probation-cases",
            system=_AGENCY,
            meaning="Files of the probation service.",
            wire=ProbationCaseWire,
            mapped=_case,
            norms=("517-8.2",),
            formats=(WireFormat.NDJSON, WireFormat.XML),
            element="case",
        ),
        Feed(
            name="probation-case-events",
            system=_AGENCY,
            meaning="What happened in files of the probation service.",
            wire=ProbationEventWire,
            mapped=_event,
            norms=("517-8.2", "517-9.3"),
        ),
    ),
)
