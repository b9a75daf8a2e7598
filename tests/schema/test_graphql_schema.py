"""The schema that documents are planned against is the one that is published, in every word."""

from graphql import GraphQLScalarType, get_introspection_query, graphql_sync, validate_schema

from schema.api.build import published
from schema.api.graphql_schema import graphql_schema
from schema.types.scalars import SCALARS


def test_nothing_of_what_is_published_is_lost() -> None:
    assert validate_schema(graphql_schema()) == []
    ours = graphql_sync(graphql_schema(), get_introspection_query())
    assert ours.errors is None
    assert ours.data == published().introspect()


def test_types_are_the_very_ones_that_strawberry_made() -> None:
    converter = published().schema_converter
    types = graphql_schema().type_map
    assert {name: made.implementation for name, made in converter.type_map.items()}.items() <= types.items()


def test_scalars_parse_and_write_as_they_were_declared() -> None:
    for declared in SCALARS.values():
        scalar = graphql_schema().get_type(declared.name)
        assert isinstance(scalar, GraphQLScalarType)
        assert scalar.serialize is declared.serialize
        assert scalar.parse_value is declared.parse_value
