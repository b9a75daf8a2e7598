"""Paths of the sign-in, and how a browser is led to it."""

from urllib.parse import urlencode

SIGN_IN = "/sign-in"
CALLBACK = f"{SIGN_IN}/callback"
"""Where issuers send people back to; it is registered with them."""

SEE_OTHER = 303
"""A redirect that is followed by GET, whatever the method was (RFC 9110, section 15.4.4)."""


def sign_in_address(**parameters: str) -> str:
    """The sign-in page with these parameters."""
    return f"{SIGN_IN}?{urlencode(parameters)}"
