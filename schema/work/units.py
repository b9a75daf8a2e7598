"""What units do outside any case: plans, lists, analyses, meetings of bodies, precincts handed over."""

from schema.model import EnumType
from schema.work.declaration import REPORT, choice, day, record, work, work_by

_NORMS = {
    "PROBATION_LISTS": "517-8.1",
    "CONTROL_EXCHANGE": "517-8.2",
    "INTERACTION_REPORT": "517-9.1",
    "SYSTEMS_CHECK": "517-9.2",
    "PENAL_MEETING": "517-13",
    "POLICE_MEETING": "517-20",
    "POINT_ANALYSIS": "1095-24.1",
    "HANDED_OVER_INFORMATION": "1095-24.5",
    "PROTOCOL_FOLLOWED_UP": "652-33",
    "GROUP_REVIEW": "1098-13",
    "GROUP_CHECK": "1098-14",
    "SCHOOL_SCHEDULE": "1098-15",
    "DAILY_ANALYSIS": "1098-23.1",
    "MONTHLY_ANALYSIS": "1098-23.2",
    "GROUP_PLAN": "1098-23.3",
    "COMMISSION_INFORMATION": "1098-23.5",
    "STUDENT_LIST": "1098-23.7",
    "ABSENCE_RECONCILIATION": "1098-23.9",
    "MINORS_RECONCILIATION": "1098-23.10",
    "HALF_YEAR_MEMO": "1098-23.17",
    "REGISTERS_CHECK": "1098-36",
    "RISK_MECHANISM": "1233-1.6",
    "NATIONAL_REPORT": "1233-8.2",
}
UNIT_WORK = EnumType("UnitWork", tuple(_NORMS), "What a unit does with the calendar, each under a norm of its own.")
HAND_OVER_WITNESS = EnumType(
    "HandOverWitness",
    ("DEPUTY_HEAD", "PUBLIC_SECURITY_HEAD"),
    "In whose presence a precinct is handed over: the deputy head of the police body, or the head of its "
    "public-security unit (1095-4).",
)
ENUMS = (UNIT_WORK, HAND_OVER_WITNESS)

WORKS = (
    work_by(
        "recordUnitWork",
        choice("done", UNIT_WORK, "What was done."),
        _NORMS,
        "Enter what the caller's unit did with the calendar.",
        day("period", "First day of the month, quarter, half-year or year for which it was done.", required=False),
        day("doneOn", "Day on which it was done. Not in the future."),
        REPORT,
    ),
    work(
        "approveWorkPlan",
        "1095-18",
        "Approve the monthly work plan of a police point.",
        record("point", "Unit", "Id of the police point.", "area"),
        day("period", "First day of the month."),
        REPORT,
    ),
    work(
        "handOverPrecinct",
        "1095-4",
        "Hand a precinct over to its new inspector.",
        record("precinct", "Precinct", "Id of the precinct.", "area"),
        record("inspector", "Inspector", "Id of the inspector who takes it over.", "area"),
        choice("witness", HAND_OVER_WITNESS, "In whose presence."),
        day("doneOn", "Day of the hand-over. Not in the future."),
    ),
    work(
        "reportPatrolDeviation",
        "1095-24.4",
        "Tell the head of the public-security unit that a patrol left its route.",
        day("doneOn", "Day on which it did. Not in the future."),
        REPORT,
    ),
)
