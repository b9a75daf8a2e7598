"""What the answer to a request withheld, and whom it was about.

A plan has a :class:`DisclosurePlan`, fixed when it is made: every place of the answer at which something can be
withheld, and all that the plan may release. A request has a :class:`AccessTrace`, filled while its rows become
the answer.
"""

from dataclasses import dataclass, field
from typing import Any

from resolvers.access.withheld import Terms
from resolvers.request.selection import Selection
from security.authorization.disclosure import Disclosure

AnswerPath = tuple[str, ...]


@dataclass(frozen=True)
class DisclosureSite:
    """A place of the answer, without list positions, at which something may be withheld."""

    path: AnswerPath
    name: str
    terms: Terms


@dataclass
class DisclosurePlan:
    """The places of a plan, by number; the fields that it may release, and on which norms."""

    sites: list[DisclosureSite] = field(default_factory=list)
    fields: dict[str, None] = field(default_factory=dict)
    norms: dict[str, None] = field(default_factory=dict)

    def place(self, path: AnswerPath, name: str, terms: Terms) -> int:
        """The number of a place: one for each path and terms."""
        note = DisclosureSite(path, name, terms)
        for number, site in enumerate(self.sites):
            if (site.path, site.terms) == (path, terms):
                return number
        self.sites.append(note)
        return len(self.sites) - 1

    def release(self, name: str, norms: tuple[str, ...]) -> None:
        """Remember that a field may be released, and on which norms."""
        self.fields.setdefault(name)
        self.norms.update(dict.fromkeys(norms))

    def release_selected(self, selection: Selection, norms: tuple[str, ...]) -> None:
        """Remember that the fields right under ``selection`` may be released."""
        for type_name, selections in selection.variants.items():
            for child in selections:
                if not child.name.startswith("__"):
                    self.release(f"{type_name}.{child.name}", norms)


@dataclass(kw_only=True)
class AccessTrace:
    """What one answer did: rows by place, bodies to ask by place, and the ids of the persons touched.

    ``norms`` are those under which something was done or was to be. ``roots_done`` counts the roots of a mutation
    that are done.
    """

    rows: list[int]
    bodies: dict[int, set[str]] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    norms: dict[str, None] = field(default_factory=dict)
    roots_done: int = 0

    def add_agencies(self, place: int, codes: list[str]) -> None:
        """Name the bodies to ask at a place."""
        self.bodies.setdefault(place, set()).update(codes)

    def add(self, other: "AccessTrace") -> None:
        """Add what another part of the same answer did."""
        self.rows = [own_count + other_count for own_count, other_count in zip(self.rows, other.rows, strict=True)]
        for place, codes in other.bodies.items():
            self.bodies.setdefault(place, set()).update(codes)
        self.persons |= other.persons


def renumbered(trace: AccessTrace, disclosures: DisclosurePlan, to: DisclosurePlan) -> AccessTrace:
    """``trace``, numbered by the places of another plan, which has every place at which something was withheld."""
    numbers = {(note.path, note.terms): number for number, note in enumerate(to.sites)}
    moved = AccessTrace(
        rows=[0] * len(to.sites), persons=set(trace.persons), norms=dict(trace.norms), roots_done=trace.roots_done
    )
    for number, note in enumerate(disclosures.sites):
        if trace.rows[number]:
            moved.rows[numbers[note.path, note.terms]] += trace.rows[number]
        if number in trace.bodies:
            moved.add_agencies(numbers[note.path, note.terms], sorted(trace.bodies[number]))
    return moved


def access_notes(disclosures: DisclosurePlan, trace: AccessTrace) -> list[dict[str, Any]]:
    """``extensions.access``: each place at which something was withheld, in the order of the document."""
    return [
        {
            "path": list(note.path),
            "release": note.terms.release.name,
            "reason": note.terms.reason,
            "norms": list(note.terms.norms),
            **({"ask": sorted(trace.bodies.get(number, ()))} if note.terms.release == Disclosure.POINTER else {}),
            "rows": trace.rows[number],
        }
        for number, note in enumerate(disclosures.sites)
        if trace.rows[number]
    ]
