"""Protection of victims, and health."""

from schema.entities.enums import RISK_LEVEL
from schema.entities.field_builders import choice, date, flag, integer, many, one, text
from schema.model import AccessClass, Entity, Mask

C = AccessClass

PROTECTIVE_ORDER = Entity(
    "ProtectiveOrder",
    "ord",
    "protective_orders",
    access=C.JUSTICE,
    meaning="An order of the police that forbids an offender to come near (қорғау нұсқамасы).",
    anchors=("offender", "protected"),
    in_order=(("issuedOn", "until"),),
    fields=(
        text("number", "Number of the order.", indexed=True),
        date("issuedOn", "Day of issue."),
        date("until", "Last day."),
        flag("isRepeat", "Whether the offender had an order before."),
    ),
    relations=(
        one("offender", "Person", "AGAINST", "The person who must keep away."),
        one("unit", "Unit", "ISSUED_BY", "The unit that issued it."),
        many("protected", "Person", "PROTECTS", "The persons whom it protects.", access=C.VICTIM),
    ),
)

RISK_ASSESSMENT = Entity(
    "RiskAssessment",
    "rsk",
    "risk_assessments",
    access=C.VICTIM,
    meaning="An assessment of the risk of further violence (norm 1233-1.5).",
    anchors=("person",),
    area="person",
    fields=(
        text("instrument", "Instrument used, for example ODARA, B-SAFER or CRAF.", mask=Mask.KEEP),
        integer("score", "Points."),
        choice("level", RISK_LEVEL, "Level found."),
        date("assessedOn", "Day of the assessment."),
    ),
    relations=(
        one("assessor", "Inspector", "ASSESSED_BY", "Who assessed."),
        one("person", "Person", "ASSESSES", "Whose risk it is."),
        one("case", "Case", "SUPPORTS", "The case it belongs to."),
    ),
)

SHELTER_STAY = Entity(
    "ShelterStay",
    "sty",
    "shelter_stays",
    access=C.SHELTER,
    meaning="An appeal to a crisis centre and the stay that followed.",
    anchors=("person",),
    area="person",
    holder="center",
    keeper="CRISIS",
    in_order=(("appealedOn", "from", "until"),),
    fields=(
        date("appealedOn", "Day of the appeal."),
        date("from", "First day of the stay."),
        date("until", "Last day of the stay."),
    ),
    relations=(
        one("person", "Person", "SHELTERS", "Who appealed."),
        one("center", "CrisisCenter", "STAYED_AT", "The centre."),
        one("referredBy", "Agency", "REFERRED_BY", "The body that referred the person."),
    ),
)

TREATMENT = Entity(
    "Treatment",
    "trt",
    "treatments",
    access=C.HEALTH,
    meaning="A medical register, compulsory treatment, or care continued after release.",
    anchors=("person",),
    area="person",
    in_order=(("from", "until"),),
    fields=(
        text("kind", "Kind of treatment.", mask=Mask.KEEP),
        date("from", "First day."),
        date("until", "Last day."),
        text("organisation", "Where."),
    ),
    relations=(one("person", "Person", "TREATS", "The person."),),
)

ENTITIES = (PROTECTIVE_ORDER, RISK_ASSESSMENT, SHELTER_STAY, TREATMENT)
