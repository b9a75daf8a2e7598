"""89-8 and 89-16: people who do not come to the residence that they chose, are looked for, and found."""

from schema.model import EnumType
from schema.work.declaration import AT, TEXT, choice, day, line, person, record, work

SEARCH_STEP = EnumType(
    "SearchStep",
    ("RELATIVES_AND_NEIGHBOURS", "HOSPITALS", "MORGUES", "SOCIAL_ORGANISATIONS", "OTHER"),
    "Of whom it was asked where a person is (norm 89-8b).",
)
ENUMS = (SEARCH_STEP,)

_RELEASE = record("release", "ReleaseNotice", "Id of the notice of release.")
_ABSENCE = record("registration", "Registration", "Id of the registration as one who did not arrive.")

WORKS = (
    work(
        "reportNoShow",
        "89-8a",
        "Put a released person whose whereabouts are unknown for five working days on the register of those who "
        "did not arrive, with a report to the analytical unit.",
        _RELEASE,
        TEXT,
    ),
    work(
        "recordSearchStep",
        "89-8b",
        "Enter a step of the search for somebody who did not arrive.",
        _RELEASE,
        choice("step", SEARCH_STEP, "Of whom it was asked."),
        AT,
        TEXT,
    ),
    work(
        "declareWanted",
        "89-8c",
        "Enter what is done about somebody whom a search on record did not find. For a supervised person three "
        "acts, each with its day: the pre-trial investigation, the measure of restraint, and the wanted notice, "
        "which comes last. For a parolee the motion to a court for search and restraint.",
        _RELEASE,
        day("investigationOn", "Day on which the pre-trial investigation began.", required=False),
        day("restraintOn", "Day on which the measure of restraint was chosen.", required=False),
        day("wantedOn", "Day on which the person was declared wanted.", required=False),
        line("court", "The court to which the motion for a parolee went.", required=False),
        AT,
        TEXT,
    ),
    work(
        "checkDatabases",
        "89-8d",
        "Enter the quarterly check of the databases for somebody who did not arrive, and its result.",
        _ABSENCE,
        AT,
        line("result", "What the check found: the certificate in the file."),
    ),
    work(
        "recordFoundElsewhere",
        "89-16a",
        "Enter the interview with somebody who did not arrive and was found in the caller's territory, and tell "
        "the unit that registered the person.",
        person(reach="known"),
        AT,
        line("reason", "Why the person is there."),
    ),
    work(
        "placeInCentre",
        "89-16b",
        "Enter that somebody released without a residence is placed in a centre of social adaptation.",
        person(),
        record("centre", "AdaptationCenter", "Id of the centre.", "open"),
        AT,
        TEXT,
    ),
    work(
        "takeOffAsMoved",
        "89-16c",
        "Take somebody off the register of those who did not arrive: residence changed within Kazakhstan.",
        _ABSENCE,
        day("closedOn", "Day on which the person is taken off."),
        record("region", "Region", "Id of the district of the new residence.", "open"),
        line("address", "The new address: street, house and flat."),
    ),
)
