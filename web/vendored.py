"""Which of other people's files the page needs (`vendor.toml`), and whether they are here."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MANIFEST = HERE / "vendor.toml"
VENDOR = HERE / "vendor"
RECORD = "record.txt"
COMMAND = "python -m web.vendor"


@dataclass(frozen=True)
class Package:
    """One npm package at one version.

    Attributes:
        name: as npm knows it, with its scope if it has one.
        version: the exact version.
        integrity: `sha512-` and the base64 of the tarball's SHA-512, as npm writes it.
        files: the wanted files, path in the package to name in `web/vendor/`.
    """

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]


def packages(manifest: Path = MANIFEST) -> tuple[Package, ...]:
    """The packages that the manifest lists.

    Raises:
        ValueError: a wanted file's name is not a plain one, so it could land outside the folder.
    """
    with manifest.open("rb") as handle:
        rows = tomllib.load(handle)["package"]
    packages_found = tuple(
        Package(entry["name"], entry["version"], entry["integrity"], dict(entry["files"])) for entry in rows
    )
    for package in packages_found:
        for name in package.files.values():
            if Path(name).name != name:
                raise ValueError(f"{manifest} names {name!r}, which is no plain file name.")
    return packages_found


def record(packages_wanted: Sequence[Package]) -> str:
    """The text that stands in the vendor folder once all of these packages' files are there."""
    return "".join(f"{package.name}@{package.version} {package.integrity}\n" for package in packages_wanted)


def is_complete(packages_wanted: Sequence[Package], folder: Path = VENDOR) -> bool:
    """Whether the folder has every wanted file of exactly these packages."""
    noted = folder / RECORD
    return (
        noted.is_file()
        and noted.read_text(encoding="utf-8") == record(packages_wanted)
        and all((folder / name).is_file() for package in packages_wanted for name in package.files.values())
    )
