"""A caller on a Media Stream: speaks, hears every frame when it comes, and notes when.

Sound is µ-law at 8 kHz, a frame every 20 ms by the clock, as Twilio sends it. What is played back is what
came, one after the other; `clear` drops the rest.
"""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field

import aiohttp

from voice_gateway.frames import FRAME_BYTES, FRAME_MS, SILENCE, framed, power

FRAME_S = FRAME_MS / 1_000
AUDIBLE = 100.0 * 100.0
"""Mean square from which a frame counts as sound."""
BEFORE_S = 0.5


@dataclass(slots=True, kw_only=True)
class Times:
    """Seconds."""

    greeting: float | None = None
    """From `start` to the first sound."""
    answers: list[float] = field(default_factory=list)
    """From the last frame of speech to the first sound of the answer."""
    barge_ins: list[float] = field(default_factory=list)
    """From the first frame of speech over the answer to the last frame that is still played."""
    unanswered: int = 0
    gaps: list[float] = field(default_factory=list)
    """By how much each frame of an answer came later than the one before it allows."""


class Caller:
    """One call."""

    def __init__(self, session: aiohttp.ClientSession, url: str, name: str) -> None:
        self._session = session
        self._url = url
        self._name = name
        self._socket: aiohttp.ClientWebSocketResponse
        self._speech: list[bytes] = []
        self._spoken_at = 0.0
        self._first_at: float | None = None
        self._plays_until = 0.0
        """When what has come so far will have been played."""
        self._cleared = asyncio.Event()
        self._sound = asyncio.Event()
        self._said = asyncio.Event()
        self.times = Times()

    async def call(self, speech: bytes, *, turns: int, interrupts: int) -> Times:
        """So many turns that wait for the answer's end, then so many that cut it."""
        self._socket = await self._session.ws_connect(self._url, max_msg_size=0)
        began = self._now()
        await self._tell({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        start = {
            "accountSid": "AC0", "callSid": self._name, "streamSid": self._name, "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {},
        }  # fmt: skip
        await self._tell({"event": "start", "sequenceNumber": "1", "streamSid": self._name, "start": start})
        tasks = [asyncio.ensure_future(work) for work in (self._speak(), self._hear())]
        try:
            await self._heard_within(6.0)
            self.times.greeting = (self._first_at or began) - began
            await self._until_silent()
            for _ in range(turns):
                await self._turn(speech)
                await self._until_silent()
            for _ in range(interrupts):
                await self._turn(speech)
                await self._interrupt(speech)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._socket.close()
        return self.times

    async def _turn(self, speech: bytes) -> None:
        await self._say(speech)
        if await self._heard_within(4.0):
            self.times.answers.append((self._first_at or self._spoken_at) - self._spoken_at)
        else:
            self.times.unanswered += 1

    async def _interrupt(self, speech: bytes) -> None:
        await asyncio.sleep(0.6)
        self._cleared.clear()
        began = self._now()
        self._speech = list(framed(speech))
        try:
            async with asyncio.timeout(3.0):
                await self._cleared.wait()
            self.times.barge_ins.append(self._now() - began)
        except TimeoutError:
            self.times.barge_ins.append(max(0.0, self._plays_until - began))
        await self._said_all()
        self._arm()
        await self._heard_within(4.0)
        await self._until_silent()

    async def _say(self, speech: bytes) -> None:
        self._speech = list(framed(speech))
        await self._said_all()
        self._arm()

    async def _said_all(self) -> None:
        self._said.clear()
        await self._said.wait()

    def _arm(self) -> None:
        self._first_at = None
        self._sound.clear()

    async def _heard_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._sound.wait()
        except TimeoutError:
            return False
        return True

    async def _until_silent(self) -> None:
        while (left := self._plays_until + BEFORE_S - self._now()) > 0:  # noqa: ASYNC110 - by the clock
            await asyncio.sleep(left)

    async def _speak(self) -> None:
        due = self._now()
        while True:
            frame = self._speech.pop(0) if self._speech else SILENCE
            payload = base64.b64encode(frame).decode()
            media = {"track": "inbound", "chunk": "1", "timestamp": "1", "payload": payload}
            await self._tell(
                {"event": "media", "sequenceNumber": "1", "streamSid": self._name, "media": media}
            )
            if not self._speech and not self._said.is_set():
                self._spoken_at = self._now()
                self._said.set()
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - self._now()))

    async def _hear(self) -> None:
        async for message in self._socket:
            read = json.loads(message.data)
            if read["event"] == "media":
                self._heard(base64.b64decode(read["media"]["payload"]))
            elif read["event"] == "clear":
                self._plays_until = self._now()
                self._cleared.set()
            elif read["event"] == "mark":
                asyncio.get_running_loop().call_at(
                    max(self._now(), self._plays_until), self._mark, read["mark"]
                )

    def _heard(self, sound: bytes) -> None:
        now = self._now()
        if self._plays_until > now - 1.0:
            self.times.gaps.append(max(0.0, now - self._plays_until))
        self._plays_until = max(now, self._plays_until) + len(sound) / FRAME_BYTES * FRAME_S
        if self._first_at is None and power(sound) > AUDIBLE:
            self._first_at = now
            self._sound.set()

    def _mark(self, mark: dict[str, str]) -> None:
        self._marking = asyncio.ensure_future(
            self._tell({"event": "mark", "sequenceNumber": "1", "streamSid": self._name, "mark": mark})
        )

    async def _tell(self, message: dict[str, object]) -> None:
        await self._socket.send_str(json.dumps(message))

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
