"""A customer on the phone: the same device as `Customer`, but every word goes through a call of the voice gateway.

Sound, turn taking, keypad and the line to the front door are the gateway's own; the recogniser and the voice are
scripted, and time is hurried (`hurried_time.py`).
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import aiohttp

from conversation.client_frames import CustomerTurn, End, Prefer
from conversation.server_frames import ReplyFrame, ServerFrame, StateChanged, TurnFrame, Welcome
from conversation.words import Words
from tests.harness.customer import Customer
from tests.harness.hurried_time import HurriedLoop
from tests.harness.waiting import DEADLINE_S
from voice_gateway.call.call import Call, CallParts
from voice_gateway.call.line import Arrival
from voice_gateway.call.websocket_line import Address, WebSocketLine
from voice_gateway.hearing.interruptions import Command, command_in
from voice_gateway.hearing.recognition import SOON_S, Awaited, Recognition
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_media import ScriptedMedia
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.tone_activity import ToneActivity
from voice_gateway.scripted.word_tones import WordTones

Found = TypeVar("Found")
QUIET_FRAMES = 20
LONGEST_S = 300.0
"""Of the call's own time, for one thing said."""
DIGITS_WANTED = ("secret", "digits", "phone", "zip")
"""Where a key is a digit of the answer."""
_DIGITS = re.compile(r"[\d\s-]+")


class Caller(Customer):
    """Runs in a `HurriedLoop`."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        super().__init__(session, url)
        self._address = Address(url=url, token=token)
        self._tones = WordTones()
        self._media = ScriptedMedia(self._tones)
        self._ears = _Ears(self._tones)
        self._tasks: list[asyncio.Task[object]] = []
        self._came = asyncio.Event()
        self._line: _TappedLine
        self._call: Call
        self._names: dict[str, str] = {}
        """What a test calls a turn -> what the call named it."""

    async def connect(self, *, signed_identity: str | None = None) -> Welcome:
        assert signed_identity is None, "a phone signs nobody in"
        before = len(self.frames)
        arrival = Arrival(number=self.claimed_number)
        self._line = _TappedLine(
            _Quiet(self._session), self._address, uuid.uuid4().hex[:12], arrival, self._tell
        )
        self._call = Call(
            CallParts(
                media=self._media,
                line=self._line,
                recogniser=self._ears,
                voice=ScriptedTextToSpeech(self._tones),
                new_activity=ToneActivity,
                words=Words.load("en"),
                meters=Meters(),
            )
        )
        self._tasks = [asyncio.create_task(self._call.run()), asyncio.create_task(self._media.run())]
        return await self.wait_for(Welcome, since=before)

    async def hang_up(self) -> None:
        if self._tasks:
            self._media.leave()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    @property
    def connected(self) -> bool:
        return bool(self._tasks) and not self._tasks[0].done()

    @property
    def ending(self) -> Ending | None:
        """How the call ended, once it has."""
        return self._media.ending

    @property
    def heard(self) -> str:
        """Every word the caller has heard."""
        return self._media.heard

    async def send(self, frame: object) -> None:
        if isinstance(frame, CustomerTurn):
            self._names[frame.client_id] = await self._utter(frame.text)
        else:
            assert isinstance(frame, End | Prefer) or type(frame).__name__ == "LeaveNumber"
            await self._line._send(frame)  # type: ignore[arg-type]

    async def say(
        self,
        text: str,
        *,
        choice_id: str | None = None,  # noqa: ARG002 - a voice names no ids
        client_id: str | None = None,  # noqa: ARG002
        confidence: float | None = None,
        alternatives: Sequence[str] = (),
    ) -> list[ReplyFrame]:
        if command_in(text) is Command.REPEAT:
            return await self._hears_again(text)
        self._ears.told = (confidence, tuple(alternatives))
        before = len(self.frames)
        return await self.replies_to(await self._utter(text), since=before)

    async def _hears_again(self, text: str) -> list[ReplyFrame]:
        """The gateway says the last reply once more itself: no turn comes of it."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, HurriedLoop)
        with loop.hurry():
            await self._quiet()
            before = self.heard
            self._media.begin(text)
            limit = loop.time() + LONGEST_S
            while self.heard == before and loop.time() < limit:  # noqa: ASYNC110 - heard, not told
                await asyncio.sleep(0.02)
            await self._quiet()
        again = self.heard.removeprefix(before).strip()
        assert again, f"not said again: {before[-300:]}"
        assert before.endswith(again), f"{again!r} is not what was said last: {before[-300:]}"
        return self.replies()[-1:]

    async def choose(self, title: str) -> list[ReplyFrame]:
        """By the key of the choice, as it was read out; older ones by their words."""
        offered = next((reply.choices for reply in reversed(self.replies()) if reply.choices), [])
        place = int(title[1:]) - 1 if title.startswith("#") else next(
            (number for number, choice in enumerate(offered) if choice.title.casefold() == title.casefold()), -1
        )  # fmt: skip
        open_now = self.replies()[-1].choices if self.replies() else []
        wants_digits = (
            (self.replies()[-1].expects or "").startswith(DIGITS_WANTED) if self.replies() else False
        )
        if 0 <= place < min(9, len(offered)) and open_now == offered and not wants_digits:
            before = len(self.frames)
            return await self.replies_to(await self._press(str(place + 1)), since=before)
        if 0 <= place < min(9, len(offered)) and open_now == offered:
            before = len(self.frames)
            return await self.replies_to(await self._press(f"#{place + 1}"), since=before)
        return await self.say(offered[place].title if place >= 0 else title)

    async def prefer(self, door: str) -> None:
        """0 is a person; what keys cannot say is told by the device."""
        self._door = door if self.owner() != "assistant" else None
        await self.send(Prefer(door=door))  # type: ignore[arg-type]

    def named(self, client_id: str) -> str:
        return self._names.get(client_id, client_id)

    async def replies_to(self, client_id: str, *, since: int = 0) -> list[ReplyFrame]:
        return await super().replies_to(self.named(client_id), since=since)

    async def acknowledged(self, client_id: str):
        return await super().acknowledged(self.named(client_id))

    # -- the phone -------------------------------------------------------------------------------------

    async def _utter(self, text: str) -> str:
        asked = self.replies()[-1].expects if self.replies() else None
        if asked and asked.startswith("secret") and _DIGITS.fullmatch(text):
            return await self._press("".join(sign for sign in text if sign.isdigit()))
        return await self._act(lambda: self._media.begin(text), f"to be heard saying {text!r}")

    async def _press(self, keys: str) -> str:
        return await self._act(lambda: self._media.press(keys), "the keys to be taken")

    async def _act(self, act: Callable[[], None], what: str) -> str:
        """Wait until it is quiet, act, and wait until that has become a turn; its name."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, HurriedLoop)
        with loop.hurry():
            await self._quiet()
            before = len(self._line.said)
            act()
            limit = loop.time() + LONGEST_S
            while len(self._line.said) == before:
                waits = loop.time() < limit and self.connected
                assert waits, f"waited for {what}; heard: {self.heard[-300:]}"
                await asyncio.sleep(0.02)
        return self._line.said[-1]

    async def _quiet(self) -> None:
        still = 0
        while still < QUIET_FRAMES:
            busy = self._media.is_hearing or self._media.is_speaking or self._call.speaks
            still = 0 if busy else still + 1
            await asyncio.sleep(0.02)

    # -- frames ----------------------------------------------------------------------------------------

    def _tell(self, frame: ServerFrame) -> None:
        if isinstance(frame, ReplyFrame):
            frame = frame.model_copy(update={"text": as_read(frame.text)})
        if isinstance(frame, TurnFrame | ReplyFrame | StateChanged):
            self.head = max(self.head, frame.seq)
        if isinstance(frame, Welcome):
            self._enter(frame)
        self.frames.append(frame)
        self._came.set()

    async def _until(self, look: Callable[[], Found | None], what: str) -> Found:
        async def waiting() -> Found:
            while (found := look()) is None:
                self._came.clear()
                await self._came.wait()
            return found

        try:
            return await asyncio.wait_for(waiting(), DEADLINE_S)
        except TimeoutError:
            tail = "\n".join(str(frame)[:300] for frame in self.frames[-6:])
            raise AssertionError(f"waited for {what}; last frames:\n{tail}") from None


def as_read(text: str) -> str:
    """Digits that are told one by one, written as a chat writes them: expectations are written for both."""

    def joined(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits

    return re.sub(r"\b\d(?:,? \d\b){2,}", joined, text)


class _TappedLine(WebSocketLine):
    """Tells of every frame that is new, and remembers what its turns were named."""

    def __init__(self, session, address, call_id, arrival, tell: Callable[[ServerFrame], None]) -> None:
        super().__init__(session, address, call_id, arrival)
        self._tell = tell
        self.said: list[str] = []

    async def say(self, turn) -> None:
        await super().say(turn)
        self.said.append(f"{self._call_id}-{self._count}")

    def _is_new(self, frame: ServerFrame) -> bool:
        new = super()._is_new(frame)
        if new:
            self._tell(frame)
        return new


class _Quiet:
    """A session whose sockets are not asked whether they live: hours pass on them in seconds."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ws_connect(self, url, *, headers, heartbeat):  # noqa: ARG002 - see above
        return await self._session.ws_connect(url, headers=headers)


class _Ears(ScriptedSpeechToText):
    """Hears what is said, as surely as it was told to, once."""

    def __init__(self, tones: WordTones) -> None:
        super().__init__(tones)
        self.told: tuple[float | None, tuple[str, ...]] = (None, ())

    async def recognise(self, sound: bytes, awaited: Awaited, *, due_in_s: float = SOON_S) -> Recognition:
        heard = await super().recognise(sound, awaited, due_in_s=due_in_s)
        confidence, alternatives = self.told
        if confidence is None:
            return heard
        return replace(heard, confidence=confidence, alternatives=alternatives)
