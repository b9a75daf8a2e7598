"""The pages at the front of the house: links lead somewhere, terms have modules, and nothing is left out."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import parse

from hub.settings import described
from schema.api.build import published
from security.norms import NORMS

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.md"))
    if "node_modules" not in page.parts
)
SEEDS = ROOT.parent / "shared" / "seeds"
LINK = re.compile(r"\]\(([^()\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DERIVED = re.compile(r"(Connection|Edge|Filter|Order|Comparison)$")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _text(page: Path) -> str:
    """A page without its examples."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _text(page), re.MULTILINE)
    kept = ("".join(c for c in h.lower() if c in " -_" or unicodedata.category(c)[0] in "LNM") for h in headings)
    return {name.strip().replace(" ", "-") for name in kept}


def _targets(page: Path) -> Iterator[tuple[str, Path, str]]:
    """The links of a page to files of the repository: as written, the file, the anchor."""
    for link in LINK.findall(CODE.sub("", _text(page))):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = link.partition("#")
            yield link, (page.parent / path).resolve() if path else page, anchor


def _rows(section: str) -> list[list[str]]:
    """The rows of the tables of a section of the glossary, without their heads."""
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0] not in ("English", "term")]


DOMAIN_TERMS, CODE_TERMS = (_rows(part) for part in GLOSSARY.split("\n## The code\n"))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link, file, anchor in _targets(page):
        assert file.exists(), link
        assert not anchor or anchor in _anchors(file), link


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [file for _, file, _ in _targets(page) if file.suffix == ".md"]
    assert {_name(page) for page in PAGES} - {_name(page) for page in reached if page.is_relative_to(ROOT)} == set()


def test_terms_of_the_code_name_their_module() -> None:
    assert len(CODE_TERMS) > 60
    missing = [row for row in CODE_TERMS if len(row) != 3 or not (ROOT / row[2].strip("`")).is_file()]
    assert missing == []


def test_terms_of_the_domain_have_three_languages_and_a_norm() -> None:
    assert len(DOMAIN_TERMS) > 60
    for row in DOMAIN_TERMS:
        assert len(row) == 4 and all(row), row
        assert row[3] in NORMS.provisions or row[3] == "1233 (section 2)", row


def test_kazakh_terms_stand_as_the_acts_write_them() -> None:
    acts = " ".join(
        " ".join(file.read_text(encoding="utf-8").split()) for file in sorted(SEEDS.glob("*.txt"))
    ).lower()
    terms = [term.strip() for row in DOMAIN_TERMS for term in row[1].split(";")]
    assert not [term for term in terms if not re.fullmatch(r"[\w() -]+", term)]
    assert not acts or [term for term in terms if term.lower() not in acts] == []


def test_operations_names_every_setting() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = [f"| `{name}` | {f'`{usual}`' if usual else '–'} | {meaning} |" for name, usual, meaning in described()]
    assert [row for row in rows if row not in page] == []


def _definitions(sdl: str) -> dict[str, set[str]]:
    """The names of a schema's types, each with its fields or values."""
    return {
        node.name.value: {part.name.value for part in (*getattr(node, "fields", ()), *getattr(node, "values", ()))}
        for node in parse(sdl).definitions
        if hasattr(node, "name")
    }


def test_changelog_names_what_the_schema_has_beside_the_contract() -> None:
    ours = _definitions(published().as_str())
    theirs = _definitions((ROOT / "docs/source/contract.graphql").read_text(encoding="utf-8"))
    named = set(re.findall(r"`(\w+)`", CHANGELOG))
    types = {name for name in ours.keys() - theirs.keys() if not DERIVED.search(name)}
    assert types and types - named == set()
    for name, parts in theirs.items():
        if further := ours[name] - parts:
            line = re.search(rf"^- `{name}`: ([^:]+?)(?=\n- |\n\n)", CHANGELOG, re.MULTILINE)
            assert line is not None, name
            assert set(re.findall(r"`(\w+)`", line[1])) == further, name


def test_hooks_run_what_make_check_runs() -> None:
    check = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\ncheck:")[2].partition("\n\n")[0]
    commands = re.findall(r"^\t\$\(BIN\)/(.+)$", check, re.MULTILINE)
    hooks = re.findall(r"entry: \.venv/bin/(.+)", (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert commands and commands == hooks


def test_decisions_are_numbered_and_say_why() -> None:
    pages = sorted((ROOT / "docs/adr").glob("0*.md"))
    listed = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]}. ") and page.name in listed
        assert all(f"**{part}.**" in text for part in ("Problem", "Decision", "Reason", "Price"))
        cited = re.findall(
            r"`((?:schema|graph|security|adapters|prevention|resolvers|hub|web|deploy|tests)/[\w./-]+)`", text
        )
        assert cited and [path for path in cited if not (ROOT / path).exists()] == [], page.name


def test_architecture_tells_every_trip_in_ten_lines_and_enters_no_file_twice() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    trips = text.partition("## Five trips")[2].partition("\n## ")[0].split("\n**")[1:]
    assert len(trips) == 5
    for trip in trips:
        steps = re.findall(r"^\d+\. (.+)$", trip, re.MULTILINE)
        files = [path for step in steps for path in re.findall(r"`([\w/]+\.py)`", step)]
        assert len(steps) <= 10, trip
        assert len(set(files)) == len(files), trip
