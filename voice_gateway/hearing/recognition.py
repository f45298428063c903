"""The port of recognisers: one utterance in, words out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from conversation.expects import Expectation, ExpectsKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What the caller is likely to say, for a recogniser that can use it."""

    expects: Expectation = field(default_factory=lambda: Expectation(kind=ExpectsKind.FREE))
    choices: tuple[str, ...] = ()
    """Titles of the choices that are open."""
    language: str | None = None
    """ISO 639-1, in which the caller speaks, once that is known; null: to be heard, where the model can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What was heard; `text` is empty when there were no words that could be made out."""

    text: str
    confidence: float | None = None
    """0 to 1; null when the recogniser cannot tell."""
    alternatives: tuple[str, ...] = ()
    language: str | None = None
    """ISO 639-1, where another language than the usual one was surely heard."""


MULTILINGUAL = "multilingual"
"""What a worker tells when it is ready: whether its model hears languages."""
NOTHING = Recognition(text="")
SOON_S = 0.4
"""When the words of a caller who has paused are wanted."""


class SpeechToText(Protocol):
    """A recogniser. One instance serves all calls at once."""

    @property
    def name(self) -> str:
        """For the person who runs it: which recogniser, which model."""

    @property
    def is_free(self) -> bool:
        """Whether it takes down free speech; if not, it knows what is awaited and a few words more."""

    async def recognise(self, sound: bytes, awaited: Awaited, *, due_in_s: float = SOON_S) -> Recognition:
        """The words of an utterance (whole frames, with a little silence around it).

        Where several wait, the one that is due first comes first. Cancelled, it is not recognised any more.

        Raises:
            RecognitionUnavailable: nothing can be recognised now.
        """
