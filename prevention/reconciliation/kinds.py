"""Which registers are compared: declarations, read from ``kinds.toml``.

The reconciliation of probationers (517-9.4), the check of registered people against the systems of the police
(517-9.2), that of people who did not arrive (89-8d) and that of registered minors (1098-23.10) are one code with
other registers.
"""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field

from schema.entities.enums import RECONCILIATION_KIND, RECONCILING_BODY, REGISTER_CATEGORY, UNIT_KIND
from security.site_file import SiteTable, SiteTexts


class Register(SiteTable):
    """One body's register: registrations of these categories, kept by units of these kinds.

    ``minors``: of persons under 18 at the end of the period alone. ``partial``: not everybody of whom the others
    know belongs on it, so nobody is missing there. ``role`` draws up and signs for the body, where there is an act.
    """

    body: str
    categories: SiteTexts
    units: SiteTexts
    role: str = ""
    minors: bool = False
    partial: bool = False


class ReconciliationKind(SiteTable):
    """A kind of reconciliation. ``act``: whether an act is drawn up on it and signed, in the order of registers."""

    name: str
    norm: str
    registers: tuple[Register, ...] = Field(alias="register", strict=False)
    act: bool = False

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies, in the order of the act."""
        return tuple(register.body for register in self.registers)

    def body_of(self, role: str) -> str | None:
        """The body for which callers of ``role`` draw up and sign; None for those who do not."""
        return next((register.body for register in self.registers if self.act and register.role == role), None)


def _read() -> dict[str, ReconciliationKind]:
    table = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    return {name: _kind(name, row) for name, row in table.items()}


def _kind(name: str, row: dict[str, Any]) -> ReconciliationKind:
    kind = ReconciliationKind.model_validate({"name": name, **row})
    wrong = {name} - set(RECONCILIATION_KIND.values)
    wrong |= set(kind.bodies) - set(RECONCILING_BODY.values)
    for register in kind.registers:
        wrong |= {*register.categories} - {*REGISTER_CATEGORY.values} | {*register.units} - {*UNIT_KIND.values}
    if wrong:
        raise ValueError(f"kinds.toml names what is not declared: {', '.join(sorted(wrong))}")
    return kind


KINDS = _read()
"""Every kind, by name."""

PROBATIONERS = KINDS["PROBATIONERS"]
"""The reconciliation on which an act is signed (517-9.4)."""
