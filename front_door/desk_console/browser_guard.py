"""Cookies, CSRF token and Origin: that a request comes from our own page in a signed-in browser."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from front_door.channels.addresses import address_of, is_own_origin
from front_door.desk_console.sessions import is_csrf_token

CSRF_HEADER = "X-CSRF-Token"
SUBPROTOCOL = "care.desk.1"
CSRF_SUBPROTOCOL = "csrf."
"""A browser cannot set headers on a socket; the token travels as a second subprotocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserGuard:
    """The rules of one deployment."""

    secure: bool
    """TLS: cookies are Secure and carry the `__Host-` prefix."""
    origins: frozenset[str] = frozenset()
    """Origins the desk is served from besides the one the request names as its host."""
    trusted_proxies: frozenset[str] = frozenset()
    """Addresses of proxies whose X-Forwarded-For is believed."""

    @property
    def session_cookie(self) -> str:
        """Name of the cookie of a signed-in browser."""
        return "__Host-desk" if self.secure else "desk"

    @property
    def visitor_cookie(self) -> str:
        """Name of the cookie of a browser that is about to sign in."""
        return "__Host-desk-visitor" if self.secure else "desk-visitor"

    def is_own_page(self, request: web.Request) -> bool:
        """Whether a page of this desk asks; who names no page is none."""
        return is_own_origin(request, self.origins, secure=self.secure)

    def address(self, request: web.Request) -> str:
        """Whose wrong tries these are."""
        return address_of(request, self.trusted_proxies)

    def session_token(self, request: web.Request) -> str | None:
        """The token of the session cookie."""
        return request.cookies.get(self.session_cookie)

    def visitor_token(self, request: web.Request) -> str | None:
        """The token of the visitor's cookie."""
        return request.cookies.get(self.visitor_cookie)

    def has_csrf_token(self, request: web.Request, token: str | None) -> bool:
        """Whether the request's header carries the token that belongs to this cookie."""
        return token is not None and is_csrf_token(token, request.headers.get(CSRF_HEADER, ""))

    def socket_has_csrf_token(self, request: web.Request, token: str) -> bool:
        """The same for a socket's second subprotocol."""
        asked = request.headers.get("Sec-WebSocket-Protocol", "")
        given = next(
            (part for name in asked.split(",") if (part := name.strip()).startswith(CSRF_SUBPROTOCOL)), ""
        )
        return is_csrf_token(token, given.removeprefix(CSRF_SUBPROTOCOL))

    def greet(self, response: web.Response, token: str) -> None:
        """Set the cookie of a visitor who is about to sign in."""
        self._set(response, self.visitor_cookie, token)

    def remember(self, response: web.Response, token: str) -> None:
        """Set the session cookie; it ends with the browser, and earlier by the server's rules."""
        self._set(response, self.session_cookie, token)
        response.del_cookie(
            self.visitor_cookie, path="/", secure=self.secure, httponly=True, samesite="Strict"
        )

    def forget(self, response: web.Response) -> None:
        """Take the session cookie away."""
        response.del_cookie(
            self.session_cookie, path="/", secure=self.secure, httponly=True, samesite="Strict"
        )

    def _set(self, response: web.Response, name: str, token: str) -> None:
        response.set_cookie(name, token, path="/", httponly=True, secure=self.secure, samesite="Strict")
