"""How codes and numbers on the wire become references: the systems under which bodies and records stand."""

from collections.abc import Iterable, Mapping, Sequence

from adapters.feeds.feed import BodyReference, Of, OwnBody, RefusedError, Sender, Target
from graph.write.ids import HUB
from schema.catalogue import CATALOGUE

Links = Mapping[str, Target | Sequence[Target] | None]
"""The relations of a fact."""

COURTS = "COURT"
"""The system of the courts: the number of a decision there is that of its record."""

POLICE = "MIA"
"""The system of the police."""


def unit(system: str, code: str | None) -> BodyReference | None:
    """A unit of an agency by its code."""
    return BodyReference("Unit", system, code) if code else None


def inspector(system: str, code: str | None) -> BodyReference | None:
    """An inspector of the police or of the probation service by code."""
    return BodyReference("Inspector", system, code) if code else None


def region(kato: str | None) -> BodyReference | None:
    """A region or district by its KATO code."""
    return BodyReference("Region", "KATO", kato) if kato else None


def agency(code: str | None) -> BodyReference | None:
    """An agency by its code."""
    return BodyReference("Agency", HUB, code) if code else None


def agencies(codes: Iterable[str]) -> tuple[BodyReference, ...]:
    """Agencies by their codes."""
    return tuple(BodyReference("Agency", HUB, code) for code in codes)


def norm(code: str | None) -> BodyReference | None:
    """A norm by its number."""
    return BodyReference("Norm", HUB, code) if code else None


def decision(number: str | None) -> Of | None:
    """A decision of a court by its number, sent by the courts now or later."""
    return Of("CourtDecision", system=COURTS, record_id=number) if number else None


def decisions(numbers: Iterable[str]) -> tuple[Of, ...]:
    """Decisions of courts by their numbers."""
    return tuple(Of("CourtDecision", system=COURTS, record_id=number) for number in numbers)


def register_event(number: str | None) -> Of | None:
    """An event in a register that proactive queries watch, by the number of its record, sent now or later."""
    return Of("RegisterEvent", system=POLICE, record_id=number) if number else None


def case(system: str, number: str | None) -> Of | None:
    """A case by the number of its record in the system of the body that leads it."""
    return Of("Case", system=system, record_id=number) if number else None


def own_body(sender: Sender, entity: str) -> OwnBody:
    """The sender's own unit, of a feed that many bodies of one kind send.

    Raises:
        RefusedError: the sender is known to the hub as no body of that kind, so that nobody could say whose record
            it is.
    """
    if sender.unit is None or CATALOGUE.by_prefix(sender.unit) is not CATALOGUE.entity(entity):
        raise RefusedError("SENDER_WITHOUT_UNIT")
    return OwnBody(sender.unit)
