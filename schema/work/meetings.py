"""652: report meetings with residents, from the announcement to what becomes of a complaint."""

from schema.work.declaration import day, flag, line, moment, names, record, records, work

_MEETING = record("meeting", "ReportMeeting", "Id of the meeting.", "area")
_COMPLAINT = record("complaint", "Complaint", "Id of the complaint.", "area")

WORKS = (
    work(
        "announceMeeting",
        "652-27",
        "Announce a report meeting to the residents, at least ten days of the calendar before it.",
        records("precincts", "Precinct", "Ids of the precincts that report.", "area"),
        moment("plannedFor", "When it will be held."),
        line("place", "Where."),
    ),
    work(
        "holdMeeting",
        "652-32a",
        "Enter the protocol of a report meeting on its day, and register everybody who took part.",
        _MEETING,
        day("heldOn", "Day on which it was held: not before the day for which it was announced."),
        line("protocol", "Decisions, complaints and suggestions, as the signed protocol has them."),
        names("registered", "Names of all who took part."),
    ),
    work(
        "recordComplaint",
        "652-32b",
        "Enter a complaint that was not answered in the meeting.",
        _MEETING,
        flag("withinCompetence", "Whether the police are competent."),
        line("text", "What it is about; nobody's name or number."),
    ),
    work(
        "passComplaint",
        "652-32c",
        "Pass a complaint on to the competent body, and tell its author.",
        _COMPLAINT,
        record("agency", "Agency", "Id of the competent body.", "open"),
        day("authorToldOn", "Day on which its author was told."),
    ),
    work(
        "answerComplaint",
        "652-32b",
        "Enter that a complaint was answered.",
        _COMPLAINT,
        day("answeredOn", "Day of the answer."),
    ),
)
