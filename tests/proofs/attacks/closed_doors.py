"""People of whom closed records alone tell: one for each door of closed_doors.toml."""

import json
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.support.outside.bodies import FAR, HOME
from tests.support.outside.hubs import Hub, Prepared
from tests.support.outside.issuing import Caller
from tests.support.outside.records import Record, card, closed, order, registered

HERE = Path(__file__).parent
DOORS: list[dict[str, Any]] = tomllib.loads((HERE / "closed_doors.toml").read_text(encoding="utf-8"))["door"]
CELLS: Mapping[str, list[str]] = tomllib.loads((HERE / "cells.toml").read_text(encoding="utf-8"))
EVERYWHERE: Mapping[str, tuple[str, ...]] = {"statistics": ("VICTIM",)}
"""Cells that hold in every city: of these classes such a role may know."""


@dataclass(frozen=True)
class Hidden:
    """Somebody known by one closed record alone."""

    door: str
    access: str
    person: Record


def caller_for(role: str, access: str) -> Caller:
    """A caller of the role to whom nothing of the class is released about people of the first city."""
    # An empty area holds always, so a role with a cell is asked from the other city.
    area = FAR[:2] if access in CELLS[role] else ""
    return Caller(
        role=role, area=area, unit=None, agency=None, purposes=("CASE_WORK",), feeds=(), subject=f"{role}-{access}"
    )


def people() -> dict[str, Hidden]:
    """The hidden ones, by door."""
    rng = Random("closed doors")
    found = {}
    for place, door in enumerate(DOORS):
        person = card(rng, familyName=f"Жасырын-{place}", givenName="Айгүл")
        found[door["name"]] = Hidden(door["name"], door["class"], person)
    return found


def write_loaded(folder: Path, hidden: Mapping[str, Hidden]) -> None:
    """Files of the hub's own form, for the doors that are ``ortaq load``."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for place, door in enumerate(DOORS):
        if "file" not in door:
            continue
        head = {"system": door["system"], "recordId": f"loaded-{place}", "version": 1}
        said = dict(hidden[door["name"]].person)
        said.pop("address")
        kato = said.pop("kato")
        rows.setdefault("persons", []).append({**head, "system": "MIA", **said, "region": f"KATO/{kato}"})
        about = {"person": f"MIA/loaded-{place}"}
        rows.setdefault(door["file"], []).append({**head, **about, **door["said"]})
    for name, each in rows.items():
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in each)
        (folder / f"{name}.ndjson").write_text(text, encoding="utf-8")


def load(prepared: Prepared, folder: Path, hidden: Mapping[str, Hidden]) -> None:
    """Bring in what comes by ``ortaq load``."""
    folder.mkdir()
    write_loaded(folder, hidden)
    done = prepared.command("load", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr


def deliver(hub: Hub, hidden: Mapping[str, Hidden]) -> None:
    """Bring in what comes by a feed."""
    offender = card(Random("offender"), familyName="Ашық", sex="MALE")
    for place, door in enumerate(DOORS):
        if "feed" not in door:
            continue
        person = hidden[door["name"]].person
        if door["feed"] == "police-protective-orders":
            made = order("ord-1", offender, (person,))
        else:
            made = closed(door["feed"], f"C-{place}", person, HOME, door.get("body"))
        hub.brought(made, f"closed-{place}")


def open_person(name: str, kato: str = HOME) -> Record:
    """Somebody of whom the police's register tells."""
    return card(Random(name), familyName=name, kato=kato)


def bring_open(hub: Hub, person: Record, kato: str = HOME) -> None:
    """Their registration."""
    # No number may stand in a record's number.
    name = f"open-{zlib.crc32(person['iin'].encode())}"
    hub.brought(registered(name, person, kato=kato), name)
