"""Interagency agreements, as the site keeps them in one file (docs/policy.md, "Agreements").

A line of a role file that stands on ``agreement`` releases something while an agreement covers role and class, and
nothing otherwise. An agreement that has ended stays in the file: answers say of what it released that it EXPIRED.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from schema.identifiers import UnitId
from schema.model import AccessClass
from security.norms import agreement_text
from security.site_file import SiteTable, SiteText, read_site_file, refuse, refuse_twice

AGREEMENTS_FILE = Path(__file__).parent / "agreements.toml"
"""The file that comes with the hub: no agreement, and how one is written."""


def _released(access: AccessClass) -> AccessClass:
    return access if access != AccessClass.PUBLIC else refuse("PUBLIC is open to every caller")


def _number(text: str) -> str:
    fits = re.fullmatch(r"\S{1,100}", text)
    return text if fits else refuse("must be at most 100 characters without spaces")


_Class = Annotated[AccessClass, Field(strict=False), AfterValidator(_released)]
_Names = Annotated[tuple[SiteText, ...], Field(strict=False, min_length=1)]


class Agreement(SiteTable):
    """An agreement between bodies on who is released what, as one ``[[agreement]]`` writes it.

    ``roles`` and ``classes`` are those that it covers, ``since`` and ``until`` its first and its last day.
    ``bodies`` are the codes of agencies and the ids of units that it is for; none: every caller of its roles.
    ``statistics``: it covers statistics too.
    """

    number: Annotated[str, AfterValidator(_number)]
    title: SiteText
    parties: _Names
    roles: _Names
    classes: Annotated[tuple[_Class, ...], Field(strict=False, min_length=1)]
    since: dt.date = Field(alias="from")
    until: dt.date
    bodies: Annotated[tuple[SiteText, ...], Field(strict=False, min_length=1)] = ()
    statistics: bool = False

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        return self if self.since <= self.until else refuse("until is before from")

    @property
    def text(self) -> str:
        """How it is cited."""
        return agreement_text(self.number, self.until)

    def covers(self, role: str, access: AccessClass) -> bool:
        """Whether it is about this role and class."""
        return role in self.roles and access in self.classes

    def is_for(self, agency: str | None, unit: UnitId | None) -> bool:
        """Whether it is for a caller of that agency and unit."""
        return not self.bodies or agency in self.bodies or unit in self.bodies

    def in_force(self, day: dt.date) -> bool:
        """Whether it has force on ``day``."""
        return self.since <= day <= self.until


Agreements = tuple[Agreement, ...]


class _AgreementsFile(SiteTable):
    agreement: list[Agreement] = Field(default_factory=list)

    @model_validator(mode="after")
    def _numbers_differ(self) -> Self:
        refuse_twice((agreement.number for agreement in self.agreement), "number")
        return self


def read_agreements(path: Path = AGREEMENTS_FILE) -> Agreements:
    """The agreements of a file.

    Raises:
        SiteFileError: it is not TOML, or an entry of it cannot be meant; file and entry are named.
    """
    return tuple(read_site_file(path, _AgreementsFile).agreement)
