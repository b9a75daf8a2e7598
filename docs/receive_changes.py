"""Receives what the hub sends: an example that a partner may copy.

    pip install http-message-signatures pyjwt[crypto] httpx
    python receive_changes.py https://hub.example.kz http://127.0.0.1:9000/ortaq changes.ndjson

It believes the keys under /.well-known/ortaq/keys alone, answers 204 only when a message is on disk, and keeps one
line for each event. A message can come twice: whoever works on from here goes by id and takes the latest.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
from http_message_signatures import HTTPMessageSignaturesException, HTTPMessageVerifier, algorithms
from http_message_signatures.resolvers import MappingKeyResolver

COVERED = ("@method", "@target-uri", "@authority", "content-type", "content-digest")
LARGEST = 25_000_000
"""Bytes of a message: the hub's answers are smaller."""


def keys_of(hub: str) -> dict[str, Any]:
    """The hub's public keys by id (RFC 7517, RFC 8037)."""
    found = httpx.get(f"{hub}/.well-known/ortaq/keys", timeout=10).raise_for_status().json()
    return {each["kid"]: jwt.PyJWK(each).key for each in found["keys"]}


class Message:
    """A request as the hub has sent it: to the address that it was given, whatever stands in front of this."""

    def __init__(self, url: str, headers: Any) -> None:
        self.method, self.url, self.headers = "POST", url, headers


class Receiver(BaseHTTPRequestHandler):
    """Takes messages in."""

    keys: dict[str, Any]
    url: str
    file: Path

    def do_POST(self) -> None:
        """Take one in, if it is the hub's."""
        size = int(self.headers.get("Content-Length", 0))
        if not 0 < size <= LARGEST:
            self.answer(413)
            return
        body = self.rfile.read(size)
        verifier = HTTPMessageVerifier(
            signature_algorithm=algorithms.ED25519,
            key_resolver=MappingKeyResolver(public_keys=self.keys, private_keys={}),
        )
        try:
            # Signature, age, what it covers, and that the body is the one whose digest was signed.
            message = Message(self.url, self.headers)
            verifier.verify(message, expect_tag="ortaq-webhook", require_components=COVERED, body=body)
        except HTTPMessageSignaturesException:
            self.answer(401)
            return
        with self.file.open("a", encoding="utf-8") as file:
            for event in json.loads(body)["data"]["changes"]:
                file.write(json.dumps(event, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self.answer(204)

    def answer(self, status: int) -> None:
        """Answer with nothing but a status."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main(hub: str, url: str, file: str) -> None:
    """Receive what is sent to ``url`` by ``hub``."""
    Receiver.keys, Receiver.url, Receiver.file = keys_of(hub), url, Path(file)
    place = urlsplit(url)
    HTTPServer((place.hostname or "", place.port or 80), Receiver).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:4])
