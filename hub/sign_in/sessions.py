"""The sessions of the hub: begun by a proven token, ended by time, by the person, or with the token."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from starlette.requests import HTTPConnection

from hub.http.authentication import Identity, caller_of_request
from hub.sign_in.session import Session, SessionLimits, TokenSet
from hub.sign_in.session_cookie import digest_of, new_secret
from hub.sign_in.session_store import SessionStore
from resolvers.errors import HubError
from resolvers.subscriptions.stream import Standing
from security.authorization.policy import Policy
from security.authorization.purposes import UNSTATED, StatedPurpose
from security.clock import unix_now

log = structlog.get_logger()


@dataclass(frozen=True)
class OpenSession:
    """A session that has not ended, and the digest under which it is kept."""

    digest: bytes
    session: Session


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Begins, finds and ends sessions."""

    store: SessionStore
    limits: SessionLimits
    identity: Identity
    policy: Policy
    clock: Callable[[], float] = unix_now

    async def begin(
        self, http: HTTPConnection, tokens: TokenSet, issuer: str, name: str | None, demo: bool = False
    ) -> str:
        """Begin a session for the caller whom the access token names. Gives what its cookie holds: always new.

        Raises:
            HubError: UNAUTHENTICATED; the token is not good, or good for one request alone.
        """
        caller = await caller_of_request(self.identity, http, f"Bearer {tokens.access}")
        role = self.policy.roles.get(caller.role)
        if role is None or role.once:
            log.info("sign-in refused", reason="role")
            raise HubError("UNAUTHENTICATED")
        only = StatedPurpose(caller.purposes[0]) if len(caller.purposes) == 1 else UNSTATED
        now = self.clock()
        session = Session(
            caller=caller,
            tokens=tokens,
            issuer=issuer,
            name=name,
            started_at=now,
            used_at=now,
            demo=demo,
            chosen=only if only.purpose and only.complete_for(only.purpose) else UNSTATED,
        )
        secret = new_secret()
        await self.store.add(digest_of(secret), session, self.keeps_on)
        return secret

    async def find(self, digest: bytes) -> OpenSession | None:
        """The session of that digest, if it has not ended. Its token is not looked at."""
        session = await self.store.find(digest)
        if session is None:
            return None
        if not self.keeps_on(session):
            await self.end(digest)
            return None
        return OpenSession(digest, session)

    def keeps_on(self, session: Session) -> bool:
        """Whether neither of the two limits has come."""
        return self.clock() < min(self.limits.ends_at(session), self.limits.idle_until(session))

    async def touch(self, digest: bytes) -> None:
        """Let the idle limit begin anew."""
        now = self.clock()
        await self.store.change(digest, lambda session: replace(session, used_at=now))

    async def choose(self, digest: bytes, chosen: StatedPurpose, language: str | None) -> None:
        """Keep for what the person works, and in which language."""
        await self.store.change(digest, lambda session: replace(session, chosen=chosen, language=language))

    async def end(self, digest: bytes) -> Session | None:
        """End a session, and give it if it was there."""
        return await self.store.remove(digest)

    def check_of(self, opened: OpenSession) -> Standing:
        """Asks whether a session goes on, and the token with which a stream over it was opened."""

        async def is_valid() -> bool:
            if await self.find(opened.digest) is None:
                return False
            return await self.identity.verifier.is_still_valid(opened.session.tokens.access)

        return is_valid
