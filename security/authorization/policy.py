"""The policy: what each role is released, on which norm, read from one file a role.

What no rule releases is hidden. The files stand in ``security/policy/``; a site changes them, never the code.
``docs/policy.md`` says how they are written.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from schema.catalogue import CATALOGUE
from schema.identifiers import UnitId
from schema.model import AccessClass
from security.authorization.agreements import Agreements
from security.authorization.disclosure import SCOPES, Disclosure
from security.clock import today_in_kazakhstan
from security.norms import AGREEMENT, NORMS, OPERATION, Norm, NormError, by_agreement
from security.site_file import SiteFile, SiteFileError, SiteTable, display_path, read_source

POLICY_VERSION = "2"
"""Part of every plan's key, beside the digest of the caller's grants."""

DIRECTORY = Path(__file__).parents[1] / "policy"
_BY_OPERATION = {"operator": AccessClass.SERVICE, "auditor": AccessClass.TRACE}
"""The roles whose column of the matrix has no norm, and the one class that each is released."""


@dataclass(frozen=True, kw_only=True)
class PolicyCell:
    """One entry of the matrix: a release, the scope within which it holds, and the norms it stands on.

    ``since`` and ``until`` are the first and the last day on which all its norms have force. ``bodies`` are the
    codes of agencies and the ids of units to whose callers its agreement releases it; none: to all of the role.
    """

    release: Disclosure
    scope: str
    norms: tuple[str, ...] = ()
    until: dt.date | None = None
    since: dt.date | None = None
    bodies: tuple[str, ...] = ()

    def holds_on(self, day: dt.date) -> bool:
        """Whether the cell releases anything on ``day``. One that stands on no particular agreement never does."""
        return AGREEMENT not in self.norms and (self.since is None or self.since <= day) and not self.ended(day)

    def ended(self, day: dt.date) -> bool:
        """Whether its last day is before ``day``."""
        return self.until is not None and self.until < day

    def holds_for(self, agency: str | None, unit: UnitId | None) -> bool:
        """Whether it is for a caller of that agency and unit."""
        return not self.bodies or agency in self.bodies or unit in self.bodies

    def under(self, role: str, access: AccessClass, agreements: Agreements) -> "tuple[PolicyCell, ...]":
        """The cell as it is where those agreements are kept: once for each that covers it, on that agreement."""
        if AGREEMENT not in self.norms:
            return (self,)
        others = tuple(text for text in self.norms if text != AGREEMENT)
        return tuple(
            _cell(self.release, self.scope, (*others, agreement.text), agreement.since, agreement.bodies)
            for agreement in agreements
            if agreement.covers(role, access)
        )


PolicyCells = Mapping[AccessClass, tuple[PolicyCell, ...]]


def _cell(
    release: Disclosure,
    scope: str,
    texts: tuple[str, ...],
    since: dt.date | None = None,
    bodies: tuple[str, ...] = (),
) -> PolicyCell:
    """A cell on norms, from the last of their first days, and ``since``, to the first of their last ones."""
    norms = [NORMS.cited(text) for text in texts]
    first = max((day for day in (since, *(norm.since for norm in norms)) if day), default=None)
    last = min((norm.until for norm in norms if norm.until), default=None)
    return PolicyCell(release=release, scope=scope, norms=texts, until=last, since=first, bodies=bodies)


@dataclass(frozen=True, kw_only=True)
class Role:
    """What a role is released: for each class its cells, of which the first that applies holds.

    ``limits`` narrow single fields, named ``Type.field``: at most so much, whatever the class would release.
    ``once`` and ``bound`` are demands on its tokens: good for one request alone (by their ``jti``), bound to the
    caller's certificate (RFC 8705). ``emergency`` are the classes of which break-glass releases more. ``work`` are
    the norms that the role carries out: what it may enter in the hub, beside what it may see. ``agreements`` are
    those that the site keeps for the role.
    """

    name: str
    meaning: str
    norms: tuple[str, ...]
    cells: PolicyCells
    statistics: str
    limits: Mapping[str, Disclosure]
    source: SiteFile
    once: bool = False
    bound: bool = False
    emergency: PolicyCells = field(default_factory=dict)
    work: tuple[str, ...] = ()
    agreements: Agreements = ()

    def work_on(self, day: dt.date) -> tuple[str, ...]:
        """The norms that the role carries out on ``day``: those that have force then."""
        return tuple(sorted(code for code in self.work if NORMS.provisions[code].in_force(day)))

    def statistics_on(self, day: dt.date, agency: str | None, unit: UnitId | None) -> PolicyCell | None:
        """Of which districts a caller of that agency and unit is told statistics on ``day``.

        By those of the role's norms that have force then, and of the agreements those that cover statistics.
        """
        role_norms = [NORMS.cited(text) for text in self.norms if text != AGREEMENT]
        law = tuple(norm.text for norm in role_norms if norm.in_force(day))
        agreed = (a for a in self.agreements if a.statistics and a.is_for(agency, unit))
        norms = law + tuple(a.text for a in agreed if AGREEMENT in self.norms and a.in_force(day))
        return (
            PolicyCell(release=Disclosure.FULL, scope=self.statistics, norms=norms)
            if self.statistics and norms
            else None
        )

    def in_emergency(self) -> "Role | None":
        """The role as it is for a caller who states EMERGENCY; None where its file names no wider release."""
        return replace(self, cells={**self.cells, **self.emergency}, emergency={}) if self.emergency else None

    def under(self, agreements: Agreements) -> "Role":
        """The role as it is where those agreements are kept."""
        cells, emergency = (
            {access: self._under(access, line, agreements) for access, line in table.items()}
            for table in (self.cells, self.emergency)
        )
        own_agreements = tuple(agreement for agreement in agreements if self.name in agreement.roles)
        return replace(self, cells=cells, emergency=emergency, agreements=own_agreements)

    def _under(
        self, access: AccessClass, line: tuple[PolicyCell, ...], agreements: Agreements
    ) -> tuple[PolicyCell, ...]:
        return tuple(cell for cell_ in line for cell in cell_.under(self.name, access, agreements))


@dataclass(frozen=True)
class Policy:
    """All roles, by name."""

    roles: Mapping[str, Role]

    def under(self, agreements: Agreements) -> "Policy":
        """The policy as it is where those agreements are kept.

        Raises:
            SiteFileError: an agreement is for a role that is not there.
        """
        names = [(a.number, name) for a in agreements for name in a.roles if name not in self.roles]
        if names:
            raise SiteFileError([f"agreement {number} is for {name}, which is no role" for number, name in names])
        return Policy({name: role.under(agreements) for name, role in self.roles.items()})


def load_policy(directory: Path = DIRECTORY, today: dt.date | None = None, agreements: Agreements = ()) -> Policy:
    """The policy of ``directory`` where those agreements are kept; without one, nothing is released by agreement.

    Raises:
        SiteFileError: what :func:`written_policy` refuses; an agreement is for a role that is not there.
    """
    return written_policy(directory, today).under(agreements)


def written_policy(directory: Path = DIRECTORY, today: dt.date | None = None) -> Policy:
    """Read and check every role file of ``directory``. Cells by agreement stand as they are written.

    Raises:
        SiteFileError: a file is not TOML, names an unknown class, field, release, scope or norm, or releases
            something on no norm; or it names a norm or an agreement that ended before ``today``.
    """
    day = today or today_in_kazakhstan()
    problems: list[str] = []
    roles: list[Role] = []
    for path in sorted(directory.glob("*.toml")):
        try:
            reader = _RoleFileReader(read_source(path), day)
            roles.append(reader.role())
            problems += reader.problems
        except SiteFileError as error:
            problems += error.problems
    if not roles and not problems:
        problems = [f"{display_path(directory)}: no role file"]
    if problems:
        raise SiteFileError(problems)
    return Policy({role.name: role for role in roles})


def _best(cells: tuple[PolicyCell, ...]) -> tuple[Disclosure, bool]:
    """The largest release of the cells, and whether it holds for the whole country."""
    return max(((cell.release, cell.scope == "all") for cell in cells), default=(Disclosure.HIDDEN, False))


class _RoleFile(SiteTable):
    """A role file as it is written. What its words mean is checked by :class:`_RoleFileReader`."""

    meaning: str = ""
    norms: list[str] = Field(default_factory=list)
    statistics: Literal["", "area", "all"] = ""
    release: dict[str, Any] = Field(default_factory=dict)
    emergency: dict[str, Any] = Field(default_factory=dict)
    fields: dict[str, Any] = Field(default_factory=dict)
    once: bool = False
    bound: bool = False
    work: list[str] = Field(default_factory=list)


class _RoleFileReader:
    """Reads one role file; what is wrong with it gathers in ``problems``, so that all is said at once."""

    def __init__(self, source: SiteFile, today: dt.date) -> None:
        self.source = source
        self.today = today
        self.problems: list[str] = []
        self.name = source.path.stem

    def role(self) -> Role:
        """Return the role. What of the file cannot be meant is left out of it.

        Raises:
            SiteFileError: an entry is unknown, or not of its type.
        """
        written = self.source.parse(_RoleFile)
        norms = self._norms(written.norms, "norms")
        for norm in norms:
            if norm.ended(self.today):
                self._refuse(f"{norm.text} is named, and ended on {norm.until}", "norms")
        cells = dict(self._releases(norms, "release", written.release))
        emergency = dict(self._releases(norms, "emergency", written.emergency))
        for access, wider in emergency.items():
            if _best(wider) < _best(cells.get(access, ())):
                self._refuse(f"{access} is released less in an emergency than without", "emergency", access)
        return Role(
            name=self.name,
            meaning=written.meaning,
            norms=tuple(norm.text for norm in norms),
            cells=cells,
            statistics=written.statistics,
            limits=dict(self._limits(written.fields)),
            source=self.source,
            once=written.once,
            bound=written.bound,
            emergency=emergency,
            work=tuple(self._work(written.work)),
        )

    def _work(self, texts: list[str]) -> Iterator[str]:
        for norm in self._norms(texts, "work"):
            provision = NORMS.provisions.get(norm.text)
            if provision is None or (provision.until is not None and provision.until < self.today):
                self._refuse(f"{norm.text} is no norm in force that a role carries out", "work")
            else:
                yield norm.text

    def _refuse(self, why: str, *keys: str) -> None:
        self.problems.append(self.source.problem(why, *keys))

    def _norms(self, texts: Any, *keys: str) -> tuple[Norm, ...]:
        if not isinstance(texts, list):
            self._refuse("norms are a list", *keys)
            return ()
        norms = []
        for text in texts:
            try:
                norms.append(NORMS.cited(str(text)))
            except NormError as error:
                self._refuse(str(error), *keys)
        return tuple(norms)

    def _releases(
        self, norms: tuple[Norm, ...], table: str, lines: Mapping[str, Any]
    ) -> Iterator[tuple[AccessClass, tuple[PolicyCell, ...]]]:
        for name, line in lines.items():
            if name not in AccessClass.__members__ or name == AccessClass.PUBLIC:
                why = "is open to every caller" if name == AccessClass.PUBLIC else "is not a class"
                self._refuse(f"{name} {why}", table, name)
                continue
            entries = line if isinstance(line, list) else [line]
            cells = tuple(cell for entry in entries for cell in self._entry(table, name, entry, norms))
            if any(later.release > cell.release for cell, later in pairwise(cells)):
                # Else the end of an agreement on the first would release more than its being in force.
                self._refuse(f"{name} must go from the larger release to the smaller", table, name)
            agreed = [by_agreement(cell.norms) for cell in cells]
            if len({cell.scope for cell in cells}) < len(cells) and not any(agreed):
                self._refuse(f"{name} names a scope twice", table, name)
            if any(cell.scope == "all" and not agreed[at] for at, cell in enumerate(cells[:-1])):
                self._refuse(f"{name}: what follows a release of all never applies", table, name)
            yield AccessClass(name), cells

    def _entry(self, table: str, name: str, entry: Any, norms: tuple[Norm, ...]) -> Iterator[PolicyCell]:
        """The cells of a line, or of one of the tables that make a line."""
        keys = (table, name)
        if isinstance(entry, Mapping):
            for key in sorted(set(entry) - {"release", "norms"}):
                self._refuse(f"{name}: unknown entry {key}", *keys)
            entry_norms = self._norms(entry.get("norms", []), *keys) if "norms" in entry else norms
            for norm in entry_norms:
                if not norm.is_agreement and norm not in norms:
                    self._refuse(f"{name} names the norm {norm.text}, which the role's norms do not list", *keys)
            norms, entry = entry_norms, entry.get("release")
        self._check_basis(table, name, norms)
        for part in str(entry).split(","):
            words = part.split()
            if len(words) != 2 or words[0] not in Disclosure.__members__ or words[0] == Disclosure.HIDDEN.name:
                self._refuse(f"{name} must be a release (FULL, MASKED, POINTER) with a scope", *keys)
            elif words[1] not in SCOPES:
                self._refuse(f"{name} must have a scope, one of: {', '.join(SCOPES)}", *keys)
            else:
                yield _cell(Disclosure[words[0]], words[1], tuple(norm.text for norm in norms))

    def _check_basis(self, table: str, name: str, norms: tuple[Norm, ...]) -> None:
        keys = (table, name)
        if not norms:
            self._refuse(f"{name} is released on no norm", *keys)
        for norm in norms:
            if norm.text == OPERATION and _BY_OPERATION.get(self.name) != name:
                self._refuse(f"{name} cannot be released for the {OPERATION}", *keys)
            if norm.repealed and norm.repealed <= self.today:
                self._refuse(f"{name} stands on {norm.text}, repealed on {norm.repealed}", *keys)
            elif norm.ended(self.today):
                self._refuse(f"{name} is still released on {norm.text}, which has ended", *keys)

    def _limits(self, limits: Mapping[str, Any]) -> Iterator[tuple[str, Disclosure]]:
        for name, limit in limits.items():
            keys = ("fields", name)
            entity, _, field = name.partition(".")
            entity_ = CATALOGUE.entities.get(entity)
            if entity_ is None or not (CATALOGUE.field(entity_, field) or CATALOGUE.relation(entity_, field)):
                self._refuse(f"there is no field {name}", *keys)
            elif field == "id":
                self._refuse(f"{name} goes with every record; narrow the class of the record instead", *keys)
            elif limit not in Disclosure.__members__ or limit == Disclosure.FULL.name:
                self._refuse(f"{name}: at most MASKED, POINTER or HIDDEN", *keys)
            else:
                yield name, Disclosure[limit]
