"""89-22 to 89-26: foreigners and stateless persons who are released."""

from schema.work.words import AT, TEXT, line, person, record, work

_RELEASE = record("release", "ReleaseNotice", "Id of the notice of release.")

WORKS = (
    work(
        "explainRulesOfStay", "89-22.1", "Explain the rules of stay to a foreigner in prison.", _RELEASE, AT, TEXT
    ),
    work("applyForExpulsion", "89-22.2", "Ask the court to expel a foreigner after release.", _RELEASE, AT, TEXT),
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
        person(),
        AT,
        line("text", "Where the person left the country.", required=False),
    ),
)
