"""The roots for whoever delivers records of feeds: what became of them, and the ways in.

They exist for callers alone whose token holds a feed and allows the purpose FEED
(:mod:`resolvers.roots.deliveries`).
"""

import strawberry

from schema.model import EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

MOST_RECORDS = 1_000
"""The most records that one ``submitRecords`` brings."""

DELIVERY_STATE = EnumType("DeliveryState", ("RUNNING", "DONE"), "Where a delivery stands.")

_OF_FEED = Argument("str", "Name of the feed.")
_FEED = Argument("str | None", "Of this feed alone.", strawberry.UNSET)
_FIRST = Argument("int | None", "How many, 1 to 500; 50 if nothing is said.", strawberry.UNSET, shapes_plan=True)
_KEY = Argument("str", "The sender's own key: up to 255 printable characters without spaces.")
_REFUSED = {"id": Argument("strawberry.ID", "Id of the refused record.")}

QUERIES = (
    Root(
        name="deliveries",
        returns="list[Delivery]",
        meaning="What the caller delivered, the newest first.",
        arguments={"feed": _FEED, "first": _FIRST},
    ),
    Root(
        name="delivery",
        returns="Delivery | None",
        meaning="What the caller delivered of a feed under a key: how far it is, or its receipt. Null if nothing "
        "was.",
        arguments={"feed": _OF_FEED, "key": _KEY},
    ),
    Root(
        name="quarantine",
        returns="list[Quarantined]",
        meaning="The caller's own records that were refused and neither came in since nor were dropped, oldest "
        "first.",
        arguments={
            "feed": _FEED,
            "delivery": Argument("strawberry.ID | None", "Of this delivery alone.", strawberry.UNSET),
            "first": _FIRST,
        },
    ),
)
MUTATIONS = (
    Root(
        name="submitRecords",
        returns="Delivery",
        meaning=f"Bring records of a feed in, at most {MOST_RECORDS}. The same records in the same order under the "
        "same key are the same delivery: a repeat is answered with the first receipt.",
        arguments={
            "feed": _OF_FEED,
            "key": _KEY,
            "records": Argument("list[JSON]", "The records, each as a line of the feed in NDJSON has it."),
        },
    ),
    Root(
        name="retryQuarantined",
        returns="Delivery",
        meaning="Try a refused record of the caller's own again, as a delivery by itself. Refused again, it stands "
        "in quarantine anew, under another id.",
        arguments=_REFUSED,
    ),
    Root(
        name="dropQuarantined",
        returns="bool",
        meaning="Take a refused record of the caller's own out of quarantine for good. Whether there was one.",
        arguments=_REFUSED,
    ),
)


def publish() -> None:
    """Publish the types that these roots give."""
    made.publish_enum(DELIVERY_STATE)
    delivery = {
        "id": ("strawberry.ID", "Id of the delivery."),
        "feed": ("str", "The feed."),
        "key": ("str", "The key under which it was sent."),
        "state": ("DeliveryState", "Where it stands."),
        "received": ("int", "Records that were read so far."),
        "applied": ("int", "Of these, those that changed what the hub knows."),
        "unchanged": ("int", "Of these, those that the hub had already, in this or a greater version."),
        "quarantined": ("int", "Of these, those that were refused, and are kept with the reason."),
        "begunAt": ("DateTime", "When it began."),
        "doneAt": ("DateTime | None", "When its last record was in; null while it runs."),
        "receipt": ("str | None", "The signed receipt; null while it runs."),
    }
    quarantined = {
        "id": ("strawberry.ID", "Id under which it is tried again or dropped."),
        "delivery": ("strawberry.ID", "Id of the delivery in which it came."),
        "feed": ("str", "The feed."),
        "position": ("int", "Its place in the delivery: of lines and rows the number, else the count."),
        "code": ("str", "Why it was refused."),
        "field": (
            "str | None",
            "The field at fault, as a path of declared names; null if it is the whole record.",
        ),
        "receivedAt": ("DateTime", "When it came."),
        "original": (
            "str",
            "The record as it came; of one that was too long its beginning, and U+FFFD for what is no UTF-8. "
            "Reading it is written down in the access log.",
        ),
    }
    publish_plain("Delivery", "Records that came in together, and what became of them.", delivery)
    publish_plain("Quarantined", "A record that was refused.", quarantined)
