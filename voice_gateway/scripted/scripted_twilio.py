"""Twilio's side of a call over real sockets: webhooks, TwiML obeyed, a scripted caller's sound streamed."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree as ET

import aiohttp

from voice_gateway.frames import FRAME_BYTES, FRAME_MS, SILENCE, framed
from voice_gateway.scripted.word_tones import Reader, WordTones

Sign = Callable[[str, Mapping[str, str]], str]
"""Address and fields to signature."""
HEADER = "X-Twilio-Signature"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where a scripted Twilio calls, and as whom."""

    sid: str
    public_url: str
    """How the gateway is known; every address is signed as such."""
    reached_at: str
    """Where it really listens, behind its proxy."""
    sign: Sign


@dataclass(slots=True, kw_only=True)
class ScriptedTwilio:
    """One call. `answer` it, then `talk` until the gateway lets go or the caller leaves."""

    session: aiohttp.ClientSession
    account: Account
    tones: WordTones
    call_sid: str = "CA00000000000000000000000000000001"
    caller: str = "+15551230101"
    called: str = "+15551239999"
    more: Mapping[str, str] = field(default_factory=dict)
    """Further fields of each webhook."""
    clears: int = 0
    marks: list[str] = field(default_factory=list)
    """Marks that came, by name."""
    sent: list[str] = field(default_factory=list)
    """Every message of the gateway's, as it came."""
    speech: deque[bytes] = field(default_factory=deque)
    """What the caller has begun to say, and not said yet."""
    _to_play: deque[bytes | str] = field(default_factory=deque)
    _hearing: Reader | None = None
    _played: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the gateway has closed the stream."""
    _socket: aiohttp.ClientWebSocketResponse | None = None

    # -- webhooks --------------------------------------------------------------------------------------

    async def post(self, url: str, **fields: str) -> tuple[int, str]:
        """A signed webhook at this public address: status and body."""
        form = {
            "AccountSid": self.account.sid,
            "CallSid": self.call_sid,
            "From": self.caller,
            "To": self.called,
            "CallStatus": "in-progress",
            "Direction": "inbound",
            **self.more,
            **fields,
        }
        headers = {**FORM, HEADER: self.account.sign(url, form)}
        return await self.post_raw(url, urlencode(form).encode(), headers)

    async def post_raw(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        """Whatever anybody may post."""
        async with self.session.post(self._reached(url), data=body, headers=headers) as answered:
            return answered.status, await answered.text()

    async def answer(self) -> ET.Element:
        """Ask how to answer; the TwiML."""
        status, body = await self.post(self.account.public_url + "/twilio/voice", CallStatus="ringing")
        if status != 200:
            raise ConnectionRefusedError(status)
        return ET.fromstring(body)  # noqa: S314 - the gateway's own

    # -- the stream ------------------------------------------------------------------------------------

    async def open(self, twiml: ET.Element, **start: object) -> None:
        """Open the stream that TwiML asks for, as Twilio does."""
        stream = twiml.find("Connect/Stream")
        if stream is None:
            raise ValueError("this TwiML has no stream")
        url = stream.get("url", "")
        parameters = {each.get("name", ""): each.get("value", "") for each in stream.findall("Parameter")}
        headers = {HEADER: self.account.sign(url, {})}
        socket = await self.session.ws_connect(self._reached(url), headers=headers)
        await self.start(socket, parameters, **start)

    async def start(
        self, socket: aiohttp.ClientWebSocketResponse, parameters: Mapping[str, str], **start: object
    ) -> None:
        """The first words on a stream that is open."""
        self._socket = socket
        self._hearing = Reader(self.tones)
        await self.tell({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        await self.tell(self.start_message(parameters, **start))

    def start_message(self, parameters: Mapping[str, str], **start: object) -> dict[str, object]:
        """The stream's first message."""
        return {
            "event": "start",
            "sequenceNumber": "1",
            "streamSid": "MZ" + self.call_sid[2:],
            "start": {
                "accountSid": self.account.sid,
                "streamSid": "MZ" + self.call_sid[2:],
                "callSid": self.call_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
                "customParameters": dict(parameters),
                **start,
            },
        }

    async def talk(self) -> None:
        """Sound both ways, in real time, until the socket is closed."""
        with suppress(ConnectionError):
            async with asyncio.TaskGroup() as group:
                speaking = group.create_task(self._speak())
                await self._listen()
                self.over.set()
                speaking.cancel()

    def say(self, text: str) -> None:
        """Begin to say something."""
        self.speech.extend(framed(self.tones.sound(text)))

    async def press(self, keys: str) -> None:
        """Keys of the telephone."""
        for key in keys:
            await self.tell({"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": key}})

    async def hears(self, words: str, *, times: int = 1, within_s: float = 30.0) -> None:
        """Until these words were played whole."""
        try:
            async with asyncio.timeout(within_s):
                while self.heard.count(words) < times:
                    self._played.clear()
                    await self._played.wait()
        except TimeoutError:
            raise AssertionError(f"never heard {words!r}, but: {self.heard}") from None

    async def quiet(self, *, seconds: float = 1.0) -> None:
        """Until no word has been heard for so long, whatever is played."""
        still, before = 0, self.heard
        while still * FRAME_MS < seconds * 1_000:
            self._played.clear()
            await self._played.wait()
            still, before = (still + 1 if self.heard == before else 0), self.heard

    async def leave(self) -> None:
        """The caller hangs up."""
        await self.tell({"event": "stop", "stop": {"callSid": self.call_sid}})
        await self.socket.close()

    async def tell(self, message: Mapping[str, object]) -> None:
        """One message of Twilio's."""
        await self.socket.send_json(message)

    @property
    def heard(self) -> str:
        """Every word that was played whole."""
        return self._hearing.text if self._hearing is not None else ""

    @property
    def is_hearing(self) -> bool:
        """Whether something is being played."""
        return bool(self._to_play)

    @property
    def socket(self) -> aiohttp.ClientWebSocketResponse:
        """The stream's."""
        if self._socket is None:
            raise ConnectionError("no stream was opened")
        return self._socket

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        due, count = loop.time(), 0
        while not self.socket.closed:
            await self.tell(self._media(self.speech.popleft() if self.speech else SILENCE, count))
            await self._play_one()
            count += 1
            due += FRAME_MS / 1_000
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _media(self, frame: bytes, count: int) -> dict[str, object]:
        return {
            "event": "media",
            "sequenceNumber": str(count + 2),
            "media": {
                "track": "inbound",
                "chunk": str(count + 1),
                "timestamp": str(count * FRAME_MS),
                "payload": base64.b64encode(frame).decode(),
            },
        }

    async def _play_one(self) -> None:
        while self._to_play and isinstance(self._to_play[0], str):
            await self._echo(str(self._to_play.popleft()))
        item = self._to_play.popleft() if self._to_play else SILENCE
        if self._hearing is not None:
            self._hearing.feed(item if isinstance(item, bytes) else SILENCE)
        self._played.set()

    async def _listen(self) -> None:
        async for message in self.socket:
            self.sent.append(message.data)
            read = json.loads(message.data)
            match read["event"]:
                case "media":
                    sound = base64.b64decode(read["media"]["payload"])
                    for start in range(0, len(sound), FRAME_BYTES):
                        self._to_play.append(sound[start : start + FRAME_BYTES])
                case "mark":
                    self.marks.append(read["mark"]["name"])
                    self._to_play.append(read["mark"]["name"])
                case "clear":
                    self.clears += 1
                    dropped = [item for item in self._to_play if isinstance(item, str)]
                    self._to_play.clear()
                    for name in dropped:
                        await self._echo(name)

    async def _echo(self, name: str) -> None:
        await self.tell({"event": "mark", "mark": {"name": name}})

    def _reached(self, url: str) -> str:
        """A public address, where it really is."""
        parts, base = urlsplit(url), urlsplit(self.account.public_url)
        below = parts.path.removeprefix(base.path.rstrip("/"))
        query = f"?{parts.query}" if parts.query else ""
        return self.account.reached_at.rstrip("/") + below + query
