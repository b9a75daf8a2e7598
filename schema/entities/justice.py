"""Court decisions, registers, cases, releases and matches."""

from schema.entities.enums import (
    CASE_EVENT_KIND,
    CASE_KIND,
    CASE_STATUS,
    DECISION_KIND,
    IGNORE_REASON,
    MATCH_DECISION,
    PLACEMENT_END,
    PROACTIVE_REGISTER,
    REGISTER_CATEGORY,
    REGISTRATION_STATUS,
    RELEASE_KIND,
)
from schema.entities.field_builders import back, choice, date, flag, integer, many, moment, one, owner, text
from schema.model import AccessClass, Entity, Mask

C = AccessClass

COURT_DECISION = Entity(
    "CourtDecision",
    "dec",
    "court_decisions",
    access=C.JUSTICE,
    meaning="A decision of a court on one person or several.",
    anchors=("persons",),
    in_order=(
        ("decidedOn", "inForceOn"),
        ("decidedOn", "until"),
    ),
    fields=(
        text("number", "Number of the decision.", indexed=True),
        choice("kind", DECISION_KIND, "What was decided."),
        date("decidedOn", "Day of the decision."),
        date("inForceOn", "Day from which it is in force."),
        text("court", "The court."),
        text("article", "Article of the code.", mask=Mask.CHAPTER),
        text("sentence", "What was imposed."),
        integer("termMonths", "Term in months."),
        date("until", "Last day of the term."),
        flag("isLife", "Whether it is imprisonment for life."),
        flag("isRefusal", "Whether the court refused what was asked of it."),
    ),
    relations=(
        many("persons", "Person", "CONCERNS", "The persons whom it concerns."),
        back("cases", "Case", "decisions", "The cases that rest on it."),
    ),
)

REGISTRATION = Entity(
    "Registration",
    "reg",
    "registrations",
    access=C.JUSTICE,
    meaning="A person's standing on a preventive register.",
    anchors=("person",),
    area="person",
    in_order=(("registeredOn", "closedOn"),),
    fields=(
        choice("category", REGISTER_CATEGORY, "The register."),
        choice("status", REGISTRATION_STATUS, "Whether it is in force."),
        date("registeredOn", "Day on which the person was put on."),
        date("closedOn", "Day on which the person was taken off."),
        text("closedBecause", "Why the person was taken off."),
    ),
    relations=(
        one("person", "Person", "REGISTERS", "The person."),
        one("unit", "Unit", "KEPT_BY", "The unit that keeps it."),
        one("inspector", "Inspector", "WATCHED_BY", "The inspector who answers for it."),
        one("basis", "CourtDecision", "BASED_ON", "The decision on which it stands."),
    ),
)

CASE = Entity(
    "Case",
    "cas",
    "cases",
    access=C.JUSTICE,
    meaning="Shared work of several bodies on one person.",
    anchors=("subject",),
    area="subject",
    in_order=(("openedOn", "closedOn"),),
    fields=(
        text("number", "Number of the case.", indexed=True),
        choice("kind", CASE_KIND, "What it is for."),
        choice("status", CASE_STATUS, "Where it stands."),
        date("openedOn", "Day of opening."),
        date("closedOn", "Day of closing."),
    ),
    relations=(
        one("subject", "Person", "ABOUT", "The person whom it is about."),
        one("leadUnit", "Unit", "LED_BY", "The unit that leads it."),
        one("inspector", "Inspector", "HANDLED_BY", "The inspector who leads it."),
        back("events", "CaseEvent", "case", "What happened in it."),
        many("decisions", "CourtDecision", "RESTS_ON", "The decisions on which it rests."),
        many("agencies", "Agency", "INVOLVES", "The bodies that work on it."),
        back("duties", "Duty", "case", "The duties that arose in it."),
    ),
)

CASE_EVENT = Entity(
    "CaseEvent",
    "evt",
    "case_events",
    access=C.JUSTICE,
    meaning="Something that happened in a case.",
    anchors=("case",),
    area="case",
    # Nobody is wanted but whoever was released and has not come (norm 89-8c).
    judged_by=("ReleaseNotice",),
    fields=(
        choice("kind", CASE_EVENT_KIND, "What happened."),
        moment("at", "When."),
        text("text", "What was written down."),
        text("court", "The court that is asked, of a COURT_MOTION (norm 89-8c)."),
        text("victimText", "What was written down that may tell of a victim.", access=C.VICTIM),
    ),
    relations=(
        owner("case", "Case", "HAPPENED_IN", "The case in which it happened."),
        one("unit", "Unit", "RECORDED_BY", "The unit that recorded it."),
        one("inspector", "Inspector", "ENTERED_BY", "The inspector who recorded it."),
        one("norm", "Norm", "UNDER", "The norm under which it was done."),
    ),
)

RELEASE_NOTICE = Entity(
    "ReleaseNotice",
    "rel",
    "release_notices",
    access=C.JUSTICE,
    meaning="A penal institution's notice that a person will be released (norm 89-3).",
    anchors=("person",),
    area="person",
    in_order=(
        ("releasedOn", "plannedArrivalOn"),
        ("releasedOn", "arrivedOn"),
    ),
    fields=(
        date("notifiedOn", "Day on which the institution sent it."),
        date("releasedOn", "Day of release."),
        date("plannedArrivalOn", "Day on which the person should arrive."),
        date("arrivedOn", "Day on which the person arrived."),
        choice("kind", RELEASE_KIND, "Ground of release."),
    ),
    relations=(
        one("person", "Person", "NOTIFIES_OF", "The person."),
        one("institution", "PenalInstitution", "RELEASED_FROM", "The institution."),
        one("chosenAddress", "Address", "CHOSE", "The address chosen for life after release.", access=C.CONTACT),
    ),
)

REGISTER_EVENT = Entity(
    "RegisterEvent",
    "rge",
    "register_events",
    access=C.JUSTICE,
    meaning=(
        "What was entered about a person in one of the seven registers that proactive queries watch (norm 89-11a)."
    ),
    anchors=("person",),
    area="person",
    fields=(
        choice("register", PROACTIVE_REGISTER, "The register."),
        moment("happenedAt", "When it happened."),
        text("text", "What happened; nobody's name or number."),
    ),
    relations=(
        one("person", "Person", "MET", "The person."),
        back("matches", "ProactiveMatch", "event", "The matches made of it."),
    ),
)

PROACTIVE_MATCH = Entity(
    "ProactiveMatch",
    "mat",
    "proactive_matches",
    access=C.JUSTICE,
    meaning="A registered person met in another register (norms 89-11a to 89-11c).",
    anchors=("person",),
    area="person",
    in_order=(("foundAt", "decidedAt", "acknowledgedAt", "forwardedAt"),),
    fields=(
        choice("register", PROACTIVE_REGISTER, "Where the person was met."),
        moment("foundAt", "When."),
        choice("decision", MATCH_DECISION, "What was decided."),
        choice("reason", IGNORE_REASON, "Why it was ignored."),
        moment("decidedAt", "When it was decided."),
        moment("acknowledgedAt", "When the department confirmed receipt."),
        moment("forwardedAt", "When it was passed to the territorial unit."),
    ),
    relations=(
        one("person", "Person", "MATCHES", "The person."),
        one("event", "RegisterEvent", "MADE_OF", "The event of which it was made."),
    ),
)

NOTICE = Entity(
    "Notice",
    "ntc",
    "notices",
    access=C.JUSTICE,
    meaning="What one unit tells another about a person, as a norm asks.",
    anchors=("person",),
    area="person",
    in_order=(("sentAt", "confirmedAt"),),
    fields=(
        moment("sentAt", "When it was sent."),
        text("text", "What is told."),
        moment("confirmedAt", "When the unit to which it was sent confirmed it."),
    ),
    relations=(
        one("person", "Person", "TELLS_OF", "The person."),
        one("norm", "Norm", "ASKED_BY", "The norm that asks for it."),
        one("sender", "Unit", "SENT_BY", "The unit that sent it."),
        one("recipient", "Unit", "SENT_TO", "The unit to which it was sent."),
        one("case", "Case", "BELONGS_IN", "The case to which it belongs."),
    ),
)

OPERATIVE_FILE = Entity(
    "OperativeFile",
    "opf",
    "operative_files",
    access=C.OPERATIVE,
    meaning="A file of the criminal police, closed to everybody else.",
    anchors=("person",),
    keeper="MIA",
    area="person",
    fields=(text("number", "Number of the file."), date("openedOn", "Day of opening.")),
    relations=(
        one("person", "Person", "TRACKS", "The person."),
        one("unit", "Unit", "FILED_BY", "The unit that keeps it."),
    ),
)

PROGRAMME_PLACE = Entity(
    "ProgrammePlace",
    "pla",
    "programme_places",
    access=C.JUSTICE,
    meaning="A person's place in a programme of help or rehabilitation.",
    anchors=("person",),
    area="person",
    in_order=(("from", "until"),),
    fields=(
        text("kind", "Kind of programme.", mask=Mask.KEEP),
        date("from", "First day."),
        date("until", "Last day."),
        text("outcome", "How it ended."),
    ),
    relations=(
        one("person", "Person", "PLACES", "The person."),
        one("organisation", "Organisation", "PROVIDED_BY", "Who provides it."),
    ),
)

SPECIAL_PLACEMENT = Entity(
    "SpecialPlacement",
    "spl",
    "special_placements",
    access=C.JUSTICE,
    meaning=(
        "A stay in a special institution (арнаулы мекеме) of somebody who is to be expelled: "
        "thirty days at most (norm 89-22.2b)."
    ),
    anchors=("person",),
    area="person",
    in_order=(
        ("from", "until"),
        ("from", "endedOn"),
    ),
    fields=(
        date("from", "Day on which the person was placed there: the first of the thirty."),
        date("until", "Last day for which the ruling allows it."),
        date("endedOn", "Day on which the person left it."),
        choice("outcome", PLACEMENT_END, "How it ended."),
    ),
    relations=(
        one("person", "Person", "HELD", "The person."),
        one("unit", "Unit", "HELD_IN", "The special institution."),
        one("ruling", "CourtDecision", "SANCTIONED_BY", "The ruling that the court sanctioned."),
    ),
)

ENTITIES = (
    COURT_DECISION,
    REGISTRATION,
    CASE,
    CASE_EVENT,
    RELEASE_NOTICE,
    REGISTER_EVENT,
    PROACTIVE_MATCH,
    NOTICE,
    OPERATIVE_FILE,
    PROGRAMME_PLACE,
    SPECIAL_PLACEMENT,
)
