"""The site's webhooks: who is told, where, what and until when. One TOML file, checked when the hub starts.

A subscriber of a webhook shows no token: the file stands in its place, and a last day for a token's expiry. What is
told is decided by the policy like for any caller.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from resolvers.execute import Request
from security.authorization.caller import Caller
from security.authorization.purposes import EMERGENCY, PURPOSES, StatedPurpose
from security.clock import KAZAKHSTAN
from security.identity.discovery import is_safe_address
from security.identity.issuers import is_area

_DEMANDED = ("name", "url", "role", "purpose", "until", "query")
_ENTRIES = frozenset({*_DEMANDED, "area", "unit", "agency", "case", "reason", "start", "ca"})
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
STARTS = ("now", "first")


class WebhooksError(Exception):
    """The file of webhooks says something that cannot be meant. The message names the file and the entry."""


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


def read_webhooks(path: Path, roles: Collection[str]) -> Mapping[str, Webhook]:
    """The webhooks that ``path`` names, by name. ``roles`` are the policy's.

    Raises:
        WebhooksError: the file is not there or not TOML, or an entry is unknown, missing or cannot be meant.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WebhooksError(f"{path}: {type(error).__name__}: {error}") from error
    entries = data.get("webhook")
    if set(data) != {"webhook"} or not isinstance(entries, list):
        raise WebhooksError(f"{path}: the file is a list of [[webhook]] tables and nothing else")
    found: dict[str, Webhook] = {}
    for number, entry in enumerate(entries, 1):
        webhook = _WebhookTable(path, number, entry).webhook(roles)
        if webhook.name in found:
            raise WebhooksError(f"{path}: webhook {number}: the name {webhook.name} is taken")
        found[webhook.name] = webhook
    return found


@dataclass(frozen=True)
class _WebhookTable:
    """One ``[[webhook]]`` while it is read."""

    path: Path
    number: int
    data: Mapping[str, Any]

    def webhook(self, roles: Collection[str]) -> Webhook:
        for name in self.data:
            if name not in _ENTRIES:
                raise self.wrong(f"unknown entry {name}")
        for name in _DEMANDED:
            if name not in self.data:
                raise self.wrong(f"{name} is missing")
        url = self.text("url")
        if not is_safe_address(url):
            raise self.wrong("url is not an https address (http on loopback alone)")
        name, start = self.text("name"), self.data.get("start", STARTS[0])
        if not _NAME.fullmatch(name):
            raise self.wrong("name is not of small Latin letters, digits and hyphens, 40 at most")
        if start not in STARTS:
            raise self.wrong(f"start is none of {', '.join(STARTS)}")
        until = self.data["until"]
        if not isinstance(until, dt.date) or isinstance(until, dt.datetime):
            raise self.wrong("until is not a date")
        ca = self.path.parent / self.text("ca") if "ca" in self.data else None
        return Webhook(
            name=name,
            url=url,
            caller=self.caller(name, until, roles),
            request=self.request(),
            until=until,
            from_first=start == "first",
            ca=ca,
        )

    def caller(self, name: str, until: dt.date, roles: Collection[str]) -> Caller:
        role, area = self.text("role"), self.data.get("area")
        if role not in roles:
            raise self.wrong(f"role: {role} is not known")
        if area is not None and not (isinstance(area, str) and is_area(area)):
            raise self.wrong("area is not a KATO prefix")
        unit, agency = (self.text(each) if each in self.data else None for each in ("unit", "agency"))
        ends = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), KAZAKHSTAN)
        return Caller(
            subject=f"webhooks/{name}",
            role=role,
            area=area,
            unit=unit,
            agency=agency,
            purposes=(self.text("purpose"),),
            expires=int(ends.timestamp()),
        )

    def request(self) -> Request:
        purpose = self.text("purpose")
        if purpose not in PURPOSES or purpose == EMERGENCY:
            raise self.wrong(f"purpose: {purpose} is none for a webhook")
        case, reason = (self.text(each) if each in self.data else None for each in ("case", "reason"))
        stated = StatedPurpose(purpose, case, reason)
        if not stated.complete_for(purpose):
            raise self.wrong("this purpose needs a case or a reason, or one of them is malformed")
        return Request(query=self.text("query"), variables={}, operation_name=None, stated=stated)

    def text(self, name: str) -> str:
        value = self.data[name]
        if not isinstance(value, str) or not value:
            raise self.wrong(f"{name} is not a text")
        return value

    def wrong(self, what: str) -> WebhooksError:
        name = self.data.get("name")
        named = f" ({name})" if isinstance(name, str) else ""
        return WebhooksError(f"{self.path}: webhook {self.number}{named}: {what}")
