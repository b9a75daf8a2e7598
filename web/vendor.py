"""Fetches the files that `vendor.toml` pins: `python -m web.vendor`.

Standard library only: neither Node nor npm is needed. A tarball whose SHA-512 differs from the pinned one
is refused, and nothing of it is written.
"""

import argparse
import base64
import hashlib
import hmac
import io
import os
import sys
import tarfile
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

from web.vendored import COMMAND, RECORD, VENDOR, Package, is_complete, packages, record

DEFAULT_REGISTRY = "https://registry.npmjs.org"
REGISTRY_VARIABLE = "npm_config_registry"
LARGEST_TARBALL = 64 * 1024 * 1024
TIMEOUT_SECONDS = 60.0

DESCRIPTION = f"""\
Fetches the pinned files of the hub's GraphiQL page into web/vendor/, checks them, and does nothing when they
are there already. They come from {DEFAULT_REGISTRY}, or from the registry that the variable
{REGISTRY_VARIABLE} names; on a machine without a network, from tarballs brought there as files:

  npm pack react@18.3.1 ...                     elsewhere, for each package in web/vendor.toml
  {COMMAND} --from DIR              here, DIR having those tarballs
"""

Say = Callable[[str], None]
PackageSource = Callable[[Package], bytes]


class VendorError(Exception):
    """The files could not be fetched or are not the pinned ones; the message says which and why."""


def from_registry(base: str) -> PackageSource:
    """A source that downloads tarballs from an npm registry.

    Args:
        base: the registry's address; `https`, or `http` for a mirror on the local network. The tarball's
            pinned digest, not the connection, is what makes it trusted.

    Raises:
        VendorError: the address is neither; while fetching: the registry does not give the tarball.
    """
    if urlsplit(base).scheme not in {"https", "http"}:
        raise VendorError(f"{REGISTRY_VARIABLE} must be an https:// or http:// address.")
    # Made of these handlers only, the opener cannot be sent (by a redirect, say) to a local file or FTP.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)

    def download(package: Package) -> bytes:
        short = package.name.rpartition("/")[2]
        path = f"{quote(package.name, safe='@/')}/-/{quote(short)}-{quote(package.version)}.tgz"
        try:
            with opener.open(f"{base.rstrip('/')}/{path}", timeout=TIMEOUT_SECONDS) as answer:
                body: bytes = answer.read(LARGEST_TARBALL + 1)
        except urllib.error.HTTPError as error:
            raise VendorError(f"The registry answers {error.code} for {path}.") from error
        except (urllib.error.URLError, OSError) as error:
            raise VendorError(
                f"The registry does not give {path}: {error}. Is there a network? "
                f"A mirror can be named in {REGISTRY_VARIABLE}, tarballs with --from."
            ) from error
        if len(body) > LARGEST_TARBALL:
            raise VendorError(f"{path} is larger than {LARGEST_TARBALL} bytes.")
        return body

    return download


def from_folder(folder: Path) -> PackageSource:
    """A source that reads tarballs named as `npm pack` names them.

    Raises:
        VendorError: while reading: the folder lacks the tarball.
    """

    def read(package: Package) -> bytes:
        path = folder / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
        if not path.is_file():
            raise VendorError(f"{path} is not there.")
        return path.read_bytes()

    return read


def check(package: Package, tarball: bytes) -> None:
    """Compare a tarball with its pinned integrity.

    Raises:
        VendorError: they differ, or the pinned one is not a sha512.
    """
    if not package.integrity.startswith("sha512-"):
        raise VendorError(f"The integrity of {package.name} in vendor.toml is not a sha512.")
    actual = "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode("ascii")
    if not hmac.compare_digest(actual, package.integrity):
        raise VendorError(
            f"{package.name} {package.version} is not the pinned one: it has {actual}, "
            f"and vendor.toml says {package.integrity}. Nothing of it was kept."
        )


def extract(package: Package, tarball: bytes) -> dict[str, bytes]:
    """The wanted files of a checked tarball, by their names in `web/vendor/`.

    Raises:
        VendorError: it is no tarball, or a wanted file is not in it.
    """
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
            for inside, name in package.files.items():
                handle = archive.extractfile(f"package/{inside}")
                if handle is None:
                    raise VendorError(f"{inside} in {package.name} {package.version} is no file.")
                files[name] = handle.read()
    except KeyError as error:
        raise VendorError(f"{package.name} {package.version} lacks a wanted file: {error}") from error
    except (tarfile.TarError, OSError, EOFError) as error:
        raise VendorError(f"{package.name} {package.version} is no readable tarball: {error}") from error
    return files


def fetch(packages: Sequence[Package], source: PackageSource, folder: Path, say: Say) -> bool:
    """Put every wanted file in the folder, unless they are there already.

    All packages are checked before the first file is written, and the record is written last, so a fetch
    that fails leaves no folder that looks complete.

    Returns:
        Whether anything had to be fetched.

    Raises:
        VendorError: a package cannot be had, or is not the pinned one.
    """
    if is_complete(packages, folder):
        return False
    files: dict[str, bytes] = {}
    for package in packages:
        say(f"Fetching {package.name} {package.version} ...")
        tarball = source(package)
        check(package, tarball)
        files |= extract(package, tarball)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).unlink(missing_ok=True)
    files[RECORD] = record(packages).encode()
    for name, content in files.items():
        draft = folder / f"{name}.part"
        draft.write_bytes(content)
        draft.replace(folder / name)
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the command. Exit code 0: the files are there; 1: they are not, and why is said."""
    parser = argparse.ArgumentParser(
        prog=COMMAND, description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="folder", type=Path, metavar="DIR", help="take the tarballs from here")
    options = parser.parse_args(arguments)
    try:
        base = os.environ.get(REGISTRY_VARIABLE) or DEFAULT_REGISTRY
        source = from_folder(options.folder) if options.folder else from_registry(base)
        fetched = fetch(packages(), source, VENDOR, _say)
    except VendorError as error:
        _say(str(error))
        return 1
    _say(f"{VENDOR} is complete." if fetched else f"{VENDOR} was complete already.")
    return 0


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
