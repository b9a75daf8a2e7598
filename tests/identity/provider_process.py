"""A partner's certified provider, as a process of its own."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from tests.support.hubs import free_port

FOLDER = Path(__file__).parent / "provider"
HUB = "https://hub.example.kz"
NPM = [path for path in [shutil.which("npm")] if path]
"""The npm of this machine, if it has one: the parameters of fixtures that need it."""


@dataclass(frozen=True)
class Provider:
    """A running provider."""

    url: str
    process: "subprocess.Popen[str]"

    def rotate(
        self,
        generation: int,
        clients: Sequence[Mapping[str, Any]] = (),
        people: Mapping[str, Any] | None = None,
        seconds: int = 300,
    ) -> None:
        """Give it new keys, and only those; and people who sign in with clients, and the life of access tokens."""
        state = {"keys": private_keys(generation), "clients": clients, "people": people or {}, "seconds": seconds}
        self.begin(state)

    def begin(self, state: Mapping[str, Any]) -> None:
        """Let it serve with this from now on."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(state) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ready\n"

    def token(self, client: str, audience: str = HUB, scope: str = "", certificate: bytes = b"") -> str:
        """An access token by client credentials (RFC 6749, section 4.4) for a resource (RFC 8707)."""
        form = {"grant_type": "client_credentials", "resource": audience, **({"scope": scope} if scope else {})}
        secret = f"secret-of-{'EdDSA' if client == 'bound' else client}"
        headers = {"X-Test-Certificate": base64.b64encode(certificate).decode()} if certificate else {}
        answer = httpx.post(f"{self.url}/token", data=form, auth=(client, secret), headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


def private_keys(generation: int) -> list[dict[str, Any]]:
    """A key of each sort that the hub takes."""
    pairs = [
        OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate()),
        ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1())),
        RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048)),
    ]
    keys = [{**json.loads(text), "use": "sig", "kid": f"{generation}-{n}"} for n, text in enumerate(pairs)]
    return [{name: value for name, value in key.items() if name != "key_ops"} for key in keys]


@contextmanager
def provider_process(npm: str, folder: Path) -> Iterator[Provider]:
    """A provider that has no keys yet, until the end of the block. Its packages go under ``folder``."""
    shutil.copytree(FOLDER, folder)
    subprocess.run([npm, "ci", "--ignore-scripts", "--silent"], cwd=folder, check=True, timeout=300)
    url = f"http://127.0.0.1:{free_port()}"
    command = ["node", "provider.mjs", url, HUB]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield Provider(url, process)
        finally:
            process.kill()
