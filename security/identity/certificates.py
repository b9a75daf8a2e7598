"""The caller's TLS certificate: from the connection itself, or from a proxy that ended the TLS for us.

A proxy hands the certificate on in ``Client-Cert`` (RFC 9440). The header is believed from the proxies that the
site names and from nobody else: whoever else sends it has no certificate.
"""

import base64
import binascii
import hashlib
import re
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

MAX_HEADER = 16_384
_BYTES = re.compile(r":([A-Za-z0-9+/]+={0,2}):")


class ProxyError(Exception):
    """The list of proxies holds something that is no network."""


@dataclass(frozen=True)
class Proxies:
    """The networks from which ``Client-Cert`` is believed."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    def hold(self, address: str | None) -> bool:
        """Whether the connection's other end is one of them."""
        if not self.networks:
            return False
        try:
            peer = ip_address(address or "")
        except ValueError:
            return False
        if isinstance(peer, IPv6Address) and peer.ipv4_mapped is not None:
            peer = peer.ipv4_mapped
        return any(peer in network for network in self.networks)


def read_proxies(text: str) -> Proxies:
    """The networks that a setting lists, separated by commas.

    Raises:
        ProxyError: an entry is no network in CIDR form.
    """
    networks = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            networks.append(ip_network(part))
        except ValueError:
            raise ProxyError(f"ORTAQ_TRUSTED_PROXIES: {part} is no network such as 10.0.0.8/32") from None
    return Proxies(tuple(networks))


def digest_from_proxy(values: Sequence[str]) -> bytes | None:
    """SHA-256 of the certificate in ``Client-Cert`` (RFC 9440, section 2.2), whose values are given.

    None if there is no header, more than one, or one that is no byte sequence (RFC 9651, section 3.3.5).
    """
    if len(values) != 1 or len(values[0]) > MAX_HEADER:
        return None
    match = _BYTES.fullmatch(values[0].strip(" "))
    if match is None:
        return None
    try:
        return hashlib.sha256(base64.b64decode(match[1], validate=True)).digest()
    except (binascii.Error, ValueError):
        return None


def digest_from_connection(chain: Iterable[str]) -> bytes | None:
    """SHA-256 of the first certificate of a chain in PEM: the one whose key the other end has proved."""
    for pem in chain:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()
    return None
