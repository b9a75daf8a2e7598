"""89-22 to 89-26: foreigners and stateless persons who are released."""

from schema.entities.enums import PLACEMENT_END
from schema.work.declaration import AT, TEXT, choice, day, line, person, record, work

_RELEASE = record("release", "ReleaseNotice", "Id of the notice of release.")

_PLACEMENT = record("placement", "SpecialPlacement", "Id of the stay.")

WORKS = (
    work(
        "explainRulesOfStay", "89-22.1", "Explain the rules of stay to a foreigner in prison.", _RELEASE, AT, TEXT
    ),
    work("applyForExpulsion", "89-22.2", "Ask the court to expel a foreigner after release.", _RELEASE, AT, TEXT),
    work(
        "placeInSpecialInstitution",
        "89-22.2b",
        "Enter that a foreigner who is to be expelled was placed in a special institution: thirty days at most.",
        person(),
        record("institution", "Unit", "Id of the special institution.", "open"),
        record("ruling", "CourtDecision", "Id of the ruling that the court sanctioned."),
        day("placedOn", "Day of the placement: the first of the thirty."),
        day("until", "Last day for which the ruling allows it.", required=False),
        TEXT,
    ),
    work(
        "endSpecialPlacement",
        "89-22.2b",
        "Enter that a foreigner left a special institution: expelled, or released.",
        _PLACEMENT,
        day("endedOn", "Day on which the person left."),
        choice("outcome", PLACEMENT_END, "How the stay ended."),
    ),
    work(
        "tellProsecutor",
        "89-22.2b",
        "Tell the prosecutor of a stay in a special institution that has come to its 25th day.",
        _PLACEMENT,
        TEXT,
    ),
    work(
        "reportRefusedExpulsion",
        "89-22.3",
        "Tell the public-security unit that the court refused to expel a foreigner.",
        record("refusal", "CourtDecision", "Id of the decision by which it refused."),
        person(),
        AT,
        TEXT,
    ),
    work("recordHandOver", "89-24", "Enter that a released foreigner was handed over.", _RELEASE, AT, TEXT),
    work(
        "announceEndOfControl",
        "89-25",
        "Tell the migration service that a foreigner's probation control is about to end.",
        person(),
        AT,
        TEXT,
    ),
    work(
        "executeExpulsion",
        "89-26",
        "Enter that the decision to expel a foreigner was executed.",
        person(reach="person"),
        AT,
        line("text", "Where the person left the country.", required=False),
    ),
)
