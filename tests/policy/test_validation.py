"""A policy that cannot be meant: the hub does not start, and says why, with file and line."""

import datetime as dt
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.cli.main import app, main
from hub.policies import MADE_UP_AGREEMENTS
from resolvers.visibility.policy_check import checked_policy
from schema.model import AccessClass
from security.authorization.disclosure import Disclosure
from security.authorization.policy import load_policy
from security.norms import NORMS
from security.site_file import SiteFileError
from tests.support.policy_files import changed, copied, line_of

TODAY = dt.date(2026, 6, 30)
HEAD = 'meaning = "x"\nnorms = ["517-8.1", "766"]\n# here\n\n[release]\n'
OWN = '{ release = "FULL area", norms = '

WRONG = {
    "unknown class": (HEAD + 'PERSON = "FULL area"\nPERSONS = "FULL area"\n', 7, "PERSONS is not a class"),
    "public": (HEAD + 'PUBLIC = "FULL all"\n', 6, "PUBLIC is open to every caller"),
    "unknown release": (
        HEAD + 'PERSON = "WHOLE area"\n',
        6,
        "PERSON must be a release (FULL,",
    ),
    "hidden said": (HEAD + 'PERSON = "HIDDEN all"\n', 6, "PERSON must be a release"),
    "no scope": (HEAD + 'PERSON = "FULL"\n', 6, "PERSON must be a release"),
    "no release": (HEAD + 'PERSON = { norms = ["517-8.1"] }\n', 6, "PERSON must be a release"),
    "unknown scope": (HEAD + 'PERSON = "FULL area, POINTER everywhere"\n', 6, "PERSON must have a scope, one of: "),
    "larger release later": (HEAD + 'PERSON = "MASKED area, FULL all"\n', 6, "from the larger release"),
    "scope twice": (HEAD + 'PERSON = "FULL area, MASKED area"\n', 6, "names a scope twice"),
    "release after all": (HEAD + 'PERSON = "FULL all, POINTER area"\n', 6, "never applies"),
    "ill-formed norm": ('norms = [\n  "517-8.1",\n  "because",\n]\n', 1, "a norm is its number, or"),
    "unknown norm": ('meaning = "x"\nnorms = ["517-99"]\n', 2, "there is no norm 517-99"),
    "ended norm that the role lists": (HEAD, 2, "766 is named, and ended on 2014-07-20"),
    "ended norm": (
        'norms = ["912-P (measure 13)"]\n[release]\nPERSON = "FULL area"\n',
        3,
        "PERSON is still released",
    ),
    "norms not a list": ('norms = "517-8.1"\n', 1, "norms: must be a list"),
    "unknown measure": ('norms = ["912-P (measures 2, 31)"]\n', 1, "912-P has no such measure"),
    "unknown norm of a line": (HEAD + f'\nPERSON = {OWN}["89-99"] }}\n', 7, "there is no norm 89-99"),
    "norm that the role does not list": (HEAD + f'PERSON = {OWN}["89-3"] }}\n', 6, "the role's norms do not list"),
    "no norm": ('[release]\nPERSON = "FULL area"\n', 2, "PERSON is released on no norm"),
    "repealed norm": (HEAD + 'PERSON = "FULL area"\n', 6, "PERSON stands on 766, repealed on 2014-07-21"),
    "work under a repealed norm": (HEAD.replace("# here", 'work = ["766-6.4"]'), 3, "766-6.4 is no norm in force"),
    "work under no norm": (HEAD.replace("# here", 'work = ["89-99"]'), 3, "there is no norm 89-99"),
    "work by agreement": (
        HEAD.replace("# here", 'work = ["agreement 2026-14 until 2999-01-01"]'),
        3,
        "is no norm in force",
    ),
    "operation of the hub": (
        f'norms = ["517-8.1"]\n[release]\nSERVICE = {OWN}["operation of the hub"] }}\n',
        3,
        "cannot be released for the operation of the hub",
    ),
    "ended agreement": (
        HEAD + f'PERSON = {OWN}["agreement 2026-14 until 2026-06-29"] }}\n',
        6,
        "PERSON is still released on agreement 2026-14 until 2026-06-29, which has ended",
    ),
    "agreement without a day": (HEAD + f'PERSON = {OWN}["agreement 2026-14"] }}\n', 6, "a norm is its number, or"),
    "agreement until no day": (
        HEAD + f'PERSON = {OWN}["agreement 7 until 2026-02-30"] }}\n',
        6,
        "ends on a day",
    ),
    "unknown entry": ('meaning = "x"\n\nextra = 1\n', 3, "extra: unknown entry"),
    "unknown entry of a line": (
        HEAD + 'PERSON = { release = "FULL area", norm = ["89-3"] }\n',
        6,
        "unknown entry norm",
    ),
    "release that is no table": ('\nrelease = "FULL area"\n', 2, "release: must be a table"),
    "unknown statistics": ('norms = []\nstatistics = "some"\n', 2, "statistics: must be one of"),
    "unknown field": ('[fields]\n"Person.phone" = "HIDDEN"\n"Person.phon" = "HIDDEN"\n', 3, "no field Person.phon"),
    "field of an unknown type": ('[fields]\n"Persn.phone" = "HIDDEN"\n', 2, "there is no field Persn.phone"),
    "wider field": ('[fields]\n"Person.phone" = "FULL"\n', 2, "at most MASKED, POINTER or HIDDEN"),
    "id": ('[fields]\n"Person.id" = "HIDDEN"\n', 2, "goes with every record"),
    "not TOML": ('meaning = "x"\nnorms = [\n"a"\nb\n', 4, "not TOML"),
    "TOML that stops": ('meaning = "x"\nnorms = [\n', 2, "not TOML"),
    "the same twice": (HEAD + 'PERSON = "FULL area"\nPERSON = "FULL all"\n', 7, "not TOML"),
    "not text": ("\udcff", 1, "cannot be read as text"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_entry_is_named_with_file_and_line(tmp_path: Path, name: str) -> None:
    text, line, why = WRONG[name]
    (tmp_path / "precinct.toml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(SiteFileError) as caught:
        load_policy(tmp_path, TODAY)
    found = [each for each in caught.value.problems if why in each]
    assert len(found) == 1, caught.value.problems
    assert found[0].startswith(f"{tmp_path}/precinct.toml:{line}: ")


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    folder = changed(tmp_path, "ngo", 'PERSON = "FULL client"', 'PERSON = "FULL clients"\nPERSON2 = "FULL client"')
    (folder / "health.toml").write_text("meaning", encoding="utf-8")
    with pytest.raises(SiteFileError) as caught:
        load_policy(folder, TODAY)
    assert [each.partition(": ")[0] for each in caught.value.problems] == [
        f"{folder}/health.toml:1",
        f"{folder}/ngo.toml:5",
        f"{folder}/ngo.toml:6",
    ]


def test_empty_folder_is_no_policy(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError, match="no role file"):
        load_policy(tmp_path)


def test_field_that_nobody_reaches(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for path in folder.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text + '[fields]\n"Person.sex" = "HIDDEN"\n', encoding="utf-8")
    with pytest.raises(SiteFileError) as caught:
        checked_policy(folder, TODAY)
    assert len(caught.value.problems) == 22
    line = line_of(folder, "ngo", "Person.sex")
    assert f"{folder}/ngo.toml:{line}: no role reaches Person.sex: here it is narrowed" in caught.value.problems


def test_class_that_nobody_is_released(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    for role in ("penal", "health", "public_security", "probation", "prosecutor"):
        path = folder / f"{role}.toml"
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if not line.startswith("HEALTH")), encoding="utf-8")
    with pytest.raises(
        SiteFileError, match=r"no role reaches Person\.treatments and \d+ more: no file releases HEALTH"
    ):
        checked_policy(folder, TODAY)


def test_shipped_policy_is_whole() -> None:
    found = checked_policy()
    assert len(found.roles) == 22
    for role in found.roles.values():
        for access, cells in role.cells.items():
            assert all(cell.norms for cell in cells), (role.name, access)
            assert all(NORMS.cited(norm).meaning for cell in cells for norm in cell.norms)


def test_agreement_holds_on_its_last_day(tmp_path: Path) -> None:
    folder = changed(
        tmp_path,
        "ngo",
        'CONTACT = "FULL client"',
        'CONTACT = { release = "FULL client", norms = ["agreement 2026-14 until 2026-06-30"] }',
    )
    cell = load_policy(folder, TODAY).roles["ngo"].cells[AccessClass.CONTACT][0]
    assert cell.until == TODAY and cell.holds_on(TODAY) and not cell.holds_on(TODAY + dt.timedelta(days=1))
    with pytest.raises(SiteFileError, match=r"ngo\.toml:6: CONTACT is still released"):
        load_policy(folder, TODAY + dt.timedelta(days=1))


def test_hub_with_a_wrong_policy_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = changed(tmp_path, "ngo", 'PERSON = "FULL client"', 'PERSON = "FULL clients"')
    monkeypatch.setenv("ORTAQ_POLICY", str(folder))
    monkeypatch.setenv("ORTAQ_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "argv", ["ortaq", "serve"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(f"{folder}/ngo.toml:5: PERSON must have a scope")
    assert not (tmp_path / "home").exists()


def test_check_command(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["policy", "check"])
    assert shown.exit_code == 0 and shown.output.startswith("22 roles, nothing wrong\n")
    assert "\nngo: PERSON, CONTACT by agreement, and none is in force: nothing of it is released\n" in shown.output
    agreed = CliRunner().invoke(app, ["policy", "check"], env={"ORTAQ_AGREEMENTS": str(MADE_UP_AGREEMENTS)})
    assert agreed.output == "22 roles, nothing wrong\n"
    folder = changed(tmp_path, "ngo", 'PERSON = "FULL client"', 'PERSON = "FULL clients"')
    shown = CliRunner().invoke(app, ["policy", "check", str(folder)])
    assert isinstance(shown.exception, SiteFileError) and "ngo.toml:5" in str(shown.exception)


def test_the_page_shows_a_file_that_is_right(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "policy.md").read_text(encoding="utf-8")
    (tmp_path / "precinct.toml").write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    role = load_policy(tmp_path, TODAY).roles["precinct"]
    assert role.limits == {"Person.workplace": Disclosure.HIDDEN}
    assert [(c.release, c.until) for c in role.cells[AccessClass.CONTACT]] == [
        (Disclosure.FULL, dt.date(2027, 12, 31)),
        (Disclosure.MASKED, None),
    ]


def test_the_page_names_commands_that_are_there() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "policy.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`ortaq ((?:policy )?[a-z]+)", page))
    assert named == {"policy matrix", "policy explain", "policy diff", "policy check", "sdl", "serve"}
    for command in named:
        assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0, command
