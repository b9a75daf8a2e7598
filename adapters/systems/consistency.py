"""What the fields of one record must not say against each other. No text of an error holds a value."""

import datetime as dt
from typing import TypeVar

Time = TypeVar("Time", dt.date, dt.datetime)


def in_order(earlier: Time | None, later: Time | None, text: str) -> None:
    """Refuse a time that lies before the one that it follows; what is unknown contradicts nothing.

    Raises:
        ValueError: ``later`` is before ``earlier``.
    """
    if earlier is not None and later is not None and later < earlier:
        raise ValueError(text)


def only_if(value: object, condition: bool, text: str) -> None:
    """Refuse a value that means something only if ``condition`` holds.

    Raises:
        ValueError: it is given, and the condition does not hold.
    """
    if value is not None and not condition:
        raise ValueError(text)


def needed_if(value: object, condition: bool, text: str) -> None:
    """Refuse a record without a value that it needs if ``condition`` holds.

    Raises:
        ValueError: the condition holds, and the value is missing.
    """
    if value is None and condition:
        raise ValueError(text)


def closed_as_it_says(status: str, opened_on: dt.date, closed_on: dt.date | None) -> None:
    """Refuse a record that is closed on no day, or open and closed, or closed before it was opened.

    Raises:
        ValueError: the status and the days contradict each other.
    """
    needed_if(closed_on, status == "CLOSED", "CLOSED needs closedOn")
    only_if(closed_on, status == "CLOSED", "closedOn only with CLOSED")
    in_order(opened_on, closed_on, "closedOn is before the first day")
