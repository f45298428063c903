"""`KeptTextToSpeech`: what was said once is ready the next time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

from voice_gateway.errors import SpeechUnavailable
from voice_gateway.speaking.speech import Manner, Speech, TextToSpeech

MOST_BYTES = 32 * 1024 * 1024
"""About an hour of sound."""

_Key = tuple[str, Manner]


class KeptTextToSpeech:
    """Keeps frames by text and manner; the least recently used go first. Asked twice at once, speaks once."""

    def __init__(self, voice: TextToSpeech, *, most_bytes: int = MOST_BYTES) -> None:
        self._voice = voice
        self._most = most_bytes
        self._kept: OrderedDict[_Key, Speech] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[_Key, asyncio.Future[Speech]] = {}
        self.hits = 0

    @property
    def name(self) -> str:
        return self._voice.name

    async def speak(self, sentence: str, manner: Manner) -> Speech:
        key = (sentence, manner)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            self.hits += 1
            return kept
        if (coming := self._under_way.get(key)) is None:
            coming = self._under_way[key] = asyncio.ensure_future(self._voice.speak(sentence, manner))
            coming.add_done_callback(lambda done: self._arrived(key, done))
        return await asyncio.shield(coming)

    async def prepare(self, sentences: Iterable[str], manner: Manner) -> None:
        """Have these ready; what cannot be spoken now is left for later."""
        for sentence in sentences:
            try:
                await self.speak(sentence, manner)
            except SpeechUnavailable:
                return

    def _arrived(self, key: _Key, done: asyncio.Future[Speech]) -> None:
        self._under_way.pop(key, None)
        if done.cancelled() or done.exception() is not None:
            return
        self._kept[key] = done.result()
        self._bytes += len(done.result().sound)
        while self._bytes > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= len(dropped.sound)
