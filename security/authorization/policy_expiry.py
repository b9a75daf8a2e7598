"""What of a policy is about to end, and what has no agreement in force to stand on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schema.model import AccessClass
from security.authorization.agreements import Agreements
from security.authorization.policy import Policy, Role
from security.norms import AGREEMENT, NORMS

WARNED_DAYS = 30
"""So many days before a norm ends the hub says so."""


@dataclass(frozen=True)
class Ending:
    """A release, statistics or work of a role that ends with its norm. ``until`` is the norm's last day."""

    role: str
    what: str
    norm: str
    until: dt.date

    def __str__(self) -> str:
        return f"{self.role}: {self.what} stands on {self.norm}, whose last day is {self.until}"


def endings(policy: Policy, day: dt.date) -> tuple[Ending, ...]:
    """What ends within :data:`WARNED_DAYS` of ``day``, by role, each norm once for each class."""
    all_endings = [
        Ending(role.name, what, text, until)
        for role in policy.roles.values()
        for what, text in _stands_on(role)
        if (until := NORMS.cited(text).until) is not None and dt.timedelta(0) <= until - day <= _WARNED
    ]
    return tuple(dict.fromkeys(all_endings))


_WARNED = dt.timedelta(days=WARNED_DAYS)


def _stands_on(role: Role) -> Iterator[tuple[str, str]]:
    """What the role has, and the norms that it stands on, but those by no particular agreement."""
    for table, more in ((role.cells, ""), (role.emergency, " in an EMERGENCY")):
        for access, cells in table.items():
            for text in (text for cell in cells for text in cell.norms if text != AGREEMENT):
                yield f"{access}{more}", text
    if role.statistics:
        yield from (("statistics", text) for text in role.norms if text != AGREEMENT)
        yield from (("statistics", agreement.text) for agreement in role.agreements if agreement.statistics)
    yield from (("work", text) for text in role.work)


def without_agreement(written: Policy, agreements: Agreements, day: dt.date) -> dict[str, tuple[str, ...]]:
    """By role, the classes, and statistics, that stand on an agreement where none that covers them is in force.

    ``written`` is the policy as it is written, without agreements.
    """
    roles: dict[str, tuple[str, ...]] = {}
    in_force = tuple(agreement for agreement in agreements if agreement.in_force(day))
    for role in written.roles.values():
        classes = {
            access
            for table in (role.cells, role.emergency)
            for access, cells in table.items()
            if any(AGREEMENT in cell.norms for cell in cells)
            and not any(agreement.covers(role.name, access) for agreement in in_force)
        }
        lacking = [access.value for access in AccessClass if access in classes]
        has_statistics = any(agreement.statistics and role.name in agreement.roles for agreement in in_force)
        if role.statistics and role.norms == (AGREEMENT,) and not has_statistics:
            lacking.append("statistics")
        if lacking:
            roles[role.name] = tuple(lacking)
    return roles
