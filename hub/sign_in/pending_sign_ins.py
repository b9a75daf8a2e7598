"""Sign-ins that have begun and not come back yet: each is good once, for a few minutes, in one browser."""

import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from security.clock import unix_now

PENDING_SECONDS = 600
"""So long a person may take at the issuer."""

PENDING_AT_MOST = 10_000
PENDING_OF_ADDRESS = 200
"""Sign-ins that one address may have begun: many people can share one."""


class TooManyPendingError(Exception):
    """So many sign-ins have begun that no further one is kept."""


@dataclass(frozen=True, kw_only=True)
class PendingSignIn:
    """What the way back from the issuer is judged by. ``replaces`` is the session that the browser has."""

    issuer: str
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    next_path: str
    language: str
    replaces: bytes | None = field(repr=False)
    address: str = field(repr=False)
    ends_at: float


@dataclass
class PendingSignIns:
    """Those of one process, by the digest of the browser's cookie."""

    clock: Callable[[], float] = unix_now
    _pending: dict[bytes, PendingSignIn] = field(default_factory=dict)

    def add(self, digest: bytes, pending: PendingSignIn) -> None:
        """Keep a sign-in that begins.

        Raises:
            TooManyPendingError: the address, or all together, have begun too many.
        """
        now = self.clock()
        self._pending = {key: entry for key, entry in self._pending.items() if entry.ends_at > now}
        of_address = Counter(entry.address for entry in self._pending.values())[pending.address]
        if of_address >= PENDING_OF_ADDRESS or len(self._pending) >= PENDING_AT_MOST:
            raise TooManyPendingError
        self._pending[digest] = pending

    def redeem(self, digest: bytes, state: str) -> PendingSignIn | None:
        """The sign-in that comes back with ``state``, once. Another state leaves it as it is."""
        pending = self._pending.get(digest)
        if pending is None or not secrets.compare_digest(pending.state.encode(), state.encode()):
            return None
        del self._pending[digest]
        return pending if pending.ends_at > self.clock() else None
