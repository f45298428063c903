"""The token between processes of ours: whoever calls an internal address must bear it.

Without a token (development) only this machine is let in, and a process that listens wider refuses to start.
"""

import hmac
from collections.abc import Collection

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from runtime.net import is_loopback

REFUSED = {"error": {"code": "unauthorized", "message": "The internal token is missing or wrong."}}


class TokenNeeded(Exception):
    """A process would listen beyond this machine without a token; set CARE_INTERNAL_TOKEN."""


def check_exposure(host: str, token: str) -> None:
    """Raises TokenNeeded when `host` is more than this machine and there is no token."""
    if not token and not is_loopback(host):
        raise TokenNeeded(f"listening on {host} needs CARE_INTERNAL_TOKEN")


def bears(request: web.Request, token: str) -> bool:
    """Whether the request bears the token; without one, whether it comes from this machine."""
    if not token:
        return is_loopback(request.remote)
    scheme, _, given = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    given_bytes = given.strip().encode("utf-8", "surrogateescape")
    return scheme.lower() == "bearer" and hmac.compare_digest(given_bytes, token.encode())


def token_required(
    token: str, *, prefixes: Collection[str] = ("/",), free: Collection[str] = ("/health",)
) -> Middleware:
    """Middleware that answers 401 to calls under `prefixes` without the token; paths in `free` are open."""
    guarded = tuple(prefixes)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in free and request.path.startswith(guarded) and not bears(request, token):
            return web.json_response(REFUSED, status=401, headers={hdrs.WWW_AUTHENTICATE: "Bearer"})
        return await handler(request)

    return check
