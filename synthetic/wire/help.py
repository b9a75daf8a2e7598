"""Protection, treatment, schools, programmes and beds, as those who help tell them."""

from collections.abc import Iterator

from synthetic.wire.envelope import Row, enveloped
from synthetic.wire.source import Source, code, codes
from synthetic.wire.told import Told


def orders(source: Source) -> Iterator[Told]:
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
        yield Told("police-protective-orders", enveloped(row["recordId"], content))


def risks(source: Source) -> Iterator[Told]:
    """Assessed risk."""
    for row in source.rows("RiskAssessment"):
        content = {
            "person": source.card(row["person"], "MIA"),
            **{name: row[name] for name in ("instrument", "score", "level", "assessedOn")},
            "assessor": code(row.get("assessor")),
            "case": code(row.get("case")),
        }
        yield Told("police-risk-assessments", enveloped(row["recordId"], content))


def treatments(source: Source) -> Iterator[Told]:
    """Treatment and the narcology register."""
    for row in source.rows("Treatment"):
        content = {"person": source.card(row["person"], "HEALTH"), "kind": row["kind"], **_period(row)}
        content["organisation"] = row.get("organisation")
        yield Told("health-register", enveloped(row["recordId"], content))


def students(source: Source) -> Iterator[Told]:
    """Schools attended."""
    for row in source.rows("Enrolment"):
        content = {"person": source.card(row["owner"], "EDU"), "school": code(row["school"]), **_period(row)}
        content["grade"] = row.get("grade")
        yield Told("education-students", enveloped(row["recordId"], content))


def places(source: Source) -> Iterator[Told]:
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
            yield Told("employment-placements", enveloped(row["recordId"], {**content, "centre": body}))
        elif face == "Ngo":
            yield Told("ngo-programmes", enveloped(row["recordId"], content), by=body)


def stays(source: Source) -> Iterator[Told]:
    """Appeals to crisis centres and stays."""
    for row in source.rows("ShelterStay"):
        content = {
            "person": source.card(row["person"], "CRISIS"),
            "appealedOn": row["appealedOn"],
            **_period(row),
            "referredBy": code(row.get("referredBy")),
        }
        yield Told("crisis-centre-stays", enveloped(row["recordId"], content), by=str(code(row["center"])))


def beds(source: Source) -> Iterator[Told]:
    """Free beds of crisis centres and of adaptation centres."""
    for row in source.rows("CrisisCenter"):
        yield Told("crisis-centre-beds", enveloped("beds", _beds(row)), by=row["recordId"], stays=True)
    for row in source.rows("AdaptationCenter"):
        content = {"centre": row["recordId"], **_beds(row)}
        yield Told("adaptation-centre-beds", enveloped(f"beds-{row['recordId']}", content), stays=True)


def _beds(row: Row) -> Row:
    return {"beds": row["beds"], "freeBeds": row["freeBeds"]}


def _period(row: Row) -> Row:
    return {"startedOn": row.get("from"), "endedOn": row.get("until")}
