"""The sessions of the hub: begun by a proven token, ended by time, by the person, or with the token."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from weakref import WeakValueDictionary

import structlog
from starlette.requests import HTTPConnection

from hub.http.authentication import Identity, caller_of_request
from hub.sign_in.session import Session, SessionLimits, TokenSet
from hub.sign_in.session_cookie import digest_of, new_secret
from hub.sign_in.session_store import SessionStore
from hub.sign_in.sign_in_error import SignInError, SignInFailure
from resolvers.errors import HubError
from resolvers.subscriptions.stream import Standing
from security.authorization.caller import Caller
from security.authorization.policy import Policy
from security.authorization.purposes import UNSTATED, StatedPurpose
from security.clock import unix_now
from security.identity.id_token import SignedInPerson

log = structlog.get_logger()

RENEW_SECONDS = 30
"""So long before its token ends a session is renewed."""

Renewal = Callable[[Session], Awaitable[TokenSet]]
"""New tokens for those of a session, or a SignInError."""


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
    renewal: Renewal
    clock: Callable[[], float] = unix_now
    _turns: WeakValueDictionary[bytes, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def begin(
        self, http: HTTPConnection, tokens: TokenSet, issuer: str, person: SignedInPerson, demo: bool = False
    ) -> str:
        """Begin a session for the caller whom the access token names. Gives what its cookie holds: always new.

        Raises:
            HubError: UNAUTHENTICATED; the token is not good, is somebody else's, or is good for one request alone.
        """
        caller = await caller_of_request(self.identity, http, f"Bearer {tokens.access}")
        role = self.policy.roles.get(caller.role)
        if caller.subject != person.subject or role is None or role.once:
            log.info("sign-in refused", reason=SignInFailure.RIGHTS.value)
            raise HubError("UNAUTHENTICATED")
        only = StatedPurpose(caller.purposes[0]) if len(caller.purposes) == 1 else UNSTATED
        now = self.clock()
        session = Session(
            caller=caller,
            tokens=tokens,
            issuer=issuer,
            name=person.name,
            started_at=now,
            used_at=now,
            demo=demo,
            chosen=only if only.purpose and only.complete_for(only.purpose) else UNSTATED,
        )
        secret = new_secret()
        await self.store.add(digest_of(secret), session, self.keeps_on)
        return secret

    async def current(self, http: HTTPConnection, digest: bytes) -> OpenSession | None:
        """The session of that digest, whose token is good for this request; None, and it has ended, if not.

        A token that ends is renewed first, where the issuer renews it: the person's rights are asked anew.
        """
        opened = await self.find(digest)
        if opened is not None and self._ends_soon(opened.session):
            async with self._turns.setdefault(digest, asyncio.Lock()):
                opened = await self._renewed(http, digest)
        if opened is None:
            return None
        try:
            caller = await caller_of_request(self.identity, http, f"Bearer {opened.session.tokens.access}")
        except HubError:
            await self.end(digest)
            return None
        return OpenSession(digest, replace(opened.session, caller=caller))

    def _ends_soon(self, session: Session) -> bool:
        return session.tokens.refresh is not None and session.caller.expires - RENEW_SECONDS <= self.clock()

    async def _renewed(self, http: HTTPConnection, digest: bytes) -> OpenSession | None:
        opened = await self.find(digest)
        if opened is None or not self._ends_soon(opened.session):
            return opened
        before = opened.session.caller
        try:
            tokens = await self.renewal(opened.session)
            caller = await caller_of_request(self.identity, http, f"Bearer {tokens.access}")
        except (SignInError, HubError) as error:
            failure = error.failure if isinstance(error, SignInError) else SignInFailure.RIGHTS
            log.info("session not renewed", issuer=opened.session.issuer, reason=failure.value)
            if failure == SignInFailure.AWAY and self.clock() < before.expires:
                return opened
            await self.end(digest)
            return None
        if caller.subject != before.subject:
            await self.end(digest)
            return None
        changed = await self.store.change(digest, lambda session: _with_tokens(session, caller, tokens))
        return OpenSession(digest, changed) if changed is not None else None

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


def _with_tokens(session: Session, caller: Caller, tokens: TokenSet) -> Session:
    """The session with new rights. A purpose that the person may state no more is chosen no more."""
    chosen = session.chosen if session.chosen.purpose in caller.purposes else UNSTATED
    return replace(session, caller=caller, tokens=tokens, chosen=chosen)
