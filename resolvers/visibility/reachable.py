"""What exists for a caller: the types, fields and root fields of which anything can ever be given.

What is not visible does not exist for the caller: not in the schema, not in a filter, not in an order.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

from resolvers.access.record_visibility import REACHES, best_release, visible_records
from resolvers.roots.all_roots import BEHAVIOURS
from schema.api.operations import SUBSCRIPTIONS
from schema.catalogue import CATALOGUE
from schema.model import AccessClass
from security.authorization.caller import Grants
from security.authorization.disclosure import Disclosure


@dataclass(frozen=True)
class SchemaVisibility:
    """The types, fields and roots within reach, and the classes of which anything is.

    ``fields`` are pairs of a type's name and a field's, for interfaces too.
    """

    types: frozenset[str]
    fields: frozenset[tuple[str, str]]
    roots: frozenset[str]
    classes: frozenset[AccessClass]

    @cached_property
    def digest(self) -> str:
        """The same for callers who can be given the same."""
        text = repr([sorted(names) for names in (self.types, self.fields, self.roots, self.classes)])
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=REACHES)
def reach_of(grants: Grants) -> SchemaVisibility:
    """What a caller with ``grants`` can ever be given."""
    records = visible_records(grants)
    roots = frozenset(name for name, root in BEHAVIOURS.items() if root.visibility(grants, records))
    if follows(grants):
        roots |= frozenset(SUBSCRIPTIONS)
    return SchemaVisibility(records.types, records.fields, roots, records.classes)


def follows(grants: Grants) -> bool:
    """Whether the caller is told of changes: some record that is not open to everybody can be read now."""
    return any(
        entity.access != AccessClass.PUBLIC and best_release(entity, "id", grants) >= Disclosure.MASKED
        for entity in CATALOGUE.entities.values()
    )
