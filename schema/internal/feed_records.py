"""What the hub keeps of feeds beside the records themselves: stored, and never a type of the API.

The nodes: a ``FeedRecord`` for every record that came in (its newest version, and what it stands for), a
``FeedBatch`` for every delivery with its receipt, a ``Quarantined`` for every record that was refused, a
``PersonLink`` for every pair of persons' records that may be, are or are not of one person, and a ``Waiting`` for
every record to which another refers and which has not come yet. A ``PersonBlock`` is a keyed digest of something
that records of one person have in common, by which candidates are found; a ``ToMatch`` is a person's key for which
none have been looked for yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from schema.model import AccessClass, Entity, Field, Scalar

FEED_RECORD = "FeedRecord"
FEED_BATCH = "FeedBatch"
PERSON_LINK = "PersonLink"
PERSON_BLOCK = "PersonBlock"
TO_MATCH = "ToMatch"
WAITING = "Waiting"
WAITS_FOR = "WAITS_FOR"
"""From a record to the :data:`WAITING` of one to which it refers; ``edge`` is what the link will be."""

FEED_RECORD_OF = "feedRecord"
"""Of a fact or mention: the id of the feed record that it stands on."""

ANEW = "anew"
"""Of a key that waits to be matched: its persons are put together anew, whether or not a link of it changes."""

DECIDED_ON = "decidedOn"
"""Of a link that is decided to be one person: keyed digests of what the two said of who they are."""

VIA = "via"
"""Of a link to a person: the id of the mention (``SourceRecord``) by which the record means the person."""

PERSON_KEY = "personKey"
"""Of a mention: the id of the person as its sender numbers persons. Mentions with one key are of one person.

That of a closed mention is made of its compartment too: no mention of another compartment has it.
"""

CLOSED = "closed"
"""Of a mention: whether that it was made is itself a secret, since it is of people in shelters and in treatment.

A closed mention tells the hub who a person is, and nobody else anything: it stands on the person by another edge,
has an id under which nothing is asked for, and lends the person nothing that anybody else has said.
"""

COMPARTMENT = "compartment"
"""Of a closed mention: who shares the secret, a shelter or the classes by which its record refers to the person.

Nothing that is said in one compartment changes what those of another one are told (docs/source/access.md,
"Closed classes").
"""

OF_ROW = "ofRow"
"""Of a ``PersonBlock``: whether its key is that of a row of the hub's own (``ortaq load``)."""

OPEN_KEY = "openKey"
"""Of a closed mention: the :data:`PERSON_KEY` that an open one by the same sender of the same person has."""

CLOSED_PREFIX = "mnt"
"""Begins the ids of closed mentions, which are of no type of the API."""

STANDS_ON = "SOURCE_OF"
STANDS_CLOSED_ON = "CLOSED_SOURCE_OF"
STANDS = f"{STANDS_ON}|{STANDS_CLOSED_ON}"
"""From a mention to its person."""

HAS_OPEN_RECORD = "hasOpenRecord"
"""Stored property of a person: whether an open record refers to the person.

Whoever is released none of a person's closed records knows of the person by an open one, or not at all.
"""

DATE_OF_NUMBER = "birthDateOfNumber"
"""Stored property of a person of the hub's own: whether the record says no date of birth, and the number does.

Where the number turns out to be somebody else's, its date is not the person's, and the person has none.
"""

CLOSED_CLASSES = frozenset({AccessClass.HEALTH, AccessClass.SHELTER, AccessClass.VICTIM, AccessClass.OPERATIVE})
CLOSED_SYSTEMS = frozenset({"CRISIS", "HEALTH"})
"""Closed classes (docs/source/access.md), and the systems all of whose records of persons are closed."""


def is_closed_system(system: str) -> bool:
    """Whether it is a secret that a system holds somebody. ``system`` may name a body too: ``CRISIS:crc_x``."""
    return system.partition(":")[0] in CLOSED_SYSTEMS


def secret_of(classes: Iterable[AccessClass]) -> str:
    """The :data:`COMPARTMENT` of a mention that came for the sake of references of closed classes."""
    return " ".join(sorted(access.name for access in classes))


STATED_KATO = "statedKato"
"""Of a mention: the KATO code of the district in which, as it says, the person lives."""

STATED_REGION = "statedRegion"
"""Of a mention: the id of the region in which, as it says, the person lives."""

QUARANTINED = Entity(
    "Quarantined",
    "qua",
    "",
    access=AccessClass.TRACE,
    meaning="A record that was refused.",
    fields=(Field("original", Scalar.STRING, "The record as it came.", AccessClass.IDENTITY),),
)

ENTERED_CARD = Entity(
    "EnteredCard",
    "ecd",
    "",
    access=AccessClass.TRACE,
    meaning="Of whom something was entered by a mention or person that has changed since. Its id is theirs.",
    fields=(Field("card", Scalar.STRING, "What was said of the human.", AccessClass.IDENTITY),),
)

SEALED: tuple[Entity, ...] = (QUARANTINED, ENTERED_CARD)
"""Kinds of node that are not of the API and hold values that are encrypted at rest."""

INDEXES: dict[str, tuple[str, ...]] = {
    FEED_RECORD: (),
    FEED_BATCH: ("sender", "begunKey"),
    QUARANTINED.name: ("sender", "batch"),
    ENTERED_CARD.name: (),
    PERSON_LINK: ("one", "other"),
    PERSON_BLOCK: ("block", "key"),
    TO_MATCH: (),
    WAITING: (),
}
"""Properties by which these nodes are found, by label, beside their unique ``id``."""


@dataclass(frozen=True)
class Lead:
    """Which sources lead for some fields of a person that belong together: the first system named that says one.

    Of one system, and of those that are not named, what was changed last leads.
    """

    fields: tuple[str, ...]
    systems: tuple[str, ...]


LEADS: tuple[Lead, ...] = (
    Lead(("iin",), ("MIA", "KPSISU", "PROB", "PENAL")),
    Lead(("familyName", "givenName", "patronymic"), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("birthDate",), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("sex",), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("citizenship",), ("MIA", "PENAL")),
    Lead(("phone",), ("PROB", "MIA", "LABOUR")),
    Lead(("workplace",), ("LABOUR", "PROB", "MIA")),
    Lead((STATED_REGION,), ("MIA", "PROB", "PENAL")),
)
"""Identity documents are issued by the police, so the police lead on who a person is; where somebody can be reached
and works, those lead who see the person every month."""
