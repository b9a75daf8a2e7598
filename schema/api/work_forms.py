"""The root on the forms of the work: what the caller may enter, and what each mutation is told."""

from typing import get_args

from schema.model import AccessClass, EnumType
from schema.types import factory as made
from schema.types.factory import publish_plain
from schema.types.roots import Root
from schema.work.declaration import InputKind

QUERIES = (
    Root(
        name="workForms",
        returns="list[WorkForm]",
        meaning="The mutations of the work that exist for the caller, as forms ask for them.",
        arguments={},
    ),
)

INPUT_KIND = EnumType("WorkInputKind", get_args(InputKind), "What an argument of a mutation of the work holds.")


def publish() -> None:
    """Publish the types that this root gives."""
    made.publish_enum(INPUT_KIND)
    choice = {
        "value": ("str", "The value."),
        "norm": ("str", "Number of the norm under which it is done then."),
    }
    work_input = {
        "name": ("str", "Name of the argument."),
        "kind": ("WorkInputKind", "What it holds."),
        "required": ("bool", "Whether it must be given."),
        "target": ("str | None", "Type of the record that it names by id, or name of the closed list."),
        "choices": ("list[str] | None", "The values of its closed list that the caller may choose."),
        "longest": ("int | None", "The most characters of its text, of each where there are several."),
    }
    form = {
        "name": ("str", "Name of the mutation."),
        "norms": (
            "list[str]",
            "Numbers of the norms under which the caller does it; none where the record that it names has its own.",
        ),
        "by": ("str | None", "The argument that chooses the norm, where there is one."),
        "choices": ("list[WorkChoice]", "The values of that argument that the caller may choose."),
        "inputs": ("list[WorkInput]", "Its arguments, in their order."),
    }
    access = (made.Access(class_=AccessClass.PUBLIC),)
    publish_plain("WorkChoice", "A value that chooses the norm of a mutation.", choice, access)
    publish_plain("WorkInput", "An argument of a mutation of the work.", work_input, access)
    publish_plain("WorkForm", "A mutation of the work, as a form asks for it.", form, access)
