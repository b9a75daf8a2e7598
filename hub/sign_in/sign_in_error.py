"""Why a sign-in does not succeed: for the hub's log alone. The person is told the same whatever it is."""

from enum import StrEnum


class SignInFailure(StrEnum):
    """Codes for the log; ``docs/identity.md`` explains each."""

    NOT_BEGUN = "not-begun"
    OTHER_ISSUER = "other-issuer"
    DECLINED = "declined"
    AWAY = "away"
    EXCHANGE = "exchange"
    IDENTITY = "identity"
    RIGHTS = "rights"


class SignInError(Exception):
    """A sign-in that does not succeed. Says nothing of the person."""

    def __init__(self, failure: SignInFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure
