"""Filters in three-valued logic: a filter is true, false, or None (unknown) for a record of the view."""

from collections.abc import Iterable

from tests.proofs.oracle.facts import RelationFact
from tests.proofs.oracle.records import Record, utc
from tests.proofs.oracle.values import Json
from tests.proofs.oracle.view import Level, View

Truth = bool | None
LISTS = ("in", "notIn")


def conjunction(parts: Iterable[Truth]) -> Truth:
    """False if one part is false, else unknown if one is unknown, else true."""
    known = list(parts)
    if any(part is False for part in known):
        return False
    return None if None in known else True


def disjunction(parts: Iterable[Truth]) -> Truth:
    """True if one part is true, else unknown if one is unknown, else false."""
    known = list(parts)
    if any(part is True for part in known):
        return True
    return None if None in known else False


def negation(part: Truth) -> Truth:
    """The opposite; of unknown, unknown."""
    return None if part is None else not part


def comparable(view: View, record: Record, name: str) -> Json:
    """The value that filters and orders use: None unless it is given in FULL. A localized text is Kazakh."""
    if view.field_level(record, name) < Level.FULL:
        return None
    value = view.raw(record, name)
    if name != "id" and record.fact.fields[name].localized and value is not None:
        return value.get("kk")
    return value


class Matcher:
    """Evaluates filters over a view. It remembers what it has found, as long as the filters live."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._found: dict[tuple[int, str], Truth] = {}

    def keeps(self, record: Record, where: dict[str, Json] | None) -> bool:
        """Whether a record passes a filter: only where the filter is true."""
        return where is None or self.evaluate(record, where) is True

    def evaluate(self, record: Record, where: dict[str, Json]) -> Truth:
        """What a filter says of a record: all its keys are joined by *and*."""
        key = (id(where), record.id)
        if key not in self._found:
            self._found[key] = conjunction(self._key(record, name, operand) for name, operand in where.items())
        return self._found[key]

    def _key(self, record: Record, key: str, operand: Json) -> Truth:
        if operand is None:
            return None
        if key == "and":
            return conjunction(self.evaluate(record, part) for part in operand)
        if key == "or":
            return disjunction(self.evaluate(record, part) for part in operand)
        if key == "not":
            return negation(self.evaluate(record, operand))
        relation = record.fact.relations.get(key)
        if relation is None:
            return conjunction(self._operator(record, key, name, given) for name, given in operand.items())
        if relation.many:
            return conjunction(self._quantifier(record, relation, name, part) for name, part in operand.items())
        return self._to_one(record, relation, operand)

    def _to_one(self, record: Record, relation: RelationFact, where: dict[str, Json]) -> Truth:
        if self.view.relation_level(record, relation) < Level.MASKED:
            return None
        return any(self.keeps(end, where) for end in self.view.ends(record, relation))

    def _quantifier(
        self, record: Record, relation: RelationFact, name: str, where: dict[str, Json] | None
    ) -> Truth:
        if where is None or self.view.relation_level(record, relation) < Level.MASKED:
            return None
        matches = (self.keeps(end, where) for end in self.view.ends(record, relation))
        match name:
            case "some":
                return any(matches)
            case "none":
                return not any(matches)
            case "every":
                return all(matches)
        raise ValueError(name)

    def _operator(self, record: Record, field: str, name: str, operand: Json) -> Truth:
        if operand is None or self.view.field_level(record, field) < Level.FULL:
            return None
        value = comparable(self.view, record, field)
        if name == "isNull":
            return bool((value is None) == operand)
        if value is None:
            return None
        if field != "id" and record.fact.fields[field].kind == "DateTime":
            operand = [one and utc(one) for one in operand] if name in LISTS else utc(operand)
        return _compare(name, value, operand)


def _compare(name: str, value: Json, operand: Json) -> Truth:
    match name:
        case "eq":
            return bool(value == operand)
        case "ne":
            return bool(value != operand)
        case "in":
            return disjunction(None if one is None else bool(value == one) for one in operand)
        case "notIn":
            return negation(disjunction(None if one is None else bool(value == one) for one in operand))
        case "gt":
            return bool(value > operand)
        case "gte":
            return bool(value >= operand)
        case "lt":
            return bool(value < operand)
        case "lte":
            return bool(value <= operand)
        case "startsWith":
            return bool(value.startswith(operand))
        case "contains":
            return operand in value
    raise ValueError(name)
