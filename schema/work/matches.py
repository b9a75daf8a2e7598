"""89-11: what is decided on a proactive match, and who is told. And the confirmation of notices."""

from schema.entities.enums import IGNORE_REASON
from schema.model import EnumType
from schema.work.declaration import KEY, WorkMutation, choice, record, work

MATCH_VERDICT = EnumType("MatchVerdict", ("NOTIFY", "IGNORE"), "What is decided on a match (norm 89-11b).")
ENUMS = (MATCH_VERDICT,)

WORKS = (
    work(
        "decideMatch",
        "89-11b",
        "Decide on a match of the caller's region within 24 hours: tell the public-security unit, or ignore it "
        "with a reason.",
        record("match", "ProactiveMatch", "Id of the match.", "area"),
        choice("verdict", MATCH_VERDICT, "What is decided."),
        choice("because", IGNORE_REASON, "Why it is ignored; with IGNORE alone.", required=False),
    ),
    work(
        "confirmMatch",
        "89-11c",
        "Confirm that the notice of a match was received.",
        record("match", "ProactiveMatch", "Id of the match.", "area"),
    ),
    work(
        "forwardMatch",
        "89-11c",
        "Pass a match on to the territorial public-security unit, within two working days.",
        record("match", "ProactiveMatch", "Id of the match.", "area"),
    ),
    WorkMutation(
        "confirmNotice",
        (),
        "Confirm a notice that was sent to the caller's unit.",
        (record("notice", "Notice", "Id of the notice.", "open"), KEY),
        of_record=True,
    ),
)
