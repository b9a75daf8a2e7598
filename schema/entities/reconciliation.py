"""The reconciliation act (салыстыра тексеру актісі, norm 517-9.4): what three registers said of the same people."""

from schema.entities.enums import (
    RECONCILIATION_COLUMN,
    RECONCILIATION_KIND,
    RECONCILIATION_STATUS,
    RECONCILING_BODY,
    REGISTRATION_STATUS,
)
from schema.entities.field_builders import (
    back,
    choice,
    date,
    flag,
    integer,
    many,
    moment,
    name_of,
    one,
    owner,
    text,
)
from schema.model import AccessClass, Entity, Mask

C = AccessClass

RECONCILIATION_ACT = Entity(
    "ReconciliationAct",
    "rca",
    "reconciliation_acts",
    access=C.SERVICE,
    meaning=(
        "An act by which bodies compared their registers of a district at the end of a quarter (517-9.4, Annex 2)."
    ),
    area="district",
    fields=(
        choice("kind", RECONCILIATION_KIND, "Which registers it compares."),
        text("norm", "Number of the norm under which it is drawn up."),
        integer("year", "The year."),
        integer("quarter", "The quarter, 1 to 4."),
        date("from", "First day of the year, from which is counted."),
        date("until", "Last day of the quarter."),
        choice("status", RECONCILIATION_STATUS, "Where it stands."),
        choice("drawnUpBy", RECONCILING_BODY, "The body that drew it up."),
        date("drawnUpOn", "Day on which it was drawn up, in Kazakhstan."),
        text("content", "What is signed, as text: totals, and a digest of the differences; of nobody by name."),
        text("digest", "SHA-256 of the content, in hexadecimal."),
    ),
    relations=(
        one("district", "Region", "RECONCILES", "The district."),
        back("totals", "ReconciliationTotal", "act", "The rows of its table."),
        back("differences", "ReconciliationDifference", "act", "Who is missing where.", access=C.JUSTICE),
        back("signatures", "ReconciliationSignature", "act", "The signatures, as far as there are any."),
    ),
)

RECONCILIATION_TOTAL = Entity(
    "ReconciliationTotal",
    "rct",
    "reconciliation_totals",
    access=C.SERVICE,
    meaning="A row of an act: how many persons one body's register had.",
    area="act",
    fields=(
        integer("place", "Its place in the act, from 1."),
        choice("body", RECONCILING_BODY, "The body."),
        integer("putOn", "Persons put on the register since the start of the year."),
        integer("takenOff", "Persons taken off it since the start of the year."),
        integer("standing", "Persons on it at the end of the period."),
    ),
    relations=(
        owner("act", "ReconciliationAct", "ROW_OF", "The act."),
        many("units", "Unit", "COUNTED_AT", "The body's units in the district, whose registers are counted."),
    ),
)

RECONCILIATION_DIFFERENCE = Entity(
    "ReconciliationDifference",
    "rcd",
    "reconciliation_differences",
    access=C.JUSTICE,
    meaning="A person whom one register of an act has in a column and another has not.",
    anchors=("person",),
    area="act",
    fields=(
        choice("column", RECONCILIATION_COLUMN, "In which column."),
        choice("missingIn", RECONCILING_BODY, "The body whose register has not the person there."),
        date("since", "The first day on which, as others have it, the person was put on or taken off."),
    ),
    relations=(
        owner("act", "ReconciliationAct", "DIFFERS_IN", "The act."),
        one("person", "Person", "DIFFERS_ON", "The person."),
        back("findings", "ReconciliationFinding", "difference", "What each register says of the person."),
    ),
)

RECONCILIATION_FINDING = Entity(
    "ReconciliationFinding",
    "rcf",
    "reconciliation_findings",
    access=C.JUSTICE,
    meaning=(
        "What a registration said of a person in whom registers differ, "
        "and on which record of a system it stood then."
    ),
    anchors=("difference",),
    area="difference",
    fields=(
        choice("body", RECONCILING_BODY, "The body that keeps the registration."),
        flag("elsewhere", "Whether it is kept in another district."),
        choice("status", REGISTRATION_STATUS, "Whether it was in force at the end of the period."),
        date("registeredOn", "Day on which the person was put on."),
        date("closedOn", "Day on which the person was taken off, if that was by the end of the period."),
        text("sourceSystem", "Code of the agency whose system says so.", mask=Mask.KEEP),
        text("sourceFeed", "The feed by which it came; none for a record in the hub's own form.", mask=Mask.KEEP),
        text("sourceVersion", "Its version there."),
        moment("sourceChangedAt", "When it was changed there."),
        moment("sourceReceivedAt", "When the hub took it in."),
    ),
    relations=(
        owner("difference", "ReconciliationDifference", "FOUND_IN", "The difference."),
        one("unit", "Unit", "FOUND_AT", "The unit that keeps it."),
    ),
)

RECONCILIATION_SIGNATURE = Entity(
    "ReconciliationSignature",
    "rcs",
    "reconciliation_signatures",
    access=C.SERVICE,
    meaning="The signature of the head of one of the bodies under an act.",
    area="act",
    fields=(
        integer("place", "Its place in the act, from 1."),
        choice("body", RECONCILING_BODY, "The body."),
        name_of("name", "Name of the head."),
        text("rank", "Rank of the head."),
        date("signedOn", "Day of the signature."),
        moment("receivedAt", "When the hub took it in."),
        text("key", "Thumbprint of the head's public key (RFC 7638)."),
        text("publicKey", "The public key (Ed25519), in base64url."),
        text("signature", "The signature of the statement, in base64url (docs/reconciliation.md)."),
    ),
    relations=(
        owner("act", "ReconciliationAct", "SIGNED_UNDER", "The act."),
        one("unit", "Unit", "SIGNED_FOR", "The unit whose head signed."),
    ),
)

ENTITIES = (
    RECONCILIATION_ACT,
    RECONCILIATION_TOTAL,
    RECONCILIATION_DIFFERENCE,
    RECONCILIATION_FINDING,
    RECONCILIATION_SIGNATURE,
)
