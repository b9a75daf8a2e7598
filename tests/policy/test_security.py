"""Policy files, cursors and secret files: what is not exactly right is refused."""

import csv
from pathlib import Path

import pytest

from schema.model import AccessClass
from security.authorization.policy import load_policy, written_policy
from security.site_file import SiteFileError
from security.vault.cursor_seal import CursorError, CursorSeal, new_key
from security.vault.secret_files import secret_file


@pytest.mark.parametrize(
    "text",
    [
        'norms = ["517-8.1"]\n[release]\nPERSONS = "FULL area"\n',
        'norms = ["517-8.1"]\n[release]\nPERSON = "WHOLE area"\n',
        'norms = ["517-8.1"]\n[release]\nPERSON = "FULL everywhere"\n',
        'norms = ["because"]\n[release]\nPERSON = "FULL area"\n',
        '[release]\nPERSON = "FULL area"\n',
        'norms = ["517-8.1"]\nextra = 1\n',
        'norms = ["517-8.1"]\nonce = "yes"\n',
        'norms = ["517-8.1"]\nbound = 1\n',
        "not toml",
    ],
)
def test_bad_policy_names_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "precinct.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError, match=r"precinct\.toml"):
        load_policy(tmp_path)


PUBLISHED = Path(__file__).parent / "published.csv"
LETTERS = {"F": "FULL", "M": "MASKED", "P": "POINTER"}


def test_shipped_policy_is_the_published_matrix() -> None:
    roles = written_policy().roles
    compared = 0
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row.pop("class")
            for role, cell in row.items() if name in AccessClass.__members__ else ():
                wanted = [] if cell == "–" else [part.split() for part in cell.split(", ")]
                given = [[c.release.name, c.scope] for c in roles[role].cells.get(AccessClass(name), ())]
                assert given == [[LETTERS[letter], scope] for letter, scope in wanted], (role, name)
                compared += 1
    assert compared == 22 * 11 and len(roles) == 22


def test_cursor_opens_only_where_it_was_made() -> None:
    seal = CursorSeal(new_key())
    cursor = seal.seal(["751000000/per_x", None], "Person,+areaKey", b"grants")
    assert seal.seal(["751000000/per_x", None], "Person,+areaKey", b"grants") == cursor
    assert seal.open(cursor, "Person,+areaKey", b"grants") == ["751000000/per_x", None]
    assert "per_x" not in cursor
    for changed, order, grants in (
        (cursor, "Person,-areaKey", b"grants"),
        (cursor, "Case,+areaKey", b"grants"),
        (cursor, "Person,+areaKey", b"others"),
        (cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"), "Person,+areaKey", b"grants"),
        ("", "Person,+areaKey", b"grants"),
        (None, "Person,+areaKey", b"grants"),
    ):
        with pytest.raises(CursorError):
            seal.open(changed, order, grants)


def test_secret_file_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    assert secret_file(path, lambda: b"one") == secret_file(path, lambda: b"two") == b"one"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        secret_file(path, lambda: b"three")
