"""Legal acts, norms, plans, indicators and duties."""

from schema.entities.enums import DUTY_STATUS, EXECUTOR_ROLE, MEASURE_STATUS
from schema.entities.field_builders import (
    back,
    choice,
    date,
    dates,
    decimal,
    flag,
    integer,
    many,
    moment,
    one,
    owner,
    text,
)
from schema.model import AccessClass, Entity

C = AccessClass

LEGAL_ACT = Entity(
    "LegalAct",
    "act",
    "legal_acts",
    access=C.PUBLIC,
    meaning="A legal act that the hub carries out, or keeps as history.",
    fields=(
        text("number", "Number of the act.", indexed=True),
        text("title", "Title.", localized=True),
        date("adoptedOn", "Day of adoption."),
        date("inForceFrom", "First day in force."),
        date("repealedOn", "Day of repeal."),
    ),
    relations=(back("norms", "Norm", "act", "Its norms."),),
)

NORM = Entity(
    "Norm",
    "nrm",
    "norms",
    access=C.PUBLIC,
    meaning="One rule of an act: who does what, for whom, by when.",
    fields=(
        text("code", "Number of the norm, for example 89-8a.", indexed=True),
        text("summary", "What it asks.", localized=True),
    ),
    relations=(one("act", "LegalAct", "SET_BY", "The act."),),
)

PLAN = Entity(
    "Plan",
    "pln",
    "plans",
    access=C.PUBLIC,
    meaning="A plan of measures that an act approves.",
    relations=(
        one("act", "LegalAct", "CARRIES_OUT", "The act."),
        back("measures", "Measure", "plan", "Its measures."),
        back("indicators", "Indicator", "plan", "Its indicators."),
    ),
)

MEASURE = Entity(
    "Measure",
    "msr",
    "measures",
    access=C.PUBLIC,
    meaning="A measure of a plan.",
    fields=(
        text("number", "Number in the plan.", indexed=True),
        text("title", "What is to be done.", localized=True),
        text("completionForm", "What shows that it is done."),
        dates("deadlines", "Days by which it is to be done."),
        choice("status", MEASURE_STATUS, "Where it stands."),
    ),
    relations=(
        back("executors", "MeasureExecutor", "measure", "Who carries it out."),
        many("bodies", "Agency", "ENTRUSTED_TO", "The agencies among its executors.", exposed=False),
        one("plan", "Plan", "IN_PLAN", "The plan."),
    ),
)

MEASURE_EXECUTOR = Entity(
    "MeasureExecutor",
    "exe",
    "measure_executors",
    access=C.PUBLIC,
    meaning="A body that a plan names for a measure.",
    fields=(
        choice("role", EXECUTOR_ROLE, "Whether it also compiles the report (жинақтау)."),
        flag("byAgreement", "Whether it takes part by agreement (келісу бойынша)."),
    ),
    relations=(
        owner("measure", "Measure", "EXECUTES", "The measure."),
        one("agency", "Agency", "EXECUTED_BY", "The body."),
    ),
)

INDICATOR = Entity(
    "Indicator",
    "ind",
    "indicators",
    access=C.PUBLIC,
    meaning="A target indicator of a plan (norm 1233-I).",
    fields=(
        text("number", "Number in the plan.", indexed=True),
        text("title", "What is measured.", localized=True),
        text("unit", "Unit of measurement."),
    ),
    relations=(
        owner("plan", "Plan", "MEASURES", "The plan."),
        back("targets", "IndicatorTarget", "indicator", "Targets by year."),
        back("values", "IndicatorValue", "indicator", "Values reached."),
    ),
)

INDICATOR_TARGET = Entity(
    "IndicatorTarget",
    "tgt",
    "indicator_targets",
    access=C.PUBLIC,
    meaning="What an indicator should reach in a year.",
    fields=(
        integer("year", "Year."),
        decimal("value", "Value to reach."),
        flag("isRelativeToBase", "Whether the value is a change against the base year."),
    ),
    relations=(owner("indicator", "Indicator", "TARGET_OF", "The indicator."),),
)

INDICATOR_VALUE = Entity(
    "IndicatorValue",
    "val",
    "indicator_values",
    access=C.PUBLIC,
    meaning="What an indicator reached in a year.",
    fields=(
        integer("year", "Year."),
        decimal("value", "Value reached."),
        text("source", "Where the value comes from."),
    ),
    relations=(
        owner("indicator", "Indicator", "VALUE_OF", "The indicator."),
        one("region", "Region", "OBSERVED_IN", "Region, where it is not the whole country."),
    ),
)

DUTY = Entity(
    "Duty",
    "dty",
    "duties",
    access=C.SERVICE,
    meaning="What a norm obliges a unit to do, by when.",
    area="unit",
    holder="unit",
    arises_from=("case", "person"),
    fields=(
        date("arisesOn", "Day on which it arose."),
        moment("dueOn", "When it is due."),
        moment("doneOn", "When it was done."),
        choice("status", DUTY_STATUS, "Where it stands."),
    ),
    relations=(
        one("norm", "Norm", "REQUIRED_BY", "The norm."),
        one("unit", "Unit", "BINDS", "The unit."),
        one("case", "Case", "ARISES_IN", "The case.", access=C.JUSTICE),
        # Shown from the person's side alone: there the scope of class JUSTICE is decided on the person.
        owner("person", "Person", "OWED_FOR", "The person for whose sake it is owed."),
    ),
)

WORK_RECORD = Entity(
    "WorkRecord",
    "wrk",
    "work_records",
    access=C.SERVICE,
    meaning="What a unit did under a norm outside any case: a list sent, a plan approved, a meeting held.",
    area="unit",
    fields=(
        date("doneOn", "Day on which it was done."),
        date("period", "First day of the month, quarter, half-year or year for which it was done."),
        text("text", "What was done; nobody's name or number."),
    ),
    relations=(
        one("norm", "Norm", "DONE_UNDER", "The norm."),
        one("unit", "Unit", "DONE_BY", "The unit."),
    ),
)

ENTITIES: tuple[Entity, ...] = (
    LEGAL_ACT,
    NORM,
    PLAN,
    MEASURE,
    MEASURE_EXECUTOR,
    INDICATOR,
    INDICATOR_TARGET,
    INDICATOR_VALUE,
    DUTY,
    WORK_RECORD,
)
