"""The purposes that an operation may state (docs/source/access.md, "Words")."""

import re
from dataclasses import dataclass

from security.authorization.stated_reason import is_reason

PURPOSES = (
    "CASE_WORK",
    "PREVENTION_CHECK",
    "RECONCILIATION",
    "REPORTING",
    "INVESTIGATION",
    "OVERSIGHT",
    "FEED",
    "EMERGENCY",
)
EMERGENCY = "EMERGENCY"
"""Break-glass: the wider release that the role's file names, reported at once and reviewed afterwards."""

FEED = "FEED"
"""Delivering records of feeds, and asking what became of them."""

_NEEDS_CASE = ("INVESTIGATION",)
_NEEDS_REASON = ("INVESTIGATION", EMERGENCY)
_CASE = re.compile(r"[0-9A-Za-z][0-9A-Za-z./-]{0,39}")
MAX_REASON = 500
"""Characters of a reason."""


@dataclass(frozen=True)
class StatedPurpose:
    """What a caller says about why: the purpose, the number of a case, and a reason in words."""

    purpose: str | None = None
    case: str | None = None
    reason: str | None = None

    def complete_for(self, purpose: str) -> bool:
        """Whether ``purpose`` comes with all that it needs, and nothing is malformed.

        A case number is up to 40 Latin letters, digits, points, strokes and hyphens: the access log holds it,
        and no name must come in that way. A reason is words that can be read
        (security/authorization/stated_reason.py).
        """
        if self.case is not None and not _CASE.fullmatch(self.case):
            return False
        if self.reason is not None and not (len(self.reason) <= MAX_REASON and is_reason(self.reason)):
            return False
        return (self.case is not None or purpose not in _NEEDS_CASE) and (
            self.reason is not None or purpose not in _NEEDS_REASON
        )


UNSTATED = StatedPurpose()
"""Nothing was said: enough for a token with one purpose that needs neither case nor reason."""


def stated_purpose(stated: str | None, allowed: tuple[str, ...]) -> str | None:
    """The purpose of an operation: the one stated, or the only one that the token allows.

    None where nothing is stated and several are allowed, or where the token lacks what is stated.
    """
    if stated is None:
        return allowed[0] if len(allowed) == 1 else None
    return stated if stated in allowed else None
