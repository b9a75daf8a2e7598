"""What duties are worked out from: the files of persons, units and meetings. Moments are in UTC, without zone."""

import datetime as dt
from dataclasses import dataclass

from prevention.deadlines import day_of
from prevention.decisions import DecisionTerm
from schema.identifiers import NOWHERE, AreaCode, UnitId

NATIONAL = "KAZ"


@dataclass(frozen=True, kw_only=True)
class DeedUnit:
    """The unit that did something, or to which a notice was sent. ``area`` is a KATO code, ``agency`` a code."""

    kind: str = ""
    level: str = ""
    area: AreaCode = NOWHERE
    agency: str = ""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something done as a norm asks: an event of a case, or, if ``is_notice``, a notice of one unit to another.

    An event by which an inquiry was sent is of kind NOTICE as well, and no notice between units. ``sender`` is the
    unit whose id is ``unit``; ``recipient`` is that to which a notice was sent, None where it names none.
    """

    id: str
    norm: str
    at: dt.datetime
    kind: str = "NOTICE"
    is_notice: bool = False
    unit: UnitId | None = None
    sender: DeedUnit | None = None
    recipient: DeedUnit | None = None
    case: str | None = None


@dataclass(frozen=True)
class Home:
    """An address of a person. ``area`` is a KATO code."""

    id: str
    kind: str
    area: AreaCode
    since: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A standing on a register; ``until`` is the last day of the term for which its basis was decided.

    ``is_own``: the hub itself keeps it, and no agency's system does. ``basis`` is the decision on which it stands.
    """

    id: str
    category: str
    since: dt.date
    closed: dt.date | None = None
    unit: UnitId | None = None
    until: dt.date | None = None
    is_own: bool = False
    basis: str | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case."""

    id: str
    kind: str
    opened: dt.date
    closed: dt.date | None = None
    unit: UnitId | None = None


@dataclass(frozen=True, kw_only=True)
class PrisonRelease:
    """A notice of release. ``area`` is that of the chosen address; without one, ``homeless`` and the person's own.

    ``institution`` is the area of the institution.
    """

    id: str
    kind: str
    released: dt.date
    notified: dt.date | None = None
    planned: dt.date | None = None
    arrived: dt.date | None = None
    area: AreaCode = NOWHERE
    institution: AreaCode = NOWHERE
    homeless: bool = False


@dataclass(frozen=True, kw_only=True)
class CourtDecision:
    """A decision of a court. ``until`` is the last day of its term, where it has one.

    Of a ruling ``held_since`` is the first day on which anybody was held on it, whoever that was, and ``spent_on``
    that on which a stay on it ended by the expulsion.
    ``article`` is the article of the code as the court wrote it; empty: it named none.
    """

    id: str
    kind: str
    decided: dt.date
    until: dt.date | None = None
    is_life: bool = False
    is_refusal: bool = False
    in_force: dt.date | None = None
    held_since: dt.date | None = None
    spent_on: dt.date | None = None
    article: str = ""

    @property
    def since(self) -> dt.date:
        """The first day on which it has force: that of the decision, where no other is written down.

        Of supervision and of an expunged conviction only the day written down counts (prevention/decisions.py):
        without it there is none, and it is the last of all days.
        """
        return DecisionTerm(kind=self.kind, decided=self.decided, force=self.in_force).first or dt.date.max


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A stay in a special institution. ``until`` is the last day that it may last; ``area`` is its unit's.

    ``ruling`` is the id of the decision on which it stands. ``first`` is the earliest day that was ever said to be
    its beginning, and ``rulings`` all that it was ever said to stand on. ``ended`` is the latest day that was ever
    said to be its end; None: it goes on. ``expelled``: it ended by the expulsion. ``unexpelled`` is the latest day
    on which it was ever said to have ended otherwise.
    """

    id: str
    since: dt.date
    until: dt.date | None = None
    ended: dt.date | None = None
    unit: UnitId | None = None
    area: AreaCode = NOWHERE
    ruling: str | None = None
    first: dt.date | None = None
    rulings: tuple[str, ...] = ()
    expelled: bool = False
    unexpelled: dt.date | None = None

    @property
    def begun(self) -> dt.date:
        """The first day on which somebody was held, as any version said."""
        return self.since if self.first is None else min(self.since, self.first)


@dataclass(frozen=True)
class RegisterEvent:
    """Something entered about a person in a register that proactive queries watch.

    ``via`` is the mention by which the event means the person, where it came by a feed.
    """

    id: str
    register: str
    at: dt.datetime
    via: str | None = None


@dataclass(frozen=True, kw_only=True)
class Match:
    """A match of a proactive query. ``event`` is that of which it was made, where it names one; ``is_own``: the hub
    made it.
    """

    id: str
    found_at: dt.datetime
    decision: str = "PENDING"
    decided: dt.datetime | None = None
    acknowledged: dt.datetime | None = None
    forwarded: dt.datetime | None = None
    event: str | None = None
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonFile:
    """Everything about a person on which duties stand. ``today`` is the day up to which periods are looked at.

    ``reading`` is how the site reads 89-8b; empty: as the norm's data take it.
    """

    id: str
    area: AreaCode = NOWHERE
    today: dt.date = dt.date.min
    citizenship: str | None = None
    homes: tuple[Home, ...] = ()
    registrations: tuple[Registration, ...] = ()
    cases: tuple[Case, ...] = ()
    releases: tuple[PrisonRelease, ...] = ()
    decisions: tuple[CourtDecision, ...] = ()
    matches: tuple[Match, ...] = ()
    register_events: tuple[RegisterEvent, ...] = ()
    deeds: tuple[Deed, ...] = ()
    reading: str = ""
    placements: tuple[Placement, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether the person is known to be no citizen of Kazakhstan."""
        return self.citizenship is not None and self.citizenship != NATIONAL

    def arrival(self, release: PrisonRelease) -> dt.date | None:
        """The day on which a released person came: as the notice has it, or by the first event that says so.

        Whoever saw the person come tells of it before the institution's notice does.
        """
        later = min((r.released for r in self.releases if r.released > release.released), default=dt.date.max)
        arrival_days = (day_of(d.at) for d in self.deeds if d.kind == "ARRIVAL")
        days = [day for day in arrival_days if release.released <= day < later]
        return min([*days, *([release.arrived] if release.arrived else [])], default=None)


@dataclass(frozen=True)
class UnitWork:
    """What a unit did under a norm outside any case. ``period`` is the first day of that for which it was done."""

    id: str
    norm: str
    done_on: dt.date
    period: dt.date | None = None


@dataclass(frozen=True)
class Precinct:
    """A precinct that a police point serves, with the days on which its inspector reported to residents."""

    id: str
    held_days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class UnitFile:
    """Everything about a unit on which duties stand.

    ``since`` is the day from which the hub watches units, ``today`` the day up to which periods are looked at.
    """

    id: str
    kind: str
    level: str
    since: dt.date
    today: dt.date
    work: tuple[UnitWork, ...] = ()
    precincts: tuple[Precinct, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A complaint heard in a meeting."""

    id: str
    received: dt.date
    within_competence: bool
    passed: bool = False
    told_on: dt.date | None = None
    answered: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A report meeting with residents; ``point`` is the police point whose inspector reports."""

    id: str
    point: UnitId | None
    planned: dt.datetime | None = None
    announced: dt.date | None = None
    held_on: dt.date | None = None
    has_protocol: bool = False
    complaints: tuple[Complaint, ...] = ()
    protocol_on: dt.date | None = None
