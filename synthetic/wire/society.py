"""Report meetings with their complaints, and how plans are carried out."""

from collections.abc import Iterator

from synthetic.wire.envelope import draw, enveloped
from synthetic.wire.source import PopulationReader, code, codes
from synthetic.wire.told import WireRecord

_MEASURES_912 = 30
_MEASURES_1233 = (9, 4, 9, 7, 3, 5, 14, 2, 2, 3, 7, 4, 3, 12, 3, 8)
"""Measures of each of the sixteen tasks of the Concept."""
_INDICATORS = 12
_YEARS = (2022, 2023, 2024, 2025)
_STATUSES = ("DONE", "IN_PROGRESS", "IN_PROGRESS", "PLANNED", "OVERDUE")
_MET = ("plannedFor", "announcedOn", "heldOn", "place", "participants", "protocol")
_COMPLAINED = ("receivedOn", "text", "withinCompetence", "authorToldOn", "answeredOn")


def meetings(source: PopulationReader) -> Iterator[WireRecord]:
    """Report meetings, planned and held."""
    for row in source.rows("ReportMeeting"):
        content = {name: row.get(name) for name in _MET}
        content |= {"precincts": codes(row["precincts"]), "inspectors": codes(row["inspectors"])}
        yield WireRecord("report-meetings", enveloped(row["recordId"], content), stays=True)


def complaints(source: PopulationReader) -> Iterator[WireRecord]:
    """Complaints heard in meetings."""
    for row in source.rows("Complaint"):
        content = {name: row.get(name) for name in _COMPLAINED}
        content |= {"meeting": code(row["meeting"]), "passedTo": code(row.get("passedTo"))}
        yield WireRecord("meeting-complaints", enveloped(row["recordId"], content))


def progress(source: PopulationReader) -> Iterator[WireRecord]:
    """Where measures stand: those of 912 are done, as its years are over."""
    measures = [("912", str(n)) for n in range(1, _MEASURES_912 + 1)]
    measures += [
        ("1233", f"{task}.{n}") for task, count in enumerate(_MEASURES_1233, 1) for n in range(1, count + 1)
    ]
    for act, measure in measures:
        number = f"{act}-{measure}"
        status = "DONE" if act == "912" else _STATUSES[draw(number, len(_STATUSES))]
        content = {"act": act, "measure": measure, "status": status}
        yield WireRecord("plan-progress", enveloped(number, content), stays=True)


def indicators(source: PopulationReader) -> Iterator[WireRecord]:
    """Made-up values of the indicators in the last years."""
    for indicator in range(1, _INDICATORS + 1):
        for year in _YEARS:
            number = f"{indicator}-{year}"
            value = 50 + draw(number, 300) / 10
            content = {"indicator": indicator, "year": year, "value": value, "source": "ойдан шығарылған мәлімет"}
            yield WireRecord("indicator-values", enveloped(f"val-{number}", content))
