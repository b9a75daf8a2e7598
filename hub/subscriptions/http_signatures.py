"""Signing: what the hub sends bears its signature (RFC 9421, Ed25519) over the body's digest (RFC 9530)."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, algorithms
from http_message_signatures.resolvers import MappingKeyResolver

from hub.settings import Settings
from security.clock import moment_now
from security.identity.local_issuer import Issuer, local_issuer

COVERED = ("@method", "@target-uri", "@authority", "content-type", "content-digest")
"""What the signature covers: nothing of a message can be changed, left out or sent elsewhere."""

TAG = "ortaq-webhook"
LABEL = "ortaq"
GOOD_FOR = dt.timedelta(minutes=5)
KEYS = "/.well-known/ortaq/keys"
"""Path under which the hub publishes the public key, as a JSON Web Key Set (RFC 7517)."""


@dataclass
class Outgoing:
    """A request about to be sent."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


def key_of(settings: Settings) -> Issuer:
    """The key with which the hub signs what it sends: another than that of its tokens."""
    return local_issuer(settings.keys / "webhooks.pem")


def signed(key: Ed25519PrivateKey, key_id: str, url: str, body: bytes, kind: str) -> Mapping[str, str]:
    """The headers of a signed POST of ``body`` to ``url``."""
    message = Outgoing("POST", url, {"Content-Type": kind})
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={key_id: key}),
    )
    now = moment_now()
    signer.sign(
        message,
        key_id=key_id,
        created=now,
        expires=now + GOOD_FOR,
        nonce=secrets.token_urlsafe(16),
        label=LABEL,
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    return message.headers
