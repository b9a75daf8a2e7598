"""Every norm is carried out, or the page says why a hub cannot; and the page says what the code does."""

import re
from pathlib import Path

import pytest

from prevention.duties.norms_page import UNWATCHED, page
from prevention.duties.rules.all_rules import OF_MEETINGS, OF_PERSONS, OF_UNITS, WATCHED
from security.norms import LANGUAGES, NORMS, NormError, read_norms

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT / "docs/source/domain.md"


def test_every_norm_is_watched_or_has_a_reason() -> None:
    assert set(NORMS.provisions) == WATCHED | UNWATCHED.keys()
    assert not WATCHED & UNWATCHED.keys()
    assert not [code for code, reason in UNWATCHED.items() if not reason or reason.startswith("Not yet")]


def test_the_page_is_that_of_the_code() -> None:
    assert (ROOT / "docs/norms.md").read_text(encoding="utf-8") == page()


def test_rules_have_names_of_their_own() -> None:
    names = [rule.name for rules in (OF_PERSONS, OF_UNITS, OF_MEETINGS) for rule in rules]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("code", NORMS.provisions)
def test_a_norm_has_words_in_three_languages_and_days_in_force(code: str) -> None:
    norm = NORMS.provisions[code]
    assert all(norm.summary[language].strip() for language in LANGUAGES)
    assert norm.act.number == code.partition("-")[0]
    assert norm.until is None or norm.since <= norm.until


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["89-6.2", "89-8b, SEARCH", "742"])
def test_a_file_without_words_in_a_language_is_refused(code: str, language: str) -> None:
    head = {"742": "[acts.742]", "89-6.2": '[norms."89-6.2"]'}.get(code, '[norms."89-8b".readings.SEARCH]')
    text = (ROOT / "security/norms.toml").read_text(encoding="utf-8")
    before, _, after = text.partition(f"{head}\n")
    for missing in ("", f'{language} = " "\n'):
        broken = re.sub(rf"^{language} = .*\n", missing, after, count=1, flags=re.MULTILINE)
        with pytest.raises(NormError, match=f"^{code} has no words in {language}$"):
            read_norms(f"{before}{head}\n{broken}")


def test_every_norm_of_the_domain_is_there() -> None:
    numbers = {
        line.split("|")[1].strip()
        for line in DOMAIN.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and line.split("|")[1].strip()[:3].strip("-").isdigit()
    }
    named = {
        each
        for number in numbers
        for each in number.replace("1233-3.4, 14.12", "1233-3.4").split(", ")
        if "-" in each
    }
    assert named and named <= NORMS.provisions.keys()


AT_ONCE = {"en": "at once", "ru": "немедленно", "kk": "дереу"}


def test_no_summary_sets_a_term_that_the_text_does_not_set() -> None:
    """Order 742 says «дереу» in three norms alone: 89-8c, 89-11c and 1095-24.4."""
    said = {
        code
        for code, norm in NORMS.provisions.items()
        if any(word in norm.summary[language].lower() for language, word in AT_ONCE.items())
    }
    assert "1095-24.4" in said <= {"89-8c", "89-11c", "1095-24.4"}
