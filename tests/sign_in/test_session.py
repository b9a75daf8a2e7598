"""The session over HTTP: what it tells, what it is good for, and whose requests it does not answer."""

import json
from typing import Any

import pytest

from hub.http.authentication import issuer_of
from hub.settings import Settings
from tests.conftest import Runner
from tests.sign_in.person import Person
from tests.support.hubs import OFFICER

ME = "{ me { role unit } }"


def code_of(answer: Any) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


@pytest.fixture
def head(official: Person) -> Person:
    official.sign_in_demo("head")
    return official


def test_it_tells_the_person_who_they_are(head: Person) -> None:
    answer = head.session()
    session = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert list(session) == [
        *("name", "agency", "role", "unit", "area", "purposes", "purpose", "caseNumber", "reason"),
        *("language", "idleSeconds", "endsAt", "demo", "draftKey"),
    ]
    assert (session["agency"], session["role"], session["idleSeconds"]) == ("MIA", "public_security", 1800)
    assert session["purpose"] is None and session["language"] is None
    assert head.cookies["ortaq"] not in answer.text


def test_what_was_chosen_stands_for_the_headers(head: Person) -> None:
    assert code_of(head.query(ME)) == "PURPOSE_REFUSED"
    assert head.ask("PUT", "/session", json={"purpose": "CASE_WORK", "language": "kk"}).status_code == 200
    assert head.query(ME).json()["data"]["me"]["role"] == "public_security"
    session = head.session().json()
    assert (session["purpose"], session["language"]) == ("CASE_WORK", "kk")
    assert code_of(head.query(ME, headers={"Ortaq-Purpose": "FEED"})) == "PURPOSE_REFUSED"


def test_a_reason_goes_with_its_own_purpose_alone(head: Person) -> None:
    emergency = {"purpose": "EMERGENCY", "reason": "A made-up danger to life"}
    assert head.ask("PUT", "/session", json=emergency).json()["reason"] == emergency["reason"]
    assert head.query(ME).status_code == 200
    assert code_of(head.query(ME, headers={"Ortaq-Purpose": "EMERGENCY"})) == "PURPOSE_INCOMPLETE"


WRONG = [
    ({"purpose": "INVESTIGATION"}, "PURPOSE_REFUSED"),
    ({"purpose": "EMERGENCY"}, "PURPOSE_INCOMPLETE"),
    ({"purpose": "EMERGENCY", "reason": "....."}, "PURPOSE_INCOMPLETE"),
    ({"purpose": "CASE_WORK", "caseNumber": "Іс № 1"}, "PURPOSE_INCOMPLETE"),
    ({"purpose": 1}, "BAD_REQUEST"),
    ({"purpose": "CASE_WORK", "language": "de"}, "BAD_REQUEST"),
    ({"role": "auditor"}, "BAD_REQUEST"),
    ([], "BAD_REQUEST"),
]


@pytest.mark.parametrize(("body", "code"), WRONG, ids=str)
def test_what_cannot_be_chosen_changes_nothing(head: Person, body: Any, code: str) -> None:
    head.ask("PUT", "/session", json={"purpose": "REPORTING"})
    assert code_of(head.ask("PUT", "/session", json=body)) == code
    assert head.session().json()["purpose"] == "REPORTING"


def test_a_choice_is_json_and_short(head: Person) -> None:
    as_text: dict[str, Any] = {"content": b'{"purpose": "CASE_WORK"}', "headers": {"Content-Type": "text/plain"}}
    assert code_of(head.ask("PUT", "/session", **as_text)) == "MEDIA_TYPE"
    assert code_of(head.ask("PUT", "/session", json={"reason": "x" * 9000})) == "DOCUMENT_TOO_LARGE"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_the_cookie_counts_for_the_hubs_own_pages_alone(head: Person, site: str | None) -> None:
    head.ask("PUT", "/session", json={"purpose": "CASE_WORK"})
    for method, path, more in (
        ("POST", "/graphql", {"json": {"query": ME}}),
        ("GET", "/graphql", {"params": {"query": ME}}),
        ("GET", "/session", {}),
        ("PUT", "/session", {"json": {"purpose": "REPORTING"}}),
        ("GET", "/feeds/probation-register", {"headers": {"Idempotency-Key": "k"}}),
        ("POST", "/feeds/probation-register", {"content": b"{}"}),
    ):
        answer = head.ask(method, path, site=site, **more)
        assert answer.status_code in (401, 403) and "public_security" not in answer.text, (method, path)
    assert head.session().json()["purpose"] == "CASE_WORK"


def test_a_foreign_origin_without_fetch_metadata_is_refused(head: Person) -> None:
    answer = head.query(ME, site=None, headers={"Origin": "https://else.example.kz"})
    assert code_of(answer) == "CROSS_SITE"


def test_a_header_beside_the_cookie_counts_alone(head: Person, run: Runner) -> None:
    home = head.app.state.hub.ingest.folder.parent
    token = issuer_of(Settings(home=home, local_issuer=True)).issue(OFFICER)
    asked = head.query(ME, headers={"Authorization": f"Bearer {token}"})
    assert asked.json()["data"]["me"] == {"role": "public_security", "unit": None}
    for header in ("Bearer x.y.z", "Bearer ", "Basic eDp5", ""):
        assert code_of(head.query(ME, headers={"Authorization": header})) == "UNAUTHENTICATED"
    assert head.session().status_code == 200


def test_two_cookies_of_one_name_are_none(head: Person) -> None:
    cookie = f"ortaq={head.cookies['ortaq']}; ortaq=planted"
    head.cookies = {}
    assert head.session(headers={"Cookie": cookie}).status_code == 401


def test_a_cookie_of_nobody_is_answered_like_none(head: Person) -> None:
    head.cookies["ortaq"] = "x" * 43
    unknown = head.query(ME)
    head.cookies = {}
    assert unknown.content == head.query(ME).content and unknown.status_code == 401


def test_pages_need_a_session_and_lead_back(official: Person) -> None:
    for path in ("/today", "/search", "/person/per_1", "/case/7510-25-1%2F28", "/links", "/audit", "/deliveries"):
        answer = official.ask("GET", path, site="none")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={path.replace('%', '%25').replace('/', '%2F')}"
    assert official.ask("GET", "/", site="none").headers["location"] == "/sign-in"
    official.sign_in_demo("head")
    assert official.ask("GET", "/", site="none").headers["location"] == "/today"
    page = official.ask("GET", "/person/per_1", site="none")
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200 and "unsafe" not in policy and "trusted-types 'none'" in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert official.ask("GET", "/today", site="cross-site").status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        *("//else.example.kz", "https://else.example.kz/today", "/\\else.example.kz", "/today?x=1", "/today#x"),
        *("/graphql", "/sign-out", "/nowhere", "/person/../graphql", "/person/%2e%2e", "", "/case/" + "1" * 300),
        *("/today\r\nSet-Cookie: x=y", "javascript:alert(1)", "/person/<script>", "/person//x"),
    ],
)
def test_a_sign_in_leads_to_a_page_of_the_hub_alone(official: Person, path: str) -> None:
    answer = official.ask("POST", "/sign-in/demo", data={"official": "head", "next": path})
    assert answer.headers["location"] == "/today"
    page = official.ask("GET", "/sign-in", params={"next": path}).text
    assert 'name="next" value="/today"' in page


def test_a_sign_in_leads_to_the_page_that_was_wanted(official: Person) -> None:
    data = {"official": "head", "next": "/case/7510-25-1/28"}
    assert official.ask("POST", "/sign-in/demo", data=data).headers["location"] == "/case/7510-25-1/28"


def test_each_sign_in_has_a_new_id_and_ends_the_one_before(official: Person) -> None:
    official.cookies["ortaq"] = "planted"
    official.sign_in_demo("head")
    first = official.cookies["ortaq"]
    assert first != "planted" and len(first) == 43
    official.sign_in_demo("auditor")
    assert official.session().json()["role"] == "auditor"
    official.cookies["ortaq"] = first
    assert official.session().status_code == 401


def test_sign_out_ends_it_and_lets_the_browser_forget(head: Person) -> None:
    cookies = dict(head.cookies)
    answer = head.ask("POST", "/sign-out")
    assert answer.json() == {"location": "/sign-in?message=signed_out"}
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["set-cookie"] == "ortaq=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"
    head.cookies = cookies
    assert head.session().status_code == 401 and code_of(head.query(ME)) == "UNAUTHENTICATED"
    ended = head.ask("GET", "/today")
    assert ended.headers["location"] == "/sign-in?next=%2Ftoday&message=ended" and not head.cookies
    assert head.ask("POST", "/sign-out").status_code == 200


def test_nothing_of_a_person_stands_in_the_log(official: Person, capfd: pytest.CaptureFixture[str]) -> None:
    official.sign_in_demo("head")
    reason = "A made-up danger to life"
    official.ask("PUT", "/session", json={"purpose": "EMERGENCY", "reason": reason})
    secrets = [official.session().json()["name"], reason, official.cookies["ortaq"], "demo-head"]
    official.ask("POST", "/sign-out")
    written = "".join(capfd.readouterr())
    assert "signed in" in written and "signed out" in written
    assert [secret for secret in secrets if secret in written or json.dumps(secret)[1:-1] in written] == []
