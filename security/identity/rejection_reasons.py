"""Why a token is refused: for the hub's log alone. The caller is told the same whatever the reason."""

from enum import StrEnum


class RejectionReason(StrEnum):
    """Codes for the log. They name a rule, never a value; ``docs/identity.md`` explains each."""

    MISSING = "missing"
    OVERSIZED = "oversized"
    MALFORMED = "malformed"
    HEADER = "header"
    TYPE = "type"
    ALGORITHM = "algorithm"
    ISSUER = "issuer"
    KEY = "key"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    LIFETIME = "lifetime"
    CLAIM = "claim"
    ASSERTION = "assertion"
    CERTIFICATE = "certificate"
    UNBOUND = "unbound"
    REPLAYED = "replayed"
    NONCE = "nonce"


class TokenError(Exception):
    """A token that is not accepted. Says nothing of its contents."""

    def __init__(self, reason: RejectionReason) -> None:
        super().__init__(reason.value)
        self.reason = reason
