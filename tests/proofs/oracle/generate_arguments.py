"""Made-up filters, orders and page sizes, by the input types of the schema and the values of the data."""

from random import Random

from graphql import GraphQLInputField, GraphQLInputObjectType, get_named_type, is_non_null_type

from tests.proofs.oracle.facts import FieldFact, RelationFact, members, types
from tests.proofs.oracle.literals import Variables, Word
from tests.proofs.oracle.samples import Samples
from tests.proofs.oracle.values import Json

LISTED = ("in", "notIn")
QUANTIFIERS = ("some", "none", "every")
JOINTS = ("and", "or", "not", "not")


class Arguments:
    """Makes the arguments of connections."""

    def __init__(self, rng: Random, samples: Samples, variables: Variables) -> None:
        self.rng = rng
        self.samples = samples
        self.variables = variables

    def where(self, shape: GraphQLInputObjectType, type_name: str, depth: int, share: float) -> dict[str, Json]:
        """A filter on records of a type. ``share`` of its operands are variables."""
        if self.rng.random() < 0.03:
            return {}
        facts = types()[members(type_name)[0]]
        joints = [key for key in JOINTS if key in shape.fields]
        fields = [key for key in shape.fields if key in facts.fields or key == "id"]
        links = [key for key in shape.fields if key in facts.relations]
        made: dict[str, Json] = {}
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3))):
            dice = self.rng.random()
            if depth > 0 and joints and dice < 0.25:
                key = self.rng.choice(joints)
                made[key] = self._joint(key, shape, type_name, depth, share)
            elif depth > 0 and links and dice < 0.55:
                guarded = [one for one in links if facts.relations[one].access != facts.access]
                key = self.rng.choice(guarded if guarded and self.rng.random() < 0.3 else links)
                made[key] = self._linked(shape.fields[key], facts.relations[key], depth, share)
            elif fields:
                key = self.rng.choice(fields)
                field = None if key == "id" else facts.fields[key]
                made[key] = self._operators(shape.fields[key], type_name, field, share)
        return made

    def _joint(self, key: str, shape: GraphQLInputObjectType, type_name: str, depth: int, share: float) -> Json:
        if key == "not":
            return self.where(shape, type_name, depth - 1, share)
        size = self.rng.choice((0, 1, 2, 2, 2, 3))
        return [self.where(shape, type_name, depth - 1, share) for _ in range(size)]

    def _linked(self, given: GraphQLInputField, relation: RelationFact, depth: int, share: float) -> Json:
        shape = get_named_type(given.type)
        assert isinstance(shape, GraphQLInputObjectType)
        if not relation.many:
            return self.where(shape, relation.target, depth - 1, share)
        names = self.rng.sample(QUANTIFIERS, self.rng.choice((1, 1, 1, 1, 2)))
        made: dict[str, Json] = {}
        for name in names:
            inner = get_named_type(shape.fields[name].type)
            assert isinstance(inner, GraphQLInputObjectType)
            empty = self.rng.random() < 0.2
            made[name] = {} if empty else self.where(inner, relation.target, depth - 1, share)
        return made

    def _operators(
        self, given: GraphQLInputField, type_name: str, field: FieldFact | None, share: float
    ) -> dict[str, Json]:
        shape = get_named_type(given.type)
        assert isinstance(shape, GraphQLInputObjectType)
        names = self.rng.sample(list(shape.fields), min(len(shape.fields), self.rng.choice((1, 1, 1, 2))))
        if "isNull" in shape.fields and self.rng.random() < 0.15:
            names = ["isNull"]
        made: dict[str, Json] = {}
        for name in names:
            operand = shape.fields[name]
            dice = self.rng.random()
            if dice < 0.05 and not is_non_null_type(operand.type):
                made[name] = None
            elif dice < 0.08 and share and not is_non_null_type(operand.type):
                made[name] = self.variables.absent(str(operand.type))
            else:
                value = self._operand(name, type_name, field)
                made[name] = self.variables.maybe(str(operand.type), value, share)
        return made

    def _operand(self, name: str, type_name: str, field: FieldFact | None) -> Json:
        if name == "isNull":
            return self.rng.random() < 0.5
        if name in LISTED:
            return [self._single(type_name, field) for _ in range(self.rng.choice((0, 1, 2, 3, 5)))]
        value = self._single(type_name, field)
        if name == "startsWith":
            return value[: self.rng.randrange(4)]
        if name == "contains":
            start = self.rng.randrange(len(value) + 1)
            return value[start : start + self.rng.randrange(1, 4)]
        return value

    def _single(self, type_name: str, field: FieldFact | None) -> Json:
        concrete = self.rng.choice(members(type_name))
        if field is None:
            return self.samples.id(self.rng, concrete)
        return self.samples.value(self.rng, concrete, types()[concrete].fields[field.name])

    def order_by(self, shape: GraphQLInputObjectType, type_name: str, share: float) -> list[dict[str, Json]]:
        """An order of one key or two. ``share`` of its directions are variables."""
        facts = types()[members(type_name)[0]]
        known = [key for key in shape.fields if key in facts.fields or key == "id"]
        keys = self.rng.sample(known, min(len(known), self.rng.choice((1, 1, 2))))
        words = [Word(self.rng.choice(("ASC", "DESC"))) for _ in keys]
        return [
            {key: self.variables.maybe("SortDirection!", word, share)}
            for key, word in zip(keys, words, strict=True)
        ]
