"""Limits: how large a question may be, what it may cost, and how much of both a caller has a minute.

Sources: OWASP API Security Top 10 (2023), API4 (unrestricted resource consumption); OWASP GraphQL cheat sheet.
"""

from dataclasses import dataclass, field, fields
from typing import Any


def _limit(default: int, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Every limit, with its default. A site changes one by the setting ORTAQ_LIMITS_ and its name.

    Raises:
        ValueError: a limit is not a positive number.
    """

    body_bytes: int = _limit(1_000_000, "Largest body of a request, in bytes.")
    document_bytes: int = _limit(50_000, "Largest document, in bytes of UTF-8.")
    tokens: int = _limit(5_000, "Most tokens of a document.")
    depth: int = _limit(20, "Most levels of selections, fragments spread out.")
    fields: int = _limit(2_000, "Most selected fields of an operation, fragments spread out.")
    roots: int = _limit(50, "Most root fields of an operation, fragments spread out.")
    aliases: int = _limit(200, "Most aliases of an operation, fragments spread out.")
    repeats: int = _limit(50, "How often selection sets may name a field again that they hold already.")
    directives: int = _limit(100, "Most directives of an operation, fragments spread out.")
    fragments: int = _limit(50, "Most fragments of a document.")
    filter_tests: int = _limit(500, "Most tests in the filters of an operation.")
    cost_per_minute: int = _limit(1_000_000, "Cost of the questions of a caller a minute, and of one.")
    requests_per_minute: int = _limit(6_000, "Requests of one caller a minute.")
    failures_per_minute: int = _limit(60, "Requests without a good token a minute from one address.")
    delivery_bytes: int = _limit(2_000_000_000, "Largest delivery of a feed, in bytes.")
    streams: int = _limit(10, "Streams of one caller at a time.")
    answer_bytes: int = _limit(20_000_000, "Largest answer, in bytes.")

    def __post_init__(self) -> None:
        for limit in fields(self):
            if getattr(self, limit.name) < 1:
                raise ValueError(f"the limit {limit.name} must be at least 1")
