"""All mutations of the work, and the type that they give."""

from schema.model import AccessClass
from schema.types import factory as made
from schema.types.factory import publish_plain
from schema.types.roots import Root
from schema.work import absences, foreigners, juveniles, matches, meetings, parole, registers, releases, units
from schema.work.declaration import WorkMutation

_PARTS = (releases, absences, parole, registers, foreigners, juveniles, matches, meetings, units)

WORKS: dict[str, WorkMutation] = {work.name: work for part in _PARTS for work in part.WORKS}
"""Every mutation of the work, by name."""

_ENUMS = tuple(enum for part in (absences, registers, juveniles, matches, units) for enum in part.ENUMS)


def _norms(work: WorkMutation) -> str:
    return f" ({', '.join(work.norms)})" if work.norms else ""


MUTATIONS = tuple(
    Root(
        name=work.name,
        returns="WorkDone",
        meaning=f"{work.meaning}{_norms(work)}",
        arguments={input_.name: input_.argument for input_ in work.inputs},
    )
    for work in WORKS.values()
)


def publish() -> None:
    """Publish the type that these roots give, and their closed lists."""
    for enum in _ENUMS:
        made.publish_enum(enum)
    fields = {
        "norm": ("str", "Number of the norm under which it was done."),
        "at": ("DateTime", "When it was done, as it is entered."),
        "record": ("strawberry.ID", "Id of the record that says so: an event, a registration, a match, a meeting."),
        "notices": ("list[strawberry.ID]", "Ids of the notices that went out with it."),
    }
    about = "What was done, and where it stands. A repeat under the same key is answered with the same."
    publish_plain("WorkDone", about, fields, (made.Access(class_=AccessClass.SERVICE),))
