"""The served hub and a real provider: tokens of each algorithm, scopes, certificates, and a rotation of keys."""

import base64
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.identity.certificates import Certified, authority, leaf
from tests.identity.provider_process import HUB, NPM, Provider, provider_process
from tests.support.hubs import Served, free_port, served

PROXY = "127.0.0.2"
SCOPE = "ortaq:class:PERSON ortaq:purpose:CASE_WORK"


@pytest.fixture(scope="module", params=NPM)
def provider(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider_process(request.param, tmp_path_factory.mktemp("partner") / "provider") as opened:
        opened.rotate(1)
        yield opened


@dataclass(frozen=True)
class Site:
    """A hub that ends TLS itself, believes a proxy at PROXY, and trusts the provider."""

    hub: Served
    folder: Path
    known: Certified

    def ask(
        self, token: str, shown: Certified | None = None, peer: str = "127.0.0.1", **headers: str
    ) -> httpx.Response:
        """The answer to a caller at ``peer`` who shows a certificate."""
        trust = ssl.create_default_context(cafile=self.folder / "ca.pem")
        if shown is not None:
            trust.load_cert_chain(*shown.write(self.folder, "shown"))
        transport = httpx.HTTPTransport(verify=trust, local_address=peer)
        with httpx.Client(transport=transport) as client:
            given = {"Authorization": f"Bearer {token}", **{n.replace("_", "-"): v for n, v in headers.items()}}
            body = {"query": "{ me { role area purposes } }"}
            return client.post(f"{self.hub.url}/graphql", json=body, headers=given)


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    known = authority()
    authorities, _ = known.write(folder, "ca")
    certificate, key = leaf(known, "hub").write(folder, "hub")
    (folder / "issuers.toml").write_text(
        f'[[issuer]]\nurl = "{provider.url}"\naudience = "{HUB}"\nalgorithms = ["EdDSA", "ES256", "RS256"]\n'
        'roles = ["education"]\nagencies = ["MES"]\nareas = ["75"]\npurposes = ["CASE_WORK", "REPORTING"]\n'
        '[issuer.claims]\nrole = "ortaq_role"\narea = "ortaq_area"\nagency = "ortaq_agency"\n'
        'purposes = "ortaq_purposes"\n',
        encoding="utf-8",
    )
    settings = {
        "ORTAQ_ISSUERS": str(folder / "issuers.toml"),
        "ORTAQ_TRUSTED_PROXIES": f"{PROXY}/32",
        "ORTAQ_TLS_CERTIFICATE": str(certificate),
        "ORTAQ_TLS_KEY": str(key),
        "ORTAQ_TLS_CLIENT_AUTHORITIES": str(authorities),
    }
    trust = ssl.create_default_context(cafile=authorities)
    with served(folder / "home", free_port(), 0, settings, trust) as hub:
        yield Site(hub, folder, known)


@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "RS256"])
def test_token_of_the_provider_is_answered(provider: Provider, site: Site, algorithm: str) -> None:
    answer = site.ask(provider.token(algorithm), Ortaq_Purpose="REPORTING")
    me = {"role": "education", "area": "7510", "purposes": ["CASE_WORK", "REPORTING"]}
    assert (answer.status_code, answer.json()["data"]) == (200, {"me": me})


def test_scopes_of_the_token_narrow_it(provider: Provider, site: Site) -> None:
    token = provider.token("ES256", scope=SCOPE)
    assert site.ask(token).json()["data"]["me"]["purposes"] == ["CASE_WORK"]
    assert site.ask(token, Ortaq_Purpose="REPORTING").status_code == 403


def test_token_for_another_resource_is_refused_like_any_other(provider: Provider, site: Site) -> None:
    other = site.ask(provider.token("ES256", audience="https://other.example.kz"))
    nothing = site.ask("x.y.z")
    assert other.status_code == nothing.status_code == 401
    assert other.content == nothing.content


def test_bound_token_in_direct_tls(provider: Provider, site: Site) -> None:
    ours, others = leaf(site.known, "ours"), leaf(site.known, "others")
    token = provider.token("bound", scope=SCOPE, certificate=ours.der)
    field = f":{base64.b64encode(ours.der).decode()}:"
    assert site.ask(token, ours).status_code == 200
    assert site.ask(token).status_code == 401
    assert site.ask(token, others).status_code == 401
    assert site.ask(token, others, Client_Cert=field).status_code == 401
    assert site.ask(token, Client_Cert=field).status_code == 401
    assert site.ask(token, Client_Cert=field, X_Forwarded_For=PROXY).status_code == 401


def test_bound_token_behind_a_proxy(provider: Provider, site: Site) -> None:
    ours = leaf(site.known, "ours")
    token = provider.token("bound", scope=SCOPE, certificate=ours.der)
    field = f":{base64.b64encode(ours.der).decode()}:"
    assert site.ask(token, peer=PROXY, Client_Cert=field).status_code == 200
    assert site.ask(token, peer=PROXY).status_code == 401
    assert site.ask(token, ours, peer=PROXY).status_code == 401, "a proxy's own certificate proved its caller"


def test_certificate_of_an_unknown_authority_ends_the_handshake(provider: Provider, site: Site) -> None:
    with pytest.raises(httpx.TransportError):
        site.ask(provider.token("ES256"), leaf(authority("other"), "ours"))


def test_rotation_is_followed_and_ends_the_old_keys_tokens(provider: Provider, site: Site) -> None:
    old = provider.token("ES256", scope=SCOPE)
    assert site.ask(old).status_code == 200
    provider.rotate(2)
    assert site.ask(provider.token("ES256", scope=SCOPE)).status_code == 200
    assert site.ask(old).status_code == 401
