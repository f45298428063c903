"""How the customer came, and what they chose, left and thought of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from conversation.channel import Channel, Door
from conversation.shape import Shape


class Opened(Shape):
    """The first event of every conversation."""

    kind: Literal["opened"] = "opened"
    channel: Channel
    language: str = "en"
    time_zone: str | None = None
    reference: str
    sender: str
    """X-Conversation-Id towards the back office: the `sender` of a REST conversation, else its id."""
    follows: str | None = None
    """The closed conversation this one is linked to."""
    assistant_version: str | None = None
    claimed_number: str | None = None
    """E.164; the number a call comes from, or a page says its customer has. Nobody checked it."""
    browser: str | None = None
    """SHA-256 (hexadecimal) of the key that the customer's browser keeps."""


class Preferred(Shape):
    """The door the customer chose."""

    kind: Literal["preferred"] = "preferred"
    door: Door
    lasting: bool = False
    """From now on, on every channel; else for this conversation."""
    remembered: bool = False
    """Nobody chose it here: it is what the customer chose earlier."""


class NumberLeft(Shape):
    """Where the team may call the customer."""

    kind: Literal["number_left"] = "number_left"
    number: str


class Rated(Shape):
    """The customer's rating, 1 to 5."""

    kind: Literal["rated"] = "rated"
    score: Annotated[int, Field(ge=1, le=5)]
    comment: str | None = None


class ChannelChanged(Shape):
    """The customer went on by another channel."""

    kind: Literal["channel_changed"] = "channel_changed"
    channel: Channel
