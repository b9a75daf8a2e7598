"""Amending: changing single values and links of a record that is the hub's own, and leaving the rest as it is."""

from collections.abc import Mapping
from typing import Any

from graph.engine.order_keys import order_keys
from graph.engine.unit_of_work import UnitOfWork
from graph.write.stays import STAY, remember
from schema.catalogue import CATALOGUE
from schema.model import Entity


async def amend(
    work: UnitOfWork,
    entity: Entity,
    record_id: str,
    values: Mapping[str, Any],
    links: Mapping[str, str],
) -> None:
    """Set ``values``, and let the relations of ``links`` lead to other records.

    For values and links alone from which nothing is derived: no area, no age, nothing that is sealed.
    """
    if entity == STAY:
        await remember(work, [record_id])
    await work.rows(
        f"MATCH (n:{entity.name} {{id: $id}}) SET n += $values",
        id=record_id,
        values={**values, **order_keys(entity, values)},
    )
    for name, target in links.items():
        relation, owner = CATALOGUE.relation(entity, name), CATALOGUE.by_prefix(target)
        if relation is None or owner is None:
            raise ValueError(f"{entity.name} has no relation to lead elsewhere")
        await work.delete_links(f"MATCH (n:{entity.name} {{id: $id}})-[r:{relation.edge}]->()", id=record_id)
        await work.rows(
            f"MATCH (n:{entity.name} {{id: $id}}) MATCH (m:{owner.name} {{id: $target}}) "
            f"CREATE (n)-[:{relation.edge}]->(m)",
            id=record_id,
            target=target,
        )
    if entity == STAY:
        await remember(work, [record_id])
