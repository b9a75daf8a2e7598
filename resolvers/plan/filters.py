"""Filters: from the tree of an argument ``where`` to tests on declared fields and relations."""

from collections.abc import Iterator

from graph.query.plan import Combination, FieldTest, Filter, Quantifier, RelationTest
from graph.query.predicates import Fixed, Normal, Value
from resolvers.errors import HubError
from resolvers.request.selection import ArgumentTree
from schema.catalogue import CATALOGUE
from schema.model import Entity, Field, Relation, Scalar
from schema.texts import NAMES

QUANTIFIERS: tuple[Quantifier, ...] = ("some", "none", "every")


NOTHING_KNOWN = Combination("unknown", ())
"""What a part given as null comes to: a filter that is neither true nor false."""


def filter_of(entity: Entity, tree: ArgumentTree) -> Filter | None:
    """The filter that ``tree`` stands for; None where nothing is filtered."""
    if not isinstance(tree, dict):
        return None
    return _conjunction(_parts(entity, tree))


def _conjunction(parts: Iterator[Filter]) -> Filter:
    tests = tuple(parts)
    return tests[0] if len(tests) == 1 else Combination("and", tests)


def _parts(entity: Entity, tree: dict[str, ArgumentTree]) -> Iterator[Filter]:
    for name, under in tree.items():
        if under == Fixed(None):
            yield NOTHING_KNOWN
            continue
        if name in ("and", "or"):
            members = under if isinstance(under, list) else [under]
            parts = tuple(_object(entity, member) for member in members)
            yield Combination("and" if name == "and" else "or", parts)
        elif name == "not":
            yield Combination("not", (_object(entity, under),))
        elif (field := CATALOGUE.field(entity, name)) is not None:
            yield from _tests(field, under)
        elif (relation := CATALOGUE.relation(entity, name)) is not None:
            yield from _relation(relation, under)
        else:
            raise HubError("INTERNAL")


def _object(entity: Entity, tree: ArgumentTree) -> Filter:
    return NOTHING_KNOWN if not isinstance(tree, dict) else _conjunction(_parts(entity, tree))


def _tests(field: Field, tree: ArgumentTree) -> Iterator[Filter]:
    if not isinstance(tree, dict):
        raise HubError("INTERNAL")
    for operator, value in tree.items():
        if not isinstance(value, Value):
            raise HubError("INTERNAL")
        yield FieldTest(field, operator, _stored_form(field, operator, value))


def _stored_form(field: Field, operator: str, value: Value) -> Value:
    """What is sought in the form in which texts are stored, whatever form it was typed in."""
    if field.scalar != Scalar.STRING or field.name == "id" or operator == "isNull":
        return value
    return Normal(value, field.name in NAMES, operator in ("contains", "startsWith"))


def _relation(relation: Relation, tree: ArgumentTree) -> Iterator[Filter]:
    target = CATALOGUE.shared(relation.target)
    if not relation.many:
        yield RelationTest(relation, "is", _object(target, tree))
    elif isinstance(tree, dict):
        for quantifier in QUANTIFIERS:
            if tree.get(quantifier) == Fixed(None):
                yield NOTHING_KNOWN
            elif quantifier in tree:
                yield RelationTest(relation, quantifier, _object(target, tree[quantifier]))
