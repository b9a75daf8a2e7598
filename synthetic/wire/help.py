"""Protection, treatment, schools, programmes and beds, as those who help tell them."""

from collections.abc import Iterator

from synthetic.wire.envelope import WireRow, enveloped
from synthetic.wire.source import PopulationReader, code, codes
from synthetic.wire.told import WireRecord


def orders(source: PopulationReader) -> Iterator[WireRecord]:
    """Protective orders."""
    for row in source.rows("ProtectiveOrder"):
        content = {
            "number": row["number"],
            "offender": source.card(row["offender"], "MIA"),
            "protected": [source.card(person, "MIA") for person in row.get("protected", ())],
            "issuedOn": row["issuedOn"],
            "until": row["until"],
            "isRepeat": row["isRepeat"],
            "unit": code(row["unit"]),
        }
        yield WireRecord("police-protective-orders", enveloped(row["recordId"], content))


def risks(source: PopulationReader) -> Iterator[WireRecord]:
    """Assessed risk."""
    for row in source.rows("RiskAssessment"):
        content = {
            "person": source.card(row["person"], "MIA"),
            **{name: row[name] for name in ("instrument", "score", "level", "assessedOn")},
            "assessor": code(row.get("assessor")),
            "case": code(row.get("case")),
        }
        yield WireRecord("police-risk-assessments", enveloped(row["recordId"], content))


def treatments(source: PopulationReader) -> Iterator[WireRecord]:
    """Treatment and the narcology register."""
    for row in source.rows("Treatment"):
        content = {"person": source.card(row["person"], "HEALTH"), "kind": row["kind"], **_period(row)}
        content["organisation"] = row.get("organisation")
        yield WireRecord("health-register", enveloped(row["recordId"], content))


def students(source: PopulationReader) -> Iterator[WireRecord]:
    """Schools attended."""
    for row in source.rows("Enrolment"):
        content = {"person": source.card(row["owner"], "EDU"), "school": code(row["school"]), **_period(row)}
        content["grade"] = row.get("grade")
        yield WireRecord("education-students", enveloped(row["recordId"], content))


def places(source: PopulationReader) -> Iterator[WireRecord]:
    """Places in programmes, each by the body that gives it."""
    for row in source.rows("ProgrammePlace"):
        face, _, organisation = row["organisation"].partition(":")
        (body,) = codes([organisation])
        content = {
            "person": source.card(row["person"], row["system"]),
            "kind": row["kind"],
            **_period(row),
            "outcome": row.get("outcome"),
        }
        if face == "AdaptationCenter":
            yield WireRecord("employment-placements", enveloped(row["recordId"], {**content, "centre": body}))
        elif face == "Ngo":
            yield WireRecord("ngo-programmes", enveloped(row["recordId"], content), by=body)


def stays(source: PopulationReader) -> Iterator[WireRecord]:
    """Appeals to crisis centres and stays."""
    for row in source.rows("ShelterStay"):
        content = {
            "person": source.card(row["person"], "CRISIS"),
            "appealedOn": row["appealedOn"],
            **_period(row),
            "referredBy": code(row.get("referredBy")),
        }
        yield WireRecord("crisis-centre-stays", enveloped(row["recordId"], content), by=str(code(row["center"])))


def beds(source: PopulationReader) -> Iterator[WireRecord]:
    """Free beds of crisis centres and of adaptation centres."""
    for row in source.rows("CrisisCenter"):
        yield WireRecord("crisis-centre-beds", enveloped("beds", _beds(row)), by=row["recordId"], stays=True)
    for row in source.rows("AdaptationCenter"):
        content = {"centre": row["recordId"], **_beds(row)}
        yield WireRecord("adaptation-centre-beds", enveloped(f"beds-{row['recordId']}", content), stays=True)


def _beds(row: WireRow) -> WireRow:
    return {"beds": row["beds"], "freeBeds": row["freeBeds"]}


def _period(row: WireRow) -> WireRow:
    return {"startedOn": row.get("from"), "endedOn": row.get("until")}
