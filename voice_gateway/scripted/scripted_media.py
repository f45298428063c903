"""A line with a scripted caller at its end: speaks in `WordTones`, hears every frame at the time it plays."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable

from voice_gateway.errors import NotTransferred
from voice_gateway.frames import FRAME_MS, SILENCE, framed
from voice_gateway.media import Audio, Ending, Gone, Key, MediaEvent, OnHold, Played
from voice_gateway.scripted.word_tones import Reader, WordTones

FRAME_S = FRAME_MS / 1_000


class ScriptedMedia:
    """`run` it beside the call: every 20 ms it sends a frame and plays one."""

    lead_ms = 60

    def __init__(self, tones: WordTones) -> None:
        self.tones = tones
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._speech: deque[bytes] = deque()
        self._to_play: deque[bytes | str] = deque()
        self._hearing = Reader(tones)
        self.ending: Ending | None = None
        self.takes_transfers = True
        self.transferred_to: str | None = None
        self.words_played = 0
        """Frames of words, and of as loud sounds."""
        self.on_frame: Callable[[bytes], None] = lambda _: None
        """Told of each frame as it is played, silence too."""
        self.quiet_sounds = 0
        """Frames that were neither silence nor a word: music, for one."""

    # -- the caller ------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the call is over."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while self.ending is None:
            self._events.put_nowait(Audio(self._speech.popleft() if self._speech else SILENCE))
            self._play_one()
            due += FRAME_S
            await asyncio.sleep(due - loop.time())

    def begin(self, text: str) -> None:
        """Start to say something, without waiting."""
        self._speech.extend(framed(self.tones.sound(text)))

    def make_noise(self, milliseconds: int) -> None:
        """Sound without words."""
        self._speech.extend(framed(self.tones.noise(milliseconds)))

    async def say(self, text: str) -> None:
        """Say it to the end."""
        self.begin(text)
        await asyncio.sleep(len(self._speech) * FRAME_S)

    def press(self, keys: str) -> None:
        """Keys, at once."""
        for key in keys:
            self._events.put_nowait(Key(key))

    def hold(self, *, on: bool) -> None:
        """What an agent may do to the caller."""
        self._events.put_nowait(OnHold(on))

    def leave(self, ending: Ending = Ending.CALLER_LEFT) -> None:
        """Hang up."""
        self.ending = self.ending or ending
        self._events.put_nowait(Gone(ending))

    @property
    def heard(self) -> str:
        """Every word that was played whole."""
        return self._hearing.text

    @property
    def is_hearing(self) -> bool:
        """Whether something is being played."""
        return bool(self._to_play)

    @property
    def is_speaking(self) -> bool:
        """Whether the caller has begun something and not said it whole."""
        return bool(self._speech)

    def _play_one(self) -> None:
        while self._to_play and isinstance(self._to_play[0], str):
            self._events.put_nowait(Played(str(self._to_play.popleft())))
        item = self._to_play.popleft() if self._to_play else SILENCE
        frame = item if isinstance(item, bytes) else SILENCE
        self.on_frame(frame)
        word = self._hearing.feed(frame)
        self.words_played += word
        self.quiet_sounds += not word and frame != SILENCE

    # -- the port --------------------------------------------------------------------------------------

    async def events(self) -> AsyncIterator[MediaEvent]:
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, Gone):
                return

    async def send(self, frame: bytes) -> None:
        self._to_play.append(frame)

    async def mark(self, name: str) -> None:
        self._to_play.append(name)

    async def clear(self) -> None:
        self._to_play.clear()

    async def transfer(self, number: str) -> None:
        if not self.takes_transfers:
            raise NotTransferred("told not to")
        self.transferred_to = number
        self.leave(Ending.TRANSFERRED)

    async def hang_up(self, ending: Ending) -> None:
        self.ending = self.ending or ending
