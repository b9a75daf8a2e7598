"""The table of bodies: what each Kazakh abbreviation or name in the plans stands for.

Source: the notes with abbreviations at the end of resolutions No. 912 and No. 1233, and the names their
texts use without abbreviation. The table itself is ``bodies.toml``.
"""

import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from security.site_file import SiteTable, SiteText, SiteTexts

from .lined import folded

_TABLE_FILE = Path(__file__).with_name("bodies.toml")
_ENDS_OF_NAME = ",;("


class BodyKind(StrEnum):
    """What sort of body it is; ``OTHER`` covers agencies, banks, companies and international bodies."""

    MINISTRY = "MINISTRY"
    COMMITTEE = "COMMITTEE"
    PROSECUTION = "PROSECUTION"
    COURT = "COURT"
    PENAL = "PENAL"
    AKIMAT = "AKIMAT"
    COMMISSION = "COMMISSION"
    NGO = "NGO"
    CENTRE = "CENTRE"
    OTHER = "OTHER"


class PlanBody(SiteTable):
    """A body that the plans name.

    Attributes:
        code: the stable Latin code, by which the rest of the hub knows the body.
        kind: the sort of body.
        name_kk: full name in Kazakh.
        name_ru: full name in Russian.
        name_en: full name in English.
        aliases: every spelling met in the acts, the usual one first.
    """

    code: str
    kind: Annotated[BodyKind, Field(strict=False)]
    name_kk: SiteText = Field(alias="kk")
    name_ru: SiteText = Field(alias="ru")
    name_en: SiteText = Field(alias="en")
    aliases: SiteTexts


class BodyTable:
    """Finds bodies by their spelling in a text."""

    def __init__(self, bodies: tuple[PlanBody, ...]) -> None:
        """Index the bodies.

        Raises:
            ValueError: two bodies share a code or a spelling.
        """
        self.bodies = bodies
        self._by_code: dict[str, PlanBody] = {}
        self._by_alias: dict[str, tuple[str, PlanBody]] = {}
        for body in bodies:
            if body.code in self._by_code:
                raise ValueError(f"body code {body.code} is given twice")
            self._by_code[body.code] = body
            for alias in body.aliases:
                key = _key(alias)
                if key in self._by_alias:
                    raise ValueError(f"a spelling of {body.code} belongs to {self._by_alias[key][1].code} too")
                self._by_alias[key] = (alias, body)
        self._longest_first = sorted(self._by_alias, key=len, reverse=True)

    def by_code(self, code: str) -> PlanBody:
        """The body with this code; raises KeyError if there is none."""
        return self._by_code[code]

    def find(self, spelling: str) -> PlanBody | None:
        """The body spelled so, white space and look-alike letters aside, or None."""
        entry = self._by_alias.get(_key(spelling))
        return None if entry is None else entry[1]

    def match_at(self, compact: str, start: int) -> tuple[str, PlanBody, int] | None:
        """Find a body's spelling at a place of a text that has no white space.

        Args:
            compact: text without white space, folded (see ``lined.folded``).
            start: index where the spelling must begin.

        Returns:
            The usual form of the spelling, its body, and the index after it; None if no spelling of the
            table stands there up to a comma, a semicolon, an opening bracket or the end.
        """
        for key in self._longest_first:
            stop = start + len(key)
            if compact.startswith(key, start) and (stop == len(compact) or compact[stop] in _ENDS_OF_NAME):
                alias, body = self._by_alias[key]
                return alias, body, stop
        return None


def _key(spelling: str) -> str:
    return folded("".join(spelling.split()))


@lru_cache(maxsize=1)
def load_bodies() -> BodyTable:
    """Read ``bodies.toml``.

    Raises:
        ValueError: an entry lacks a field or names an unknown kind; a code or a spelling stands twice.
    """
    table = tomllib.loads(_TABLE_FILE.read_text(encoding="utf-8"))
    return BodyTable(tuple(PlanBody.model_validate({"code": code, **entry}) for code, entry in table.items()))
