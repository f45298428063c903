"""Whether a page may go on by voice, and where its microphone goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from front_door.channels.call_tickets import CallTickets

PATH = "/call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The voice gateway, as a page sees it."""

    tickets: CallTickets
    gateway: str = ""
    """`https://voice.example`; empty: there is none."""
    is_up: Callable[[], bool] = lambda: True

    @property
    def open(self) -> bool:
        """Whether a call would be taken now."""
        return bool(self.gateway) and self.is_up()

    @property
    def url(self) -> str:
        """Where the page's socket goes."""
        return socket_origin(self.gateway) + PATH


def socket_origin(gateway: str) -> str:
    """`ws://` or `wss://` with host and port, for the page's policy; empty when there is no gateway."""
    if not gateway:
        return ""
    parts = urlsplit(gateway)
    return f"{'wss' if parts.scheme in {'https', 'wss'} else 'ws'}://{parts.netloc}"
