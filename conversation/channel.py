"""How a customer reaches us, and who answers first."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Door = Literal["assistant", "team"]
"""Who answers a customer first."""


class Channel(StrEnum):
    """How the customer reaches us."""

    WEB_CHAT = "web_chat"
    VOICE = "voice"
    SMS = "sms"
    REST = "rest"
