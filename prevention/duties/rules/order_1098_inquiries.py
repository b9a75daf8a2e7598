"""1098: service inquiries after grave crimes by minors and against them (23, 16).

Banditry, murder, robbery, grave harm to health and rape by a minor, any crime by a minor who is on the register,
especially grave crimes against minors, accidents: which they are, whoever orders the inquiry decides. Where the
text asks for a free note alone (a lesser offence against a minor, a suicide), no inquiry is ordered, and nothing
arises.

The inquiry is held by the public-security directorate of the police department: the department owes the copies.
"""

from collections.abc import Iterable

from prevention.deadlines import begin_of, day_of, end_of, months_after
from prevention.duties.duty_facts import PersonFile
from prevention.duties.rules.conditions import by_event, in_its_case, working_days
from prevention.duties.rules.posts import PD
from prevention.duties.rules.rule import Fulfilment, Rule, Trigger

INQUIRY = "1098-23.16"

TO_UNITS_WITHIN = 15
"""Working days after the crime was registered, within which the units have copies of the conclusions."""

TO_COMMITTEE_WITHIN = 1
"""Months after the crime was registered, within which the Administrative Police Committee has one."""


def _ordered(file: PersonFile, to_committee: bool) -> Iterable[Trigger]:
    """Each inquiry that was ordered, by the decision whose day is that on which the crime was registered."""
    for deed in file.deeds:
        if deed.norm == INQUIRY and deed.kind == "DECISION":
            day = day_of(deed.at)
            last = end_of(months_after(day, TO_COMMITTEE_WITHIN))
            due = last if to_committee else working_days(day, TO_UNITS_WITHIN)
            yield Trigger(key=deed.id, at=deed.at, due=due, area=file.area, case=deed.case, since=begin_of(day))


def _copied(kind: str, *to: str) -> Fulfilment[PersonFile]:
    """Several inquiries may run about one person: a copy is of the inquiry in whose case it was sent."""
    return in_its_case(by_event(INQUIRY, kinds=(kind,), to=to))


RULES = (
    Rule(
        norm=INQUIRY,
        owed_by=PD,
        causes=lambda file: _ordered(file, to_committee=False),
        fulfilled=_copied("NOTICE", "PSU", "PD"),
        notify=("PSU", "PD"),
        part="units",
    ),
    Rule(
        norm=INQUIRY,
        owed_by=PD,
        causes=lambda file: _ordered(file, to_committee=True),
        fulfilled=_copied("TRANSFER"),
        notify=("MIA",),
        part="committee",
    ),
)
