"""Duties of every month, quarter, half-year or year, which units owe without anybody's case."""

import datetime as dt
from collections.abc import Iterable

from prevention.deadlines import Length, begin_of, end_of, months_after, periods
from prevention.duties.duty_facts import UnitFile
from prevention.duties.rules.conditions import by_work
from prevention.duties.rules.rule import Fulfilment, ResponsibleUnit, Rule, Trigger
from schema.identifiers import HubId, UnitId


def each_period(
    norm: str,
    post: ResponsibleUnit,
    length: Length,
    *,
    until: int = 0,
    notify: tuple[str, ...] = (),
    part: str = "",
    fulfilled: Fulfilment[UnitFile] | None = None,
) -> Rule[UnitFile]:
    """Owed for each period by every unit of a post.

    Due by its last day; with ``until`` by that day of the month after it, and then it arises when the period ends.
    Done by a work record under the norm, unless ``fulfilled`` says otherwise.
    """

    def causes(file: UnitFile) -> Iterable[Trigger]:
        if (file.kind, file.level) != (post.kind, post.level):
            return
        # One period more than has begun: it tells when the next duty arises.
        for period in periods(file.since, months_after(file.today, length), length):
            due = end_of(period.next.first + dt.timedelta(days=until - 1)) if until else end_of(period.last)
            begin = begin_of(period.next.first) if until else begin_of(max(period.first, file.since))
            key = f"{file.id}/{period.first.isoformat()}"
            last = period.next.last if until else period.last
            yield Trigger(key=key, at=begin, due=due, unit=UnitId(HubId(file.id)), since=begin, until=end_of(last))

    return Rule(
        norm=norm, owed_by=post, causes=causes, fulfilled=fulfilled or by_work(norm), notify=notify, part=part
    )
