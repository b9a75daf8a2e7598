"""The trail of a request: what its answer withheld, and whom it was about.

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

    notes: list[DisclosureSite] = field(default_factory=list)
    fields: dict[str, None] = field(default_factory=dict)
    norms: dict[str, None] = field(default_factory=dict)

    def place(self, path: AnswerPath, name: str, terms: Terms) -> int:
        """The number of a place: one for each path and terms."""
        note = DisclosureSite(path, name, terms)
        for number, known in enumerate(self.notes):
            if (known.path, known.terms) == (path, terms):
                return number
        self.notes.append(note)
        return len(self.notes) - 1

    def release(self, name: str, norms: tuple[str, ...]) -> None:
        """Remember that a field may be released, and on which norms."""
        self.fields.setdefault(name)
        self.norms.update(dict.fromkeys(norms))

    def release_selected(self, selection: Selection, norms: tuple[str, ...]) -> None:
        """Remember that the fields right under ``selection`` may be released."""
        for type_name, asked in selection.variants.items():
            for wanted in asked:
                if not wanted.name.startswith("__"):
                    self.release(f"{type_name}.{wanted.name}", norms)


@dataclass(kw_only=True)
class AccessTrace:
    """What one answer did: rows by place, bodies to ask by place, and the ids of the persons touched.

    ``norms`` are those under which something was done or was to be, ``done`` the roots of a mutation that are done.
    """

    rows: list[int]
    bodies: dict[int, set[str]] = field(default_factory=dict)
    persons: set[str] = field(default_factory=set)
    norms: dict[str, None] = field(default_factory=dict)
    done: int = 0

    def ask(self, place: int, codes: list[str]) -> None:
        """Name the bodies to ask at a place."""
        self.bodies.setdefault(place, set()).update(codes)

    def add(self, other: "AccessTrace") -> None:
        """Add what another part of the same answer did."""
        self.rows = [ours + theirs for ours, theirs in zip(self.rows, other.rows, strict=True)]
        for place, codes in other.bodies.items():
            self.bodies.setdefault(place, set()).update(codes)
        self.persons |= other.persons


def carried_over(trail: AccessTrace, ledger: DisclosurePlan, to: DisclosurePlan) -> AccessTrace:
    """``trail``, by the places of another ledger that has all at which something was withheld."""
    numbers = {(note.path, note.terms): number for number, note in enumerate(to.notes)}
    found = AccessTrace(
        rows=[0] * len(to.notes), persons=set(trail.persons), norms=dict(trail.norms), done=trail.done
    )
    for number, note in enumerate(ledger.notes):
        if trail.rows[number]:
            found.rows[numbers[note.path, note.terms]] += trail.rows[number]
        if number in trail.bodies:
            found.ask(numbers[note.path, note.terms], sorted(trail.bodies[number]))
    return found


def access_notes(ledger: DisclosurePlan, trail: AccessTrace) -> list[dict[str, Any]]:
    """``extensions.access``: each place at which something was withheld, in the order of the document."""
    return [
        {
            "path": list(note.path),
            "release": note.terms.release.name,
            "reason": note.terms.reason,
            "norms": list(note.terms.norms),
            **({"ask": sorted(trail.bodies.get(number, ()))} if note.terms.release == Disclosure.POINTER else {}),
            "rows": trail.rows[number],
        }
        for number, note in enumerate(ledger.notes)
        if trail.rows[number]
    ]
