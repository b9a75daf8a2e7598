"""What a lawyer and an operator read: the matrix, why a field is released, and what a change of the policy does."""

import csv
import io
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.http.authentication import issuer_of
from hub.policies import MADE_UP_AGREEMENTS
from hub.settings import Settings
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import DIRECTORY
from security.identity.local_issuer import Claims
from tests.support.policy_files import agreed_policy, changed, copied, line_of

ACCESS = Path(__file__).parents[2] / "docs" / "source" / "access.md"
PUBLISHED = Path(__file__).parent / "published.csv"
IN_WORDS = {
    "akimat": {
        **dict.fromkeys(("PERSON", "JUSTICE", "VICTIM", "MINOR"), "M brought"),
        "SERVICE": "F area",
        "statistics": "area",
        "norms": "1233-1.6, 1233-P, 1233-2.2",
    },
    "patrol": {"PERSON": "F handed_over, P area", "norms": "89-24, 89-26, 622-9.3"},
}
LETTERS = {"F": "FULL", "M": "MASKED", "P": "POINTER"}
OPERATION = {"auditor": "operation of the hub", "operator": "operation of the hub"}
OWN_NORMS = re.compile(r" \[[^]]*\]")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["policy", *words])


def _published() -> dict[tuple[str, str], str]:
    """The cells of the published policy, by row and role, in the words of the matrix command."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["class"], role): _words(row["class"], role, cell)
        for row in rows
        for role, cell in row.items()
        if role != "class"
    }


def _words(row: str, role: str, cell: str) -> str:
    if row in ("norms", "statistics"):
        return cell or OPERATION[role]
    return re.sub(r"\b[FMP]\b", lambda letter: LETTERS[letter[0]], cell)


def test_matrix_is_the_published_one_cell_by_cell() -> None:
    header, *rows = csv.reader(io.StringIO(run("matrix", "--format", "csv").output))
    shown = {
        (name, role): OWN_NORMS.sub("", cell)
        for name, *cells in rows
        if name not in ("emergency", "carries out")
        for role, cell in zip(header[1:], cells, strict=True)
    }
    assert len(shown) == 22 * 13
    assert shown == _published()


def test_published_copy_is_that_of_the_access_policy() -> None:
    """The tests read the matrix from the copy.

    The page has its two further roles in words below the tables: their columns are typed from these.
    """
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        copied = {(row["class"], role): cell for row in csv.DictReader(file) for role, cell in row.items()}
    ours = {key: cell for key, cell in copied.items() if key[1] not in ("class", *IN_WORDS)}
    assert len(ours) == 20 * 13
    assert ours == _tables(ACCESS.read_text(encoding="utf-8"))
    for role, filled in IN_WORDS.items():
        assert {key[0]: cell for key, cell in copied.items() if key[1] == role and cell != "–"} == filled


def _tables(page: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    header: list[str] = []
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if len(cells) > 2 and cells[0] == "class":
            header = cells
        elif len(cells) > 2 and header and cells[0] != "---":
            found |= {(cells[0], role): cell for role, cell in zip(header[1:], cells[1:], strict=True)}
    return found


def test_matrix_is_the_same_every_time_and_without_colour() -> None:
    for form in ("text", "csv", "html"):
        first = run("matrix", "--format", form)
        assert first.exit_code == 0 and first.output == run("matrix", "--format", form).output
        assert "\x1b" not in first.output
        assert "crisis_centre" in first.output and "1098-23.16" in first.output


def test_matrix_as_a_page_loads_nothing_and_escapes(tmp_path: Path) -> None:
    folder = changed(tmp_path, "ngo", 'norms = ["agreement"]', 'norms = ["agreement <b> until 2999-01-01"]')
    page = run("matrix", "--format", "html", str(folder)).output
    assert "agreement &lt;b&gt; until 2999-01-01" in page and "<b>" not in page
    assert "http" not in page and "<script" not in page


def test_explain_names_rule_and_norm() -> None:
    shown = run("explain", "--role", "precinct", "--area", "75", "Person.iin").output
    line = line_of(DIRECTORY, "precinct", "IDENTITY")
    assert re.search(rf"MASKED area  \S*policy/precinct\.toml:{line}\n    517-8\.1: Send the PSU", shown)
    assert "Person.iin is of class IDENTITY; masked: last four" in shown
    assert "POINTER all" in shown and "role precinct, area 75" in shown


def test_explain_for_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path))
    claims = Claims(
        role="ngo", area=None, unit=None, agency=None, purposes=("CASE_WORK",), subject="s", lifetime=60
    )
    token = issuer_of(Settings()).issue(claims)
    shown = run("explain", "--token", token, "Person.phone").output
    assert "FULL client is by agreement, and none that covers it is in force" in shown
    monkeypatch.setenv("ORTAQ_AGREEMENTS", str(MADE_UP_AGREEMENTS))
    shown = run("explain", "--token", token, "Person.phone").output
    assert (
        "role ngo, no area" in shown
        and "Interagency agreement MADE-UP-4" in shown
        and "never: the token lacks what the scope is about" in shown
    )
    assert "to this caller Person.phone does not exist" in shown
    for wrong in (["--token", "x.y.z", "Person.phone"], ["--role", "ngo", "--token", token, "Person.phone"]):
        assert run("explain", *wrong).exit_code == 2


@pytest.mark.parametrize(
    ("role", "field", "words"),
    [
        ("precinct", "ShelterStay.from", "releases nothing of SHELTER"),
        ("ngo", "Region.name", "PUBLIC is open to every caller"),
        ("public_security", "CrisisCenter.stays", "POINTER area"),
        ("migration", "Person.phone", "of persons under 18 the stricter of that and\n  HIDDEN"),
        ("ngo", "Person.phone", "FULL client is by agreement, and none that covers it is in force"),
        ("operator", "Inspector.rank", "operation of the hub"),
    ],
)
def test_explain(role: str, field: str, words: str) -> None:
    assert words in run("explain", "--role", role, field).output


@pytest.mark.parametrize(
    "words", [("--role", "nobody", "Person.iin"), ("--role", "ngo", "Person.inn"), ("Person.iin",)]
)
def test_explain_of_nothing(words: tuple[str, ...]) -> None:
    assert run("explain", *words).exit_code == 2


def test_diff_of_the_same_is_nothing(tmp_path: Path) -> None:
    same = run("diff", str(DIRECTORY), str(copied(tmp_path)))
    assert (same.exit_code, same.output) == (0, "")


IIN_FULL = (
    "+ precinct Person.iin: area: MASKED -> FULL",
    "+ precinct Document.number: area: MASKED -> FULL",
)
CHANGES = {
    "wider": ("precinct", 'release = "MASKED area"', 'release = "FULL area"', 1, IIN_FULL),
    "narrower": (
        "ngo",
        'CONTACT = "FULL client"',
        'CONTACT = "MASKED client"',
        0,
        ("- ngo Person.phone: client: FULL -> MASKED",),
    ),
    "gone": ("ngo", 'CONTACT = "FULL client"\n', "", 0, ("- ngo Person.phone: client: FULL -> HIDDEN",)),
    "minors": (
        "precinct",
        'MINOR = "MASKED area"',
        'MINOR = "FULL area"',
        1,
        ("+ precinct Person.familyName: area, under 18: MASKED -> FULL",),
    ),
    "one field less": (
        "ngo",
        'CONTACT = "FULL client"',
        'CONTACT = "FULL client"\n[fields]\n"Person.phone" = "MASKED"',
        0,
        ("- ngo Person.phone: client: FULL -> MASKED",),
    ),
    "pointer": (
        "criminal",
        "FULL area, POINTER all",
        "FULL area",
        0,
        ("- criminal Person.id: all: POINTER -> HIDDEN",),
    ),
    "statistics": ("penal", 'statistics = "area"', 'statistics = "all"', 1, ("+ penal statistics: area -> all",)),
    "norm": (
        "penal",
        'SERVICE = { release = "FULL area", norms = ["517-13"] }',
        'SERVICE = "FULL area"',
        0,
        ("~ penal SERVICE FULL area: 517-13 -> 89-3, 517-13",),
    ),
    "work": (
        "analytics",
        'work = ["89-11b"]',
        'work = ["89-11b", "89-11c"]',
        1,
        ("+ analytics work: carries out 89-11c",),
    ),
    "agreement": (
        "ngo",
        'CONTACT = "FULL client"',
        'CONTACT = { release = "FULL client", norms = ["agreement 1 until 2999-12-31"] }',
        0,
        ("- ngo CONTACT FULL client: until further notice -> 2999-12-31",),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_diff_names_role_and_field(tmp_path: Path, name: str) -> None:
    role, old, new, code, wanted = CHANGES[name]
    if name == "wider":
        old, new = f"IDENTITY = {{ {old}", f"IDENTITY = {{ {new}"
    folder = changed(tmp_path, role, old, new)
    shown = run("diff", str(DIRECTORY), str(folder))
    assert shown.exit_code == code
    lines = shown.output.splitlines()
    assert set(wanted) <= set(lines)
    assert all(line.split()[1] == role for line in lines)
    back = run("diff", str(folder), str(DIRECTORY)).output.splitlines()
    assert [line[0] for line in back] == [{"+": "-", "-": "+", "~": "~"}[line[0]] for line in lines]


def test_diff_of_a_new_role_and_one_that_went(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "ngo.toml").rename(folder / "charity.toml")
    shown = run("diff", str(DIRECTORY), str(folder))
    assert shown.exit_code == 1
    assert "+ charity Region.id: all: HIDDEN -> FULL" in shown.output
    assert "- ngo Person.phone: client: FULL -> HIDDEN" in shown.output


def test_whoever_is_released_a_sources_date_of_birth_is_released_the_persons() -> None:
    """Else ``SourceRecord.birthDateDisputed`` would tell of a date that is not released."""
    dates = {"Person.birthDate", "SourceRecord.birthDate"}
    for role in agreed_policy().roles.values():
        for cells in (role.cells, role.emergency):
            sources, persons = (
                {cell.scope for cell in cells.get(access, ()) if cell.release == Disclosure.FULL}
                for access in (AccessClass.CONTACT, AccessClass.PERSON)
            )
            assert sources <= persons, role.name
        assert dates.isdisjoint(role.limits) or "SourceRecord.birthDateDisputed" in role.limits, role.name
