"""The roots that read the access log."""

import strawberry

from schema.model import AccessClass, EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import PAGE, SPAN, Root

READING_KIND = EnumType(
    "ReadingKind",
    ("READ", "EMERGENCY", "REVIEWED", "REFUSED", "INTENT", "DONE", "FAILED", "FOUND_WRITTEN", "FOUND_UNWRITTEN"),
    "What an entry of the access log is of: an answer, one in an emergency, the review of such a one, a change "
    "that was refused, one that is about to be made, one that was made or that failed; one whose outcome was not "
    "written, and that was found in the graph afterwards or was not.",
)

_PERSON = "Id of the person read about."

QUERIES = (
    Root(
        name="accessLog",
        returns="ReadingPage",
        meaning="Answers that were given, by time: to whom, about whom, and why.",
        arguments={
            "person": Argument("strawberry.ID | None", _PERSON, strawberry.UNSET),
            "caller": Argument("str | None", "Who read: issuer and subject, as `caller` says.", strawberry.UNSET),
            "kind": Argument("ReadingKind | None", "What sort of entry.", strawberry.UNSET),
            **SPAN,
            "first": PAGE["first"],
            "after": PAGE["after"],
        },
    ),
    Root(
        name="unreviewedEmergencies",
        returns="list[Reading]",
        meaning="Readings in an emergency that wait for review, oldest first.",
        arguments=SPAN,
    ),
    Root(
        name="accessNorms",
        returns="list[NormUse]",
        meaning="How many answers stood on each norm.",
        arguments=SPAN,
    ),
    Root(
        name="accessExtract",
        returns="list[Extract]",
        meaning="What a person is told of who read about them: no other person, no caller, no case.",
        arguments={"person": Argument("strawberry.ID", _PERSON), **SPAN},
    ),
)


def publish() -> None:
    """Publish the types that these roots give."""
    made.publish_enum(READING_KIND)
    withheld = {
        "field": ("str", "The field, as Type.field."),
        "release": ("str", "How it was given: MASKED, POINTER, HIDDEN."),
        "rows": ("int | None", "In how many rows; null where that counts persons whom the asker may not know of."),
    }
    concealed = "Null where the entry is concealed."
    fields = {
        "time": ("DateTime", "When the answer was given."),
        "role": ("str | None", f"The role of whoever read. {concealed}"),
        "agency": ("str | None", "Code of the reader's agency."),
        "purpose": ("str | None", f"The purpose stated. {concealed}"),
        "fields": ("list[str]", "What the answer could hold, as Type.field."),
        "norms": ("list[str]", "The norms on which it was released."),
    }
    reading = {
        "place": (
            "str | None",
            "Stream and number in the log, for those who read the whole of it.",
        ),
        "kind": ("ReadingKind", "What the entry is of."),
        **fields,
        "caller": ("str | None", f"Who read: issuer and subject of the token. {concealed}"),
        "area": ("str | None", "The reader's area, a KATO prefix; empty for the whole country."),
        "unit": ("str | None", "Id of the reader's unit or organisation."),
        "case": ("str | None", "The number of the case stated."),
        "reason": ("str | None", "The reason stated."),
        "persons": ("list[strawberry.ID]", "Ids of the persons touched, of those that the asker may know of."),
        "withheld": ("list[Withheld]", "What was not given in full; empty for those who read the log of an area."),
        "reviews": ("str | None", "Of a review: the place of the entry reviewed."),
        "intent": ("str | None", "Id of a change: an intent and its outcome have the same."),
        "command": ("str | None", "The command by which whoever runs the hub changed something."),
        "reviewDue": ("Date | None", "Of a reading in an emergency: the last day for its review."),
    }
    page = {
        "nodes": ("list[Reading]", "The entries."),
        "hasNextPage": ("bool", "Whether more follow."),
        "endCursor": ("str | None", "Cursor of the last entry."),
    }
    use = {"norm": ("str", "The norm."), "answers": ("int", "How many answers stood on it.")}
    trace = (made.Access(class_=AccessClass.TRACE),)
    publish_plain("Withheld", "A field of which something was not given in full.", withheld, trace)
    publish_plain("Reading", "An entry of the access log.", reading, trace)
    publish_plain("ReadingPage", "A page of the access log.", page, trace)
    publish_plain("NormUse", "How much a norm was used.", use, trace)
    publish_plain("Extract", "What a person is told of a reading.", fields, trace)
