"""The graph that the settings name: opened, joined while a hub has it open, and held against the hub's keys."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console

from graph.engine import embedded_arcadedb
from graph.engine.restart import keep_running
from graph.engine.store import Address, Store, open_store
from graph.stored_keys import bring_keys_up_to_date
from graph.write.id_scheme import IdSchemeError, check_ids
from graph.write.reseal import sample
from hub.settings import Settings
from prevention.grounds import require_lawful
from schema.catalogue import CATALOGUE
from security.vault.id_key import FILE as ID_KEY_FILE
from security.vault.secret_files import password, secret_file
from security.vault.vault import UnsealError, Vault, open_vault

_err = Console(stderr=True, highlight=False, soft_wrap=True)
_WORTH_SAYING = 1_000
"""Records of a type: fewer have their keys within a second, and nobody waits."""


def _say_progress(label: str, count: int) -> None:
    if count >= _WORTH_SAYING:
        # Not on standard output: what a command prints there is read by programs.
        _err.print(f"keys of names and numbers: {label}, {count} records")


class OtherKeysError(Exception):
    """What the graph holds was not sealed with the hub's keys."""


def vault_of(settings: Settings) -> Vault:
    """The keys by which values of class IDENTITY are sealed."""
    return open_vault(settings.keys, tuple(e.name for e in CATALOGUE.sealed_entities), settings.kek)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, ready for use; an embedded graph runs as long as it is open.

    Raises:
        graph.engine.embedded_arcadedb.GraphInUseError, graph.engine.embedded_arcadedb.GraphStartError,
        graph.engine.store.GraphDownError,
        graph.engine.probes.UnfitEngineError: there is no graph to work with.
        security.vault.kek.KeyUnavailableError, security.vault.key_file.RingError, OtherKeysError: its sealed values
        cannot be read.
        graph.write.id_scheme.IdSchemeError: its ids are not keyed with the hub's key.
    """
    key_of_ids = settings.keys / ID_KEY_FILE
    is_new = not key_of_ids.exists()
    async with unchecked_store(settings) as store:
        try:
            await check_ids(store)
        except IdSchemeError:
            # A key that was made now is of no graph: it must not stand where the right one belongs.
            if is_new:
                key_of_ids.unlink()
            raise
        await bring_keys_up_to_date(store, _say_progress)
        yield store


@asynccontextmanager
async def unchecked_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name, whatever its ids are. Raises as :func:`opened_store`, but for those."""
    vault = vault_of(settings)
    async with AsyncExitStack() as stack:
        if settings.graph_url == "embedded:":
            key = settings.keys / "graph"
            secret = secret_file(key, password).decode()
            running = embedded_arcadedb.start(
                settings.home.resolve() / "graph", secret, key.resolve(), settings.statement_seconds
            )
            stack.callback(running.stop)
            watch = asyncio.create_task(keep_running(running, settings.statement_seconds))
            stack.callback(watch.cancel)
            address = Address(running.url, running.user, running.password, embedded_arcadedb.DATABASE)
        else:
            secret = settings.graph_password.get_secret_value()
            address = Address(settings.graph_url, settings.graph_user, secret, settings.graph_database)
        store = await stack.enter_async_context(
            open_store(address, settings.statement_seconds, vault, require_lawful)
        )
        await store.prepare()
        await _check_keys(store)
        yield store


@asynccontextmanager
async def joined_store(settings: Settings) -> AsyncIterator[Store]:
    """The store that the settings name; if a hub on this machine has the embedded graph open, that graph.

    Raises as :func:`opened_store`.
    """
    async with AsyncExitStack() as stack:
        try:
            store = await stack.enter_async_context(opened_store(settings))
        except embedded_arcadedb.GraphInUseError:
            url = embedded_arcadedb.url_of(settings.home.resolve() / "graph")
            secret = secret_file(settings.keys / "graph", password).decode()
            address = Address(url, embedded_arcadedb.USER, secret, embedded_arcadedb.DATABASE)
            opened = open_store(address, settings.statement_seconds, vault_of(settings), require_lawful)
            store = await stack.enter_async_context(opened)
            await check_ids(store)
        yield store


async def _check_keys(store: Store) -> None:
    """Open one sealed value of each type: whoever has lost the keys is told at once, not by the first caller."""
    for entity in CATALOGUE.sealed_entities:
        try:
            for record_id, field, sealed in await sample(store, entity):
                store.sealer.open(entity.name, record_id, field, sealed)
        except UnsealError as error:
            raise OtherKeysError(f"the graph does not fit the keys in keys/vault.json: {error}") from error
