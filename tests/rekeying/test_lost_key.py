"""A hub whose key of ids is lost says so, and puts no other key in its place."""

import asyncio
from pathlib import Path

import pytest

from adapters.bulk.load_files import load_contents
from graph.write.id_scheme import IdSchemeError
from hub.graph_store import opened_store
from hub.settings import Settings

REGION = b'{"system":"KATO","recordId":"75","version":1,"kato":"75"}\n'


async def _opened(settings: Settings) -> None:
    async with opened_store(settings) as store:
        await load_contents(store, {"regions": REGION}, lambda *_: None)


def test_no_new_key_stands_where_the_lost_one_belongs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    settings = Settings(home=home)
    asyncio.run(_opened(settings))
    key = settings.keys / "ids"
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(IdSchemeError, match="another key"):
        asyncio.run(_opened(settings))
    assert not key.exists()
    key.write_bytes(kept)
    key.chmod(0o600)
    asyncio.run(_opened(settings))


def test_a_setting_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORTAQ_LOCAL_ISSUER", "")
    monkeypatch.setenv("PORT", "")
    assert not Settings().local_issuer
    assert Settings().port == 8000
