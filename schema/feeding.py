"""What the hub keeps of feeds beside the records themselves: stored, and never a type of the API.

The nodes: a ``FeedRecord`` for every record that came in (its newest version, and what it stands for), a
``FeedBatch`` for every delivery with its receipt, a ``Quarantined`` for every record that was refused, a
``PersonLink`` for every pair of persons' records that may be, are or are not of one person, and a ``Waiting`` for
every record to which another refers and which has not come yet. A ``PersonBlock`` is a keyed digest of something
that records of one person have in common, by which candidates are found; a ``ToMatch`` is a person's key for which
none have been looked for yet.
"""

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

VIA = "via"
"""Of a link to a person: the id of the mention (``SourceRecord``) by which the record means the person."""

PERSON_KEY = "personKey"
"""Of a mention: the id of the person as its sender numbers persons. Mentions with one key are of one person."""

CLOSED = "closed"
"""Of a mention: whether that it was made is itself a secret, since it is of people in shelters and in treatment.

A closed mention tells the hub who a person is, and nobody else anything: it stands on the person by another edge,
has an id under which nothing is asked for, and lends the person nothing that anybody else has said.
"""

CLOSED_PREFIX = "mnt"
"""Begins the ids of closed mentions, which are of no type of the API."""

STANDS_ON = "SOURCE_OF"
STANDS_CLOSED_ON = "CLOSED_SOURCE_OF"
STANDS = f"{STANDS_ON}|{STANDS_CLOSED_ON}"
"""From a mention to its person."""

CLOSED_CLASSES = frozenset({AccessClass.HEALTH, AccessClass.SHELTER, AccessClass.VICTIM, AccessClass.OPERATIVE})
CLOSED_SYSTEMS = frozenset({"CRISIS", "HEALTH"})
"""A record that stands for something of these classes, or comes from these systems, makes closed mentions."""

STATED_KATO = "statedKato"
"""Of a mention: the KATO code of the district in which, as it says, the person lives."""

STATED_REGION = "statedRegion"
"""Of a mention: the id of the region in which, as it says, the person lives."""

QUARANTINED = Entity(
    "Quarantined",
    "qua",
    "",
    AccessClass.TRACE,
    "A record that was refused.",
    fields=(Field("original", Scalar.STRING, "The record as it came.", AccessClass.IDENTITY),),
)

SEALED: tuple[Entity, ...] = (QUARANTINED,)
"""Kinds of node that are not of the API and hold values that are encrypted at rest."""

INDEXES: dict[str, tuple[str, ...]] = {
    FEED_RECORD: (),
    FEED_BATCH: ("sender", "begunKey"),
    QUARANTINED.name: ("sender", "batch"),
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
    Lead(("birthDate", "sex"), ("MIA", "KPSISU", "COURT", "PENAL", "PROB")),
    Lead(("citizenship",), ("MIA", "PENAL")),
    Lead(("phone",), ("PROB", "MIA", "LABOUR")),
    Lead(("workplace",), ("LABOUR", "PROB", "MIA")),
    Lead((STATED_REGION,), ("MIA", "PROB", "PENAL")),
)
"""Identity documents are issued by the police, so the police lead on who a person is; where somebody can be reached
and works, those lead who see the person every month."""
