"""What the routes of sign-in share while the application runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.http.admission import Admission
from hub.http.authentication import Identity, issuer_of
from hub.settings import Settings
from hub.sign_in.authorization_code import AuthorizationCode
from hub.sign_in.demo_officials import DemoOfficial, read_officials
from hub.sign_in.draft_key import drafts_secret
from hub.sign_in.pending_sign_ins import PendingSignIns
from hub.sign_in.session import SessionLimits
from hub.sign_in.session_store import SessionsInMemory
from hub.sign_in.sessions import Sessions
from resolvers.execute import Engine
from security.identity.local_issuer import Issuer


@dataclass(frozen=True)
class Demonstration:
    """The made-up officials, and the issuer of their tokens."""

    issuer: Issuer
    officials: Sequence[DemoOfficial]

    def official(self, official_id: str) -> DemoOfficial | None:
        """The official of that id."""
        return next((official for official in self.officials if official.id == official_id), None)


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Sessions, and what can begin one. ``demonstration`` is there while the hub demonstrates, and only then.

    ``drafts`` is the secret of which officials' draft keys are made.
    """

    sessions: Sessions
    pending: PendingSignIns
    flow: AuthorizationCode
    admission: Admission
    drafts: bytes
    demonstration: Demonstration | None


async def sign_in_of(
    settings: Settings, identity: Identity, admission: Admission, engine: Engine, demo: bool
) -> SignIn:
    """Sign-in as the settings have it.

    Raises:
        graph.engine.store.GraphDownError, graph.engine.store.StatementTimeoutError: the demonstration's officials
            cannot be read.
        hub.http.authentication.LocalIssuerOffError: it demonstrates without the local issuer.
    """
    limits = SessionLimits(settings.session_idle_minutes * 60, settings.session_hours * 3600)
    flow = AuthorizationCode.with_issuers(identity.verifier.issuers)
    sessions = Sessions(
        store=SessionsInMemory(),
        limits=limits,
        identity=identity,
        policy=engine.policy,
        renewal=flow.renew,
    )
    demonstration = None
    if demo:
        officials = await read_officials(engine.store, int(limits.absolute))
        demonstration = Demonstration(issuer_of(settings), officials)
    return SignIn(
        sessions=sessions,
        pending=PendingSignIns(),
        flow=flow,
        admission=admission,
        drafts=drafts_secret(settings.keys),
        demonstration=demonstration,
    )
