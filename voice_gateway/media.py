"""The media port: what a call needs of a line, whatever the line is made of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Ending(StrEnum):
    """Why a call ended."""

    CALLER_LEFT = "caller_left"
    LINE_DROPPED = "line_dropped"
    GOODBYE = "goodbye"
    """The caller was silent, or the conversation is over."""
    REFUSED = "refused"
    LOST = "lost"
    """The front door could not be reached any more."""
    HUNG_UP = "hung_up"
    """The front door ended it: an agent hung up, for one."""
    STEPPED_OUT = "stepped_out"
    """An agent's voice left it; the call goes on."""
    TRANSFERRED = "transferred"
    """It went on outside."""
    DRAINED = "drained"
    """The gateway ends."""
    BROKEN = "broken"
    """A fault of ours."""


@dataclass(frozen=True, slots=True)
class Audio:
    """One frame of the caller's sound, as `voice_gateway.frames` has it."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keypad: `0` to `9`, `*` or `#`."""

    key: str


@dataclass(frozen=True, slots=True)
class Played:
    """Everything sent before this mark has been played; a mark that `clear` dropped does not come back."""

    mark: str


@dataclass(frozen=True, slots=True)
class OnHold:
    """The caller's telephone put us on hold, or took us back: nothing said meanwhile is heard.

    Of an agent's line: the agent puts the caller on hold, or takes them back.
    """

    held: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The caller is not there any more; the last event."""

    ending: Ending


MediaEvent = Audio | Key | Played | OnHold | Gone


class Outlet(Protocol):
    """Where sound goes out. Sending to somebody who is gone does nothing."""

    @property
    def lead_ms(self) -> int:
        """How far ahead of its time a frame may be sent: what the far end holds back at most."""

    async def send(self, frame: bytes) -> None:
        """One frame to be played after those before it."""

    async def mark(self, name: str) -> None:
        """Ask for `Played` when everything sent so far has been played."""

    async def clear(self) -> None:
        """Drop what was sent and not yet played."""


class Media(Outlet, Protocol):
    """A line to one caller."""

    def events(self) -> AsyncIterator[MediaEvent]:
        """What comes from the caller, in order, until `Gone`."""

    async def hang_up(self, ending: Ending) -> None:
        """End the call; harmless when it has ended."""

    async def transfer(self, number: str) -> None:
        """Move the caller to a number (E.164) outside; `Gone(Ending.TRANSFERRED)` follows.

        Raises:
            NotTransferred: this line cannot, or the far end would not; the call goes on here.
        """
