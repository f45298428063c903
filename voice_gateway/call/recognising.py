"""A caller's guesses on their way to the recogniser and back; dropped when the caller goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import structlog

from voice_gateway.call.events import Guessed
from voice_gateway.call.parts import CallParts
from voice_gateway.errors import RecognitionUnavailable
from voice_gateway.hearing.listening import Guess, Listening
from voice_gateway.hearing.recognition import NOTHING, Awaited

Start = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Recognising:
    """One caller's."""

    def __init__(
        self, parts: CallParts, listening: Listening, start: Start, put: Callable[[Guessed], None]
    ) -> None:
        """`start` runs what takes time beside the call; `put` is told what came of it."""
        self._parts = parts
        self._listening = listening
        self._start = start
        self._put = put
        self._running: tuple[int, asyncio.Task[None]] | None = None

    def follow(self, guesses: list[Guess], language: str | None) -> None:
        """Ask for these; what is wanted no more is asked for no more. `language` is the caller's."""
        if self._running is not None and self._running[0] != self._listening.wanted:
            self._running[1].cancel()  # the caller went on: those words are nobody's business any more
            self._running = None
        for guess in guesses:
            awaited = replace(self._listening.awaited, language=language)
            self._running = (guess.number, self._start(self._recognise(guess, awaited)))

    async def _recognise(self, guess: Guess, awaited: Awaited) -> None:
        recogniser, began = self._parts.recogniser, self._now()
        try:
            heard = await recogniser.recognise(guess.sound, awaited, due_in_s=guess.due_ms / 1_000)
        except RecognitionUnavailable:
            structlog.get_logger().warning("recognition.failed", recogniser=recogniser.name)
            self._put(Guessed(guess.number, NOTHING, failed=True))
            return
        self._parts.meters.recognised(self._now() - began)
        if self._parts.load is not None:
            self._parts.load.recognised(self._now() - began)
        self._put(Guessed(guess.number, heard))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
