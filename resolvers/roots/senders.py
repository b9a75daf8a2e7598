"""Senders: of which feeds a caller may deliver records, under whose name they are kept, and what is its own.

Both doors, ``POST /feeds/{feed}`` and GraphQL, ask here.
"""

import re

from adapters.feeds.feed import Feed, Sender
from adapters.systems import FEEDS
from graph.ingest.batches import Batch
from graph.ingest.quarantine import Refused
from resolvers.errors import HubError
from schema.work.declaration import LONGEST_KEY
from security.authorization.caller import Caller

_KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


def feed_of(name: str, caller: Caller) -> Feed:
    """The feed of that name, of which the caller may deliver records.

    Raises:
        HubError: FEED_REFUSED. A feed that is not there and one that the token does not hold are the same.
    """
    feed = FEEDS.get(name)
    if feed is None or name not in caller.feeds or (feed.shared and caller.unit is None):
        raise HubError("FEED_REFUSED")
    return feed


def feeds_of(caller: Caller) -> list[Feed]:
    """The feeds of which the caller may deliver records."""
    feeds = (FEEDS[name] for name in sorted(set(caller.feeds)) if name in FEEDS)
    return [feed for feed in feeds if not feed.shared or caller.unit is not None]


def sender_for(feed: Feed, caller: Caller) -> Sender:
    """Under whose name a caller's records of a feed are kept: of a shared feed, each body its own."""
    return Sender(f"{feed.system}:{caller.unit}" if feed.shared else feed.system, caller.unit)


def is_own(record: Batch | Refused, caller: Caller) -> bool:
    """Whether the caller sent it, of a feed that the token still holds, and for the body that the token names."""
    own_feed = {feed.name: feed for feed in feeds_of(caller)}.get(record.feed)
    return (
        own_feed is not None
        and record.sender == caller.subject
        and record.system == sender_for(own_feed, caller).system
    )


def key_of(text: str) -> str:
    """A delivery's key.

    Raises:
        HubError: KEY_MISSING: it is empty, too long, or holds something other than printable ASCII.
    """
    if not _KEY.fullmatch(text):
        raise HubError("KEY_MISSING")
    return text
