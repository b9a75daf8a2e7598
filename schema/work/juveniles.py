"""1098 and 1233-1.5: minors, inquiries after grave crimes, and assessed risk."""

from dataclasses import replace

from schema.entities.enums import RISK_LEVEL
from schema.model import EnumType
from schema.work.declaration import AT, choice, day, line, number, person, record, work

JOURNAL_ENTRY = EnumType(
    "JournalEntry", ("BY_MINOR", "AGAINST_MINOR", "INCIDENT"), "Whose act is entered in the journal (1098-23.6)."
)
INQUIRY_COPY = EnumType(
    "InquiryCopy",
    ("UNITS", "COMMITTEE"),
    "Who is sent the results of an inquiry: the units within 15 working days of the crime's registration, the "
    "Administrative Police Committee within a month (1098-23.16).",
)
ENUMS = (JOURNAL_ENTRY, INQUIRY_COPY)

WORKS = (
    replace(
        work(
            "enterInJournal",
            "1098-23.6",
            "Enter a crime by or against a minor, or an incident, in the journal.",
            person("Id of the minor."),
            choice("entry", JOURNAL_ENTRY, "Whose act it is."),
            AT,
            line("text", "What happened, with the number under which it was registered."),
        ),
        closed=("CaseEvent.victimText",),
    ),
    work(
        "openMinorInquiry",
        "1098-23.16",
        "Open a service inquiry after a crime by or against a minor, or an accident.",
        person("Id of the minor."),
        AT,
        line("text", "What is looked into, with the number under which the crime was registered."),
    ),
    work(
        "sendInquiryResults",
        "1098-23.16",
        "Send copies of an inquiry's results.",
        record("inquiry", "Case", "Id of the case of the inquiry."),
        choice("copy", INQUIRY_COPY, "Who is sent them."),
        AT,
    ),
    replace(
        work(
            "assessRisk",
            "1233-1.5",
            "Enter an assessment of the risk of further violence in a case of domestic violence.",
            record("domesticCase", "Case", "Id of the case."),
            line("instrument", "Instrument used, such as ODARA, B-SAFER or CRAF."),
            number("score", "Points, 0 to 1000.", required=False),
            choice("level", RISK_LEVEL, "Level found."),
            day("assessedOn", "Day of the assessment. Not in the future."),
            record("assessor", "Inspector", "Id of the inspector who assessed.", required=False),
        ),
        closed=("RiskAssessment.id",),
    ),
)
