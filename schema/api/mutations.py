"""The root fields of Mutation."""

from schema.api import deliveries, identity_links, reconciliation
from schema.types import factory as made
from schema.types.roots import Root
from schema.work import work_catalogue as work

MUTATIONS: dict[str, Root] = {
    **deliveries.MUTATIONS,
    **identity_links.MUTATIONS,
    **reconciliation.MUTATIONS,
    **work.MUTATIONS,
}
"""Root fields by name."""


def publish_mutations() -> None:
    """Publish the type Mutation."""
    fields = {name: deliveries.root_field(root) for name, root in deliveries.MUTATIONS.items()}
    fields |= {name: identity_links.root_field(root) for name, root in identity_links.MUTATIONS.items()}
    fields |= {name: reconciliation.root_field(root) for name, root in reconciliation.MUTATIONS.items()}
    fields |= {name: work.root_field(root) for name, root in work.MUTATIONS.items()}
    made.make("Mutation", "What can be changed. Root fields are done one after another.", {}, fields)
