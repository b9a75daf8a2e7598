"""The root that gives what happened to persons and in cases, by time."""

import strawberry

from schema.model import EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import PAGE, Root

MOST_SUBJECTS = 50
"""Of so many persons and cases one timeline may be."""

DEFAULT_ITEMS = 100

TIMELINE_SOURCE = EnumType(
    "TimelineSource",
    (
        *("REGISTRATION", "COURT_DECISION", "CASE", "CASE_EVENT", "RELEASE", "NOTICE", "DUTY", "MATCH"),
        *("REGISTER_EVENT", "PROTECTIVE_ORDER", "SPECIAL_PLACEMENT", "PROGRAMME", "TREATMENT", "RISK_ASSESSMENT"),
        *("SHELTER_STAY", "OPERATIVE_FILE"),
    ),
    "A type of record that a timeline is made of.",
)

QUERIES = (
    Root(
        name="timeline",
        returns="TimelinePage",
        meaning="What happened to persons and in cases, by time, then by id: of every record whose date the caller "
        "is released in full.",
        arguments={
            "of": Argument("list[strawberry.ID]", f"Ids of persons and cases, at most {MOST_SUBJECTS}."),
            "sources": Argument(
                "list[TimelineSource] | None",
                "Of which types of record; all if nothing is said.",
                strawberry.UNSET,
                shapes_plan=True,
            ),
            "from": Argument("Date | None", "First day.", strawberry.UNSET),
            "until": Argument("Date | None", "Last day.", strawberry.UNSET),
            "first": Argument("int | None", "How many, 1 to 500.", DEFAULT_ITEMS, shapes_plan=True),
            "after": PAGE["after"],
        },
    ),
)


def publish() -> None:
    """Publish the types that this root gives."""
    made.publish_enum(TIMELINE_SOURCE)
    item = {
        "at": ("DateTime", "When; the first moment of the day in Kazakhstan where the record says a day alone."),
        "day": ("Date", "The day, in Kazakhstan."),
        "isDay": ("bool", "Whether the record says a day alone."),
        "kind": ("str", "What happened; docs/queries.md lists the kinds."),
        "of": ("list[strawberry.ID]", "Those of the ids asked for that it is about."),
        "record": ("Node", "The record that says so."),
    }
    page = {
        "items": ("list[TimelineItem]", "What happened, the earliest first."),
        "pageInfo": ("PageInfo", "Where the page stands."),
    }
    publish_plain("TimelineItem", "Something that happened on a day.", item)
    publish_plain("TimelinePage", "A page of a timeline.", page)
