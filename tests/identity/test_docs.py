"""The page for a partner's engineer says what is so."""

import re
from pathlib import Path

from hub.settings import described
from schema.model import AccessClass
from security.authorization.purposes import PURPOSES
from security.identity.claims import CLASS_SCOPE, MAX_TEXT, PURPOSE_SCOPE
from security.identity.discovery import COOL_DOWN, REFRESH, STALE
from security.identity.issuers import MAX_MINUTES, IssuerTable, read_issuers
from security.identity.jws_parse import MAX_TOKEN, NOT_OURS
from security.identity.rejection_reasons import RejectionReason
from security.identity.verifier import LEEWAY
from tests.support.policy_files import agreed_policy

PAGE = (Path(__file__).parent.parent.parent / "docs" / "identity.md").read_text(encoding="utf-8")


def test_every_reason_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## Reasons")[2], re.MULTILINE)
    assert rows == [reason.value for reason in RejectionReason]


def test_every_entry_of_an_issuer_is_explained_and_no_other() -> None:
    cells = re.findall(r"^\| (`.+?) \|", PAGE.partition("| entry |")[2].partition("##")[0], re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == set(IssuerTable.model_fields)


def test_example_is_a_file_that_the_hub_takes(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    (tmp_path / "issuers.toml").write_text(found[1], encoding="utf-8")
    assert list(read_issuers(tmp_path / "issuers.toml", agreed_policy().roles)) == [
        "https://id.education.example.kz"
    ]


def test_numbers_are_those_of_the_code() -> None:
    for number, unit in (
        (MAX_TOKEN, "characters"),
        (MAX_TEXT, "characters"),
        (LEEWAY, "seconds"),
        (COOL_DOWN, "seconds"),
        (REFRESH, "seconds"),
        (STALE, "seconds"),
        (MAX_MINUTES, "at most"),
    ):
        assert re.search(rf"\b{number:g}\s+{unit}", PAGE), (number, unit)


def test_names_are_those_of_the_code() -> None:
    assert all(f"`{name}`" in PAGE for name in NOT_OURS)
    settings = {name for name, _, _ in described()}
    assert set(re.findall(r"ORTAQ_[A-Z_]+", PAGE)) <= settings
    assert set(re.findall(rf"{CLASS_SCOPE}(\w+)", PAGE)) <= set(AccessClass)
    assert set(re.findall(rf"{PURPOSE_SCOPE}(\w+)", PAGE)) <= set(PURPOSES)
