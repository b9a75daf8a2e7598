"""A person at a browser, as the hub and a provider meet them over HTTP."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

from tests.conftest import Runner
from tests.identity.provider_process import Provider

HUB_ADDRESS = "http://127.0.0.1:8999"
_FORM = re.compile(r"<form[^>]*action=\"([^\"]+)\"[^>]*>(.*?)</form>", re.DOTALL)
_HIDDEN = re.compile(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\"")


@dataclass
class Person:
    """A browser with its cookies, at an address of its own."""

    app: Starlette
    run: Runner
    address: str
    hub: str = HUB_ADDRESS
    cookies: dict[str, str] = field(default_factory=dict)
    provider_cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def ask(self, method: str, path: str, site: str | None = "same-origin", **more: Any) -> httpx.Response:
        """The hub's answer. ``site`` is what the browser says of who asks; cookies that the hub sets are kept."""
        headers = {
            **({"Sec-Fetch-Site": site} if site else {}),
            **({"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())} if self.cookies else {}),
            **more.pop("headers", {}),
        }

        async def work() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, client=(self.address, 50_000))
            async with httpx.AsyncClient(transport=transport, base_url=self.hub) as client:
                return await client.request(method, path, headers=headers, **more)

        answer = self.run(work())
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def query(self, text: str, **more: Any) -> httpx.Response:
        """A question by the hub's own page."""
        return self.ask("POST", "/graphql", json={"query": text}, **more)

    def session(self, **more: Any) -> httpx.Response:
        """What the hub tells of the session."""
        return self.ask("GET", "/session", **more)

    def begin(self, provider: Provider, next_path: str = "/today") -> str:
        """Begin a sign-in. Gives where the hub sends the browser."""
        answer = self.ask("GET", "/sign-in/start", params={"issuer": provider.url, "next": next_path})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def at_provider(self, address: str, login: str) -> str:
        """Sign in and consent at the provider. Gives where it sends the browser back to, without the hub's name."""
        with httpx.Client(cookies=self.provider_cookies, timeout=30) as client:
            answer = client.get(address)
            for _ in range(10):
                if answer.is_redirect:
                    location = str(answer.headers["location"])
                    if location.startswith(self.hub):
                        self.provider_cookies = client.cookies
                        return location.removeprefix(self.hub)
                    answer = client.get(answer.url.join(location))
                    continue
                form = _FORM.search(answer.text)
                assert form is not None, answer.text
                values = {name: html.unescape(value) for name, value in _HIDDEN.findall(form[2])}
                if values.get("prompt") == "login":
                    values |= {"login": login, "password": "any"}
                answer = client.post(answer.url.join(html.unescape(form[1])), data=values)
        raise AssertionError("the provider never sends the browser back")

    def come_back(self, location: str) -> httpx.Response:
        """Follow the provider's redirect, as a browser does from another site: without Strict cookies."""
        strict = {name: value for name, value in self.cookies.items() if not name.endswith("-pending")}
        self.cookies = {name: value for name, value in self.cookies.items() if name not in strict}
        answer = self.ask("GET", location, site="cross-site")
        self.cookies = {**strict, **self.cookies}
        return answer

    def sign_in(self, provider: Provider, login: str, next_path: str = "/today") -> httpx.Response:
        """Sign in from the beginning to the end."""
        return self.come_back(self.at_provider(self.begin(provider, next_path), login))

    def sign_in_demo(self, official: str, **more: Any) -> httpx.Response:
        """Sign in as a made-up official."""
        return self.ask("POST", "/sign-in/demo", data={"official": official}, **more)
