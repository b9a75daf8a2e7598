"""The root of subscriptions: what happens to records, as a stream."""

import strawberry

from schema.model import EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

CHANGES = Root(
    name="changes",
    returns="list[Change]",
    meaning="What happens to the records that the caller may read, in order, from now on or from a position. A "
    "message holds the changes of one moment. The same change can come twice; none is left out.",
    arguments={
        "after": Argument(
            "str | None",
            "A position: begin after it. Empty: begin with the first record ever written. Nothing: begin now.",
            strawberry.UNSET,
        ),
        "types": Argument("list[str] | None", "Names of types, if not all are wanted.", strawberry.UNSET),
        "stream": Argument(
            "str",
            "Name of the stream, for callers who have several; each keeps an account of its own of what it told. "
            "One connection at a time: a new one ends the one before.",
            "",
        ),
    },
)

CHANGE_KIND = EnumType(
    "ChangeKind",
    ("CHANGED", "GONE", "CAUGHT_UP"),
    "What happened: the record is new or another than it was; it is not to be seen any more; nothing, but all up "
    "to here has been told.",
)


def publish() -> None:
    """Publish the type that this root gives."""
    made.publish_enum(CHANGE_KIND)
    change = {
        "position": ("str", "Where the stream stands after this. Opaque; good for this caller and stream alone."),
        "kind": ("ChangeKind", "What happened."),
        "id": ("strawberry.ID | None", "Id of the record; null where nothing happened."),
        "record": ("Node | None", "The record as it is now; null unless it CHANGED."),
    }
    publish_plain("Change", "Something that happened to a record.", change)
