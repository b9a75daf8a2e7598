"""What a caller accepts, by RFC 9110, section 12.5: weights count, and 0 means not at all."""

import pytest

from hub.http.negotiation import EVENT_STREAM, GRAPHQL_JSON, HTML, PLAIN_JSON, answer_type, language_of

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "method", "expected"),
    [
        (None, "POST", PLAIN_JSON),
        ("", "POST", PLAIN_JSON),
        ("*/*", "POST", PLAIN_JSON),
        ("*/*", "GET", PLAIN_JSON),
        ("application/*", "POST", PLAIN_JSON),
        (GRAPHQL_JSON, "POST", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, */*", "POST", GRAPHQL_JSON),
        (f"{PLAIN_JSON}, {GRAPHQL_JSON}", "POST", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, {PLAIN_JSON};q=0.9", "POST", PLAIN_JSON),
        (f"{GRAPHQL_JSON};q=0, */*", "POST", PLAIN_JSON),
        (f"{PLAIN_JSON}; charset=utf-8", "POST", PLAIN_JSON),
        (PLAIN_JSON.upper(), "POST", PLAIN_JSON),
        (f"{PLAIN_JSON};q=0", "POST", None),
        ("text/plain", "POST", None),
        (EVENT_STREAM, "POST", EVENT_STREAM),
        (EVENT_STREAM, "GET", None),
        (f"{EVENT_STREAM}, {PLAIN_JSON}", "POST", PLAIN_JSON),
        (f"{EVENT_STREAM}, {PLAIN_JSON};q=0.5", "POST", EVENT_STREAM),
        (f"{EVENT_STREAM};q=0", "POST", None),
        (BROWSER, "GET", HTML),
        (BROWSER, "POST", PLAIN_JSON),
        (f"{PLAIN_JSON}, text/html;q=0.5", "GET", PLAIN_JSON),
        ("text/html;q=0, */*", "GET", PLAIN_JSON),
    ],
)
def test_the_type_that_is_liked_best_is_answered(accept: str | None, method: str, expected: str | None) -> None:
    assert answer_type(accept, method, has_query=False) == expected


def test_a_browser_that_asks_a_question_gets_its_answer() -> None:
    assert answer_type(BROWSER, "GET", has_query=True) == PLAIN_JSON


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "en"),
        ("*", "en"),
        ("ru", "ru"),
        ("kk-KZ,kk;q=0.9,ru;q=0.8", "kk"),
        ("kk-KZ, ru;q=0.9", "kk"),
        ("en;q=0.3, ru;q=0.8", "ru"),
        ("kk;q=0, ru;q=0.1", "ru"),
        ("en;q=0, *", "kk"),
        ("en-GB;q=0, en", "en"),
        ("ru, kk", "ru"),
        ("kk, ru", "kk"),
        ("RU-kz", "ru"),
        ("ru;q=2;q=x,,;", "en"),
    ],
)
def test_the_language_that_is_liked_best_is_spoken(header: str | None, expected: str) -> None:
    assert language_of(header) == expected
