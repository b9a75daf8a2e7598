"""Types of values on the wire: texts, names, days and numbers, each checked and brought into one form."""

import datetime as dt
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from adapters.feeds.iin import valid_iin
from adapters.feeds.placeholders import said_iin, said_name, said_number, said_person_number, without_placeholder
from schema.lost_letters import refuse_lost
from schema.texts import normal, normal_line, stated_name
from security.clock import KAZAKHSTAN

_WRITTEN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

# The largest number up to which each whole one has a floating-point number of its own.
EXACT = 2**53

# Of the others no reader sees anything, or sees the text around them in another order than it stands in.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")

MOST_LISTED = 500
"""The most members of a list: each person of a decision is a record in the graph, in however few bytes it came."""


def _as_written(value: Any) -> Any:
    # A bare number would be taken for seconds since 1970: in a table it is a date that lost its form.
    if isinstance(value, str | int | float) and not (isinstance(value, str) and _WRITTEN_DAY.match(value)):
        raise ValueError("a date is written YYYY-MM-DD")
    return value


def _exact(value: Any) -> Any:
    # Two numbers of many digits would become one.
    if isinstance(value, float) and abs(value) >= EXACT:
        raise ValueError("a number of that many digits is sent as a text")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number")
    return value


def _readable(value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError("a text without control characters")
    return refuse_lost(value)


def _line(value: Any) -> Any:
    return normal_line(value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return normal(value) if isinstance(value, str) else value


def _midnight(value: Any) -> Any:
    # A cell of a workbook that shows a day and means a point in time: its first moment in Kazakhstan.
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time(), KAZAKHSTAN)
    return value


def _visible(value: str) -> str:
    if _INVISIBLE.search(value):
        raise ValueError("a number without invisible characters")
    return value


def _utc(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a point in time needs its offset or Z")
    if not 1900 <= value.year <= 2100:
        raise ValueError("a point in time from 1900 to 2100")
    return value.astimezone(dt.UTC).replace(tzinfo=None)


def _plausible(value: dt.date) -> dt.date:
    if not dt.date(1900, 1, 1) <= value <= dt.date(2100, 12, 31):
        raise ValueError("a day from 1900 to 2100")
    return value


def is_true(value: bool) -> bool:
    if not value:
        raise ValueError("deleted is true, or left out")
    return value


def _as_list(value: Any) -> Any:
    items = value if isinstance(value, list | tuple) else [value]
    if len(items) > MOST_LISTED:
        raise ValueError("too many in a list")
    return items


RecordId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120),
    AfterValidator(_readable),
    AfterValidator(_visible),
    BeforeValidator(_exact),
]
"""A record's number in its system."""

Code = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Za-z._-]{1,60}$"), BeforeValidator(_exact)
]
"""The code of a body: a unit, an institution, a school."""

Kato = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{9}$")]
"""Nine digits of the classifier of administrative territories."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_readable),
    BeforeValidator(_line),
    BeforeValidator(_exact),
]
"""A line of text, in normal form."""

Name = Annotated[Line, AfterValidator(stated_name)]
"""A name of a person: every word of one alphabet, no letter lost."""

Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_readable),
    BeforeValidator(_text),
    BeforeValidator(_exact),
]
"""Free text, in normal form."""

Iin = Annotated[str, AfterValidator(valid_iin)]
"""An individual identification number with a possible day and century and the right check digit."""

Day = Annotated[dt.date, BeforeValidator(_as_written), AfterValidator(_plausible)]
"""A calendar date."""

Moment = Annotated[dt.datetime, BeforeValidator(_midnight), BeforeValidator(_as_written), AfterValidator(_utc)]
"""A point in time with its offset; in UTC and without one from here on."""

SAID = BeforeValidator(without_placeholder)
"""Before a field that may be missing: a placeholder says nothing."""

SAID_NAME = BeforeValidator(said_name)
"""The same before a name: nor does what has no letter."""

SAID_IIN = BeforeValidator(said_iin)
"""The same before an identification number: nor does one digit over and over."""

SAID_PERSON_NUMBER = BeforeValidator(said_person_number)
"""Before a person's number with a sender: what says nothing is none."""

SAID_NUMBER = BeforeValidator(said_number)
"""The same before the number of a document."""

NUMBER = BeforeValidator(_number)
"""Before a number: ``true`` is none."""

AS_LIST = BeforeValidator(_as_list)
"""Before a list: XML and CSV cannot tell one from a list of one."""
