"""Bookmarks: a caller sees at least what the same caller wrote, whichever server of a cluster answers."""

from dataclasses import dataclass, field

from cachetools import TTLCache

REMEMBERED = 10_000
SECONDS = 3600.0


@dataclass(frozen=True)
class Bookmarks:
    """The last bookmarks of each caller, for an hour."""

    _last: TTLCache[str, frozenset[str]] = field(default_factory=lambda: TTLCache(REMEMBERED, SECONDS))

    def of(self, subject: str) -> frozenset[str]:
        """The bookmarks that an answer to the caller must contain."""
        return self._last.get(subject, frozenset())

    def wrote(self, subject: str, bookmarks: frozenset[str]) -> None:
        """Remember that the caller wrote."""
        self._last[subject] = bookmarks
