"""What every answer carries so that a page of ours runs our own scripts, styles and connections only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
    " media-src 'self'; manifest-src 'self'; connect-src 'self' {sockets}; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
TLS_HEADER = {"Strict-Transport-Security": "max-age=31536000"}


def security_headers(*, secure: bool, gateway: str = "") -> Callable[[web.Application], Awaitable[None]]:
    """A start-up hook that sets the headers on everything sent.

    `secure` is TLS before us; `gateway` is where the chat's microphone goes, as `wss://host`.
    """
    scheme = "wss" if secure else "ws"
    fixed = {**HEADERS, **(TLS_HEADER if secure else {})}

    async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        policy = POLICY.format(sockets=f"{scheme}://{request.host} {gateway}".strip())
        response.headers.setdefault("Content-Security-Policy", policy)

    async def hook(app: web.Application) -> None:
        app.on_response_prepare.append(set_headers)

    return hook
