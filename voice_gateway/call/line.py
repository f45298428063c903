"""The port to the front door: one call's side of the socket protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from conversation.server_frames import ServerFrame, Welcome
from voice_gateway.hearing.recognition import Recognition


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a call came: from a page that shows a ticket, or over a telephone line."""

    ticket: str | None = None
    """Of the page whose conversation goes on by voice; null: a conversation of its own is begun."""
    number: str | None = None
    """The caller's, as the line tells it; it saves a question and proves nothing."""
    attested: bool = False
    """The caller's network vouches that they may call from it."""
    call_id: str | None = None
    """The line's own name of the call, where no caller could make it up: the same call is the same caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The conversation this call belongs to."""

    welcome: Welcome
    missed: tuple[ServerFrame, ...] = ()
    """What is in it already, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallersTurn:
    """Words, keys or a choice, on their way to the front door."""

    text: str = ""
    choice_id: str | None = None
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    interrupted: bool = False
    """They were said over the assistant's own."""
    dtmf: bool = False
    language: str | None = None
    """ISO 639-1, that the caller has chosen or was heard to speak; null: nothing is known yet."""


class Line(Protocol):
    """A conversation. Everything sent is kept and sent again over a reconnect; nothing comes twice."""

    async def open(self) -> Opened:
        """Join the conversation, or begin one.

        Raises:
            LineRefused: this call is not let in.
            LineLost: the front door cannot be reached.
        """

    def frames(self) -> AsyncIterator[ServerFrame]:
        """What comes after `open`; a `Welcome` when it went along to another conversation.

        Raises:
            LineLost: it went and did not come back.
        """

    async def say(self, turn: CallersTurn) -> None:
        """A turn of the caller's."""

    async def heard(self, seq: int, words: str) -> None:
        """What the caller heard of a reply before it was cut."""

    async def consent(self, wording: str, *, given: bool) -> None:
        """What the caller said to being recorded, and in which words they were asked."""

    async def want_person(self) -> None:
        """The caller wants the team."""

    async def keep_company(self) -> None:
        """The caller waits for the team, and the assistant may answer meanwhile."""

    async def leave_number(self, number: str) -> None:
        """The caller wants to be called at this number."""

    async def agent_said(self, agent_id: str, heard: Recognition) -> None:
        """What an agent said to the caller with their own voice, as it was recognised."""

    async def close(self) -> None:
        """Leave; the conversation stays. Harmless when left."""
