"""The SDL covers the published contract, and nothing of it is without a class or a description."""

import re
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    parse,
    print_ast,
)

CONTRACT = Path(__file__).parents[2] / "docs" / "source" / "contract.graphql"
HELPERS = re.compile(
    r"(Connection|Edge)$|^(PageInfo|Query|Mutation|Subscription|Change|Hit|Caller|ReleaseRule|ClassRelease"
    r"|FieldAccess|Search(Hit|Page)|Timeline(Item|Page)|Statistics.*|Delivery|Quarantined)$"
)
PAGE = {"first": "Int", "after": "String", "last": "Int", "before": "String"}

Named = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode


def _types(document: DocumentNode) -> dict[str, Named]:
    return {d.name.value: d for d in document.definitions if isinstance(d, Named)}


def _enums(document: DocumentNode) -> dict[str, list[str]]:
    return {
        d.name.value: [v.name.value for v in d.values or ()]
        for d in document.definitions
        if isinstance(d, EnumTypeDefinitionNode)
    }


def _class(node: Named, field: str = "") -> str:
    """The class that holds for a field: its own, or its type's."""
    places = [f for f in node.fields or () if f.name.value == field]
    for place in (*places, node):
        for directive in place.directives or ():
            if directive.name.value == "access":
                return print_ast((directive.arguments or ())[0].value)
    return ""


def breaks(sdl: str, contract: str) -> list[str]:
    """What of ``contract`` a partner would miss in ``sdl``."""
    ours, theirs = parse(sdl), parse(contract)
    found = [
        f"enum {name}: {value}"
        for name, values in _enums(theirs).items()
        for value in values
        if value not in _enums(ours).get(name, [])
    ]
    for name, wanted in _types(theirs).items():
        node = _types(ours).get(name)
        if node is None:
            found.append(f"type {name}")
            continue
        if {print_ast(i) for i in wanted.interfaces or ()} - {print_ast(i) for i in node.interfaces or ()}:
            found.append(f"type {name}: an interface")
        found += _field_breaks(name, node, wanted)
    return found


def _field_breaks(name: str, node: Named, wanted: Named) -> list[str]:
    found = []
    fields = {f.name.value: f for f in node.fields or ()}
    for field in wanted.fields or ():
        here = f"{name}.{field.name.value}"
        mine = fields.get(field.name.value)
        if mine is None or print_ast(mine.type) != print_ast(field.type):
            found.append(here)
            continue
        given = {a.name.value: print_ast(a.type) for a in mine.arguments or ()}
        asked = {a.name.value: print_ast(a.type) for a in field.arguments or ()}
        if print_ast(field.type).endswith("Connection"):
            target = print_ast(field.type).removesuffix("Connection")
            asked |= {**PAGE, "where": f"{target}Filter", "orderBy": f"[{target}Order!]"}
        found += [f"{here}({key})" for key, kind in asked.items() if given.get(key) != kind]
        if _class(wanted, field.name.value) != _class(node, field.name.value):
            found.append(f"{here}: class")
    return found


def test_contract_is_kept(sdl: str) -> None:
    assert breaks(sdl, CONTRACT.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "broken"),
    [
        ("familyName: String\n", "familyName: Int\n", "Person.familyName"),
        ("iin: IIN @access(class: IDENTITY)", "iin: IIN", "Person.iin: class"),
        ("  NOT_IDENTICAL_01\n", "", "enum IgnoreReason: NOT_IDENTICAL_01"),
        ("type Duty implements Node", "type Duti implements Node", "type Duty"),
        ("  isMinor: Boolean\n", "", "Person.isMinor"),
    ],
)
def test_breaking_change_is_found(sdl: str, old: str, new: str, broken: str) -> None:
    bare = re.sub(r'\s*""".*?"""', "", sdl, flags=re.DOTALL)
    assert old in bare
    assert breaks(bare, sdl) == []
    assert broken in breaks(bare.replace(old, new, 1), sdl)


def test_every_type_has_a_class_and_every_field_a_description(sdl: str) -> None:
    for name, node in _types(parse(sdl)).items():
        assert node.description is not None, name
        for field in node.fields or ():
            assert field.description is not None and field.description.value, f"{name}.{field.name.value}"
        if isinstance(node, ObjectTypeDefinitionNode) and not HELPERS.search(name):
            assert _class(node), name
