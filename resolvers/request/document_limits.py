"""Measures of a document against the limits, before it is validated.

Everything is counted as if fragments were spread out, yet every fragment is walked only once: what it weighs is
remembered, so that fragments in fragments in fragments cost no more to count than to write down.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from resolvers.errors import HubError
from security.limits.declared import Limits


@dataclass(frozen=True, kw_only=True)
class Weight:
    """What a selection set comes to, fragments spread out. ``roots`` are the fields of the set itself."""

    roots: int = 0
    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0


@dataclass
class _Scales:
    fragments: dict[str, FragmentDefinitionNode]
    weights: dict[str, Weight] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    repeats: int = 0

    def fragment(self, name: str) -> Weight:
        if name in self.open:
            raise HubError("CIRCULAR_FRAGMENTS")
        if name not in self.weights and name in self.fragments:
            self.open.add(name)
            self.weights[name] = self.set(self.fragments[name].selection_set)
            self.open.discard(name)
        return self.weights.get(name, Weight())

    def set(self, selections: SelectionSetNode) -> Weight:
        keys: Counter[str] = Counter()
        weight = _sum(self._members(selections.selections, keys))
        self.repeats += keys.total() - len(keys)
        return weight

    def _members(self, nodes: Iterable[SelectionNode], keys: "Counter[str]") -> Iterable[Weight]:
        for node in nodes:
            directives = len(node.directives or ())
            if isinstance(node, FieldNode):
                keys[node.alias.value if node.alias else node.name.value] += 1
                under = self.set(node.selection_set) if node.selection_set else Weight()
                yield Weight(
                    roots=1,
                    fields=under.fields + 1,
                    depth=under.depth + 1,
                    aliases=under.aliases + (node.alias is not None),
                    directives=under.directives + directives,
                )
            elif isinstance(node, InlineFragmentNode):
                # Its fields stand beside those around it: a repetition is one among all of them.
                yield from self._members(node.selection_set.selections, keys)
                yield Weight(directives=directives)
            elif isinstance(node, FragmentSpreadNode):
                yield self.fragment(node.name.value)
                yield Weight(directives=directives)


def _sum(weights: Iterable[Weight]) -> Weight:
    roots = fields = depth = aliases = directives = 0
    for weight in weights:
        roots += weight.roots
        fields += weight.fields
        depth = max(depth, weight.depth)
        aliases += weight.aliases
        directives += weight.directives
    return Weight(roots=roots, fields=fields, depth=depth, aliases=aliases, directives=directives)


def check_measures(document: DocumentNode, limits: Limits) -> None:
    """Hold the document against the limits.

    Repeated fields are counted over the document as it is written: comparing each with each is what makes
    validation slow (GraphQL specification, section 5.3.2).

    Raises:
        HubError: CIRCULAR_FRAGMENTS, TOO_MANY_FRAGMENTS, TOO_DEEP, TOO_MANY_FIELDS, TOO_MANY_ROOTS,
            TOO_MANY_ALIASES, TOO_MANY_DIRECTIVES or TOO_MANY_REPEATS.
    """
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if len(document.definitions) - len(operations) > limits.fragments:
        raise HubError("TOO_MANY_FRAGMENTS")
    scales = _Scales(fragments)
    for name in fragments:
        scales.fragment(name)
    outside = sum(len(d.directives or ()) for d in (*fragments.values(), *operations))
    for operation in operations:
        weight = scales.set(operation.selection_set)
        declared = sum(len(v.directives or ()) for v in operation.variable_definitions or ())
        for code, measured, most in (
            ("TOO_DEEP", weight.depth, limits.depth),
            ("TOO_MANY_FIELDS", weight.fields, limits.fields),
            ("TOO_MANY_ROOTS", weight.roots, limits.roots),
            ("TOO_MANY_ALIASES", weight.aliases, limits.aliases),
            ("TOO_MANY_DIRECTIVES", weight.directives + outside + declared, limits.directives),
        ):
            if measured > most:
                raise HubError(code)
    if scales.repeats > limits.repeats:
        raise HubError("TOO_MANY_REPEATS")
