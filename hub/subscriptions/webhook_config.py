"""The site's webhooks: who is told, where, what and until when. One TOML file, checked when the hub starts.

A subscriber of a webhook shows no token: the file stands in its place, and a last day for a token's expiry. What is
told is decided by the policy like for any caller.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ValidationInfo, model_validator

from resolvers.execute import Request
from schema.identifiers import area_code, unit_id
from security.authorization.caller import Caller
from security.authorization.purposes import EMERGENCY, PURPOSES, StatedPurpose
from security.clock import KAZAKHSTAN
from security.identity.discovery import is_safe_address
from security.identity.issuers import KatoPrefix
from security.site_file import SiteTable, SiteText, read_site_file, refuse, refuse_twice


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A subscriber to whom the hub sends. ``from_first``: at the beginning, all that was ever written is told."""

    name: str
    url: str
    caller: Caller
    request: Request
    until: dt.date
    from_first: bool
    ca: Path | None


def _role(value: str, info: ValidationInfo) -> str:
    roles = info.context["roles"] if info.context else ()
    return value if value in roles else refuse(f"must be one of {', '.join(sorted(roles))}")


def _address(value: str) -> str:
    return value if is_safe_address(value) else refuse("must be an https address (http on loopback alone)")


def _name(value: str) -> str:
    fits = re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", value)
    return value if fits else refuse("must be of small Latin letters, digits and hyphens, 40 at most")


def _purpose(value: str) -> str:
    purposes = [purpose for purpose in PURPOSES if purpose != EMERGENCY]
    return value if value in purposes else refuse(f"must be one of {', '.join(purposes)}")


class _WebhookTable(SiteTable):
    """One ``[[webhook]]``, as docs/streams.md explains it."""

    name: Annotated[str, AfterValidator(_name)]
    url: Annotated[str, AfterValidator(_address)]
    role: Annotated[str, AfterValidator(_role)]
    purpose: Annotated[str, AfterValidator(_purpose)]
    until: dt.date
    query: SiteText
    area: KatoPrefix | None = None
    unit: SiteText | None = None
    agency: SiteText | None = None
    case: SiteText | None = None
    reason: SiteText | None = None
    start: Literal["now", "first"] = "now"
    ca: SiteText | None = None

    @property
    def stated(self) -> StatedPurpose:
        return StatedPurpose(self.purpose, self.case, self.reason)

    @model_validator(mode="after")
    def _states_its_purpose(self) -> Self:
        if not self.stated.complete_for(self.purpose):
            refuse("this purpose needs a case or a reason, or one of them is malformed")
        return self

    def webhook(self, folder: Path) -> Webhook:
        """The subscriber that the table describes; a file that it names lies in ``folder``."""
        ends = dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), KAZAKHSTAN)
        caller = Caller(
            subject=f"webhooks/{self.name}",
            role=self.role,
            area=area_code(self.area),
            unit=unit_id(self.unit),
            agency=self.agency,
            purposes=(self.purpose,),
            expires=int(ends.timestamp()),
        )
        return Webhook(
            name=self.name,
            url=self.url,
            caller=caller,
            request=Request(query=self.query, variables={}, operation_name=None, stated=self.stated),
            until=self.until,
            from_first=self.start == "first",
            ca=folder / self.ca if self.ca else None,
        )


class _WebhooksFile(SiteTable):
    webhook: list[_WebhookTable]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        refuse_twice((table.name for table in self.webhook), "name")
        return self


def read_webhooks(path: Path, roles: Collection[str]) -> Mapping[str, Webhook]:
    """The webhooks that ``path`` names, by name. ``roles`` are the policy's.

    Raises:
        SiteFileError: the file is not there or not TOML, or an entry is unknown, missing or cannot be meant.
    """
    tables = read_site_file(path, _WebhooksFile, {"roles": roles}).webhook
    return {table.name: table.webhook(path.parent) for table in tables}
