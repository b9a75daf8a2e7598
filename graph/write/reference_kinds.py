"""Which records refer to others, of all types in one statement.

A statement for every type of record would be twenty of them for each record that comes in.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schema.model import Entity, Relation

Reference = tuple[Entity, Relation]
"""A type of record, and the relation along which it refers to another."""

KIND = "labels(f)[0] AS label, type(r) AS edge"
"""The columns by which :func:`by_reference` tells the references ``r`` of records ``f`` apart."""


def edge_types(references: Iterable[Reference]) -> str:
    """The relationship types of ``references``, as a pattern takes them: ``ABOUT|CONCERNS``."""
    return "|".join(sorted({relation.edge for _, relation in references}))


def by_reference(
    references: Iterable[Reference], rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Entity, Relation, list[Mapping[str, Any]]]]:
    """The rows of each of ``references`` that has any, in their order; rows of other references are left out.

    ``rows`` have the columns of :data:`KIND`.
    """
    by_kind: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_kind[row["label"], row["edge"]].append(row)
    for entity, relation in references:
        if of_kind := by_kind.get((entity.name, relation.edge)):
            yield entity, relation, of_kind
