"""Pages that tell a body how to send its feeds, made from the declarations alone.

``python -m adapters.systems.describe penal-releases`` prints the part of a page on one feed.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.feeds.feed import Deletion, Feed, PersonCard, Wire, WireFormat
from adapters.systems import FEEDS, SYSTEMS
from adapters.systems.system import System

_NOTE = "Made from the declarations; do not edit.\n\n"
_FORMS = {WireFormat.NDJSON: "NDJSON", WireFormat.CSV: "CSV", WireFormat.XLSX: "XLSX", WireFormat.XML: "XML"}
_FENCES = {WireFormat.NDJSON: "json", WireFormat.CSV: "csv", WireFormat.XML: "xml"}
_ENVELOPE = frozenset(str(field.alias) for field in Wire.model_fields.values())

Schema = Mapping[str, Any]

Samples = Mapping[str, tuple[str, str]]
"""Of a feed: the name of its sample file, and how that file begins; nothing, where it is no text."""


def index() -> str:
    """The page on all systems, with what holds for every feed."""
    lines = ["# Feeds\n\n", _NOTE, _INTRODUCTION]
    lines.append("| system | feeds | what it sends and why |\n|---|---|---|\n")
    for system in SYSTEMS:
        feeds = ", ".join(f"`{feed.name}`" for feed in system.feeds)
        lines.append(f"| [{system.title}]({system.page}.md) | {feeds} | {system.meaning} |\n")
    lines += [_EVERY_RECORD, _table(_rows(Wire.model_json_schema())), _DELETIONS]
    lines += [_table(row for row in _rows(Deletion.model_json_schema()) if row[0] not in _ENVELOPE), _CARD]
    lines += [_table(_rows(PersonCard.model_json_schema())), _FORMS_TEXT]
    return "".join(lines)


def system_page(system: System, samples: Samples) -> str:
    """The page on a system. ``samples`` are those of its feeds."""
    head = f"# {system.title}\n\n{_NOTE}{system.meaning}\n\n"
    return head + _COMMON + "\n".join(feed_part(feed, *samples.get(feed.name, ("", ""))) for feed in system.feeds)


def feed_part(feed: Feed, sample: str = "", excerpt: str = "") -> str:
    """The part of a page on one feed: what it means, its fields, its forms, how to send it."""
    parts = [
        f"## {feed.name}\n\n{feed.meaning}\n\n",
        f"System `{feed.system}`; norms {', '.join(feed.norms)}; {_forms(feed)}.\n\n",
        _SHARED if feed.shared else "",
        _table(row for row in _rows(feed.wire.model_json_schema()) if row[0] not in _ENVELOPE),
        _headings(feed),
        _curl(feed, sample or f"{feed.name}.{_FORMS[feed.formats[0]].lower()}"),
        _sample(feed, sample, excerpt),
    ]
    return "".join(parts)


def _forms(feed: Feed) -> str:
    form_names = " or ".join(f"{_FORMS[kind]} (`{kind.value}`)" for kind in feed.formats)
    return f"{form_names}, a record an element `{feed.element}`" if WireFormat.XML in feed.formats else form_names


def _headings(feed: Feed) -> str:
    if not feed.columns:
        return ""
    rows = "".join(f"| {heading} | `{path}` |\n" for heading, path in feed.columns.items())
    return f"\nHeadings of the table, in any order:\n\n| heading | field |\n|---|---|\n{rows}"


def _curl(feed: Feed, sample: str) -> str:
    return (
        f'\n```\ncurl "$HUB/feeds/{feed.name}" \\\n'
        '  -H "Authorization: Bearer $TOKEN" \\\n'
        '  -H "Idempotency-Key: $(uuidgen)" \\\n'
        '  -H "Ortaq-Purpose: FEED" \\\n'
        f'  -H "Content-Type: {feed.formats[0].value}" \\\n'
        f"  --data-binary @{sample}\n```\n"
    )


def _sample(feed: Feed, sample: str, excerpt: str) -> str:
    if not sample:
        return ""
    sample_text = f"It begins:\n\n```{_FENCES[feed.formats[0]]}\n{excerpt}\n```\n" if excerpt else ""
    return f"\nA made-up sample: [{sample}](samples/{sample}). {sample_text}".rstrip() + "\n"


DescriptionRow = tuple[str, str, str, str]
"""Of a field: path, type, whether it is required, meaning."""


def _table(rows: Iterator[DescriptionRow]) -> str:
    lines = "".join(f"| `{path}` | {kind} | {needed} | {meaning} |\n" for path, kind, needed, meaning in rows)
    return f"| field | type | required | meaning |\n|---|---|---|---|\n{lines}"


def _rows(root: Schema, model: Schema | None = None, above: str = "") -> Iterator[DescriptionRow]:
    schema = model or root
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        field_schema = _without_null(field)
        path = f"{above}{name}"
        yield path, _type(root, name, field_schema), "yes" if name in required else "", field["description"]
        inner = field_schema.get("$ref", "").rpartition("/")[2]
        if inner and inner != PersonCard.__name__:
            yield from _rows(root, root["$defs"][inner], f"{path}.")


def _without_null(field: Schema) -> Schema:
    """The schema of a field where it is not null."""
    options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
    return options[0] if options else field


def _type(root: Schema, name: str, schema: Schema) -> str:
    if "$ref" in schema:
        return "[person card](README.md#a-person-card)" if schema["$ref"].endswith(PersonCard.__name__) else "part"
    if schema.get("type") == "array":
        return f"list of {_type(root, name, _without_null(schema['items']))}"
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    return _scalar(name, schema)


def _scalar(name: str, schema: Schema) -> str:
    if name == "iin":
        return "IIN with its check digit"
    if "format" in schema:
        return {"date": "date", "date-time": "point in time", "time": "time"}[schema["format"]]
    if schema["type"] == "string":
        pattern = f", `{schema['pattern']}`".replace("|", "\\|") if "pattern" in schema else ""
        return f"text up to {schema['maxLength']}" if "maxLength" in schema else f"text{pattern}"
    return _number(schema)


def _number(schema: Schema) -> str:
    words = {"integer": "whole number", "number": "number", "boolean": "true or false"}
    bounds = (schema.get("minimum"), schema.get("maximum"))
    return words[schema["type"]] + (f", {bounds[0]} to {bounds[1]}" if None not in bounds else "")


_INTRODUCTION = """A feed is what one system of an agency tells the hub, record by record, whenever something
changes. What one body knows, the others need not ask for: a page for each of the fifteen systems says what it
sends, why, and in which form.

"""

_COMMON = """What holds for every feed (number, version and time of change of a record, deletions, the person card,
the forms) stands in the [index](README.md).

"""

_EVERY_RECORD = """
## Every record

A record is self-contained and may come again: of two with one number the greater version holds, and one that is in
already changes nothing. A name that the feed does not declare is refused, and so is an identification number
anywhere but in `iin`. What is left out is unknown.

"""

_DELETIONS = """
## Deletions

A record that its system has deleted is sent as its number, a greater version, the time, and nothing but:

"""

_CARD = """
## A person card

What a record says of a person. Who it is, the hub finds out: by the number, or else by what is known beside it. Say
what the system knows, leave out what it does not.

"""

_FORMS_TEXT = """
## Forms

- Dates are written YYYY-MM-DD, points in time with their offset or Z.
- **NDJSON**: one JSON object a line.
- **CSV** and **XLSX**: the first row holds the headings. A heading is a field's path with dots (`person.iin`),
  unless the page of the feed lists its own. An empty cell is a field that is left out. Feeds with lists
  come in no table.
- **XML**: an element a record, whatever is around it; an element in it a field. A list is its element repeated.
- The `Idempotency-Key` names a delivery: sent again under the same key, it is the same delivery, and its receipt
  comes again.
- Of a feed that many bodies send, each sends its own records under its own name. No record names the body.
"""

_SHARED = "Many bodies send this feed, each its own records: the body is the sender's own and is named nowhere.\n\n"


def main(name: str) -> None:
    """Print the part on the feed ``name``."""
    sys.stdout.write(feed_part(FEEDS[name]))


if __name__ == "__main__":
    main(sys.argv[1])
