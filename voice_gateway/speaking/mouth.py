"""Speaks one saying after the other in real time, can stop within a word, and knows what was heard.

What comes next is made while the one before is played, so the first words leave as soon as they are ready.
An aside ("one moment") is said where nothing else can be: over a paused saying, or while none is made.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from voice_gateway.media import Outlet
from voice_gateway.speaking.delivery import Delivery
from voice_gateway.speaking.saying import HeardPart, Saying, Spoken
from voice_gateway.speaking.speech import Manner, Speech, TextToSpeech

LAST_SOUND_FRAMES = 15
"""Who answers within the last 0.3 s of a sentence has understood it."""
ASIDE_READY_S = 0.1
"""An aside that takes longer to be made in the manner of the call is said in the usual one."""


class Mouth:
    """One caller's voice. `run` it beside the call."""

    def __init__(self, media: Outlet, voice: TextToSpeech, done: Callable[[Spoken], Awaitable[None]]) -> None:
        """`done` is told of each saying that came to its end."""
        self._media = media
        self._voice = voice
        self._done = done
        self.manner = Manner()
        self._waiting: deque[Delivery] = deque()
        self._playing: Delivery | None = None
        self._aside: Delivery | None = None
        self._aside_begun = False
        self._paused = False
        self._held = False
        self._runs = False
        self._changed = asyncio.Event()
        self._order = asyncio.Lock()
        """Sayings are made one after the other, in the order in which they are said."""
        self._count = 0
        self._quiet_since = 0.0

    # -- how it stands ---------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is being said, held or waiting."""
        return bool(self._on_way) or self._aside is not None

    @property
    def sounds(self) -> bool:
        """Whether something of ours goes out now."""
        if self._aside_sounds:
            return True
        return self._playing is not None and not self._paused and not self._playing.is_dry

    @property
    def sayings(self) -> tuple[Saying, ...]:
        """What is being said, and what waits, in order; an aside is none of them."""
        return tuple(each.saying for each in self._on_way)

    @property
    def aside(self) -> Saying | None:
        """What is being said in between."""
        return None if self._aside is None else self._aside.saying

    @property
    def paused(self) -> bool:
        """Whether it is held in mid-saying."""
        return self._paused

    @property
    def quiet_since(self) -> float:
        """When the last sound of ours has been heard, as far as it was sent."""
        until = self._playing.heard_until if self._playing is not None and not self._paused else None
        return max(self._quiet_since, until or 0.0)

    @property
    def late_from(self) -> float | None:
        """From when on something is to be said and is not made yet; None: nothing, or it is all there."""
        if self._paused or self._held or self._aside is not None or not self._on_way:
            return None
        return self._on_way[0].dry_from

    @property
    def interruptible(self) -> bool:
        """Whether what is being said, or comes next, may be stopped now."""
        first = self._on_way[0] if self._on_way else None
        return first is None or first.has_heard(first.saying.protected)

    @property
    def yields_to_keys(self) -> bool:
        """Whether a key may stop what is being said now."""
        return self.interruptible or self._on_way[0].saying.asks_keys

    def has_said(self, saying: Saying, sentences: int) -> bool:
        """Whether it is being said, and its first so many sentences were heard but for the last sound."""
        playing = self._playing
        if playing is None or playing.saying is not saying or playing.left_out:
            return False
        return playing.has_heard(sentences, LAST_SOUND_FRAMES)

    def holds(self, saying: Saying) -> bool:
        """Whether it is being said or waits to be."""
        return any(each is saying for each in self.sayings)

    # -- what it is told -------------------------------------------------------------------------------

    def say(self, saying: Saying) -> None:
        """After everything that waits to be said."""
        self._waiting.append(self._delivery(saying))
        if self._runs:
            self._begin_making()
        self._changed.set()

    def say_aside(self, saying: Saying) -> None:
        """In between, where nothing else can be said; not at all when that comes first.

        Of a paused saying nothing is lost: it goes on afterwards where it was, or is dropped.
        """
        if self._aside is None:
            self._aside, self._aside_begun = self._delivery(saying), False
            if self._runs:
                self._begin_making()
            self._changed.set()

    async def drop_aside(self) -> None:
        """Whoever speaks into an aside hears no more of it."""
        aside, self._aside = self._aside, None
        if aside is None:
            return
        aside.halt()
        if self._aside_begun:
            self._quiet_since = self._now()
            await self._media.clear()
        await aside.close()

    async def pause(self) -> None:
        """Be silent at once; `resume` or `drop` follows."""
        if self._playing is None or self._paused:
            return
        self._quiet_since = min(self._now(), self.quiet_since)
        self._paused = True
        self._playing.halt()
        if not self._aside_sounds:
            await self._media.clear()

    def resume(self) -> None:
        """Go on at the word that was cut."""
        if not self._paused or self._held:
            return
        self._paused = False
        if self._playing is not None:
            self._playing.back_to_word()
        self._changed.set()

    async def hold(self) -> None:
        """Nothing is said until `unhold`: nobody listens."""
        self._held = True
        await self.drop_aside()
        await self.pause()

    def unhold(self) -> None:
        """Go on."""
        self._held = False
        self.resume()
        self._changed.set()

    async def drop(self) -> list[HeardPart]:
        """Say nothing more of what was begun and what waits, but for an aside; what of each was heard."""
        await self.pause()
        dropped = self._on_way
        self._waiting.clear()
        self._playing = None
        self._paused = False
        self._changed.set()
        parts = [delivery.part() for delivery in dropped]
        for delivery in dropped:
            await delivery.close()
        return parts

    async def drop_waiting(self) -> None:
        """Say nothing of what was not begun yet."""
        dropped = tuple(self._waiting)
        self._waiting.clear()
        for delivery in dropped:
            await delivery.close()

    def played(self, mark: str) -> None:
        """The line has played up to a mark."""
        for delivery in (self._aside, self._playing):
            if delivery is not None:
                delivery.played(mark)

    async def run(self) -> None:
        """Speak until cancelled."""
        self._runs = True
        self._begin_making()
        try:
            while True:
                delivery = self._next()
                if delivery is None:
                    self._changed.clear()
                    await self._changed.wait()
                elif await delivery.send():
                    await self._finish(delivery)
        finally:
            self._runs = False
            for delivery in (*self._on_way, *([self._aside] if self._aside else [])):
                await delivery.close()

    # -- inside ----------------------------------------------------------------------------------------

    @property
    def _aside_sounds(self) -> bool:
        return self._aside is not None and self._aside_begun

    @property
    def _on_way(self) -> tuple[Delivery, ...]:
        playing = () if self._playing is None else (self._playing,)
        return (*playing, *self._waiting)

    def _delivery(self, saying: Saying) -> Delivery:
        self._count += 1
        return Delivery(saying, self._media, self._changed, f"said-{self._count}")

    def _begin_making(self) -> None:
        loop = asyncio.get_running_loop()
        for delivery in self._on_way:
            if delivery.making is None:
                delivery.making = loop.create_task(self._make(delivery))
        if self._aside is not None and self._aside.making is None:
            self._aside.making = loop.create_task(self._aside.make(self._speak_soon, self.manner))

    async def _make(self, delivery: Delivery) -> None:
        async with self._order:
            await delivery.make(self._voice.speak, self.manner)

    async def _speak_soon(self, sentence: str, manner: Manner) -> Speech:
        """In this manner if that is ready, else in the usual one, which is kept."""
        usual = Manner(language=manner.language)
        if manner != usual:
            with suppress(TimeoutError):
                async with asyncio.timeout(ASIDE_READY_S):
                    return await self._voice.speak(sentence, manner)
        return await self._voice.speak(sentence, usual)

    def _next(self) -> Delivery | None:
        """What is to be sent now; None when there is nothing, or it is not made yet."""
        if self._aside_sounds:
            return self._aside
        ready = self._next_saying()
        if self._aside is None:
            return ready
        if ready is not None:
            self._give_up(self._aside)
            self._aside = None
            return ready
        if self._held or not self._aside.is_ready:
            return None
        self._aside_begun = True
        return self._aside

    def _next_saying(self) -> Delivery | None:
        if self._held or self._paused:
            return None
        if self._playing is None and self._waiting:
            self._playing = self._waiting.popleft()
            self._playing.take_up()
        playing = self._playing
        return playing if playing is not None and playing.is_ready else None

    @staticmethod
    def _give_up(aside: Delivery) -> None:
        if aside.making is not None:
            aside.making.cancel()

    async def _finish(self, delivery: Delivery) -> None:
        """All of it was heard; whoever dropped it meanwhile knows."""
        if delivery is not self._aside and delivery is not self._playing:
            return
        is_aside = delivery is self._aside
        self._quiet_since = max(self._quiet_since, min(self._now(), delivery.heard_until or 0.0))
        if is_aside:
            self._aside = None
        else:
            self._playing = None
        await delivery.close()
        await self._done(Spoken(delivery.saying, delivery.left_out, is_aside))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
