"""622 and 517: parolees and probationers under control, day by day."""

from schema.work.declaration import AT, TEXT, day, line, person, record, records, work

WORKS = (
    work("recordAppearance", "622-28", "Enter a parolee's appearance in the control sheet.", person(), AT, TEXT),
    work(
        "markRouteSheet",
        "622-34",
        "Mark a route sheet: the parolee came to the caller's territory.",
        person(reach="known"),
        AT,
        TEXT,
    ),
    work(
        "reportOffence",
        "622-9.3",
        "Tell the public-security unit of a parolee's offence or evasion.",
        person(reach="known_here"),
        AT,
        line("text", "What happened."),
    ),
    work(
        "openCrimeInquiry",
        "622-9.1b",
        "Open a service inquiry after a parolee's intentional crime.",
        person(),
        AT,
        TEXT,
    ),
    work(
        "reportMonitoringAlert",
        "622-42.2",
        "Report to the head of the public-security unit that electronic monitoring was tampered with, taken off or "
        "breached, and enter it in the journal.",
        person(),
        AT,
        line("text", "What happened."),
    ),
    work(
        "recordCheckVisit",
        "517-9.3",
        "Enter a joint check visit to a probationer, with the one certificate of all who took part.",
        person(),
        AT,
        records("participants", "Unit", "Ids of the units that took part: two at least.", "open"),
        line("certificate", "What the shared certificate says."),
    ),
    work(
        "reportMove",
        "517-7",
        "Tell the police that a probationer moved to another district, so that they take the person off.",
        person(),
        day("since", "First day at the new address."),
        record("region", "Region", "Id of the district of the new address.", "open"),
        line("address", "The new address: street, house and flat."),
    ),
)
