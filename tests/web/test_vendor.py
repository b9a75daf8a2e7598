"""Fetching the page's files: from a registry on this machine, and never a tarball that was tampered with."""

import base64
import hashlib
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from web import vendor
from web.vendor import VendorError, fetch, from_folder, from_registry
from web.vendored import RECORD, Package, is_complete, packages


def tarball(files: dict[str, bytes]) -> bytes:
    """A tarball as npm makes them: everything under `package/`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def integrity(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode("ascii")


GOOD = tarball({"dist/a.js": b"let a = 1;", "LICENSE": b"MIT", "not-wanted.js": b"x"})
TAMPERED = tarball({"dist/a.js": b"let a = 2;", "LICENSE": b"MIT"})
PACKAGE = Package("@scope/thing", "1.2.3", integrity(GOOD), {"dist/a.js": "a.js", "LICENSE": "a.LICENSE.txt"})
PATH = "/@scope/thing/-/thing-1.2.3.tgz"


@dataclass
class Registry:
    """A registry on the loopback: what it serves, and what it was asked for."""

    url: str = ""
    served: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A running registry; proxies of the environment are left out, as they cannot reach the loopback."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    state = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            body = state.served.get(self.path)
            elsewhere = state.redirects.get(self.path)
            self.send_response(302 if elsewhere else 404 if body is None else 200)
            if elsewhere:
                self.send_header("Location", elsewhere)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            """Keep the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        server.shutdown()
        thread.join()


def bring(registry: Registry, folder: Path, package: Package = PACKAGE) -> bool:
    return fetch([package], from_registry(f"{registry.url}/"), folder, lambda _line: None)


def test_the_wanted_files_and_no_others_are_kept(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    assert bring(registry, tmp_path)
    assert (tmp_path / "a.js").read_bytes() == b"let a = 1;"
    assert {path.name for path in tmp_path.iterdir()} == {"a.js", "a.LICENSE.txt", RECORD}


def test_a_second_fetch_asks_nobody(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    bring(registry, tmp_path)
    assert not bring(registry, tmp_path)
    assert registry.asked == [PATH]


def test_a_tampered_tarball_is_refused_and_nothing_is_written(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = TAMPERED
    with pytest.raises(VendorError, match="is not the pinned one"):
        bring(registry, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_bad_package_keeps_a_good_one_from_being_written(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    registry.served["/bad/-/bad-1.tgz"] = TAMPERED
    bad = Package("bad", "1", integrity(GOOD), {"dist/a.js": "b.js"})
    with pytest.raises(VendorError, match="bad 1 is not the pinned one"):
        fetch([PACKAGE, bad], from_registry(registry.url), tmp_path / "vendor", lambda _line: None)
    assert not (tmp_path / "vendor").exists()


def test_a_weaker_digest_is_not_accepted(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    with pytest.raises(VendorError, match="not a sha512"):
        bring(registry, tmp_path, replace(PACKAGE, integrity="sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk="))


def test_a_package_that_is_not_there_is_told(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(VendorError, match="answers 404 for @scope/thing"):
        bring(registry, tmp_path)


def test_a_redirect_cannot_lead_to_a_local_file(registry: Registry, tmp_path: Path) -> None:
    for scheme in ("file", "ftp"):
        registry.redirects[PATH] = f"{scheme}://127.0.0.1/etc/hostname"
        with pytest.raises(VendorError):
            bring(registry, tmp_path)


def test_a_file_that_the_package_lacks_is_told(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    with pytest.raises(VendorError, match="lacks a wanted file"):
        bring(registry, tmp_path, replace(PACKAGE, files={"gone.js": "gone.js"}))


def test_a_pinned_file_that_is_no_tarball_is_told(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = b"hello"
    with pytest.raises(VendorError, match="no readable tarball"):
        bring(registry, tmp_path, replace(PACKAGE, integrity=integrity(b"hello")))


def test_a_changed_pin_or_a_lost_file_makes_the_folder_incomplete(registry: Registry, tmp_path: Path) -> None:
    registry.served[PATH] = GOOD
    bring(registry, tmp_path)
    assert is_complete([PACKAGE], tmp_path)
    assert not is_complete([replace(PACKAGE, version="1.2.4")], tmp_path)
    (tmp_path / "a.js").unlink()
    assert not is_complete([PACKAGE], tmp_path)


def test_tarballs_can_be_brought_as_files(tmp_path: Path) -> None:
    brought = tmp_path / "scope-thing-1.2.3.tgz"
    with pytest.raises(VendorError, match="is not there"):
        fetch([PACKAGE], from_folder(tmp_path), tmp_path / "vendor", lambda _line: None)
    brought.write_bytes(TAMPERED)
    with pytest.raises(VendorError, match="is not the pinned one"):
        fetch([PACKAGE], from_folder(tmp_path), tmp_path / "vendor", lambda _line: None)
    brought.write_bytes(GOOD)
    assert fetch([PACKAGE], from_folder(tmp_path), tmp_path / "vendor", lambda _line: None)


def test_only_web_addresses_are_registries() -> None:
    with pytest.raises(VendorError, match="must be an https"):
        from_registry("file:///etc")


def test_the_command_uses_the_registry_of_the_environment(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    registry.served[PATH] = GOOD
    monkeypatch.setenv("npm_config_registry", registry.url)
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    monkeypatch.setattr(vendor, "packages", lambda: (PACKAGE,))
    assert vendor.main([]) == 0
    assert vendor.main([]) == 0
    assert "was complete already" in capsys.readouterr().err
    monkeypatch.setattr(vendor, "packages", lambda: (replace(PACKAGE, version="9"),))
    assert vendor.main([]) == 1
    assert "answers 404" in capsys.readouterr().err


def test_a_wanted_file_cannot_land_outside_the_folder(tmp_path: Path) -> None:
    manifest = tmp_path / "vendor.toml"
    manifest.write_text(
        '[[package]]\nname = "a"\nversion = "1"\nintegrity = "sha512-"\n[package.files]\n"a" = "../a"\n'
    )
    with pytest.raises(ValueError, match="no plain file name"):
        packages(manifest)
