"""The roots on the caller: who it is, and what is released to it."""

from schema.model import EnumType
from schema.types import factory as made
from schema.types.factory import Argument, publish_plain
from schema.types.roots import Root

QUERIES = (
    Root(name="me", returns="Caller", meaning="The caller, as the token names it.", arguments={}),
    Root(
        name="access",
        returns="FieldAccess | None",
        meaning="What of a field is released to the caller, and on which norms.",
        arguments={
            "type": Argument("str", "Name of a type, for example Person."),
            "field": Argument("str", "Name of a field of it, for example iin."),
        },
    ),
)

RELEASE = EnumType(
    "Release",
    ("FULL", "MASKED", "POINTER"),
    "How much is released: the value, what its mask leaves, or nothing but that a record exists.",
)


def publish() -> None:
    """Publish the types that these roots give."""
    made.publish_enum(RELEASE)
    caller = {
        "agency": ("Agency | None", "The caller's agency."),
        "role": ("str | None", "The caller's role."),
        "area": ("str | None", "The caller's area, a KATO prefix; empty for the whole country."),
        "unit": ("str | None", "Id of the caller's unit or organisation."),
        "purposes": ("list[str] | None", "The purposes that the caller may state."),
        "releases": ("list[ClassRelease]", "What is released to the caller, class by class."),
    }
    rule = {
        "release": ("Release", "How much."),
        "scope": ("str", "Of which records: the row scope."),
        "norms": ("list[str]", "The norms and agreements on which it stands; none for what is public."),
        "until": ("Date | None", "Last day, where it stands on an agreement."),
    }
    of_class = {
        "class": ("AccessClass", "The class."),
        "releases": ("list[ReleaseRule]", "What is released; the first that applies to a record holds."),
    }
    of_field = {
        "type": ("str", "The type."),
        "field": ("str", "The field."),
        "class": ("AccessClass", "The field's class."),
        "releases": ("list[ReleaseRule]", "What is released; the first that applies to a record holds."),
        "minors": (
            "list[ReleaseRule] | None",
            "What is released of persons under 18, where a record can be about one: the stricter of both holds.",
        ),
    }
    publish_plain("ReleaseRule", "A release, its scope and what it stands on.", rule)
    publish_plain("ClassRelease", "What is released of a class.", of_class)
    publish_plain("FieldAccess", "What is released of a field.", of_field)
    publish_plain("Caller", "Who calls.", caller)
