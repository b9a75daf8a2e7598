"""System 14: how plans are carried out: progress of measures, and values that indicators reached.

The plans themselves come from their official texts (``ortaq load-plan``). Executors tell their progress to the
ministry every half-year (912-2.2); the ministry, which sees all of them, tells the hub where a measure stands.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from adapters.feeds.feed import BodyReference, Content, Fact, Feed, Sender, Update, Wire
from adapters.feeds.wire_types import NUMBER, Kato, Line
from adapters.systems.references import POLICE, region
from adapters.systems.system import TABLE_FIRST, System
from adapters.systems.vocabulary import OneOf
from graph.write.ids import HUB
from schema.entities.enums import MEASURE_STATUS

_NUMBERED = {"912": re.compile(r"[1-9][0-9]?"), "1233": re.compile(r"[1-9][0-9]?\.[1-9][0-9]?")}
"""How the acts number their measures: 912 in one row, 1233 by task."""

Number = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[1-9][0-9]?(\.[1-9][0-9]?)?$")]


class ProgressWire(Wire):
    """Where a measure stands."""

    act: Literal["912", "1233"] = Field(description="Number of the act whose plan it is.")
    measure: Number = Field(description="Number of the measure in the plan, such as 7 or 4.1.")
    status: Annotated[str, OneOf(MEASURE_STATUS)] = Field(description="Where it stands.")

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if not _NUMBERED[self.act].fullmatch(self.measure):
            raise ValueError("the act numbers its measures otherwise")
        return self


class ValueWire(Wire):
    """What an indicator of the Concept reached in a year, in the country or in a region."""

    indicator: Annotated[int, Field(ge=1, le=12), NUMBER] = Field(description="Number of the indicator, 1 to 12.")
    year: Annotated[int, Field(ge=2022, le=2030), NUMBER] = Field(description="Year; 2022 is the base year.")
    value: Annotated[float, Field(allow_inf_nan=False), NUMBER] = Field(description="Value reached.")
    kato: Kato | None = Field(None, description="KATO code of the region; none for the whole country.")
    source: Line = Field(description="Where the value comes from.")


def _progress(wire: ProgressWire, sender: Sender) -> Content:
    measure = BodyReference("Measure", HUB, f"{wire.act}-{wire.measure}")
    return Content(updates=(Update("Measure", measure, {"status": wire.status}),))


def _value(wire: ValueWire, sender: Sender) -> Content:
    values = {"year": wire.year, "value": wire.value, "source": wire.source}
    links = {"indicator": BodyReference("Indicator", HUB, f"1233-{wire.indicator}"), "region": region(wire.kato)}
    return Content(facts=(Fact("IndicatorValue", values, links),))


SYSTEM = System(
    "plans",
    "Plans and indicators",
    "The ministry tells where each measure of the plans stands and what the indicators reached, so that the "
    "commission reads progress from the same place as the measures.",
    (
        Feed(
            name="plan-progress",
            system=POLICE,
            meaning="Where the measures of resolutions 912 and 1233 stand.",
            wire=ProgressWire,
            mapped=_progress,
            norms=("912-2.2", "912-P", "1233-P"),
            formats=TABLE_FIRST,
        ),
        Feed(
            name="indicator-values",
            system=POLICE,
            meaning="Values that the twelve target indicators of the Concept reached.",
            wire=ValueWire,
            mapped=_value,
            norms=("1233-I",),
            formats=TABLE_FIRST,
        ),
    ),
)
