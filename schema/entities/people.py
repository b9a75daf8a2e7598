"""Persons, and what is known of them outside any case."""

from schema.entities.enums import ADDRESS_KIND, SEX
from schema.entities.field_builders import back, choice, date, finding, flag, moment, name_of, one, owner, text
from schema.model import AccessClass, Entity, Field, Mask, Relation, Scalar

C = AccessClass

DISPUTED = "birthDateDisputed"
"""The field that says whether number and date, or a source's date and the person's, contradict each other."""

PERSON = Entity(
    "Person",
    "per",
    "persons",
    access=C.PERSON,
    meaning="A natural person whom at least two bodies may have to work with.",
    area="region",
    fields=(
        Field(
            "iin",
            Scalar.IIN,
            "Individual identification number: twelve digits with a check digit.",
            access=C.IDENTITY,
            mask=Mask.LAST_FOUR,
            indexed=True,
        ),
        name_of("familyName", "Family name.", mask=Mask.INITIAL, indexed=True),
        name_of("givenName", "Given name.", mask=Mask.INITIAL),
        name_of("patronymic", "Patronymic, where there is one.", mask=Mask.INITIAL),
        date("birthDate", "Date of birth."),
        choice("sex", SEX, "Sex as recorded in the identity documents."),
        text("citizenship", "ISO 3166-1 alpha-3 code, or XXA for a stateless person.", mask=Mask.KEEP),
        flag(
            "isMinor",
            "Whether the person is under 18 on the day of the query.",
            computed_from="adultOn",
        ),
        finding(
            DISPUTED,
            "Whether number or open sources say another date of birth. The person is protected as the younger.",
            C.IDENTITY,
        ),
        text("phone", "Phone number.", access=C.CONTACT, mask=Mask.LAST_TWO),
        text("workplace", "Place of work.", access=C.CONTACT),
    ),
    relations=(
        one("region", "Region", "LIVES_IN", "District or region where the person lives."),
        back("documents", "Document", "owner", "Identity documents.", access=C.IDENTITY),
        back("addresses", "Address", "owner", "Addresses, present and past.", access=C.CONTACT),
        back("relatives", "Kinship", "owner", "Relatives.", access=C.CONTACT),
        back("enrolments", "Enrolment", "owner", "Schools attended.", access=C.CONTACT),
        back(
            "sources",
            "SourceRecord",
            "owner",
            "Which systems hold the person, and what each says.",
            access=C.SERVICE,
        ),
        Relation(
            "possiblySame",
            "Person",
            "Persons who may be the same, until somebody decides.",
            many=True,
            edge="POSSIBLY_SAME",
            optional=True,
        ),
        back("decisions", "CourtDecision", "persons", "Court decisions on the person.", access=C.JUSTICE),
        back("registrations", "Registration", "person", "Preventive registrations.", access=C.JUSTICE),
        back("cases", "Case", "subject", "Cases about the person.", access=C.JUSTICE),
        back("releaseNotices", "ReleaseNotice", "person", "Notices of release.", access=C.JUSTICE),
        back("matches", "ProactiveMatch", "person", "Matches of proactive queries.", access=C.JUSTICE),
        back("registerEvents", "RegisterEvent", "person", "Events in watched registers.", access=C.JUSTICE),
        back("notices", "Notice", "person", "What units told each other.", access=C.JUSTICE),
        back("duties", "Duty", "person", "What units owe for the person's sake.", access=C.JUSTICE),
        back("programmes", "ProgrammePlace", "person", "Places in rehabilitation programmes.", access=C.JUSTICE),
        back("placements", "SpecialPlacement", "person", "Stays in special institutions.", access=C.JUSTICE),
        back("treatments", "Treatment", "person", "Treatment and medical registers.", access=C.HEALTH),
        back("protectedBy", "ProtectiveOrder", "protected", "Orders that protect the person.", access=C.VICTIM),
        back("ordersAgainst", "ProtectiveOrder", "offender", "Orders against the person.", access=C.JUSTICE),
        back("riskAssessments", "RiskAssessment", "person", "Assessed risk of violence.", access=C.VICTIM),
        back("stays", "ShelterStay", "person", "Stays in crisis centres.", access=C.SHELTER),
        back("operativeFiles", "OperativeFile", "person", "Operative files.", access=C.OPERATIVE),
    ),
)

DOCUMENT = Entity(
    "Document",
    "doc",
    "documents",
    access=C.IDENTITY,
    meaning="A document that proves who a person is.",
    anchors=("owner",),
    area="owner",
    fields=(
        text("kind", "Kind of document.", mask=Mask.KEEP),
        text("number", "Number of the document.", mask=Mask.LAST_FOUR, indexed=True),
        date("issuedOn", "Day of issue."),
        text("issuedBy", "Body that issued it."),
    ),
    relations=(owner("owner", "Person", "DOCUMENT_OF", "Whose document it is."),),
)

ADDRESS = Entity(
    "Address",
    "adr",
    "addresses",
    access=C.CONTACT,
    meaning="An address of a person.",
    anchors=("owner",),
    area="owner",
    in_order=(("from", "until"),),
    fields=(
        choice("kind", ADDRESS_KIND, "What the address is to the person."),
        text("text", "Street, house and flat."),
        date("from", "First day."),
        date("until", "Last day, if it has ended."),
    ),
    relations=(
        owner("owner", "Person", "ADDRESS_OF", "Whose address it is."),
        one("region", "Region", "LIES_IN", "District or region of the address."),
        one("precinct", "Precinct", "WITHIN", "Administrative precinct of the address."),
    ),
)

KINSHIP = Entity(
    "Kinship",
    "kin",
    "kinships",
    access=C.CONTACT,
    meaning="What another person is to this one.",
    anchors=("owner",),
    area="owner",
    fields=(text("kind", "What the relative is: CHILD, PARENT, SPOUSE, SIBLING or OTHER.", mask=Mask.KEEP),),
    relations=(
        owner("owner", "Person", "KIN_OF", "Whose relative it is."),
        one("person", "Person", "KIN", "The relative."),
    ),
)

ENROLMENT = Entity(
    "Enrolment",
    "enr",
    "enrolments",
    access=C.CONTACT,
    meaning="Attendance of a school.",
    anchors=("owner",),
    area="owner",
    in_order=(("from", "until"),),
    fields=(
        text("grade", "Grade and class."),
        date("from", "First day."),
        date("until", "Last day, if it has ended."),
    ),
    relations=(
        owner("owner", "Person", "ENROLMENT_OF", "Who attends."),
        one("school", "School", "AT_SCHOOL", "The school."),
    ),
)

SOURCE_RECORD = Entity(
    "SourceRecord",
    "src",
    "sources",
    access=C.SERVICE,
    meaning="A record of an agency's system on which a person's record here stands.",
    anchors=("owner",),
    area="owner",
    fields=(
        text("system", "The system that sent it.", mask=Mask.KEEP),
        text("recordId", "Its number there."),
        text("version", "Its version there."),
        moment("receivedAt", "When the hub took it in."),
        moment("changedAt", "When it was changed there."),
        Field(
            "iin",
            Scalar.IIN,
            "The number, as that system has it.",
            access=C.IDENTITY,
            mask=Mask.LAST_FOUR,
            indexed=True,
        ),
        name_of("familyName", "Family name, as that system has it.", access=C.CONTACT, mask=Mask.INITIAL),
        name_of("givenName", "Given name, as that system has it.", access=C.CONTACT, mask=Mask.INITIAL),
        name_of("patronymic", "Patronymic, as that system has it.", access=C.CONTACT, mask=Mask.INITIAL),
        date("birthDate", "Date of birth, as that system has it.", access=C.CONTACT),
        finding(
            DISPUTED,
            "Whether its date of birth is another than the person's. The person is protected as the younger.",
            C.CONTACT,
        ),
        choice("sex", SEX, "Sex, as that system has it.", access=C.CONTACT),
        text("citizenship", "Citizenship, as that system has it.", access=C.CONTACT, mask=Mask.KEEP),
        text("phone", "Phone number, as that system has it.", access=C.CONTACT, mask=Mask.LAST_TWO),
        text("workplace", "Place of work, as that system has it.", access=C.CONTACT),
        text("address", "Street, house and flat, as that system has it.", access=C.CONTACT),
    ),
    relations=(
        owner("owner", "Person", "SOURCE_OF", "The person whom it describes."),
        Relation(
            "keeper", "Agency", "The agency whose system it is.", edge="KEPT_AT", exposed=False, optional=True
        ),
    ),
)

ENTITIES = (PERSON, DOCUMENT, ADDRESS, KINSHIP, ENROLMENT, SOURCE_RECORD)
