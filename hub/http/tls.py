"""TLS that ends at the hub itself, with the caller's certificate where the application can see it."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from hub.settings import Settings


class TlsError(Exception):
    """The settings for TLS name files that cannot be used together."""


@dataclass(frozen=True)
class TlsFiles:
    """The hub's certificate chain and key, and the authorities whose certificates callers may show."""

    certificate: Path
    key: Path
    client_authorities: Path | None


def tls_files(settings: Settings) -> TlsFiles | None:
    """The files that the settings name; None where the hub speaks plain HTTP.

    Raises:
        TlsError: some of the settings are missing.
    """
    files = (settings.tls_certificate, settings.tls_key)
    if files == (None, None) and settings.tls_client_authorities is None:
        return None
    certificate, key = files
    if certificate is None or key is None:
        raise TlsError("ORTAQ_TLS_CERTIFICATE and ORTAQ_TLS_KEY go together, with or without client authorities")
    return TlsFiles(certificate, key, settings.tls_client_authorities)


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """TLS 1.2 or later. A certificate is asked for where authorities are named; a caller may come without one.

    Raises:
        TlsError: a file is not there or does not hold what it must.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(files.certificate, files.key)
        if files.client_authorities is not None:
            context.load_verify_locations(files.client_authorities)
            context.verify_mode = ssl.CERT_OPTIONAL
    except (OSError, ssl.SSLError) as error:
        raise TlsError(f"the TLS files cannot be used: {type(error).__name__}") from error
    return context


class CertificateProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which leaves the caller's certificate out, with the ASGI TLS extension's chain added."""

    _chain: tuple[str, ...] | None = None

    def on_message_begin(self) -> None:
        """Say in the scope of each request what the handshake of its connection has proved."""
        super().on_message_begin()
        if self._chain is None:
            connection: Any = self.transport.get_extra_info("ssl_object")
            certificate = connection.getpeercert(binary_form=True) if connection is not None else None
            self._chain = (ssl.DER_cert_to_PEM_cert(certificate),) if certificate else ()
        self.scope["extensions"] = {"tls": {"client_cert_chain": self._chain}}
