"""The gate: what is asked of a request before its document is read: whose page sends it, and how often it comes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cachetools import LRUCache
from starlette.requests import HTTPConnection

from resolvers.errors import HubError
from security.authorization.caller import Caller
from security.identity.certificates import Proxies
from security.limits.rate_limits import Allowances, ExhaustedError

REMEMBERED = 10_000
OWN_PAGES = ("same-origin", "none")
"""What a browser says of a request by the hub's own page, or by the person at it (Fetch Metadata, section 2.1)."""


def check_site(headers: Mapping[str, str]) -> None:
    """Refuse what a page of another site sends through a browser. A request by no browser names no site.

    Raises:
        HubError: CROSS_SITE.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in OWN_PAGES:
        raise HubError("CROSS_SITE")
    # A browser too old to name the site still names the origin (RFC 6454, section 7), "null" where it hides it.
    if site is None and origin is not None and origin.partition("://")[2] != headers.get("host"):
        raise HubError("CROSS_SITE")


@dataclass(frozen=True)
class Admission:
    """Counts requests: those of callers, and by address those without a good token.

    From an address with too many of the latter no token is looked at for a while, but for those that were good
    before: many callers can share an address, and one who guesses must not lock the others out.
    """

    allowances: Allowances
    proxies: Proxies
    _good: LRUCache[int, None] = field(default_factory=lambda: LRUCache(REMEMBERED), repr=False)

    def before(self, authorization: str | None, http: HTTPConnection) -> None:
        """Ask whether a token may be looked at.

        Raises:
            HubError: TOO_MANY_REQUESTS.
        """
        if hash(authorization) in self._good:
            return
        try:
            self.allowances.check_address(address_of(http, self.proxies))
        except ExhaustedError as error:
            raise HubError("TOO_MANY_REQUESTS", numbers={"retrySeconds": error.retry}) from error

    def refused(self, authorization: str | None, http: HTTPConnection) -> None:
        """Count a request without a good token."""
        self._good.pop(hash(authorization), None)
        self.allowances.count_failure(address_of(http, self.proxies))

    def passed(self, authorization: str | None, caller: Caller) -> None:
        """Count a request of ``caller``.

        Raises:
            HubError: TOO_MANY_REQUESTS.
        """
        self._good[hash(authorization)] = None
        self.count(caller)

    def count(self, caller: Caller) -> None:
        """Count something that ``caller`` asks over a connection that is open.

        Raises:
            HubError: TOO_MANY_REQUESTS.
        """
        try:
            self.allowances.count_request(caller)
        except ExhaustedError as error:
            raise HubError("TOO_MANY_REQUESTS", numbers={"retrySeconds": error.retry}) from error


def address_of(http: HTTPConnection, proxies: Proxies) -> str:
    """The address from which a request comes; through a trusted proxy, the one that the proxy saw."""
    peer = http.client.host if http.client else ""
    if not proxies.hold(peer):
        return peer
    # Each proxy adds the address that it saw at the end; what stands before may be made up by the caller.
    return (http.headers.getlist("x-forwarded-for") or [peer])[-1].rpartition(",")[2].strip()
