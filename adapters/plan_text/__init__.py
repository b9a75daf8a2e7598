"""Official texts of Government plans (resolutions No. 912 and No. 1233) as data.

``read_plan`` reads a file, ``parse_plan`` a string; both give a ``PlanText`` or raise ``PlanTextError``.
"""

from adapters.plan_text.act_text import (
    ExecutorRole,
    ExecutorText,
    IndicatorDirection,
    IndicatorText,
    MeasureText,
    PlanText,
    PlanTextError,
    StageText,
    TargetText,
)

from .bodies import BodyKind, BodyTable, PlanBody, load_bodies
from .reader import parse_plan, read_plan

__all__ = [
    "BodyKind",
    "BodyTable",
    "ExecutorRole",
    "ExecutorText",
    "IndicatorDirection",
    "IndicatorText",
    "MeasureText",
    "PlanBody",
    "PlanText",
    "PlanTextError",
    "StageText",
    "TargetText",
    "load_bodies",
    "parse_plan",
    "read_plan",
]
