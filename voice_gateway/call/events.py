"""Everything that can happen to a call."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.protocol import ServerFrame
from voice_gateway.call.line import Opened
from voice_gateway.hearing.recognition import Recognition
from voice_gateway.media import Ending, MediaEvent
from voice_gateway.speaking.mouth import Spoken


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


Event = MediaEvent | Guessed | Spoken | Opened | LineGone | Tick | ServerFrame
