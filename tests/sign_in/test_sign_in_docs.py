"""The section for people in docs/identity.md says what is so; the page's texts are whole in each language."""

import json
import re
from pathlib import Path

from hub.sign_in.session_store import SESSIONS_OF_ONE
from hub.sign_in.sessions import RENEW_SECONDS
from hub.sign_in.sign_in_error import SignInFailure
from hub.sign_in.sign_in_page import LANGUAGES
from security.identity.issuers import read_issuers
from security.identity.sign_in_client import SignInTable
from tests.identity.partner import ENTRY
from tests.sign_in.site import write_client_key
from tests.support.policy_files import agreed_policy

ROOT = Path(__file__).parents[2]
SECTION = (ROOT / "docs/identity.md").read_text(encoding="utf-8").partition("## Sign-in for people")[2]
SECTION = SECTION.partition("\n## ")[0]
TEXTS = json.loads((ROOT / "hub/sign_in/texts.json").read_text(encoding="utf-8"))


def _rows(heading: str) -> list[str]:
    return re.findall(r"^\| `([\w-]+)` \|", SECTION.partition(heading)[2].partition("\n\n")[0], re.MULTILINE)


def test_every_entry_of_the_table_is_explained_and_no_other() -> None:
    assert set(_rows("| name | meaning |")) == set(SignInTable.model_fields)


def test_every_reason_of_the_log_is_explained_and_no_other() -> None:
    assert _rows("| reason | the sign-in |") == [failure.value for failure in SignInFailure]


def test_example_is_a_table_that_the_hub_takes(tmp_path: Path) -> None:
    example = re.search(r"```\n(\[issuer\.sign_in\].*?)```", SECTION, re.DOTALL)
    assert example is not None
    write_client_key(tmp_path / "ortaq-client.pem")
    file = tmp_path / "issuers.toml"
    file.write_text(ENTRY.replace('keys = "keys.json"', "") + example[1], encoding="utf-8")
    (issuer,) = read_issuers(file, agreed_policy().roles).values()
    assert issuer.sign_in is not None and issuer.sign_in.labels["en"] == "Education department"


def test_numbers_are_those_of_the_code() -> None:
    assert f"{RENEW_SECONDS} seconds before" in SECTION and f"at most {SESSIONS_OF_ONE}" in SECTION


def test_texts_have_the_same_keys_in_each_language() -> None:
    assert set(TEXTS) == set(LANGUAGES)
    assert len({tuple(texts) for texts in TEXTS.values()}) == 1
    assert all(text.strip() for texts in TEXTS.values() for text in texts.values())
    for key in next(iter(TEXTS.values())):
        assert len({texts[key] for texts in TEXTS.values()}) == len(TEXTS), key
