"""Regions, agencies, units, inspectors, and the organisations that take people in."""

from schema.entities.enums import AGENCY_KIND, INSPECTOR_KIND, UNIT_KIND, UNIT_LEVEL
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
    texts,
)
from schema.model import AccessClass, Entity, Field, Interface, Mask, Scalar

C = AccessClass

NAME = name_of("name", "Name.", indexed=True)
REGION_OF = one("region", "Region", "LOCATED_IN", "Region or district where it is.")

ORGANISATION = Interface(
    "Organisation",
    "A body that takes people in, teaches them or helps them.",
    fields=(NAME,),
    relations=(REGION_OF,),
)

REGION = Entity(
    "Region",
    "rgn",
    "regions",
    access=C.PUBLIC,
    meaning="A region, a city of republican significance, or a district of one.",
    area="kato",
    fields=(
        text("kato", "Nine digits of the classifier of administrative territories (KATO).", indexed=True),
        name_of("name", "Name.", localized=True),
    ),
    relations=(
        one("parent", "Region", "PART_OF", "The region of a district."),
        back("districts", "Region", "parent", "The districts of a region."),
    ),
)

AGENCY = Entity(
    "Agency",
    "agy",
    "agencies",
    access=C.PUBLIC,
    meaning="A body that shares cases: a ministry, a committee, an akimat, a commission.",
    fields=(
        text("code", "Short code of the body.", indexed=True),
        name_of("name", "Name.", localized=True),
        choice("kind", AGENCY_KIND, "What kind of body it is."),
    ),
    relations=(
        back("units", "Unit", "agency", "Its units."),
        back("measures", "Measure", "bodies", "The measures that it carries out."),
    ),
)

UNIT = Entity(
    "Unit",
    "unt",
    "units",
    access=C.PUBLIC,
    meaning="A unit of an agency: a department, a probation office, a police point.",
    area="region",
    fields=(
        text("code", "Code of the unit.", indexed=True),
        name_of("name", "Name.", localized=True),
        choice("kind", UNIT_KIND, "What it does."),
        choice("level", UNIT_LEVEL, "The territory that it serves."),
    ),
    relations=(
        one("region", "Region", "LOCATED_IN", "Region or district where it is."),
        one("parent", "Unit", "SUBORDINATE_TO", "The unit above it."),
        one("agency", "Agency", "BELONGS_TO", "The agency."),
        back("inspectors", "Inspector", "unit", "Its inspectors.", access=C.SERVICE),
        back("registrations", "Registration", "unit", "Registrations that it keeps.", access=C.JUSTICE),
        back("duties", "Duty", "unit", "Its duties.", access=C.SERVICE),
        back("workRecords", "WorkRecord", "unit", "What it did outside cases.", access=C.SERVICE),
        back("inbox", "Notice", "recipient", "Notices sent to it.", access=C.JUSTICE),
        back("outbox", "Notice", "sender", "Notices that it sent.", access=C.JUSTICE),
    ),
)

PRECINCT = Entity(
    "Precinct",
    "prc",
    "precincts",
    access=C.PUBLIC,
    meaning="An administrative precinct, served by one inspector from a police point.",
    area="region",
    fields=(text("number", "Number of the precinct.", indexed=True),),
    relations=(
        one("region", "Region", "LOCATED_IN", "District where it is."),
        one("point", "Unit", "SERVED_FROM", "The police point."),
        one("inspector", "Inspector", "ASSIGNED_TO", "The precinct inspector.", access=C.SERVICE),
        back("meetings", "ReportMeeting", "precincts", "Report meetings with residents.", access=C.SERVICE),
    ),
)

INSPECTOR = Entity(
    "Inspector",
    "ins",
    "inspectors",
    access=C.SERVICE,
    meaning="An inspector of the police or of the probation service.",
    area="unit",
    fields=(
        name_of("name", "Name."),
        text("rank", "Rank."),
        choice("kind", INSPECTOR_KIND, "What the inspector answers for."),
        text("phone", "Office phone."),
    ),
    relations=(
        one("unit", "Unit", "SERVES_IN", "The unit."),
        back("precincts", "Precinct", "inspector", "The precincts served."),
        back("registrations", "Registration", "inspector", "Registrations watched.", access=C.JUSTICE),
        back("cases", "Case", "inspector", "Cases led.", access=C.JUSTICE),
    ),
)

NGO = Entity(
    "Ngo",
    "ngo",
    "ngos",
    access=C.PUBLIC,
    meaning="A non-governmental organisation that helps and rehabilitates.",
    interfaces=("Organisation",),
    area="region",
    fields=(NAME, texts("services", "Services that it offers.")),
    relations=(
        REGION_OF,
        back("places", "ProgrammePlace", "organisation", "Places in its programmes.", access=C.JUSTICE),
    ),
)

CRISIS_CENTER = Entity(
    "CrisisCenter",
    "crc",
    "crisis_centers",
    access=C.PUBLIC,
    meaning="A crisis centre for victims of domestic violence.",
    interfaces=("Organisation",),
    area="region",
    fields=(
        NAME,
        flag("isState", "Whether the State runs it."),
        integer("beds", "Beds."),
        integer("freeBeds", "Free beds."),
    ),
    relations=(
        REGION_OF,
        back("stays", "ShelterStay", "center", "Stays in the centre.", access=C.SHELTER),
    ),
)

ADAPTATION_CENTER = Entity(
    "AdaptationCenter",
    "adc",
    "adaptation_centers",
    access=C.PUBLIC,
    meaning="A centre of social adaptation, or of temporary adaptation and detoxification.",
    interfaces=("Organisation",),
    area="region",
    fields=(
        NAME,
        text("kind", "Kind of centre.", mask=Mask.KEEP),
        integer("beds", "Beds."),
        integer("freeBeds", "Free beds."),
    ),
    relations=(REGION_OF,),
)

SCHOOL = Entity(
    "School",
    "sch",
    "schools",
    access=C.PUBLIC,
    meaning="An organisation of education.",
    interfaces=("Organisation",),
    area="region",
    fields=(NAME,),
    relations=(REGION_OF,),
)

PENAL_INSTITUTION = Entity(
    "PenalInstitution",
    "pen",
    "penal_institutions",
    access=C.PUBLIC,
    meaning="An institution of the penal system.",
    interfaces=("Organisation",),
    area="region",
    fields=(
        NAME,
        text("number", "Number of the institution."),
        text("security", "Level of security."),
    ),
    relations=(REGION_OF,),
)

REPORT_MEETING = Entity(
    "ReportMeeting",
    "mtg",
    "report_meetings",
    access=C.SERVICE,
    meaning="A precinct inspector's report meeting with residents (652).",
    area="precincts",
    in_order=(("announcedOn", "heldOn"),),
    fields=(
        moment("plannedFor", "When it is planned."),
        date("announcedOn", "Day on which it was announced."),
        date("heldOn", "Day on which it was held."),
        text("place", "Where."),
        integer("participants", "How many took part."),
        text("protocol", "Protocol."),
        date("protocolOn", "Day on which the protocol was entered; that of the meeting where nobody says."),
        date("keptUntil", "Day until which its materials are kept at least (norm 652-32d)."),
    ),
    relations=(
        many("precincts", "Precinct", "HELD_FOR", "The precincts that report."),
        many("inspectors", "Inspector", "HELD_BY", "The inspectors who report."),
        back("complaints", "Complaint", "meeting", "Complaints heard."),
        back("registered", "MeetingParticipant", "meeting", "Who was registered there.", access=C.CONTACT),
    ),
)

MEETING_PARTICIPANT = Entity(
    "MeetingParticipant",
    "mpt",
    "meeting_participants",
    access=C.CONTACT,
    meaning="Somebody who was registered at a report meeting (norm 652-32a).",
    area="meeting",
    fields=(name_of("name", "Name, as it was registered.", mask=Mask.INITIAL),),
    relations=(owner("meeting", "ReportMeeting", "TOOK_PART_IN", "The meeting."),),
)

COMPLAINT = Entity(
    "Complaint",
    "cmp",
    "complaints",
    access=C.SERVICE,
    meaning="A resident's complaint heard in a report meeting (norms 652-32b and 652-32c).",
    area="meeting",
    in_order=(("receivedOn", "authorToldOn"), ("receivedOn", "answeredOn")),
    fields=(
        date("receivedOn", "Day of receipt."),
        text("text", "What it is about."),
        flag("withinCompetence", "Whether the police are competent."),
        date("authorToldOn", "Day on which its author was told."),
        date("answeredOn", "Day of the answer."),
    ),
    relations=(
        owner("meeting", "ReportMeeting", "HEARD_IN", "The meeting in which it was heard."),
        one("passedTo", "Agency", "PASSED_TO", "The competent body."),
    ),
)

INTERFACES = (ORGANISATION,)
ENTITIES: tuple[Entity, ...] = (
    REGION,
    AGENCY,
    UNIT,
    PRECINCT,
    INSPECTOR,
    NGO,
    CRISIS_CENTER,
    ADAPTATION_CENTER,
    SCHOOL,
    PENAL_INSTITUTION,
    REPORT_MEETING,
    MEETING_PARTICIPANT,
    COMPLAINT,
)

ID = Field("id", Scalar.STRING, "Stable id of the record in the hub.", mask=Mask.KEEP)
