"""Putting people on the preventive registers, and taking them off."""

from schema.model import EnumType
from schema.work.declaration import KEY, WorkMutation, choice, day, line, person, record, work_by

_NORMS = {
    "PROBATIONER": "517-8.1",
    "PAROLEE": "622-2",
    "SUPERVISED": "89-6.2",
    "FALLS_UNDER_SUPERVISION_LAW": "622-13",
    "RELEASED": "89-6.2",
    "FOREIGNER_TO_EXPEL": "89-6.2",
    "JUVENILE": "1098-36",
    "FAILING_PARENT": "1098-36",
}
"""Under which norm a category is registered; the others come by an agency's system, or by a deed of their own."""

PUT_ON = EnumType("PutOnCategory", tuple(_NORMS), "A category under which the hub itself registers.")
TAKEN_OFF = EnumType(
    "TakenOffReason",
    (
        *("TERM_ENDED", "CONVICTION_EXPUNGED", "PROBATION_ENDED", "CORRECTED_ITSELF", "CAME_OF_AGE"),
        "DECISION_FELL_AWAY",
        *("ARRIVED", "MOVED_WITHIN_KAZAKHSTAN", "LEFT_KAZAKHSTAN", "DEATH"),
    ),
    "Why a person is taken off a register.",
)
ENUMS = (PUT_ON, TAKEN_OFF)

_RESOLUTION = line("resolution", "Resolution of the deputy head, for minors and their parents.", required=False)

WORKS = (
    work_by(
        "putOnRegister",
        choice("category", PUT_ON, "The register."),
        _NORMS,
        "Put a person on a register. For PAROLEE the control file is opened; after a life sentence control lasts "
        "ten years from the release (622-2). SUPERVISED needs a court's decision in force on that day.",
        person(),
        day("registeredOn", "Day on which the person is put on. Not in the future."),
        record(
            "basis",
            "CourtDecision",
            "Id of the decision on which it stands. PAROLEE, SUPERVISED and PROBATIONER need one; "
            "FALLS_UNDER_SUPERVISION_LAW stands on none.",
            required=False,
        ),
        _RESOLUTION,
    ),
    WorkMutation(
        "takeOffRegister",
        (*dict.fromkeys(_NORMS.values()), "89-16c"),
        "Take a person off a register that is kept in the hub. What an agency's system keeps is changed there.",
        (
            record("registration", "Registration", "Id of the registration."),
            choice("reason", TAKEN_OFF, "Why."),
            day("closedOn", "Day on which the person is taken off: not before the day of registration."),
            _RESOLUTION,
            KEY,
        ),
        of_record=True,
    ),
)
