"""What an entry may hold: ids, and what looks like nothing else."""

import asyncio
import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from security.audit.entry import AuditEntry, EntryError, checked, open_reason, seal_reason
from security.audit.log import open_log
from security.audit.query import readings
from tests.audit.logs import entry, problems
from tests.support.policy_files import agreed_policy

NAMES = [
    ("time", "вчера"),
    ("role", "Айгүл"),
    ("area", "Алматы"),
    ("purpose", "for Айгүл"),
    ("case", "Иванов И. И."),
    ("reason", "в опасности"),
    ("operation", "query { persons }"),
    ("persons", ("per_1", "Айгүл Оспанова")),
    ("persons", ("900101300123",)),
    ("persons", ("per_1\nАйгүл",)),
    ("fields", ("Person.iin = 900101300123",)),
    ("withheld", (("Айгүл", "FULL", 1),)),
    ("norms", ("Айгүл Оспанова",)),
    ("reviews", "that one"),
]


@pytest.mark.parametrize(("name", "value"), NAMES)
def test_an_entry_that_may_hold_a_name_is_not_written(tmp_path: Path, name: str, value: object) -> None:
    """And those who append beside it are served."""

    async def work() -> Sequence[str | BaseException]:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            bad = log.append(entry(2, **{name: value}))
            return await asyncio.gather(log.append(entry(1)), bad, log.append(entry(3)), return_exceptions=True)

    first, refused, last = asyncio.run(work())
    assert (first, last) == ("w001/1", "w001/2")
    assert isinstance(refused, EntryError) and name in str(refused)
    assert not re.search("[А-я0-9]", str(refused))


def test_a_caller_whose_id_may_be_a_name_stands_there_by_its_digest(tmp_path: Path) -> None:
    async def work() -> None:
        async with open_log(tmp_path, tmp_path / "keys") as log:
            await log.append(entry(1, caller="issuer/Айгүл Оспанова"))

    asyncio.run(work())
    assert "Айгүл" not in (tmp_path / "access-log" / "w001" / "entries.jsonl").read_text(encoding="utf-8")
    [found] = readings(tmp_path, caller="issuer/Айгүл Оспанова")
    assert found.entry["caller"].startswith("sha256:")
    assert problems(tmp_path) == []


def test_an_agreement_with_a_number_in_any_letters_is_a_norm() -> None:
    norms = ("517-8.1", "agreement 12-ІІМ/қ until 2027-12-31")
    assert checked(entry(1, norms=norms)).norms == norms


def test_every_norm_that_a_role_file_stands_on_can_be_written_down() -> None:
    """Plans with their measures and "operation of the hub" too: an answer whose norm cannot be logged is none."""
    roles = agreed_policy().roles.values()
    for norms in {role.norms for role in roles}:
        assert checked(entry(1, norms=norms)).norms == norms


def test_an_entry_has_no_place_for_values() -> None:
    """A new field must be thought about: it may hold an id, the number of a norm, the name of a field."""
    assert {each.name for each in dataclasses.fields(AuditEntry)} == {
        *("kind", "time", "caller", "role", "area", "unit", "agency", "purpose", "case", "reason"),
        *("operation", "persons", "fields", "withheld", "norms", "reviews", "command", "intent"),
    }


def test_a_reason_is_for_those_who_hold_the_key() -> None:
    sealed = seal_reason(b"k" * 32, "Айгүл is in danger")
    assert "Айгүл" not in sealed and open_reason(b"k" * 32, sealed) == "Айгүл is in danger"
