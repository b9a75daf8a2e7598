"""From duties to the graph: what is new or has changed is written, what is owed no more for any reason is gone."""

from collections.abc import Mapping, Sequence
from typing import Any

from graph.engine.records import Record
from graph.engine.unit_of_work import UnitOfWork
from graph.ingest.facts import delete_facts
from graph.write.ids import HUB, IdKey, record_id
from graph.write.writer import replace_records
from prevention.duties import queries
from prevention.duties.evaluate import Evaluated
from prevention.duties.rules.rule import Duty
from schema.catalogue import CATALOGUE, DUTY, SUBJECT
from schema.internal.duty_watch import SUBJECT_OF_DUTY

_DUTY = CATALOGUE.entity(DUTY)
_NORM = CATALOGUE.entity("Norm")
_PERSON = CATALOGUE.entity(SUBJECT)
_LINKS = _DUTY.relations


async def save_duties(work: UnitOfWork, evaluated_files: Mapping[str, Evaluated]) -> list[str]:
    """Let the duties of files stand as they were evaluated. The ids of those written or deleted."""
    ids = sorted(evaluated_files)
    standing = {row["id"]: row for row in await work.rows(queries.STANDING_DUTIES, ids=ids)}
    records = [_record(work.sealer, duty) for evaluated in evaluated_files.values() for duty in evaluated.duties]
    records_by_id = {record.id: record for record in records}
    news = [record for record in records_by_id.values() if _row(record) != standing.get(record.id)]
    removed_ids = sorted(standing.keys() - records_by_id.keys())
    if removed_ids:
        await delete_facts(work, removed_ids)
    if news:
        await replace_records(work, _DUTY, news)
    await work.rows(queries.WAKE_FILES_AT, rows=_wakes(evaluated_files))
    persons = [file_id for file_id in ids if CATALOGUE.by_prefix(file_id) == _PERSON]
    await work.rows(queries.DELETE_FILES_OF_NOBODY, ids=persons)
    return [*removed_ids, *(record.id for record in news)]


def _record(key: IdKey, duty: Duty) -> Record:
    values: dict[str, Any] = {
        "arisesOn": duty.arises,
        "dueOn": duty.due,
        "doneOn": duty.fulfilled_at,
        "status": duty.status.value,
        SUBJECT_OF_DUTY: duty.subject,
        "rule": duty.rule,
    }
    links = {
        "norm": (record_id(key, _NORM, HUB, duty.norm),),
        "unit": (duty.unit,) if duty.unit else (),
        "case": (duty.case,) if duty.case else (),
        "person": (duty.subject,) if duty.subject.startswith(f"{_PERSON.prefix}_") else (),
    }
    owed = {name: ids for name, ids in links.items() if ids}
    return Record(entity=_DUTY, id=record_id(key, _DUTY, HUB, duty.key), version=1, properties=values, links=owed)


def _row(record: Record) -> dict[str, Any]:
    """A record as it would be read, with all its links: they go, or lead elsewhere, where persons are parted."""
    links = {relation.name: list(record.links.get(relation.name, ())) for relation in _LINKS}
    return {"id": record.id, **record.properties, **links}


def _wakes(evaluated_files: Mapping[str, Evaluated]) -> Sequence[dict[str, Any]]:
    return [
        {"id": file_id, "at": None if evaluated.wakes is None else f"{evaluated.wakes:%Y-%m-%dT%H:%M:%SZ}"}
        for file_id, evaluated in sorted(evaluated_files.items())
    ]
