"""Everything that can happen to a call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from conversation.server_frames import ServerFrame
from voice_gateway.call.agent_side import AgentEvent
from voice_gateway.call.line import Opened
from voice_gateway.hearing.recognition import Recognition
from voice_gateway.media import Ending, MediaEvent
from voice_gateway.speaking.saying import Spoken


@dataclass(frozen=True, slots=True)
class Guessed:
    """What the recogniser made of a guess."""

    number: int
    recognition: Recognition
    failed: bool = False


@dataclass(frozen=True, slots=True)
class LineGone:
    """The front door refused the call or went away."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class Tick:
    """Something is due."""


@dataclass(frozen=True, slots=True)
class EndNow:
    """The front door wants it ended."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class TransferTo:
    """The front door wants it moved outside; `done` is told how that went."""

    number: str
    done: asyncio.Future[None]


FromFrontDoor = Opened | LineGone | TransferTo | ServerFrame
Event = MediaEvent | AgentEvent | Guessed | Spoken | Tick | EndNow | FromFrontDoor
