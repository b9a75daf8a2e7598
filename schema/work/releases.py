"""89 and 622, until a released person has come: notices, arrivals, and what is told of them."""

from schema.entities.enums import RELEASE_KIND
from schema.work.declaration import AT, TEXT, choice, day, person, record, work

_RELEASE = record("release", "ReleaseNotice", "Id of the notice of release.")

WORKS = (
    work(
        "announceRelease",
        "89-3",
        "Tell the public-security unit, and that of the police department too, that a person will be released.",
        person(),
        choice("ground", RELEASE_KIND, "Ground of release."),
        day("releasedOn", "Day of release."),
        day("plannedArrivalOn", "Day on which the person should arrive.", required=False),
        record("chosenAddress", "Address", "Id of the address chosen for life after release.", required=False),
        TEXT,
    ),
    work(
        "taskArrivalWatch",
        "622-7",
        "Task the head of the public-security unit with watching a parolee's arrival.",
        _RELEASE,
        TEXT,
    ),
    work("checkArrival", "89-6.1", "Check a released person's arrival at the stated address.", _RELEASE, AT, TEXT),
    work(
        "recordArrival",
        "89-6.2",
        "Enter that a released person has come, and send the person's card to the analytical unit.",
        _RELEASE,
        day("arrivedOn", "Day of arrival. Not before the release, and not in the future."),
        TEXT,
    ),
    work(
        "sendRulings",
        "89-6.3",
        "Send copies of court rulings on a supervised person or a parolee to the criminal police.",
        _RELEASE,
        TEXT,
    ),
    work(
        "informOfParolee",
        "622-9.1",
        "Tell the analytical unit, the duty unit, the patrol and the penal system that a parolee has come.",
        _RELEASE,
        TEXT,
    ),
)
