"""What a timeline is made of: by source, the relations that lead to its records and the dates that place them.

The ordinary filter `isNull: false` keeps just those records whose date the caller is released in full: a date that
is masked or withheld is unknown, and places nothing.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from schema.api.timeline import TIMELINE_SOURCE
from schema.catalogue import CATALOGUE, SUBJECT
from schema.model import Scalar
from schema.types.roots import MAX_VALUES

CASE = "Case"


@dataclass(frozen=True, kw_only=True)
class TimelineRecords:
    """The records of a source.

    ``of_person`` are the paths that lead to them from a person, ``of_case`` those from a case. ``kinds`` are the
    kinds of item, each with the date that places it.
    """

    target: str
    of_person: tuple[tuple[str, ...], ...] = ()
    of_case: tuple[tuple[str, ...], ...] = ()
    kinds: Mapping[str, str]


SOURCES: Mapping[str, TimelineRecords] = {
    "REGISTRATION": TimelineRecords(
        target="Registration",
        of_person=(("registrations",),),
        kinds={"REGISTERED": "registeredOn", "TAKEN_OFF": "closedOn"},
    ),
    "COURT_DECISION": TimelineRecords(
        target="CourtDecision",
        of_person=(("decisions",),),
        of_case=(("decisions",),),
        kinds={"DECIDED": "decidedOn"},
    ),
    "CASE": TimelineRecords(
        target=CASE, of_person=(("cases",),), kinds={"CASE_OPENED": "openedOn", "CASE_CLOSED": "closedOn"}
    ),
    "CASE_EVENT": TimelineRecords(
        target="CaseEvent",
        of_person=(("cases", "events"),),
        of_case=(("events",),),
        kinds={"CASE_EVENT": "at"},
    ),
    "RELEASE": TimelineRecords(
        target="ReleaseNotice",
        of_person=(("releaseNotices",),),
        kinds={"RELEASE_NOTIFIED": "notifiedOn", "RELEASED": "releasedOn", "ARRIVED": "arrivedOn"},
    ),
    "NOTICE": TimelineRecords(
        target="Notice",
        of_person=(("notices",),),
        kinds={"NOTICE_SENT": "sentAt", "NOTICE_CONFIRMED": "confirmedAt"},
    ),
    "DUTY": TimelineRecords(
        target="Duty",
        of_person=(("duties",),),
        of_case=(("duties",),),
        kinds={"DUTY_DUE": "dueOn", "DUTY_DONE": "doneOn"},
    ),
    "MATCH": TimelineRecords(
        target="ProactiveMatch",
        of_person=(("matches",),),
        kinds={"MATCH_FOUND": "foundAt", "MATCH_DECIDED": "decidedAt"},
    ),
    "REGISTER_EVENT": TimelineRecords(
        target="RegisterEvent", of_person=(("registerEvents",),), kinds={"REGISTER_EVENT": "happenedAt"}
    ),
    "PROTECTIVE_ORDER": TimelineRecords(
        target="ProtectiveOrder",
        of_person=(("ordersAgainst",), ("protectedBy",)),
        kinds={"ORDER_ISSUED": "issuedOn", "ORDER_ENDS": "until"},
    ),
    "SPECIAL_PLACEMENT": TimelineRecords(
        target="SpecialPlacement",
        of_person=(("placements",),),
        kinds={"PLACED": "from", "LEFT_PLACEMENT": "endedOn"},
    ),
    "PROGRAMME": TimelineRecords(
        target="ProgrammePlace",
        of_person=(("programmes",),),
        kinds={"PROGRAMME_BEGUN": "from", "PROGRAMME_ENDED": "until"},
    ),
    "TREATMENT": TimelineRecords(
        target="Treatment",
        of_person=(("treatments",),),
        kinds={"TREATMENT_BEGUN": "from", "TREATMENT_ENDED": "until"},
    ),
    "RISK_ASSESSMENT": TimelineRecords(
        target="RiskAssessment", of_person=(("riskAssessments",),), kinds={"RISK_ASSESSED": "assessedOn"}
    ),
    "SHELTER_STAY": TimelineRecords(
        target="ShelterStay",
        of_person=(("stays",),),
        kinds={"SHELTER_APPEAL": "appealedOn", "STAY_BEGUN": "from", "STAY_ENDED": "until"},
    ),
    "OPERATIVE_FILE": TimelineRecords(
        target="OperativeFile", of_person=(("operativeFiles",),), kinds={"FILE_OPENED": "openedOn"}
    ),
}
"""The records of every source, by the name of TimelineSource."""


@dataclass(frozen=True, kw_only=True)
class DatedQuestion:
    """A document that asks ``subjects`` for the records of type ``target`` to which ``path`` leads, by each date.

    ``kinds`` are the kinds of item, each with the date that places it.
    """

    subjects: str
    path: tuple[str, ...]
    target: str
    kinds: tuple[tuple[str, str], ...]

    @cached_property
    def text(self) -> str:
        """The document. Its connections, and the variables with their filters, are named after the kinds."""
        pages = " ".join(self._page(kind, date) for kind, date in self.kinds)
        filters = ", ".join(f"${kind}: {self.target}Filter!" for kind, _ in self.kinds)
        if not self.path:
            return f"query ({filters}) {{ {pages} }}"
        for name in reversed(self.path[:-1]):
            pages = f"{name}(first: {MAX_VALUES}) {{ nodes {{ {pages} }} pageInfo {{ hasNextPage }} }}"
        return f"query ($of: [ID!]!, {filters}) {{ nodes(ids: $of) {{ ... on {self.subjects} {{ id {pages} }} }} }}"

    def _page(self, kind: str, date: str) -> str:
        # A case has no relation to itself; a page of cases is filtered, as what is reached by a relation is.
        name = self.path[-1] if self.path else "cases"
        arguments = f"first: {MAX_VALUES}, where: ${kind}, orderBy: [{{ {date}: ASC }}]"
        return f"{kind}: {name}({arguments}) {{ nodes {{ id {date} }} pageInfo {{ hasNextPage }} }}"

    def is_day(self, date: str) -> bool:
        """Whether a date of the records is a day, and no moment."""
        field = CATALOGUE.field(CATALOGUE.entity(self.target), date)
        return field is not None and field.scalar == Scalar.DATE

    @property
    def steps(self) -> Iterator[tuple[str, str]]:
        """The relations of the path, with the types that have them."""
        type_name = self.subjects
        for name in self.path:
            relation = CATALOGUE.relation(CATALOGUE.entity(type_name), name)
            yield type_name, name
            type_name = self.target if relation is None else relation.target

    def within(self, fields: Set[tuple[str, str]]) -> "DatedQuestion | None":
        """The part of the question for whoever can be given these fields; None where there is none."""
        kinds = tuple((kind, date) for kind, date in self.kinds if (self.target, date) in fields)
        return replace(self, kinds=kinds) if kinds and fields >= set(self.steps) else None


def _questions(records: TimelineRecords) -> tuple[DatedQuestion, ...]:
    paths = [(SUBJECT, path) for path in records.of_person] + [(CASE, path) for path in records.of_case]
    if records.target == CASE:
        paths.append((CASE, ()))
    return tuple(
        DatedQuestion(subjects=subjects, path=path, target=records.target, kinds=tuple(records.kinds.items()))
        for subjects, path in paths
    )


QUESTIONS: Mapping[str, tuple[DatedQuestion, ...]] = {
    name: _questions(SOURCES[name]) for name in TIMELINE_SOURCE.values
}
"""The documents of every source."""
