"""System 8: the education departments (білім басқармасы): who attends which school, and who misses it.

Every month the department and the juvenile group go together through the minors who miss school without reason
(1098-23.9); what they find is told in the minor's case.
"""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from adapters.feeds.feed import BodyReference, Content, Fact, Feed, PersonCard, PersonClaim, Sender, Who, Wire
from adapters.feeds.wire_types import NUMBER, Code, Day, Line, RecordId
from adapters.systems.consistency import in_order
from adapters.systems.references import POLICE, Links, case, norm
from adapters.systems.system import TABLE_FIRST, System

_AGENCY = "EDU"

Month = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class StudentWire(Wire):
    """A student's time at a school."""

    person: PersonCard = Field(description="The student.")
    school: Code = Field(description="Code of the school.")
    grade: Line | None = Field(None, description="Grade and class.")
    started_on: Day = Field(description="First day.")
    ended_on: Day | None = Field(None, description="Last day, once it has ended.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        in_order(self.started_on, self.ended_on, "endedOn is before startedOn")
        return self


class AbsenceWire(Wire):
    """Days of a month that a registered minor missed without reason."""

    person: PersonCard = Field(description="The minor.")
    case: RecordId = Field(description="Number of the record of the police case on the minor.")
    month: Month = Field(description="The month, YYYY-MM.")
    days_missed: Annotated[int, Field(ge=1, le=31), NUMBER] = Field(description="Days missed without reason.")


def _student(wire: StudentWire, sender: Sender) -> Content:
    values = {"grade": wire.grade, "from": wire.started_on, "until": wire.ended_on}
    links: Links = {"owner": Who(), "school": BodyReference("School", _AGENCY, wire.school)}
    return Content((PersonClaim(wire.person),), (Fact("Enrolment", values, links),))


def _absence(wire: AbsenceWire, sender: Sender) -> Content:
    text = f"{wire.month}: {wire.days_missed} күн сабаққа себепсіз келмеді."
    links: Links = {"case": case(POLICE, wire.case), "norm": norm("1098-23.9")}
    fact = Fact("CaseEvent", {"kind": "OTHER", "at": wire.changed_at, "text": text}, links)
    return Content((PersonClaim(wire.person),), (fact,))


SYSTEM = System(
    "education",
    "Education departments",
    "The education departments tell which school a minor attends, so that inspectors and schools find each other, "
    "and which registered minors miss it without reason.",
    (
        Feed(
            name="education-students",
            system=_AGENCY,
            meaning="Students and their schools.",
            wire=StudentWire,
            mapped=_student,
            norms=("1098-15", "1098-23.7"),
            formats=TABLE_FIRST,
        ),
        Feed(
            name="education-absences",
            system=_AGENCY,
            meaning="Registered minors who miss school without reason, monthly.",
            wire=AbsenceWire,
            mapped=_absence,
            norms=("1098-23.9",),
            formats=TABLE_FIRST,
        ),
    ),
)
