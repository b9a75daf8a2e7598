"""The key by which an official's browser encrypts drafts of forms (AES-256-GCM, `web/app/drafts.mjs`).

It is the same at every sign-in of one official and nobody else is given it, so that a draft outlives a session and
is of no use to whoever signs in next at the same browser.
"""

import base64
import hmac
import secrets
from pathlib import Path

from hub.sign_in.session import Session
from security.vault.secret_files import secret_file

_KEY_BYTES = 32


def drafts_secret(keys: Path) -> bytes:
    """The secret of which draft keys are made, in the folder of keys; made when first needed.

    Raises:
        PermissionError: others than the owner can read it.
    """
    return secret_file(keys / "drafts", lambda: secrets.token_bytes(_KEY_BYTES))


def draft_key(secret: bytes, session: Session) -> str:
    """The draft key of the session's official, in Base64."""
    subject = f"{session.issuer}\n{session.caller.subject}".encode()
    return base64.b64encode(hmac.digest(secret, subject, "sha256")).decode()
