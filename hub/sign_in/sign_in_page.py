"""The sign-in page: plain HTML from the hub, without a script, in three languages."""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import FileResponse, HTMLResponse, Response

from hub.http.negotiation import language_of
from hub.sign_in.demo_officials import DemoOfficial
from hub.sign_in.sign_in_paths import SIGN_IN

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
MESSAGES = ("failed", "ended", "signed_out")
"""What the page may have to say, by its parameter ``message``."""

STYLE = f"{SIGN_IN}/style.css"
_TEXTS: Mapping[str, Mapping[str, str]] = json.loads(
    Path(__file__).with_name("texts.json").read_text(encoding="utf-8")
)
_STYLE_FILE = Path(__file__).with_name("sign_in.css")
HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "Vary": "Accept-Language",
}


@dataclass(frozen=True, kw_only=True)
class SignInChoices:
    """What the page offers: issuers by name and label, and in the demonstration its officials."""

    issuers: Sequence[tuple[str, Mapping[str, str]]]
    officials: Sequence[DemoOfficial]


def language_for(http: HTTPConnection) -> str:
    """The language of the sign-in: chosen on its page, or that of the browser."""
    chosen = http.query_params.get("lang")
    return chosen if chosen in LANGUAGES else language_of(http.headers.get("accept-language"))


def sign_in_page(
    choices: SignInChoices, language: str, next_path: str, message: str | None, status: int = 200
) -> Response:
    """The page, which goes on to ``next_path`` after the sign-in."""
    texts = _TEXTS[language]
    parts = [_languages(language, next_path)]
    if message is not None:
        parts.append(f'<p class="message" role="status">{html.escape(texts[message])}</p>')
    if choices.issuers:
        parts.append(_list(_issuer(*issuer, language, next_path) for issuer in choices.issuers))
    if choices.officials:
        parts.append(f'<p id="demo">{html.escape(texts["demo"])}</p>')
        parts.append(_list(_official(official, language, next_path) for official in choices.officials))
    if not choices.issuers and not choices.officials:
        parts.append(f"<p>{html.escape(texts['nobody'])}</p>")
    return _page(language, "".join(parts), status)


def going_on_page(language: str, next_path: str) -> Response:
    """A page that goes on by itself. The way from the issuer began on its site; this one begins on the hub's, so
    that the browser sends the session's cookie with it.
    """
    texts, link = _TEXTS[language], html.escape(next_path)
    body = f'<p>{html.escape(texts["going_on"])}</p><p><a class="choice" href="{link}">{texts["go_on"]}</a></p>'
    return _page(language, body, 200, f'<meta http-equiv="refresh" content="0;url={link}">')


def style_sheet() -> Response:
    """The page's style sheet."""
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(_STYLE_FILE, headers=headers, media_type="text/css; charset=utf-8")


def _page(language: str, body: str, status: int, head: str = "") -> Response:
    texts = _TEXTS[language]
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(texts['title'])} · Ortaq</title>"
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{STYLE}">{head}</head><body><main>'
        f'<h1>{html.escape(texts["title"])}</h1><p class="lead">{html.escape(texts["lead"])}</p>{body}'
        "</main></body></html>",
        status,
        HEADERS,
    )


def _languages(language: str, next_path: str) -> str:
    current = ' aria-current="true"'
    links = (
        f'<a lang="{code}" hreflang="{code}" href="{SIGN_IN}?{_query(lang=code, next=next_path)}"'
        f"{current if code == language else ''}>{name}</a>"
        for code, name in LANGUAGES.items()
    )
    return f"<nav>{''.join(links)}</nav>"


def _issuer(name: str, labels: Mapping[str, str], language: str, next_path: str) -> str:
    address = f"{SIGN_IN}/start?{_query(issuer=name, next=next_path, lang=language)}"
    text = f"{_TEXTS[language]['with']} {labels[language]}"
    return f'<a class="choice" href="{address}">{html.escape(text)}</a>'


def _official(official: DemoOfficial, language: str, next_path: str) -> str:
    return (
        f'<form method="post" action="{SIGN_IN}/demo">'
        f'<input type="hidden" name="next" value="{html.escape(next_path)}">'
        f'<button class="choice" name="official" value="{official.id}">{html.escape(official.titles[language])}'
        f'<span lang="kk">{html.escape(official.name)}</span></button></form>'
    )


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"


def _query(**values: str) -> str:
    return html.escape(urlencode(values))
