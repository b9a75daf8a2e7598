"""A site's file that cannot be meant: file, line, key and what to write are said, and nothing that stands in it."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

from hub.subscriptions.webhook_config import read_webhooks
from security.authorization.agreements import read_agreements
from security.authorization.policy import load_policy
from security.identity.issuers import read_issuers
from security.site_file import SiteFileError, SiteTable, SiteText, SiteTexts, read_site_file

CANARY = "kanareika"


class _Table(SiteTable):
    name: SiteText
    kind: Literal["a", "b"] = "a"
    day: dt.date | None = None
    number: int = Field(1, ge=1, le=9)
    words: SiteTexts = ()
    flag: bool = False
    nested: dict[str, SiteText] = Field(default_factory=dict)
    shape: Annotated[str, Field(pattern="^x$")] = "x"


class _File(SiteTable):
    table: list[_Table]


WRONG = {
    f'kind = "{CANARY}"': "kind: must be one of 'a' or 'b'",
    f'day = "{CANARY}"': "day: must be a day, as in 2026-01-31",
    f'number = "{CANARY}"': "number: must be a whole number",
    "number = 123456789": "number: must be 9 or less",
    "number = -123456789": "number: must be 1 or more",
    f'words = "{CANARY}"': "words: must be a list",
    f'words = ["x", ["{CANARY}"]]': "words 2: must be a text",
    'words = ["x", " "]': "words 2: must not be empty",
    f'flag = "{CANARY}"': "flag: must be true or false",
    f'nested = "{CANARY}"': "nested: must be a table",
    f'nested = {{ key = ["{CANARY}"] }}': "nested: key: must be a text",
    f'other = "{CANARY}"': "other: unknown entry",
    f'shape = "{CANARY}"': "shape: cannot be meant",
}


@pytest.mark.parametrize("line", WRONG)
def test_an_entry_is_refused_by_file_line_and_key_without_its_value(tmp_path: Path, line: str) -> None:
    path = tmp_path / "site.toml"
    path.write_text(f'[[table]]\nname = "first"\n[[table]]\nname = "{CANARY}2"\n{line}\n', encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        read_site_file(path, _File)
    assert str(refused.value) == f"{path}:5: table 2: {WRONG[line]}"
    assert refused.value.__cause__ is None


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_text("[[table]]\nnumber = 0\n", encoding="utf-8")
    with pytest.raises(SiteFileError) as refused:
        read_site_file(path, _File)
    assert refused.value.problems == [
        f"{path}:1: table 1: name: is missing",
        f"{path}:2: table 1: number: must be 1 or more",
    ]


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "[[issuer]]": ("identity.md", lambda path: read_issuers(path, ("education",))),
    "[[webhook]]": ("streams.md", lambda path: read_webhooks(path, ("education",))),
    "[[agreement]]": ("policy.md", read_agreements),
    "[release]": ("policy.md", lambda path: load_policy(path.parent)),
}
"""By the table that an example in the documents has: the page, and what reads such a file."""


@pytest.mark.parametrize("table", READERS)
@pytest.mark.parametrize("value", [f'"{CANARY}"', f'["{CANARY}"]', f'{{ {CANARY}key = "{CANARY}" }}', "["])
def test_no_reader_of_a_site_file_repeats_a_value(tmp_path: Path, table: str, value: str) -> None:
    document, read = READERS[table]
    page = (Path(__file__).parents[2] / "docs" / document).read_text(encoding="utf-8")
    example = next(text for text in re.findall(r"```toml\n(.*?)```", page, re.DOTALL) if table in text)
    entries = [line.partition("=")[0] for line in example.splitlines() if re.match(r"\w+ *=", line)]
    refused = 0
    for entry in entries:
        path = tmp_path / "precinct.toml"
        path.write_text(re.sub(rf"^{entry}=.*$", f"{entry}= {value}", example, flags=re.M), encoding="utf-8")
        try:
            read(path)
        except SiteFileError as error:
            assert CANARY not in str(error).replace(f"{CANARY}key", ""), entry
            refused += 1
    assert refused > len(entries) / 2
