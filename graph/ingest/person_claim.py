"""A mention: what a record of a feed says of a person."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.internal.feed_records import is_closed_system


@dataclass(frozen=True, kw_only=True)
class ClaimValues:
    """A mention: what a record says of a person. ``owner`` is the person on whom it stands now, if it is stored.

    ``compartment`` is who shares the secret that it was made, empty where it is none
    (``schema.internal.feed_records.COMPARTMENT``). ``open_key`` is the key that an open mention of this person
    by this sender has; of an open mention it is ``key``. ``others_number`` is the number that the record states
    and that is somebody else's (``graph.ingest.number_holders.with_own_numbers``); it stands in no value.
    """

    id: str
    key: str
    system: str
    first_received: dt.datetime
    changed_at: dt.datetime
    values: Mapping[str, Any]
    open_key: str
    owner: str | None = None
    compartment: str = ""
    others_number: str | None = None

    @property
    def as_sent(self) -> Mapping[str, Any]:
        """What the record says, with the number that is somebody else's."""
        return self.values if self.others_number is None else {**self.values, "iin": self.others_number}

    @property
    def protecting(self) -> Mapping[str, Any]:
        """What the record says, by which the person may be a minor: another's number may be the person's own.

        Of a card without a date of birth it says nothing, and nobody knows how old the person is.
        """
        return self.values if self.values.get("birthDate") is None else self.as_sent

    @property
    def is_row(self) -> bool:
        """Whether it is no mention, but a row of the hub's own as a card (``graph.ingest.loaded_persons``)."""
        return self.id == self.key

    @property
    def closed(self) -> bool:
        """Whether that it was made is a secret."""
        return self.compartment != ""

    @property
    def hides_place(self) -> bool:
        """Whether where the person lives, as it says, is where somebody hides."""
        return self.closed and is_closed_system(self.system)


@dataclass(frozen=True, kw_only=True)
class RowCard:
    """An open row of the hub's own among the cards of persons: its ``id`` is the key of its sender's person.

    ``as_sent`` is what it says of who the person is; ``values`` the same without a number that is somebody else's,
    and without the date of birth that the number alone says. ``known_openly``: an open record refers to the person.
    """

    id: str
    as_sent: Mapping[str, Any]
    values: Mapping[str, Any]
    known_openly: bool
