"""The bodies of two cities, as records of the hub's own form for ``ortaq load``."""

import json
from pathlib import Path
from typing import Any

HOME, HOME_TWO, FAR = "751110000", "751310000", "711110000"
"""Two districts of one city, and one of another."""

AGENCIES = ("MIA", "PENAL", "KPSISU", "PROSECUTOR", "COURT", "LABOUR", "HEALTH", "EDU", "PROB", "CRISIS", "NGO")
UNITS = {
    "PSU": ("PUBLIC_SECURITY", "DISTRICT", "MIA"),
    "CP": ("CRIMINAL", "DISTRICT", "MIA"),
    "IAU": ("ANALYTICS", "DISTRICT", "MIA"),
    "DUTY": ("DUTY", "DISTRICT", "MIA"),
    "PATROL": ("PATROL", "DISTRICT", "MIA"),
    "JUV": ("JUVENILE", "DISTRICT", "MIA"),
    "UPP": ("PRECINCT_POINT", "POINT", "MIA"),
    "PROB": ("PROBATION", "DISTRICT", "PROB"),
    "MS": ("MIGRATION", "REGION", "MIA"),
    "PD": ("POLICE", "REGION", "MIA"),
}
CENTRES = {"shelter-1": HOME, "shelter-2": FAR}
NGOS = {"ngo-1": HOME}


def write_bodies(folder: Path) -> None:
    """Write the files."""
    for name, rows in _bodies().items():
        text = "".join(json.dumps({"version": 1, **row}, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.ndjson").write_text(text, encoding="utf-8")


def _bodies() -> dict[str, list[dict[str, Any]]]:
    cities = ("750000000", "710000000")
    districts = (HOME, HOME_TWO, FAR)
    regions = [_record("KATO", kato, kato=kato, name={"kk": kato}) for kato in cities]
    regions += [
        _record("KATO", kato, kato=kato, name={"kk": kato}, parent=f"KATO/{kato[:2]}0000000") for kato in districts
    ]
    agencies = [_record("HUB", code, code=code, name={"kk": code}, kind="AUTHORITY") for code in AGENCIES]
    units = [
        _record(
            agency if agency in ("MIA", "PROB") else "MIA",
            f"{code}-{place}",
            code=f"{code}-{place}",
            name={"kk": f"{code}-{place}"},
            kind=kind,
            level=level,
            region=f"KATO/{place}",
            agency=f"HUB/{agency}",
        )
        for code, (kind, level, agency) in UNITS.items()
        for place in (cities if level == "REGION" else districts)
    ]
    return {
        "regions": regions,
        "agencies": [{key: value for key, value in row.items() if key != "kind"} for row in agencies],
        "units": units,
        "crisis_centers": [_body("CRISIS", name, kato, beds=9, freeBeds=4) for name, kato in CENTRES.items()],
        "ngos": [_body("NGO", name, kato) for name, kato in NGOS.items()],
        "schools": [_body("EDU", f"school-{kato}", kato) for kato in (HOME, FAR)],
        "penal_institutions": [_body("PENAL", "prison-1", "750000000")],
        "inspectors": [
            _record("MIA", f"officer-{kato}", name="Аға лейтенант", unit=f"MIA/UPP-{kato}") for kato in districts
        ],
        "precincts": [
            _record("MIA", f"precinct-{kato}", number="1", region=f"KATO/{kato}", point=f"MIA/UPP-{kato}")
            for kato in districts
        ],
    }


def _record(system: str, record_id: str, **said: Any) -> dict[str, Any]:
    return {"system": system, "recordId": record_id, **said}


def _body(system: str, number: str, kato: str, **said: Any) -> dict[str, Any]:
    return _record(system, number, name=number, region=f"KATO/{kato}", **said)
