"""Allowances: what each caller may still spend this minute, and each address that shows no good token.

A token bucket each (the generic cell rate algorithm): full at the beginning, refilled evenly over a minute, so
that whoever has emptied it goes on at the even rate. The buckets are in this process: of several workers each has
its own, and gives its share of every allowance (:meth:`Allowances.of_limits`).
"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address

from throttled import MemoryStore, RateLimiterType
from throttled.rate_limiter import BaseRateLimiter, RateLimiterRegistry, RateLimitResult, per_min

from security.authorization.caller import Caller
from security.limits.declared import Limits

REMEMBERED = 100_000
"""Buckets kept; the one that was used longest ago is the first to go."""

IPV6_PREFIX = 64
"""One subscriber has a whole /64 (RFC 6177), so that is what counts as one address."""


@dataclass(frozen=True)
class Spent:
    """What is left after a charge. ``resets`` is the time until all is there again, in whole seconds."""

    remaining: int
    resets: int


class ExhaustedError(Exception):
    """Nothing is left. ``retry`` is the time after which the same charge would go through, in whole seconds."""

    def __init__(self, retry: int) -> None:
        super().__init__("the allowance is used up")
        self.retry = retry


@dataclass(frozen=True)
class Allowances:
    """The buckets of one process. A caller's go by the subject alone: a token of another role buys nothing more."""

    costs: BaseRateLimiter
    requests: BaseRateLimiter
    failures: BaseRateLimiter

    @classmethod
    def of_limits(cls, limits: Limits, workers: int = 1) -> "Allowances":
        """Full buckets, each a worker's share of what ``limits`` allow."""
        return cls(
            _bucket(limits.cost_per_minute, workers),
            _bucket(limits.requests_per_minute, workers),
            _bucket(limits.failures_per_minute, workers),
        )

    @property
    def largest(self) -> int:
        """The most that a single charge can be."""
        return self.costs.quota.burst

    def count_request(self, caller: Caller) -> None:
        """Count a request of ``caller``.

        Raises:
            ExhaustedError: there were too many.
        """
        _spent(self.requests.limit(caller.subject))

    def charge(self, caller: Caller, cost: int) -> Spent:
        """Take ``cost`` from the caller's allowance, or nothing if it is not there.

        Raises:
            ExhaustedError: less than that is left.
        """
        return _spent(self.costs.limit(caller.subject, cost))

    def check_address(self, address: str) -> None:
        """Ask, before a token is looked at, whether ``address`` may try another one.

        Raises:
            ExhaustedError: too many of its tokens were not good.
        """
        state = self.failures.peek(network_of(address))
        if state.remaining < 1:
            raise ExhaustedError(_seconds(state.retry_after))

    def count_failure(self, address: str) -> None:
        """Count a request from ``address`` without a good token."""
        self.failures.limit(network_of(address))


def network_of(address: str) -> str:
    """The network that counts as one address; what is not an address stands for itself."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((int(ip), IPV6_PREFIX), strict=False))
    return str(ip)


def _bucket(per_minute: int, workers: int) -> BaseRateLimiter:
    share = max(1, per_minute // workers)
    store = MemoryStore(options={"MAX_SIZE": REMEMBERED})
    return RateLimiterRegistry.get(RateLimiterType.GCRA.value)(per_min(share, burst=share), store)


def _spent(result: RateLimitResult) -> Spent:
    if result.limited:
        raise ExhaustedError(_seconds(result.state.retry_after))
    return Spent(result.state.remaining, _seconds(result.state.reset_after))


def _seconds(time: float) -> int:
    return max(1, math.ceil(time))
