"""The page of the norms: each with what the hub watches of it, or why it does not."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from prevention.duties.rules.all_rules import OF_MEETINGS, OF_PERSONS, OF_UNITS
from prevention.duties.rules.rule import Rule
from security.norms import NORMS, Provision

F = TypeVar("F")

UNWATCHED: Mapping[str, str] = tomllib.loads((Path(__file__).parent / "unwatched.toml").read_text(encoding="utf-8"))
"""Why the hub makes no duty of a norm, by its number."""

_HEAD = """# What the hub watches of the law

Every norm by its number, with what becomes of it. `ortaq duties norms` prints this page; a test holds it.

A duty arises by itself from facts that are in the hub, is owed by the unit named here, and is open, done, done
late, overdue or cancelled. Where a district has no unit of the kind, the department's owes it. "At once" means on
the same day. A duty whose reason falls away in time is cancelled; one whose day had passed by then was missed, and
stays overdue. Nothing is owed under a norm before its first day in force or after its last. Units owe what comes
back with the calendar from the day on which the hub began to watch them.
"""


def page() -> str:
    """The page, in Markdown."""
    return "\n".join((_HEAD, *_tables())) + "\n"


def _tables() -> Iterator[str]:
    by_norm: dict[str, list[str]] = {}
    for line, norm in (*_lines(OF_PERSONS, "a person"), *_lines(OF_UNITS, ""), *_lines(OF_MEETINGS, "a meeting")):
        by_norm.setdefault(norm, []).append(line)
    for act in NORMS.acts.values():
        norms = [provision for provision in NORMS.provisions.values() if provision.act == act]
        if norms:
            yield f"\n## {act.number}: {act.title['en']}\n"
            yield "| norm | item | in force | asks | in the hub |\n| --- | --- | --- | --- | --- |"
            yield from (_row(norm, by_norm.get(norm.code, [])) for norm in norms)
            for provision in norms:
                yield from _read_in_ways(provision)


def _lines(rules: Iterable[Rule[F]], file: str) -> Iterator[tuple[str, str]]:
    for rule in rules:
        part = f" ({rule.part})" if rule.part else ""
        recipients = f", to {', '.join(rule.notify)}" if rule.notify else ""
        about = f" for {file}" if file else ""
        yield f"owed{about} by {rule.owed_by.kind}, {rule.owed_by.level}{recipients}{part}", rule.norm


def _read_in_ways(norm: Provision) -> Iterator[str]:
    """The readings of a norm of which there are several, and which one is taken."""
    if norm.readings is None:
        return
    yield f"\n{norm.code} can be read in {len(norm.readings.words)} ways:\n"
    for name, words in norm.readings.words.items():
        reading = f" Taken here, by {norm.readings.by}, {norm.readings.on}." if name == norm.readings.chosen else ""
        yield f"- `{name}`: {words['en']}.{reading}"
    yield f"\nA site takes another by `ortaq duties read {norm.code} NAME --by WHO`."


def _row(norm: Provision, watched: list[str]) -> str:
    until = f" to {norm.until}" if norm.until else ""
    what = "; ".join(watched) or f"not watched: {UNWATCHED[norm.code]}"
    return f"| {norm.code} | {norm.item} | {norm.since}{until} | {norm.summary['en']} | {what} |"
