"""The types of answers that are computed: hits, the caller's own view, the access log, statistics."""

from typing import Any

from schema.model import AccessClass, EnumType
from schema.types import factory as made

READING_KIND = EnumType(
    "ReadingKind",
    ("READ", "EMERGENCY", "REVIEWED", "REFUSED", "INTENT", "DONE", "FAILED", "FOUND_WRITTEN", "FOUND_UNWRITTEN"),
    "What an entry of the access log is of: an answer, one in an emergency, the review of such a one, a change "
    "that was refused, one that is about to be made, one that was made or that failed; one whose outcome was not "
    "written, and that was found in the graph afterwards or was not.",
)


def publish_answers() -> None:
    hit = {
        "found": ("bool", "Whether the hub knows the number and the caller may know that."),
        "holders": ("list[Agency] | None", "The bodies to ask."),
    }
    caller = {
        "agency": ("Agency | None", "The caller's agency."),
        "role": ("str | None", "The caller's role."),
        "area": ("str | None", "The caller's area, a KATO prefix; empty for the whole country."),
        "unit": ("str | None", "Id of the caller's unit or organisation."),
        "purposes": ("list[str] | None", "The purposes that the caller may state."),
        "releases": ("list[ClassRelease]", "What is released to the caller, class by class."),
    }
    rule = {
        "release": ("Release", "How much."),
        "scope": ("str", "Of which records: the row scope."),
        "norms": ("list[str]", "The norms and agreements on which it stands; none for what is public."),
        "until": ("Date | None", "Last day, where it stands on an agreement."),
    }
    of_class = {
        "class": ("AccessClass", "The class."),
        "releases": ("list[ReleaseRule]", "What is released; the first that applies to a record holds."),
    }
    of_field = {
        "type": ("str", "The type."),
        "field": ("str", "The field."),
        "class": ("AccessClass", "The field's class."),
        "releases": ("list[ReleaseRule]", "What is released; the first that applies to a record holds."),
        "minors": (
            "list[ReleaseRule] | None",
            "What is released of persons under 18, where a record can be about one: the stricter of both holds.",
        ),
    }
    _publish_trace()
    _publish_statistics()
    publish_plain("ReleaseRule", "A release, its scope and what it stands on.", rule)
    publish_plain("ClassRelease", "What is released of a class.", of_class)
    publish_plain("FieldAccess", "What is released of a field.", of_field)
    publish_plain("Hit", "Whether a number is known, and whom to ask.", hit)
    publish_plain("Caller", "Who calls.", caller)


def _publish_trace() -> None:
    withheld = {
        "field": ("str", "The field, as Type.field."),
        "release": ("str", "How it was given: MASKED, POINTER, HIDDEN."),
        "rows": ("int | None", "In how many rows; null where that counts persons whom the asker may not know of."),
    }
    concealed = "Null where the entry is concealed."
    told = {
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
        **told,
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
    publish_plain("Extract", "What a person is told of a reading.", told, trace)


def _publish_statistics() -> None:
    count = {
        "category": ("RegisterCategory", "The register."),
        "persons": ("int | None", "How many persons; null where that is not told."),
    }
    district = {
        "kato": ("str", "The district's KATO code."),
        "counts": ("list[StatisticsCount]", "Every register."),
    }
    table = {
        "year": ("int", "The year."),
        "quarter": ("int", "The quarter, 1 to 4."),
        "asOf": ("Date", "The day as of which is counted: the last of the quarter."),
        "threshold": ("int", "The least number that is told."),
        "districts": ("list[StatisticsDistrict]", "The caller's districts of which something is told."),
        "sums": ("list[StatisticsCount]", "Sums of what is told: what is withheld is in none of them."),
    }
    publish_plain("StatisticsCount", "How many persons stood on a register.", count)
    publish_plain("StatisticsDistrict", "The registers of a district.", district)
    publish_plain("Statistics", "Counts that tell of nobody.", table)


def publish_plain(
    name: str, meaning: str, fields: dict[str, tuple[str, str]], directives: tuple[Any, ...] = ()
) -> None:
    annotations = {key: python for key, (python, _) in fields.items()}
    members = {key: made.named(key, says) for key, (_, says) in fields.items()}
    made.make(name, meaning, annotations, members, directives=directives)
