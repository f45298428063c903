"""Both ends of a call as its messages name them (RFC 3261, 12)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from voice_gateway.transports.sip.addresses import Peer, parse_named
from voice_gateway.transports.sip.answering import SERVER
from voice_gateway.transports.sip.message import Headers, Request, Response

DialogId = tuple[str, str, str]
"""Call-ID, our tag, their tag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Ourselves, as a peer reaches us."""

    host: str
    port: int

    @property
    def told(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def contact(self) -> str:
        return f"<sip:care@{self.told}>"

    def via(self) -> str:
        """A hop with a branch of its own."""
        return f"SIP/2.0/UDP {self.told};branch=z9hG4bK{secrets.token_hex(10)};rport"


@dataclass(slots=True, kw_only=True)
class Dialog:
    """One call's. All goes to where the far end's messages come from: address translation is no matter."""

    here: Here
    peer: Peer
    call_id: str
    local: str
    """From or To of our end, with its tag."""
    remote: str
    target: str
    """The URI of their telephone."""
    routes: tuple[str, ...] = ()
    sequence: int = 0
    """Of our last request."""
    remote_sequence: int = 0

    @property
    def key(self) -> DialogId:
        return self.call_id, _tag(self.local), _tag(self.remote)

    def request(
        self,
        method: str,
        *,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        sequence: int | None = None,
    ) -> Request:
        """The next of ours; ACK has the `sequence` of its INVITE."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        told = [
            ("via", self.here.via()),
            ("max-forwards", "70"),
            *(("route", route) for route in self.routes),
            ("from", self.local),
            ("to", self.remote),
            ("call-id", self.call_id),
            ("cseq", f"{sequence} {method}"),
            ("contact", self.here.contact),
            ("user-agent", SERVER),
            *headers,
        ]
        return Request(method=method, uri=self.target, headers=Headers(tuple(told)), body=body)

    def follow(self, message: Request | Response) -> None:
        """The far end may have moved to another telephone."""
        if (target := contact_of(message)) is not None:
            self.target = target


def answering_dialog(request: Request, tag: str, here: Here, peer: Peer) -> Dialog | None:
    """Ours, when we are called; None when the call does not say where it is from."""
    headers = request.headers
    caller, called = headers.first("from") or "", headers.first("to") or ""
    target = contact_of(request)
    if target is None or not _tag(caller):
        return None
    return Dialog(
        here=here,
        peer=peer,
        call_id=headers.first("call-id") or "",
        local=f"{called};tag={tag}",
        remote=caller,
        target=target,
        routes=headers.all("record-route"),
        remote_sequence=request.sequence,
    )


def calling_dialog(request: Request, response: Response, here: Here, peer: Peer) -> Dialog:
    """Ours, when somebody answers our call."""
    return Dialog(
        here=here,
        peer=peer,
        call_id=request.headers.first("call-id") or "",
        local=request.headers.first("from") or "",
        remote=response.headers.first("to") or "",
        target=contact_of(response) or request.uri,
        routes=tuple(reversed(response.headers.all("record-route"))),
        sequence=request.sequence,
    )


def dialog_id(request: Request) -> DialogId:
    """Of a request that comes within a call."""
    headers = request.headers
    return headers.first("call-id") or "", _tag(headers.first("to") or ""), _tag(headers.first("from") or "")


def contact_of(message: Request | Response) -> str | None:
    """The URI of Contact."""
    contacts = message.headers.all("contact")
    named = parse_named(contacts[0]) if contacts else None
    return named.uri if named is not None else None


def _tag(value: str) -> str:
    named = parse_named(value)
    return named.tag or "" if named is not None else ""
