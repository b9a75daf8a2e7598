"""Plans: from the parsed text of an act to the records of the plan, its measures and its indicators."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.plan_text import PlanText, load_bodies
from adapters.plan_text.act_text import ExecutorText, IndicatorText, MeasureText
from graph.engine.records import Record
from graph.engine.store import Store
from graph.write.ids import IdKey, record_id
from graph.write.writer import write
from schema.catalogue import CATALOGUE

SYSTEM = "HUB"
NAMED_ONLY = 0
"""Version of an act or agency of which the plan says the name alone: whatever a feed says of it wins."""

CODES = {"GP": "PROSECUTOR", "CA": "COURT", "MLSP": "LABOUR", "MH": "HEALTH", "MENL": "EDU", "MESC": "EDU"}
"""Where the acts abbreviate a body otherwise than the hub names the agency.

Source: docs/source/domain.md, "Who works together".
"""


@dataclass(frozen=True, kw_only=True)
class PlanReport:
    """What a plan's text brought in."""

    act: str
    measures: int
    executors: int
    indicators: int
    targets: int
    written: int
    unchanged: int


@dataclass(frozen=True)
class _Maker:
    """Makes the records of a plan, with ids by the hub's key."""

    id_key: IdKey

    def record(
        self,
        entity: str,
        source: str,
        properties: Mapping[str, object],
        version: int = 1,
        **links: Iterable[str],
    ) -> Record:
        ids = {name: tuple(link_ids) for name, link_ids in links.items()}
        return Record(
            entity=CATALOGUE.entity(entity),
            id=self.id(entity, source),
            version=version,
            properties=properties,
            links=ids,
        )

    def id(self, entity: str, source: str) -> str:
        return record_id(self.id_key, CATALOGUE.entity(entity), SYSTEM, source)


def agency_code(code: str) -> str:
    """The hub's code of a body that an act names."""
    return CODES.get(code, code)


def plan_records(id_key: IdKey, plan: PlanText) -> list[Record]:
    """The records of a plan, each after those to which it refers. The agencies that it names are among them."""
    make, act, title = _Maker(id_key), plan.act_number, plan.title
    properties = {"number": act, "titleKk": title, "adoptedOn": plan.adopted_on}
    records = [
        *_agencies(make, plan),
        make.record("LegalAct", act, properties, NAMED_ONLY),
        make.record("Plan", f"plan-{act}", {}, act=[make.id("LegalAct", act)]),
    ]
    for measure in plan.measures:
        records += _measure(make, act, measure)
    for indicator in plan.indicators:
        records += _indicator(make, act, indicator)
    return records


def _agencies(make: _Maker, plan: PlanText) -> list[Record]:
    agency_codes = {executor.code for measure in plan.measures for executor in measure.executors}
    bodies = load_bodies()
    agencies = {agency_code(code): bodies.by_code(code) for code in sorted(agency_codes)}
    return [
        make.record(
            "Agency",
            code,
            {
                "code": code,
                "kind": str(body.kind),
                "nameKk": body.name_kk,
                "nameRu": body.name_ru,
                "nameEn": body.name_en,
            },
            NAMED_ONLY,
        )
        for code, body in agencies.items()
    ]


def _measure(make: _Maker, act: str, measure: MeasureText) -> list[Record]:
    key = f"{act}-{measure.number}"
    agencies = {agency_code(executor.code): executor for executor in measure.executors}
    properties: dict[str, object] = {
        "number": measure.number,
        "titleKk": measure.title,
        "completionForm": measure.completion_form,
        "deadlines": list(measure.deadlines),
        "status": "PLANNED",
    }
    bodies = [make.id("Agency", code) for code in agencies]
    measure_record = make.record("Measure", key, properties, plan=[make.id("Plan", f"plan-{act}")], bodies=bodies)
    return [
        measure_record,
        *(_executor(make, key, index, executor) for index, executor in enumerate(measure.executors, 1)),
    ]


def _executor(make: _Maker, measure: str, index: int, executor: ExecutorText) -> Record:
    properties: dict[str, object] = {"role": str(executor.role), "byAgreement": executor.is_by_agreement}
    agency = make.id("Agency", agency_code(executor.code))
    return make.record(
        "MeasureExecutor", f"{measure}-{index}", properties, measure=[make.id("Measure", measure)], agency=[agency]
    )


def _indicator(make: _Maker, act: str, indicator: IndicatorText) -> list[Record]:
    key = f"{act}-{indicator.number}"
    properties: dict[str, object] = {
        "number": indicator.number,
        "titleKk": indicator.title,
        "unit": indicator.unit,
    }
    indicator_record = make.record("Indicator", key, properties, plan=[make.id("Plan", f"plan-{act}")])
    targets = [
        make.record(
            "IndicatorTarget",
            f"{key}-{target.year}",
            {"year": target.year, "value": target.value, "isRelativeToBase": target.is_relative_to_base},
            indicator=[indicator_record.id],
        )
        for target in indicator.targets
    ]
    return [indicator_record, *targets]


async def load_plan(store: Store, plan: PlanText) -> PlanReport:
    """Bring a plan in. Loading it again changes nothing.

    An agency or act that the hub has already stays as it is: what a feed says of it is worth more than what an
    abbreviation list does.

    Raises:
        graph.engine.store.GraphDownError: the graph is away.
    """
    records = plan_records(store.sealer, plan)
    written = unchanged = 0
    for entity in CATALOGUE.load_order:
        batch = [record for record in records if record.entity == entity]
        if batch:
            outcome = await write(store, entity, batch)
            written += outcome.written
            unchanged += outcome.unchanged
    return PlanReport(
        act=plan.act_number,
        measures=len(plan.measures),
        executors=sum(len(measure.executors) for measure in plan.measures),
        indicators=len(plan.indicators),
        targets=sum(len(indicator.targets) for indicator in plan.indicators),
        written=written,
        unchanged=unchanged,
    )
