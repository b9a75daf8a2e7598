"""A session: an official at a browser, with the token by which the hub knows them."""

from dataclasses import dataclass, field

from security.authorization.caller import Caller
from security.authorization.purposes import UNSTATED, StatedPurpose


@dataclass(frozen=True, kw_only=True)
class TokenSet:
    """What an issuer has handed out for a sign-in: the access token, and where it gives one, what renews it."""

    access: str = field(repr=False)
    refresh: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Session:
    """One sign-in. Moments are in seconds since 1970.

    ``name`` is for the person alone, and no log has it. ``chosen`` is the purpose, with the case number and the
    reason, that the person works for.
    """

    caller: Caller
    tokens: TokenSet = field(repr=False)
    issuer: str
    name: str | None = field(repr=False)
    started_at: float
    used_at: float
    demo: bool = False
    chosen: StatedPurpose = field(default=UNSTATED, repr=False)
    language: str | None = None


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts without a request, and in all, in seconds."""

    idle: float
    absolute: float

    def ends_at(self, session: Session) -> float:
        """When it ends at the latest. One that cannot be renewed ends with its token."""
        last = session.started_at + self.absolute
        return last if session.tokens.refresh is not None else min(last, session.caller.expires)

    def idle_until(self, session: Session) -> float:
        """When it ends if nothing more is asked."""
        return session.used_at + self.idle
