"""Speaks one saying after the other in real time, can stop within a word, and knows what was heard.

The next sentence is made while the one before is played, so the first words leave as soon as they are ready.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.frames import FRAME_MS, framed
from voice_gateway.media import Outlet
from voice_gateway.speaking.speech import Manner, SpokenWord, TextToSpeech

FRAME_S = FRAME_MS / 1_000
STALLED_S = 0.1
"""Behind by more, a frame is not made up for by sending the next ones sooner."""
LAST_SOUND_FRAMES = 15
"""Who answers within the last 0.3 s of a sentence has understood it."""
PLAYED_WITHIN_S = 2.0
"""A line that does not tell in this time what it has played is taken to have played it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """Something to be said as one."""

    sentences: tuple[str, ...]
    seq: int | None = None
    """Of the reply it comes from; null for words of the gateway's own."""
    language: str = "en"
    """Which voice says it."""
    protected: int = 0
    """So many sentences at its beginning must be heard whole: that it is automated, a secret's question."""
    asks_keys: bool = False
    """It asks for keys, which may cut it, protected or not."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A saying came to its end."""

    saying: Saying
    left_out: bool = False
    """Some of it could not be spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPart:
    """What of a saying the caller heard before it was stopped; `words` may be empty."""

    saying: Saying
    words: str
    whole: bool = False
    """Every word was heard; only the silence after them was cut."""


@dataclass(slots=True)
class _Playing:
    """A saying on its way: frames as far as they are made, and where we are."""

    saying: Saying
    frames: list[bytes]
    words: list[SpokenWord]
    position: int = 0
    """The next frame to send."""
    started_at: float = 0.0
    """When frame 0 was, or would have been, due."""
    complete: bool = False
    ends: list[int] = field(default_factory=lambda: [0])
    """Frames before the first sentence, and at the end of each one made so far."""
    left_out: bool = False


class Mouth:
    """One caller's voice. `run` it beside the call."""

    def __init__(self, media: Outlet, voice: TextToSpeech, done: Callable[[Spoken], Awaitable[None]]) -> None:
        """`done` is told of each saying that came to its end."""
        self._media = media
        self._voice = voice
        self._done = done
        self.manner = Manner()
        self._waiting: deque[Saying] = deque()
        self._playing: _Playing | None = None
        self._paused = False
        self._held = False
        self._changed = asyncio.Event()
        self._marks = 0
        self._mark: tuple[str, asyncio.Event] | None = None

    @property
    def busy(self) -> bool:
        """Whether something is being said, held or waiting."""
        return self._playing is not None or bool(self._waiting)

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """What is being said, and what waits, in order."""
        playing = () if self._playing is None else (self._playing.saying,)
        return (*playing, *self._waiting)

    @property
    def paused(self) -> bool:
        """Whether it is held in mid-saying."""
        return self._paused

    @property
    def interruptible(self) -> bool:
        """Whether what is being said may be stopped now."""
        playing = self._playing
        return playing is None or self._has_heard(playing, playing.saying.protected)

    @property
    def yields_to_keys(self) -> bool:
        """Whether a key may stop what is being said now."""
        return self.interruptible or (self._playing is not None and self._playing.saying.asks_keys)

    def has_said(self, saying: Saying, sentences: int) -> bool:
        """Whether it is being said, and its first so many sentences were heard but for the last sound."""
        playing = self._playing
        if playing is None or playing.saying is not saying or playing.left_out:
            return False
        return self._has_heard(playing, sentences, LAST_SOUND_FRAMES)

    def holds(self, saying: Saying) -> bool:
        """Whether it is being said or waits to be."""
        playing = [self._playing.saying] if self._playing is not None else []
        return any(each is saying for each in (*playing, *self._waiting))

    def say(self, saying: Saying) -> None:
        """After everything that waits to be said."""
        self._waiting.append(saying)
        self._changed.set()

    async def pause(self) -> None:
        """Be silent at once; `resume` or `stop` follows."""
        if self._playing is None or self._paused:
            return
        self._paused = True
        self._playing.position = self._heard_frames(self._playing)
        if self._mark is not None:
            self._mark[1].set()  # dropped: it does not come back
        await self._media.clear()
        self._changed.set()

    def resume(self) -> None:
        """Go on at the word that was cut."""
        if not self._paused or self._held:
            return
        self._paused = False
        if self._playing is not None:
            self._playing.position = _word_start(self._playing)
            self._playing.started_at = self._now() - self._playing.position * FRAME_S
        self._changed.set()

    async def hold(self) -> None:
        """Nothing is said until `unhold`: nobody listens."""
        self._held = True
        await self.pause()

    def unhold(self) -> None:
        """Go on."""
        self._held = False
        self.resume()
        self._changed.set()

    async def stop(self) -> list[HeardPart]:
        """Drop everything; what of each saying was heard."""
        await self.pause()
        parts = []
        if self._playing is not None:
            parts.append(_heard_part(self._playing))
        parts += [HeardPart(saying=saying, words="") for saying in self._waiting]
        self._waiting.clear()
        self._playing = None
        self._paused = False
        self._changed.set()
        return parts

    def played(self, mark: str) -> None:
        """The line has played up to a mark."""
        if self._mark is not None and self._mark[0] == mark:
            self._mark[1].set()

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            if self._held or not self._waiting:
                await self._wait()
                continue
            saying = self._waiting.popleft()
            playing = self._playing = _Playing(saying=saying, frames=[], words=[])
            making = asyncio.get_running_loop().create_task(self._make(playing))
            try:
                await self._play(playing)
            finally:
                making.cancel()
                with suppress(asyncio.CancelledError):
                    await making
            if self._playing is playing:
                self._playing = None
                await self._done(Spoken(saying, playing.left_out))

    # -- inside ----------------------------------------------------------------------------------------

    async def _make(self, playing: _Playing) -> None:
        """Sentence by sentence; one that cannot be spoken is left out."""
        for sentence in playing.saying.sentences:
            try:
                manner = replace(self.manner, language=playing.saying.language)
                speech = await self._voice.speak(sentence, manner)
            except SpeechUnavailable:
                structlog.get_logger().warning("speech.left_out", voice=self._voice.name)
                playing.left_out = True
                self._count(playing)
                continue
            offset = len(playing.frames) * FRAME_MS
            playing.words += [
                SpokenWord(text=word.text, start_ms=word.start_ms + offset, end_ms=word.end_ms + offset)
                for word in speech.words
            ]
            playing.frames += framed(speech.sound)
            self._count(playing)
        playing.complete = True
        self._changed.set()

    def _count(self, playing: _Playing) -> None:
        playing.ends.append(len(playing.frames))
        self._changed.set()

    async def _play(self, playing: _Playing) -> None:
        late = True
        while self._playing is playing:
            if self._paused:
                await self._wait()
            elif playing.position < len(playing.frames):
                if late:
                    playing.started_at = self._now() - playing.position * FRAME_S
                    late = False
                await self._send_next(playing)
            elif not playing.complete:
                late = True
                await self._wait()
            elif await self._is_played(playing):
                return

    async def _send_next(self, playing: _Playing) -> None:
        due = playing.started_at + playing.position * FRAME_S - self._media.lead_ms / 1_000
        if due > self._now():
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._changed.wait()
            return
        if self._now() - due > STALLED_S + self._media.lead_ms / 1_000:
            # We stood still: it goes on from here, after what may still wait on the line, and not in a heap.
            playing.started_at += self._now() - due
        frame = playing.frames[playing.position]
        playing.position += 1
        await self._media.send(frame)

    async def _is_played(self, playing: _Playing) -> bool:
        """Wait until the last frame has been heard; False when it was paused meanwhile."""
        self._marks += 1
        name, heard = f"said-{self._marks}", asyncio.Event()
        self._mark = (name, heard)
        await self._media.mark(name)
        limit = max(playing.started_at + len(playing.frames) * FRAME_S, self._now()) + PLAYED_WITHIN_S
        with suppress(TimeoutError):
            async with asyncio.timeout_at(limit):
                await heard.wait()
        return self._playing is playing and not self._paused and playing.position >= len(playing.frames)

    def _has_heard(self, playing: _Playing, sentences: int, short_by: int = 0) -> bool:
        heard = playing.position if self._paused else self._heard_frames(playing)
        return len(playing.ends) > sentences and heard + short_by >= playing.ends[sentences]

    def _heard_frames(self, playing: _Playing) -> int:
        """Frames that have left the far end, by the clock: sent ahead does not mean heard."""
        by_clock = int((self._now() - playing.started_at) / FRAME_S)
        return max(0, min(playing.position, by_clock)) if playing.frames else 0

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def _word_start(playing: _Playing) -> int:
    """The frame where the word that was cut begins; that of the next word when none was cut."""
    at = playing.position * FRAME_MS
    cut = next((word for word in playing.words if word.end_ms > at), None)
    return min(cut.start_ms, at) // FRAME_MS if cut else playing.position


def _heard_part(playing: _Playing) -> HeardPart:
    at = playing.position * FRAME_MS
    heard = [word.text for word in playing.words if word.end_ms <= at]
    whole = playing.complete and len(heard) == len(playing.words)
    return HeardPart(saying=playing.saying, words=" ".join(heard), whole=whole)
