"""Who tells whom: whether a deed is of the unit that owes it, and whether a notice went to a body that is named."""

from collections.abc import Mapping

from prevention.duties.duty_facts import Deed, DeedUnit
from prevention.duties.rules.rule import ResponsibleUnit
from schema.identifiers import AreaCode

PROSECUTOR = "PROSECUTOR"

_POLICE = "POLICE"
"""The kind of the departments of which the police's units are parts, and of the ministry above them."""

_KINDS: Mapping[str, frozenset[str]] = {
    "PSU": frozenset({"PUBLIC_SECURITY", _POLICE}),
    "IAU": frozenset({"ANALYTICS", _POLICE}),
    "CP": frozenset({"CRIMINAL", _POLICE}),
    "MS": frozenset({"MIGRATION", _POLICE}),
    "DUTY": frozenset({"DUTY", _POLICE}),
    "PD": frozenset({_POLICE}),
    "PENAL": frozenset({"PENAL"}),
    "SPECIAL": frozenset({"SPECIAL_INSTITUTION"}),
    "PATROL": frozenset({"PATROL"}),
}
"""The kinds of unit that are a body or stand above it, by code (docs/source/domain.md, "Who works together")."""

_WITHIN = {"DISTRICT": ("DISTRICT", "REGION", "COUNTRY"), "REGION": ("REGION", "COUNTRY"), "COUNTRY": ("COUNTRY",)}
_DIGITS = {"COUNTRY": 0, "REGION": 2, "DISTRICT": 4}
"""How many digits of a KATO code name the territory of a unit of a level."""


def reaches(deed: Deed, bodies: tuple[str, ...]) -> bool:
    """Whether what was sent went to no body but those with these codes.

    A body may have no unit in the hub: what names no recipient counts, and says in words who was told. So does an
    event of a case, which has none.
    """
    return deed.recipient is None or any(_is(deed.recipient, code) for code in bodies)


def _is(unit: DeedUnit, code: str) -> bool:
    return unit.agency == code or unit.kind in _KINDS.get(code, ())


def is_done_by(deed: Deed, post: ResponsibleUnit, area: AreaCode) -> bool:
    """Whether a deed is of the unit of a post that serves an area, or of one above it.

    Above a unit are those of its kind and the police departments whose territory the area lies in.
    """
    unit = deed.sender
    if unit is None or unit.kind not in (post.kind, _POLICE) or unit.level not in _WITHIN[post.level]:
        return False
    digits = _DIGITS[unit.level]
    return unit.area[:digits] == area[:digits]
