"""What a timeline is made of: by source, the relations that lead to its records and the dates that place them.

The ordinary filter `isNull: false` keeps just those records whose date the caller is released in full: a date that
is masked or withheld is unknown, and places nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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
    """A document that asks ``subjects`` for records by one date: ``path`` leads to them, ``kind`` is the item's."""

    subjects: str
    path: tuple[str, ...]
    target: str
    kind: str
    date: str
    text: str

    @property
    def is_day(self) -> bool:
        """Whether the date is a day, and no moment."""
        field = CATALOGUE.field(CATALOGUE.entity(self.target), self.date)
        return field is not None and field.scalar == Scalar.DATE

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """The fields that a caller must be able to be given for the document to be valid: type and name."""
        steps, entity = [], CATALOGUE.entity(self.subjects)
        for name in self.path:
            relation = CATALOGUE.relation(entity, name)
            steps.append((entity.name, name))
            entity = CATALOGUE.entity(self.target if relation is None else relation.target)
        return (*steps, (self.target, self.date))


def _text(subjects: str, path: tuple[str, ...], target: str, date: str) -> str:
    dated = f"(first: {MAX_VALUES}, where: $where, orderBy: [{{ {date}: ASC }}])"
    nodes = f"{{ nodes {{ id {date} }} pageInfo {{ hasNextPage }} }}"
    if not path:
        # A case has no relation to itself; a page of cases is filtered, as what is reached by a relation is.
        return f"query ($where: {target}Filter!) {{ cases{dated} {nodes} }}"
    selection = f"{path[-1]}{dated} {nodes}"
    for name in reversed(path[:-1]):
        selection = f"{name}(first: {MAX_VALUES}) {{ nodes {{ {selection} }} pageInfo {{ hasNextPage }} }}"
    return (
        f"query ($of: [ID!]!, $where: {target}Filter!) "
        f"{{ nodes(ids: $of) {{ ... on {subjects} {{ id {selection} }} }} }}"
    )


def _questions(records: TimelineRecords) -> tuple[DatedQuestion, ...]:
    paths = [(SUBJECT, path) for path in records.of_person] + [(CASE, path) for path in records.of_case]
    if records.target == CASE:
        paths.append((CASE, ()))
    return tuple(
        DatedQuestion(
            subjects=subjects,
            path=path,
            target=records.target,
            kind=kind,
            date=date,
            text=_text(subjects, path, records.target, date),
        )
        for subjects, path in paths
        for kind, date in records.kinds.items()
    )


QUESTIONS: Mapping[str, tuple[DatedQuestion, ...]] = {
    name: _questions(SOURCES[name]) for name in TIMELINE_SOURCE.values
}
"""The documents of every source."""
