"""What the hub asks to make the day's work of a unit: ordinary documents, and the filters that a day gives them.

Every text is valid in the schema of whoever the root exists for (:mod:`resolvers.roots.unit_day`).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from prevention.deadlines import begin_of, end_of
from schema.types.roots import MAX_VALUES

UNIT = "query ($unit: [ID!]!) { nodes(ids: $unit) { ... on Unit { id region { kato } } } }"

DUTIES = f"""query ($unit: [ID!]!, $where: DutyFilter!) {{
  nodes(ids: $unit) {{
    ... on Unit {{
      list: duties(first: {MAX_VALUES}, where: $where, orderBy: [{{ dueOn: ASC }}]) {{
        nodes {{ id dueOn status norm {{ code }} case {{ inspector {{ id }} }} }}
        totalCount
      }}
    }}
  }}
}}"""

NOTICES = """query ($unit: [ID!]!, $where: NoticeFilter!) {{
  nodes(ids: $unit) {{
    ... on Unit {{
      list: {relation}(first: {size}, where: $where, orderBy: [{{ sentAt: ASC }}]) {{ nodes {{ id }} totalCount }}
    }}
  }}
}}"""
INBOX = NOTICES.format(relation="inbox", size=MAX_VALUES)
OUTBOX = NOTICES.format(relation="outbox", size=MAX_VALUES)

INSPECTORS = f"""query ($unit: [ID!]!) {{
  nodes(ids: $unit) {{
    ... on Unit {{ list: inspectors(first: {MAX_VALUES}) {{ nodes {{ id }} totalCount }} }}
  }}
}}"""

WATCHED = """query ($inspectors: [ID!]!, $where: RegistrationFilter!) {
  nodes(ids: $inspectors) { ... on Inspector { id registrations(where: $where) { totalCount } } }
}"""

_AWAITED = f"""
      releaseNotices(first: {MAX_VALUES}, where: $releases) {{ nodes {{ id plannedArrivalOn releasedOn HOME }} }}
      cases(first: {MAX_VALUES}, where: {{ events: {{ some: $arrivals }} }}) {{
        nodes {{ events(first: {MAX_VALUES}, where: $arrivals) {{ nodes {{ at }} }} }}
      }}
"""
_HOME = "chosenAddress { region { kato } }"

PERSONS = f"""query (
  $persons: [ID!]!, $duties: DutyFilter!, $inForce: RegistrationFilter!, $releases: ReleaseNoticeFilter!,
  $matches: ProactiveMatchFilter!, $arrivals: CaseEventFilter!
) {{
  nodes(ids: $persons) {{
    ... on Person {{
      id
      duties(first: {MAX_VALUES}, where: $duties) {{ nodes {{ id }} }}
      registrations(first: {MAX_VALUES}, where: $inForce) {{ nodes {{ unit {{ id }} inspector {{ id }} }} }}
      {_AWAITED}
      matches(first: {MAX_VALUES}, where: $matches) {{ nodes {{ id foundAt }} }}
    }}
  }}
}}"""

ARRIVALS = f"""query ($area: String!, $releases: ReleaseNoticeFilter!, $arrivals: CaseEventFilter!) {{
  persons(
    first: {MAX_VALUES}
    where: {{ region: {{ kato: {{ startsWith: $area }} }}, releaseNotices: {{ some: $releases }} }}
  ) {{
    nodes {{
      id
      {_AWAITED}
    }}
    pageInfo {{ hasNextPage }}
  }}
}}"""


def with_home(text: str, *, may_be_told: bool) -> str:
    """``text`` with the addresses that released persons chose, where the caller can be told of any."""
    return text.replace("HOME", _HOME if may_be_told else "")


TEXTS = (UNIT, DUTIES, INBOX, OUTBOX, INSPECTORS, WATCHED, PERSONS, ARRIVALS)

AWAITED_DAYS = 30
"""For so many days after the planned arrival somebody is expected. Then the duties of 89-8 tell more."""

_FIRST_DAY = dt.date(1900, 1, 1)
_WEEK = dt.timedelta(days=6)
_NOT_DONE = ["OPEN", "OVERDUE"]


@dataclass(frozen=True)
class WorkDay:
    """A day, and the filters by which the records are found that were work on it.

    A past day is as it ended, by what the records say now. ``today`` is the day on which it is asked.
    """

    day: dt.date
    today: dt.date

    @property
    def is_over(self) -> bool:
        """Whether the day has ended."""
        return self.day < self.today

    @property
    def begin(self) -> dt.datetime:
        """Its first moment. Nothing on record is older than 1900."""
        return begin_of(max(self.day, _FIRST_DAY))

    @property
    def end(self) -> dt.datetime:
        """Its last second."""
        return end_of(max(self.day, _FIRST_DAY))

    @property
    def not_done(self) -> dict[str, Any]:
        """Duties that had arisen and were not done. What was cancelled since is left out: nobody noted when."""
        if not self.is_over:
            return {"status": {"in": _NOT_DONE}}
        is_late = {"status": {"in": ["DONE", "DONE_LATE"]}, "doneOn": {"gt": self.end}}
        return {"arisesOn": {"lte": self.day}, "or": [{"status": {"in": _NOT_DONE}}, is_late]}

    def duties(self) -> dict[str, dict[str, Any]]:
        """The duties of the day, by the list in which they stand."""
        week = end_of(max(self.day, _FIRST_DAY) + _WEEK)
        later = {"or": [{"dueOn": {"gt": week}}, {"dueOn": {"isNull": True}}]}
        if self.is_over:
            overdue: dict[str, Any] = {"dueOn": {"lt": self.begin}}
            due_today: dict[str, Any] = {"dueOn": {"gte": self.begin, "lte": self.end}}
        else:
            overdue = {"status": {"eq": "OVERDUE"}}
            due_today = {"status": {"eq": "OPEN"}, "dueOn": {"lte": self.end}}
        is_open = {} if self.is_over else {"status": {"eq": "OPEN"}}
        lists = {
            "overdue": overdue,
            "dueToday": due_today,
            "thisWeek": {**is_open, "dueOn": {"gt": self.end, "lte": week}},
            "later": {**is_open, **later},
        }
        return {name: {"and": [self.not_done, where]} for name, where in lists.items()}

    @property
    def unconfirmed(self) -> dict[str, Any]:
        """Notices that nobody had confirmed."""
        if not self.is_over:
            return {"confirmedAt": {"isNull": True}}
        unconfirmed = [{"confirmedAt": {"isNull": True}}, {"confirmedAt": {"gt": self.end}}]
        return {"sentAt": {"lte": self.end}, "or": unconfirmed}

    @property
    def undecided(self) -> dict[str, Any]:
        """Matches that had not been decided."""
        if not self.is_over:
            return {"decision": {"eq": "PENDING"}}
        undecided = [{"decision": {"eq": "PENDING"}}, {"decidedAt": {"gt": self.end}}]
        return {"foundAt": {"lte": self.end}, "or": undecided}

    @property
    def in_force(self) -> dict[str, Any]:
        """Registrations in force."""
        if not self.is_over:
            return {"status": {"eq": "OPEN"}}
        is_open = [{"closedOn": {"isNull": True}}, {"closedOn": {"gt": self.day}}]
        return {"registeredOn": {"lte": self.day}, "or": is_open}

    @property
    def awaited(self) -> dict[str, Any]:
        """Releases of whoever was expected and of whom no notice says that they came."""
        since = max(self.day, _FIRST_DAY) - dt.timedelta(days=AWAITED_DAYS)
        planned = {"plannedArrivalOn": {"gt": since}}
        if not self.is_over:
            return {**planned, "arrivedOn": {"isNull": True}}
        absent = {"or": [{"arrivedOn": {"isNull": True}}, {"arrivedOn": {"gt": self.day}}]}
        announced = {"or": [{"notifiedOn": {"isNull": True}}, {"notifiedOn": {"lte": self.day}}]}
        return {**planned, "and": [absent, announced]}

    @property
    def arrivals(self) -> dict[str, Any]:
        """Events that say that somebody came."""
        return {"kind": {"eq": "ARRIVAL"}, "at": {"lte": self.end}}

    def status(self, due: dt.datetime | None, now: str) -> str:
        """How a duty that was not done stood on the day; ``now`` is how it stands now."""
        if not self.is_over:
            return now
        return "OVERDUE" if due is not None and due <= self.end else "OPEN"


def area_prefix(kato: str) -> str:
    """With what the codes of all places in a region or district begin."""
    return kato[:2] if kato[2:4] == "00" else kato[:4]
