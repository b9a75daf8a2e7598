"""Sign-in with a real provider: by code and PKCE, once, in one browser, and with the rights of its token."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.settings import Settings
from hub.sign_in.authorization_code import challenge_of
from tests.conftest import Runner
from tests.identity.provider_process import Provider
from tests.sign_in.person import HUB_ADDRESS
from tests.sign_in.site import Site, issuers_file, person_at, running_app

ME = "{ me { role area purposes } }"
FAILED = "message=failed"


def _changed(location: str, **changes: str | None) -> str:
    """The way back with other parameters; None leaves one out."""
    parts = urlsplit(location)
    values = {name: value[0] for name, value in parse_qs(parts.query).items()} | changes
    return f"{parts.path}?" + "&".join(f"{name}={value}" for name, value in values.items() if value is not None)


def test_signing_in_makes_a_session_with_the_rights_of_the_token(people: Site) -> None:
    person = people.person()
    answer = person.sign_in(people.provider, "teacher", "/person/per_1")
    assert answer.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/person/per_1">' in answer.text
    assert set(person.cookies) == {"ortaq"}
    session = person.session().json()
    assert (session["name"], session["role"], session["area"]) == ("Made-up teacher", "education", "7510")
    assert session["purposes"] == ["CASE_WORK", "REPORTING"] and session["demo"] is False
    asked = person.query(ME, headers={"Ortaq-Purpose": "CASE_WORK"})
    assert asked.json()["data"]["me"] == {
        "role": "education",
        "area": "7510",
        "purposes": ["CASE_WORK", "REPORTING"],
    }
    assert person.ask("GET", "/today").status_code == 200


def test_the_browser_is_sent_with_state_nonce_and_challenge(people: Site) -> None:
    person = people.person()
    first, second = (parse_qs(urlsplit(person.begin(people.provider)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"] and first["response_type"] == ["code"]
    assert first["redirect_uri"] == [f"{HUB_ADDRESS}/sign-in/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43 and first[name] != second[name]
    # RFC 7636, appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_client_with_a_secret_signs_people_in_too(
    provider: Provider, run: Runner, demonstration: Path, tmp_path: Path
) -> None:
    file = issuers_file(tmp_path, provider, "by-secret")
    with running_app(Settings(home=tmp_path / "home", issuers=file), run) as app:
        site = Site(app, run, provider)
        site.provide()
        person = person_at(app, run)
        assert person.sign_in(provider, "teacher").status_code == 200
        assert person.session().json()["role"] == "education"


def test_over_tls_the_cookies_are_for_this_host_alone(people: Site) -> None:
    person = people.person("https://hub")
    location = person.at_provider(person.begin(people.provider), "teacher")
    answer = person.come_back(location)
    kept, dropped = answer.headers.get_list("set-cookie")
    name, *attributes = kept.split("; ")
    assert name.startswith("__Host-ortaq=") and len(name.partition("=")[2]) == 43
    assert attributes == ["Path=/", "HttpOnly", "SameSite=Strict", "Secure"]
    assert dropped == "__Host-ortaq-pending=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    plain = people.person()
    plain.cookies = {"ortaq": person.cookies["__Host-ortaq"], **person.cookies}
    assert person.session().status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "another"},
        {"state": None},
        {"code": "another"},
        {"code": None},
        {"iss": "https://id.example.kz"},
        {"iss": None},
        {"code": None, "error": "access_denied"},
    ],
    ids=str,
)
def test_another_way_back_signs_nobody_in(people: Site, changes: dict[str, str | None]) -> None:
    person = people.person()
    location = person.at_provider(person.begin(people.provider), "teacher")
    answer = person.come_back(_changed(location, **changes))
    assert answer.status_code == 303 and FAILED in answer.headers["location"]
    assert "ortaq" not in person.cookies and person.session().status_code == 401


def test_a_parameter_that_stands_twice_counts_for_nothing(people: Site) -> None:
    person = people.person()
    location = person.at_provider(person.begin(people.provider), "teacher")
    assert FAILED in person.come_back(f"{location}&code=another").headers["location"]


def test_another_browser_cannot_finish_a_sign_in(people: Site) -> None:
    person, other = people.person(), people.person()
    location = person.at_provider(person.begin(people.provider), "teacher")
    assert FAILED in other.come_back(location).headers["location"]
    other.begin(people.provider)
    assert FAILED in other.come_back(location).headers["location"]
    assert person.come_back(location).status_code == 200


def test_a_way_back_is_good_once(people: Site) -> None:
    person = people.person()
    pending_begun = person.begin(people.provider)
    pending = dict(person.cookies)
    location = person.at_provider(pending_begun, "teacher")
    assert person.come_back(location).status_code == 200
    person.cookies |= pending
    assert FAILED in person.come_back(location).headers["location"]


def test_a_code_of_another_sign_in_is_refused_by_its_challenge_or_nonce(people: Site) -> None:
    """Whoever brings a victim's code into a sign-in of their own (or the other way round) gets nothing."""
    victim, thief = people.person(), people.person()
    stolen = victim.at_provider(victim.begin(people.provider), "teacher")
    own = thief.at_provider(thief.begin(people.provider), "detective")
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    assert FAILED in thief.come_back(_changed(own, code=code)).headers["location"]


def test_what_the_issuer_may_not_say_signs_nobody_in(people: Site) -> None:
    person = people.person()
    assert FAILED in person.sign_in(people.provider, "impostor").headers["location"]
    assert person.session().status_code == 401


@pytest.mark.parametrize("asker", ["cross-site", "same-site", None])
def test_a_foreign_page_begins_no_sign_in(people: Site, asker: str | None) -> None:
    person = people.person()
    answer = person.ask("GET", "/sign-in/start", site=asker, params={"issuer": people.provider.url})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not person.cookies


def test_an_issuer_that_is_none_leads_back(people: Site) -> None:
    answer = people.person().ask("GET", "/sign-in/start", params={"issuer": "https://id.example.kz"})
    assert FAILED in answer.headers["location"]


def test_a_session_has_a_new_id_and_replaces_the_one_before(people: Site) -> None:
    person = people.person()
    planted = "x" * 43
    person.cookies["ortaq"] = planted
    person.sign_in(people.provider, "teacher")
    first = person.cookies["ortaq"]
    assert first != planted
    person.sign_in(people.provider, "teacher")
    second = dict(person.cookies)
    assert second["ortaq"] != first
    person.cookies = {"ortaq": first}
    assert person.session().status_code == 401
    person.cookies = second
    assert person.session().status_code == 200


def test_rights_are_asked_anew_before_the_token_ends(people: Site) -> None:
    # Shorter than the time before its end in which a session is renewed: each request renews it.
    people.provide(seconds=20)
    person = people.person()
    person.sign_in(people.provider, "detective")
    chosen = {"purpose": "INVESTIGATION", "caseNumber": "7510-25-1", "reason": "Made-up reason of a test"}
    assert person.ask("PUT", "/session", json=chosen).json()["purpose"] == "INVESTIGATION"
    less = {"ortaq_role": "criminal", "ortaq_area": "7512", "ortaq_agency": "MES", "ortaq_purposes": ["CASE_WORK"]}
    people.provide(seconds=20, people={"detective": {"name": "Made-up", "claims": less}})
    session = person.session().json()
    assert (session["area"], session["purposes"], session["purpose"]) == ("7512", ["CASE_WORK"], None)
    people.provide(seconds=20, people={})
    assert person.session().status_code == 401
    assert person.session().status_code == 401


def test_a_withdrawn_key_ends_the_session(people: Site) -> None:
    person = people.person()
    person.sign_in(people.provider, "teacher")
    people.provide(new_keys=True)
    # Whoever signs in with the new key has it fetched.
    people.person().sign_in(people.provider, "teacher")
    assert person.session().status_code == 401


def test_sign_out_ends_the_session_and_what_the_provider_handed_out(people: Site) -> None:
    people.provide(seconds=20)
    person = people.person()
    person.sign_in(people.provider, "teacher")
    cookies = dict(person.cookies)
    answer = person.ask("POST", "/sign-out")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    location = urlsplit(answer.json()["location"])
    assert f"{location.scheme}://{location.netloc}" == people.provider.url
    assert parse_qs(location.query) == {
        "client_id": ["by-key"],
        "post_logout_redirect_uri": [f"{HUB_ADDRESS}/sign-in"],
    }
    assert not person.cookies
    person.cookies = cookies
    assert person.session().status_code == 401 and person.ask("GET", "/today").status_code == 303
