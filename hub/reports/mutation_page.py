"""docs/mutations.md: every mutation of the work, with its norm, who may, and what it is told.

``python -m hub.reports.mutation_page > docs/mutations.md``
"""

import sys
from collections.abc import Iterator

from schema.work.declaration import Input, WorkMutation
from schema.work.work_catalogue import WORKS
from security.authorization.policy import Policy, load_policy

_HEAD = """# The mutations of the work

Made by `make docs` from `schema/work` and the role files; [work.md](work.md) says how they are used. Each takes a
`key` too. An argument in brackets may be left out.
"""


def work_page() -> str:
    """The page."""
    return "\n".join(_lines(load_policy()))


def _lines(policy: Policy) -> Iterator[str]:
    yield _HEAD
    yield "| mutation | norm | roles | what it does | arguments |"
    yield "| --- | --- | --- | --- | --- |"
    for work in WORKS.values():
        norms = ", ".join(work.norms) or "that of the notice"
        arguments = ", ".join(_argument(input_) for input_ in work.inputs if input_.name != "key")
        roles = ", ".join(_roles(policy, work))
        yield f"| `{work.name}` | {norms} | {roles} | {work.meaning} | {arguments} |"
    yield ""


def _roles(policy: Policy, work: WorkMutation) -> list[str]:
    if not work.norms:
        return ["whoever it was sent to"]
    return sorted(name for name, role in policy.roles.items() if set(role.work) & set(work.norms))


def _argument(input_: Input) -> str:
    return f"`{input_.name}`" if input_.required else f"(`{input_.name}`)"


if __name__ == "__main__":
    sys.stdout.write(work_page())
