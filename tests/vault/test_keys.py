"""The keys themselves: what opens where, how they are wrapped, and what is said when they are not to be had."""

import base64
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from security.vault.blind_index import blind_index
from security.vault.cipher import CipherError, FieldCipher, place_of, version_of
from security.vault.kek import KeyStores, KeyUnavailableError, site_stores
from security.vault.key_file import FILE, RingError, read_ring
from security.vault.key_operations import begin, complete, next_file_kek, retire, rewrap
from security.vault.vault import UnsealError, Vault, open_vault
from tests.vault.steps import Steps, fail, killed_at

TYPES = ("Document", "Person")
IIN = "900101350013"


def test_sealed_value_opens_at_its_place_alone() -> None:
    cipher = FieldCipher(3, os.urandom(32))
    sealed = cipher.seal(place_of("Person", "per_a", "iin"), IIN)
    assert cipher.open(place_of("Person", "per_a", "iin"), sealed) == IIN
    assert version_of(sealed) == 3 and IIN not in sealed
    assert cipher.seal(place_of("Person", "per_a", "iin"), IIN) != sealed
    for place in (("Person", "per_b", "iin"), ("Person", "per_a", "phone"), ("Document", "per_a", "iin")):
        with pytest.raises(CipherError):
            cipher.open(place_of(*place), sealed)
    raw = bytearray(base64.b64decode(sealed[2:]))
    for at in range(len(raw)):
        changed = bytes(each ^ (1 if index == at else 0) for index, each in enumerate(raw))
        with pytest.raises(CipherError):
            cipher.open(place_of("Person", "per_a", "iin"), "3." + base64.b64encode(changed).decode())
    for broken in ("", "3.", "3.x", IIN):
        with pytest.raises(CipherError):
            cipher.open(place_of("Person", "per_a", "iin"), broken)


def test_blind_index_tells_values_fields_types_and_keys_apart() -> None:
    key = bytes(32)
    assert blind_index(1, key, "Person", "iin", IIN) == blind_index(1, key, "Person", "iin", IIN)
    others = [
        blind_index(1, key, "Person", "iin", IIN[::-1]),
        blind_index(1, key, "Person", "other", IIN),
        blind_index(1, key, "Document", "iin", IIN),
        blind_index(1, b"1" * 32, "Person", "iin", IIN),
    ]
    assert len({blind_index(1, key, "Person", "iin", IIN), *others}) == 5


def test_data_keys_stand_wrapped_in_a_closed_file(tmp_path: Path) -> None:
    vault = open_vault(tmp_path, TYPES)
    ring = read_ring(tmp_path)
    assert ring is not None and set(ring.types) == set(TYPES)
    wrapped = [key for versions in ring.types.values() for each in versions for key in (each.data, each.index)]
    assert len(set(wrapped)) == 4 and {len(key) for key in wrapped} == {40}
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())
    again = open_vault(tmp_path, TYPES)
    assert again.open("Person", "p", "iin", vault.seal("Person", "p", "iin", IIN)) == IIN
    assert again.index("Person", "iin", IIN) == vault.index("Person", "iin", IIN)


def test_running_vault_takes_up_new_keys_and_keeps_reading_retired_ones(tmp_path: Path) -> None:
    vault, other = open_vault(tmp_path, TYPES), open_vault(tmp_path, TYPES)
    old = vault.seal("Person", "p", "iin", IIN)
    before = vault.generation()
    assert begin(tmp_path, site_stores(tmp_path), "Person") == 2
    assert begin(tmp_path, site_stores(tmp_path), "Person") == 2
    assert other.generation() and other.current("Person") == "2."
    new = other.seal("Person", "p", "iin", IIN)
    # The other process has met no new key yet; the value's own version tells it.
    assert vault.open("Person", "p", "iin", new) == IIN
    assert vault.generation() != before and len(vault.indexes("Person", "iin", IIN)) == 2
    assert retire(tmp_path, "Person") == (1,)
    assert vault.generation() and len(vault.indexes("Person", "iin", IIN)) == 1
    assert vault.open("Person", "p", "iin", old) == IIN
    with pytest.raises(UnsealError, match="key 1"):
        open_vault(tmp_path, TYPES).open("Person", "p", "iin", old)


def test_rewrap_changes_no_data_key_and_the_old_kek_may_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = open_vault(tmp_path, TYPES).seal("Person", "p", "iin", IIN)
    assert next_file_kek(tmp_path) == "file:kek-2"
    assert rewrap(tmp_path, site_stores(tmp_path), "file:kek-2") == 2
    (tmp_path / "kek-1").unlink()
    assert open_vault(tmp_path, TYPES).open("Person", "p", "iin", sealed) == IIN
    monkeypatch.setenv("A_KEK", base64.b64encode(os.urandom(32)).decode())
    assert rewrap(tmp_path, site_stores(tmp_path), "env:A_KEK") == 2
    (tmp_path / "kek-2").unlink()
    assert open_vault(tmp_path, TYPES).open("Person", "p", "iin", sealed) == IIN
    monkeypatch.setenv("A_KEK", base64.b64encode(os.urandom(32)).decode())
    with pytest.raises(KeyUnavailableError, match="env:A_KEK is not"):
        open_vault(tmp_path, TYPES)
    monkeypatch.delenv("A_KEK")
    with pytest.raises(KeyUnavailableError, match="A_KEK"):
        open_vault(tmp_path, TYPES)


def _wrap_anew(folder: Path) -> None:
    rewrap(folder, site_stores(folder), next_file_kek(folder))


def test_killed_at_any_step_of_wrapping_anew_every_value_opens(tmp_path: Path) -> None:
    sealed, number = open_vault(tmp_path, TYPES).seal("Person", "p", "iin", IIN), 1
    while killed_at(lambda: _wrap_anew(tmp_path), number):
        assert open_vault(tmp_path, TYPES).open("Person", "p", "iin", sealed) == IIN, number
        number += 1
    assert number > 6
    assert open_vault(tmp_path, TYPES).open("Person", "p", "iin", sealed) == IIN


def test_disk_that_fails_while_wrapping_anew_costs_nothing(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path, TYPES).seal("Person", "p", "iin", IIN)
    for number in range(1, 100):
        with pytest.MonkeyPatch.context() as patch:
            steps = Steps(patch, number, fail)
            with suppress(OSError):
                _wrap_anew(tmp_path)
        assert open_vault(tmp_path, TYPES).open("Person", "p", "iin", sealed) == IIN, number
        if steps.count < number:
            break
    assert number > 6


@dataclass
class Hsm:
    """A store that keeps its keys to itself, as an HSM does: the whole interface."""

    wrapped: dict[bytes, bytes] = field(default_factory=dict)

    def wrap(self, name: str, key: bytes) -> bytes:
        ticket = os.urandom(16)
        self.wrapped[ticket] = key
        return ticket

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        return self.wrapped[wrapped]


def test_another_key_store_takes_the_place_of_the_files(tmp_path: Path) -> None:
    stores = KeyStores({"hsm": Hsm()})
    vault = Vault(tmp_path, stores, TYPES, "hsm:slot-1")
    sealed = vault.seal("Person", "p", "iin", IIN)
    assert Vault(tmp_path, stores, TYPES).open("Person", "p", "iin", sealed) == IIN
    assert not (tmp_path / "kek-1").exists()


@pytest.mark.parametrize(
    "kek", ["kms:one", "file:../issuer.pem", "file:.vault", "file:", "", "env:A B", "file:none"]
)
def test_unknown_key_is_refused(tmp_path: Path, kek: str) -> None:
    with pytest.raises(KeyUnavailableError):
        complete(tmp_path, site_stores(tmp_path), TYPES, kek)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"kek": "file:kek-1", "types": {"Person": []}}', '{"format": 2}']
)
def test_broken_ring_is_named_and_never_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(RingError, match=FILE):
        open_vault(tmp_path, TYPES)
    assert (tmp_path / FILE).read_text() == text


def test_ring_open_to_others_is_refused(tmp_path: Path) -> None:
    open_vault(tmp_path, TYPES)
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(PermissionError, match=FILE):
        open_vault(tmp_path, TYPES)
