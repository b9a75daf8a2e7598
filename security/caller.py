"""Who calls, and what that caller is granted."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from schema.model import AccessClass
from security.policy import Cell, Role


@dataclass(frozen=True)
class Caller:
    """An agency system or an official, as a verified token names them.

    ``area`` is a KATO prefix, empty for the whole country; ``unit`` is the hub's id of a unit or organisation;
    ``agency`` the code of an agency; ``purposes`` are those that the caller may state. ``classes`` are those that
    the token's scopes leave of the role; None where the token does not narrow it.
    """

    subject: str
    role: str
    area: str | None
    unit: str | None
    agency: str | None
    purposes: tuple[str, ...]
    expires: int
    classes: frozenset[AccessClass] | None = None


@dataclass(frozen=True)
class Grants:
    """What a caller is released. Two callers with the same grants get the same answers.

    ``area`` is None for a caller without an area: then nothing is in the area.
    """

    cells: tuple[tuple[AccessClass, tuple[Cell, ...]], ...]
    area: str | None
    unit: str | None
    agency: str | None

    def of(self, access: AccessClass) -> tuple[Cell, ...]:
        """The cells of a class; none for a class that the role does not name."""
        return self._table.get(access, ())

    @cached_property
    def shape(self) -> str:
        """Digest of all that shapes a plan: the cells, and which of area, unit and agency there are."""
        parts = [
            f"{access}:" + ",".join(f"{int(cell.release)}{cell.scope}" for cell in cells)
            for access, cells in self.cells
        ]
        flags = f"{self.area is None}{self.area == ''}{self.unit is None}{self.agency is None}"
        return hashlib.blake2b("|".join([*parts, flags]).encode(), digest_size=16).hexdigest()

    @cached_property
    def digest(self) -> bytes:
        """Digest of the grants with their values: a cursor is good for the same grants only."""
        text = repr((self.shape, self.area, self.unit, self.agency))
        return hashlib.blake2b(text.encode(), digest_size=16).digest()

    @cached_property
    def _table(self) -> dict[AccessClass, tuple[Cell, ...]]:
        return dict(self.cells)


def grants_of(caller: Caller, role: Role) -> Grants:
    """What ``role`` releases to ``caller``, of the classes that the caller's token leaves."""
    left = caller.classes
    cells = tuple(sorted((access, found) for access, found in role.cells.items() if left is None or access in left))
    return Grants(cells, caller.area, caller.unit, caller.agency)
