"""An answer to a request, with everything the one who asked wants back (RFC 3261, 8.2.6)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace

from voice_gateway.transports.sip.addresses import Peer, parse_named, parse_via, received
from voice_gateway.transports.sip.message import Headers, Request, Response

ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"
SERVER = "front-door"
REASONS = {
    100: "Trying",
    180: "Ringing",
    200: "OK",
    202: "Accepted",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    405: "Method Not Allowed",
    408: "Request Timeout",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    422: "Session Interval Too Small",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    603: "Decline",
}
_COPIED = ("via", "from", "to", "call-id", "cseq")


def new_tag() -> str:
    """For our end of a dialog."""
    return secrets.token_hex(8)


def as_received(request: Request, source: Peer) -> Request:
    """The request with the address it really came from in its topmost Via."""
    vias = request.headers.all("via")
    if not vias:
        return request
    return replace(request, headers=request.headers.with_first("via", received(vias[0], source)))


def reply_peer(request: Request, source: Peer) -> Peer:
    """Where answers go (RFC 3261, 18.2.2; RFC 3581, 4)."""
    vias = request.headers.all("via")
    via = parse_via(vias[0]) if vias else None
    return source if via is None or via.wants_port else (source[0], via.port)


def response_to(
    request: Request,
    status: int,
    *,
    tag: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Response:
    """`tag` is added to To where it has none."""
    copied = [pair for name in _COPIED for pair in _lines(request.headers, name)]
    if 100 < status < 300:
        copied += [("record-route", value) for value in request.headers.all("record-route")]
    to = parse_named(request.headers.first("to") or "")
    if tag and to is not None and to.tag is None:
        copied = [(name, f"{value};tag={tag}") if name == "to" else (name, value) for name, value in copied]
    told = [*copied, *headers, ("server", SERVER)]
    return Response(
        status=status, reason=REASONS.get(status, "Unknown"), headers=Headers(tuple(told)), body=body
    )


def _lines(headers: Headers, name: str) -> list[tuple[str, str]]:
    values = headers.all(name)
    return [(name, value) for value in (values if name == "via" else values[:1])]
