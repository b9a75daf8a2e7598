"""The root fields of Mutation."""

from schema import delivering, linking, reconciling
from schema import types as made
from schema.roots import Root
from schema.work import all as work

MUTATIONS: dict[str, Root] = {
    **delivering.MUTATIONS,
    **linking.MUTATIONS,
    **reconciling.MUTATIONS,
    **work.MUTATIONS,
}
"""Root fields by name."""


def publish_mutations() -> None:
    """Publish the type Mutation."""
    fields = {name: delivering.root_field(root) for name, root in delivering.MUTATIONS.items()}
    fields |= {name: linking.root_field(root) for name, root in linking.MUTATIONS.items()}
    fields |= {name: reconciling.root_field(root) for name, root in reconciling.MUTATIONS.items()}
    fields |= {name: work.root_field(root) for name, root in work.MUTATIONS.items()}
    made.make("Mutation", "What can be changed. Root fields are done one after another.", {}, fields)
