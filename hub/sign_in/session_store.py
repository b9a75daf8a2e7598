"""Where sessions are kept. They stand under a digest, so that what is kept opens none of them."""

from collections.abc import Callable, Iterator
from typing import Protocol

from hub.sign_in.session import Session

SESSIONS_OF_ONE = 20
"""Sessions of one subject; a further one ends that which was used longest ago."""


class SessionStore(Protocol):
    """Sessions by the SHA-256 of what the cookie holds. A hub of several processes needs one that they share."""

    async def add(self, digest: bytes, session: Session, keeps_on: Callable[[Session], bool]) -> None:
        """Keep a new session, and of the others those of which ``keeps_on`` is true."""

    async def find(self, digest: bytes) -> Session | None:
        """The session; None if there is none."""

    async def change(self, digest: bytes, changed: Callable[[Session], Session]) -> Session | None:
        """Put what ``changed`` makes of the session in its place, at once; None if there is none."""

    async def remove(self, digest: bytes) -> Session | None:
        """Forget the session, and give it."""


class SessionsInMemory:
    """The sessions of one process. They end with it: people sign in again after a restart."""

    def __init__(self) -> None:
        self._sessions: dict[bytes, Session] = {}

    async def add(self, digest: bytes, session: Session, keeps_on: Callable[[Session], bool]) -> None:
        """See SessionStore."""
        self._sessions = {key: current for key, current in self._sessions.items() if keeps_on(current)}
        of_one = sorted(self._digests_of(session.caller.subject), key=lambda key: self._sessions[key].used_at)
        for key in of_one[: max(0, len(of_one) - SESSIONS_OF_ONE + 1)]:
            del self._sessions[key]
        self._sessions[digest] = session

    async def find(self, digest: bytes) -> Session | None:
        """See SessionStore."""
        return self._sessions.get(digest)

    async def change(self, digest: bytes, changed: Callable[[Session], Session]) -> Session | None:
        """See SessionStore."""
        session = self._sessions.get(digest)
        if session is None:
            return None
        self._sessions[digest] = changed(session)
        return self._sessions[digest]

    async def remove(self, digest: bytes) -> Session | None:
        """See SessionStore."""
        return self._sessions.pop(digest, None)

    def _digests_of(self, subject: str) -> Iterator[bytes]:
        return (key for key, session in self._sessions.items() if session.caller.subject == subject)
