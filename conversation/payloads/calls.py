"""Telephone calls: joined, ended, recorded or not, and an agent's own voice in them."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from conversation.shape import Shape


class CallJoined(Shape):
    """A telephone call goes on in this conversation."""

    kind: Literal["call_joined"] = "call_joined"
    call_id: str
    number: str | None = None
    """E.164, where it came from."""
    attested: bool = False
    """The caller's network vouches for the number."""


class CallEnded(Shape):
    """The call is over; the conversation stays where it is."""

    kind: Literal["call_ended"] = "call_ended"
    call_id: str


Recording = Literal["not_asked", "given", "refused"]


class RecordingConsent(Shape):
    """What the caller said to being recorded."""

    kind: Literal["recording_consent"] = "recording_consent"
    given: bool
    wording: str
    """Version of the words they were asked in."""


class PhoneMoment(StrEnum):
    """What an agent's own voice did."""

    AGENT_JOINED = "agent_joined"
    AGENT_LEFT = "agent_left"


class Phoned(Shape):
    """An agent's own voice joined a customer's call, or left it."""

    kind: Literal["phoned"] = "phoned"
    moment: PhoneMoment
    call_ref: str
    why: str = ""
    """`left`, `dropped` (page or network went), `replaced` (somebody else holds it) …"""
    agent_id: str
    agent_name: str | None = None
