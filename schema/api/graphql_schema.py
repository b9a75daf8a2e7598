"""The published schema as graphql-core has it: what documents are validated against and plans are made of."""

from functools import cache
from typing import cast

from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLSchema, specified_directives

from schema.api.build import published
from schema.catalogue import CATALOGUE
from schema.types.factory import Access


@cache
def graphql_schema() -> GraphQLSchema:
    """The schema of the hub, made of the very types that Strawberry made.

    Strawberry keeps its own object of this kind to itself. A schema read back from the printed SDL would have lost
    what scalars parse and write.
    """
    converter = published().schema_converter

    def implementation(name: str) -> GraphQLNamedType:
        return cast(GraphQLNamedType, converter.type_map[name].implementation)

    query, mutation, subscription = (
        cast(GraphQLObjectType, implementation(name)) for name in ("Query", "Mutation", "Subscription")
    )
    return GraphQLSchema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        types=[implementation(name) for name in CATALOGUE.entities],
        directives=(*specified_directives, converter.from_schema_directive(Access)),
    )
