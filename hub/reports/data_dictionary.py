"""Documents made from the declarations: the data dictionary and the catalogue of errors."""

from resolvers.errors import CATALOGUE as ERRORS
from schema.catalogue import CATALOGUE
from schema.model import Entity

_NOTE = "Made from the declarations; do not edit.\n\n"


def dictionary() -> str:
    """The data dictionary, in Markdown: every type, field and relation with class, mask and meaning."""
    parts = ["# Data dictionary\n\n", _NOTE, "Printed by `ortaq dictionary`, from `schema/`. ", _EXPLAINED]
    parts += [_entity(CATALOGUE.entity(name)) for name in sorted(CATALOGUE.entities)]
    return "".join(parts)


_EXPLAINED = (
    "The class decides who sees a field ([source/access.md](source/access.md)); the mask is what is left where it "
    "is released masked. *About* names the relations to the persons on whom the row scopes are decided.\n\n"
)


def _entity(entity: Entity) -> str:
    about = ", ".join(entity.anchors) or ("itself" if entity.name == "Person" else "nobody")
    lines = [
        f"## {entity.name}\n\n{entity.meaning}\n\n",
        f"Class {entity.access}; feed `{entity.feed}.ndjson`; ids begin with `{entity.prefix}_`; ",
        f"about: {about}.\n\n",
        "| name | type | class | mask | meaning |\n|---|---|---|---|---|\n",
    ]
    for field in CATALOGUE.fields(entity):
        kind = field.enum.name if field.enum else field.scalar.value
        kind = f"[{kind}]" if field.many else "ID" if field.name == "id" else kind
        mask = "nothing" if field.many else field.mask.value
        access = "-" if field.name == "id" else CATALOGUE.access(entity, field.name)
        lines.append(f"| {field.name} | {kind} | {access} | {mask} | {field.meaning} |\n")
    for relation in entity.relations:
        kind = f"[{relation.target}]" if relation.many else relation.target
        meaning = relation.meaning if relation.exposed else f"{relation.meaning} (in feeds only)"
        lines.append(f"| {relation.name} | {kind} | {CATALOGUE.access(entity, relation.name)} | | {meaning} |\n")
    return "".join(lines) + "\n"


def error_catalogue() -> str:
    """The catalogue of errors, in Markdown."""
    lines = [
        "# Errors\n\n",
        _NOTE,
        "Printed by `ortaq errors`, from `resolvers/errors.toml`. Every error has a stable `extensions.code`. "
        "The text comes in the language of `Accept-Language` (kk, ru, en). The status is that of a request "
        "that fails with the error; a caller who accepts `application/json` alone gets an invalid document's "
        "errors with 200, as the GraphQL over HTTP specification has it.\n\n",
        "| code | status | English | Russian | Kazakh |\n|---|---|---|---|---|\n",
    ]
    for entry in ERRORS.values():
        texts = " | ".join(entry.texts[name] for name in ("en", "ru", "kk"))
        lines.append(f"| `{entry.code}` | {entry.status} | {texts} |\n")
    return "".join(lines)
