"""The root that gives the day's work of a unit, made of ordinary records."""

import strawberry

from schema.model import AccessClass
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

DEFAULT_LIST = 200

QUERIES = (
    Root(
        name="today",
        returns="UnitDay",
        meaning="The day's work of a unit: its duties, notices, arrivals and matches, as far as the caller may see "
        "them. A past day is shown as it ended.",
        arguments={
            "unit": Argument(
                "strawberry.ID | None", "Id of the unit; the caller's own if nothing is said.", strawberry.UNSET
            ),
            "on": Argument("Date | None", "A day that has come; today if nothing is said.", strawberry.UNSET),
            "first": Argument("int | None", "How many of each list, 1 to 500.", DEFAULT_LIST, shapes_plan=True),
        },
    ),
)


def publish() -> None:
    """Publish the types that this root gives."""
    service = (made.Access(class_=AccessClass.SERVICE),)
    justice = (made.Access(class_=AccessClass.JUSTICE),)
    row = {
        "duty": ("Duty", "The duty."),
        "status": ("DutyStatus", "Where it stood at the end of the day, or stands now if the day is today."),
        "person": ("Person | None", "The person for whose sake it is owed."),
        "inspector": (
            "Inspector | None",
            "Who leads its case; otherwise who watches the person's registration.",
        ),
        "doneBy": (
            "list[str]",
            "The mutations of its norm that the caller may call; none of another unit's duty, or of one that is "
            "done by now.",
        ),
    }
    load = {
        "inspector": ("Inspector", "The inspector."),
        "open": ("int", "Duties of the unit that are not done, and not overdue."),
        "overdue": ("int", "Duties of the unit that are overdue."),
        "registered": ("int", "Registrations in force that the inspector watches."),
    }
    publish_plain("DutyRow", "A duty of the day.", row, service)
    publish_plain(
        "InspectorLoad", "What an inspector has to do, counted of what the caller may see.", load, service
    )
    publish_plain("DutyList", "Duties of the day, the first due first.", _list("DutyRow"), service)
    publish_plain("NoticeList", "Notices of the day, the oldest first.", _list("Notice"), justice)
    publish_plain("ReleaseList", "Releases of the day, by planned day of arrival.", _list("ReleaseNotice"), justice)
    publish_plain("MatchList", "Matches of the day, the oldest first.", _list("ProactiveMatch"), justice)
    publish_plain("LoadList", "Inspectors, who has most overdue first.", _list("InspectorLoad"), service)
    day = {
        "unit": ("Unit | None", "The unit; null where the caller has none and names none, or it is not there."),
        "on": ("Date", "The day, in Kazakhstan."),
        "overdue": ("DutyList", "Duties not done, and overdue; of a past day, due before it."),
        "dueToday": ("DutyList", "Duties not done, and due on the day."),
        "thisWeek": ("DutyList", "Duties not done, and due on one of the six days that follow."),
        "later": ("DutyList", "Duties not done, and due after that or at no time in particular."),
        "waiting": ("NoticeList", "Notices that the unit sent and nobody had confirmed."),
        "notices": ("NoticeList", "Notices sent to the unit that it had not confirmed."),
        "arrivals": (
            "ReleaseList",
            "Releases of whom the unit expects and who had not come: persons of its area or of its duties, whose "
            "planned arrival lies less than 30 days back, or is to come.",
        ),
        "matches": ("MatchList", "Matches that waited for the unit's decision within 24 hours (89-11b)."),
        "load": ("LoadList", "Inspectors of the unit, and others to whom its duties fall."),
    }
    publish_plain("UnitDay", "The day's work of a unit.", day, service)


def _list(of: str) -> dict[str, tuple[str, str]]:
    return {
        "nodes": (f"list[{of}]", "As many as `first` says, from the start."),
        "visible": ("int", "How many there are that the caller may see."),
        "complete": ("bool", "Whether `nodes` are all of them."),
    }
