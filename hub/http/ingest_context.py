"""The ingest context, made from the settings: where deliveries come in."""

from collections.abc import Mapping
from typing import Any

from adapters.delivery.deliver import IngestContext
from adapters.delivery.receipts import Receipts
from graph.engine.store import Store
from hub.settings import Settings
from security.identity.local_issuer import Issuer, local_issuer


def signer_of(settings: Settings) -> Issuer:
    """The key that signs receipts: another than that of the tokens, so that neither can stand for the other."""
    return local_issuer(settings.keys / "receipts.pem")


def dock_of(settings: Settings, store: Store) -> IngestContext:
    """The ingest context of the hub's graph."""
    signer = signer_of(settings)
    return IngestContext(store, settings.home / "feeds", Receipts(signer.key, signer.key_id), settings.hold_seconds)


def receipt_keys(settings: Settings) -> Mapping[str, Any]:
    """The public key of receipts, as a JSON Web Key Set."""
    return signer_of(settings).key_set
