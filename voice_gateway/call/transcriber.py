"""What is said between two people, taken down sentence by sentence; nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.listening import Ended, Guess, Listening
from voice_gateway.hearing.recognition import Awaited, Recognition, SpeechToText

Take = Callable[[Recognition], Awaitable[None]]
MOST_AT_ONCE = 2
"""Guesses of one voice that may be under way; callers who wait for an answer come first."""


class SpokenOnCall(Protocol):
    """What is spoken on a call, as it is now."""

    @property
    def language(self) -> str | None:
        """ISO 639-1, where it is known."""

    @property
    def is_followed(self) -> bool:
        """Whether what is said can be taken down; if not, guesses would be read as words."""


class Transcriber:
    """One voice's; takes down nothing while the call is not followed."""

    def __init__(
        self,
        listening: Listening,
        recogniser: SpeechToText,
        take: Take,
        told: Callable[[str], None],
        call: SpokenOnCall,
    ) -> None:
        """`told` hears the words of each utterance in the moment it ends, those without words too."""
        self._call = call
        self._told = told
        self._listening = listening
        self._recogniser = recogniser
        self._take = take
        self._running: set[asyncio.Task[None]] = set()

    def feed(self, frame: bytes) -> None:
        """The next 20 ms."""
        if not self._call.is_followed:
            return
        for event in self._listening.feed(frame):
            if isinstance(event, Guess) and len(self._running) < MOST_AT_ONCE:
                self._start(self._recognise(event))
            elif isinstance(event, Ended):
                self._told(event.recognition.text)
                self._start(self._said(event.recognition))

    @property
    def talking(self) -> bool:
        """Whether an utterance is under way."""
        return self._listening.talking

    async def close(self) -> None:
        """Let what was said last still be taken down."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _recognise(self, guess: Guess) -> None:
        try:
            heard = await self._recogniser.recognise(guess.sound, Awaited(language=self._call.language))
        except RecognitionUnavailable:
            structlog.get_logger().warning("transcript.gap", recogniser=self._recogniser.name)
            self._listening.forget()
            return
        for event in self._listening.guessed(guess.number, heard):
            if isinstance(event, Ended):
                self._told(event.recognition.text)
                await self._said(event.recognition)

    async def _said(self, heard: Recognition) -> None:
        if heard.text.strip():
            await self._take(heard)

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
