"""Records that a wire model may accept, made from its JSON schema."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from adapters.feeds.feed import Wire

Schema = Mapping[str, Any]

_NUMBERS = ("010101500013", "", "x")
_TEXTS = st.one_of(st.sampled_from(("Абай к-сі, 5-12", "ҚК 188(2)", "KAZ")), st.text(min_size=1, max_size=8))
_FORMATS: dict[str, SearchStrategy[str]] = {
    "date": st.sampled_from(("1900-01-01", "2009-05-04", "2026-06-01", "2026-06-30", "2100-12-31")),
    "date-time": st.sampled_from(
        (
            "1900-01-01T00:00:00-12:00",
            "2026-06-01T10:00:00+05:00",
            "2026-06-30T00:00:00Z",
            "2100-12-31T23:59:59Z",
        )
    ),
    "time": st.sampled_from(("00:00", "23:59:59", "12:30:00+05:00")),
}


def records(wire: type[Wire]) -> SearchStrategy[dict[str, Any]]:
    """Records of the right shape; their fields may contradict each other."""
    schema = wire.model_json_schema()
    return _object(schema, schema)


def _object(schema: Schema, root: Schema) -> SearchStrategy[dict[str, Any]]:
    required = set(schema.get("required", ()))
    named = {name: _value(name, each, root) for name, each in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: values for name, values in named.items() if name in required},
        optional={name: values for name, values in named.items() if name not in required},
    )


def _value(name: str, schema: Schema, root: Schema) -> SearchStrategy[Any]:
    if name == "iin":
        return st.sampled_from(_NUMBERS)
    if "$ref" in schema:
        return _value(name, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return st.one_of([_value(name, each, root) for each in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    return _typed(name, schema, root)


def _typed(name: str, schema: Schema, root: Schema) -> SearchStrategy[Any]:
    kind = schema["type"]
    if kind == "object":
        return _object(schema, root)
    if kind == "array":
        return st.lists(_value(name, schema["items"], root), min_size=schema.get("minItems", 0), max_size=2)
    if kind == "integer":
        low, high = schema.get("minimum", 0), schema.get("maximum", 2**53 - 1)
        return st.one_of(st.integers(low, high), st.integers(low, high).map(str))
    if kind == "number":
        return st.floats(allow_nan=False, allow_infinity=False)
    if kind == "boolean":
        return st.sampled_from((True, False, "true", "0"))
    return st.none() if kind == "null" else _string(schema)


def _string(schema: Schema) -> SearchStrategy[str]:
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    if "pattern" not in schema:
        return _TEXTS
    pattern: str = schema["pattern"]
    return st.from_regex(pattern, fullmatch=True)
