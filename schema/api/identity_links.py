"""The roots on what a record stands on, and on who is one person: asked, and decided."""

from schema.model import AccessClass, EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

QUERIES = (
    Root(
        name="recordSources",
        returns="list[RecordSource]",
        meaning="On which records of which systems a record stands, the newest first; on none where it came in the "
        "hub's own form.",
        arguments={"id": Argument("strawberry.ID", "Id of a record of any type.")},
    ),
    Root(
        name="personLinks",
        returns="list[PersonLink]",
        meaning="Pairs of records that may be, are or are not of one person, of those who stand on this person.",
        arguments={"person": Argument("strawberry.ID", "Id of the person.")},
    ),
)
MUTATIONS = (
    Root(
        name="decideLink",
        returns="PersonLink",
        meaning="Decide whether two records are of one person: SAME joins them, DIFFERENT parts them and keeps the "
        "pair from being proposed again, UNDECIDED takes a decision back. Nothing is lost by any of them.",
        arguments={
            "link": Argument("strawberry.ID", "Id of the link."),
            "decision": Argument("LinkDecision", "The decision."),
        },
    ),
)

LINK_STATUS = EnumType(
    "LinkStatus",
    ("LINKED", "PROPOSED", "CONFIRMED", "REJECTED"),
    "What a link is: found by the hub, waiting for a decision, decided to be one person, decided to be two.",
)
LINK_DECISION = EnumType("LinkDecision", ("SAME", "DIFFERENT", "UNDECIDED"), "What is decided on a link.")


def publish() -> None:
    """Publish the types that these roots give."""
    made.publish_enum(LINK_STATUS)
    made.publish_enum(LINK_DECISION)
    source = {
        "system": ("str", "Code of the agency whose system it is."),
        "feed": ("str", "The feed by which it came."),
        "version": ("str", "Its version there."),
        "changedAt": ("DateTime", "When it was changed there."),
        "receivedAt": ("DateTime", "When the hub took it in."),
        "delivery": ("strawberry.ID", "Id of the delivery that brought it."),
    }
    link = {
        "id": ("strawberry.ID", "Id of the link."),
        "status": ("LinkStatus", "What it is."),
        "score": ("float", "How alike the two are, from 0 to 1."),
        "persons": ("list[strawberry.ID]", "The persons on whom the two records stand now: two, or one."),
    }
    about = "A record of an agency's system on which a record here stands."
    publish_plain("RecordSource", about, source, (made.Access(class_=AccessClass.SERVICE),))
    about = "A pair of records that may be, are or are not of one person."
    publish_plain("PersonLink", about, link, (made.Access(class_=AccessClass.IDENTITY),))
