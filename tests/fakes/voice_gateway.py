"""Pages in calls over real sockets, before a real front door with a real ledger; only the speech is scripted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from conversation.client_frames import StartCall
from conversation.server_frames import CallReady, Problem
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import FrontDoor, front_door
from tests.harness.ports import free_ports
from voice_gateway.app import create_app
from voice_gateway.engines import Engines
from voice_gateway.frames import FRAME_BYTES, SILENCE, framed
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import Reader, WordTones
from voice_gateway.settings import VoiceGatewaySettings

TOKEN = "between-processes-of-ours"


@dataclass
class Page:
    """A page in a call: speaks, plays frames in real time, and knows what it heard."""

    socket: aiohttp.ClientWebSocketResponse
    tones: WordTones
    heard: Reader
    speech: list[bytes] = field(default_factory=list)
    to_play: list[bytes | str] = field(default_factory=list)
    ended: str | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)
    played: asyncio.Event = field(default_factory=asyncio.Event)

    async def talk(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self.socket.closed:
            await self.socket.send_bytes(self.speech.pop(0) if self.speech else SILENCE)
            while self.to_play and isinstance(self.to_play[0], str):
                await self.socket.send_json({"type": "played", "mark": self.to_play.pop(0)})
            frame = self.to_play.pop(0) if self.to_play else SILENCE
            self.heard.feed(frame if isinstance(frame, bytes) else SILENCE)
            self.played.set()
            due += 0.02
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def listen(self) -> None:
        async for message in self.socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                assert len(message.data) == FRAME_BYTES
                self.to_play.append(message.data)
                continue
            frame = json.loads(message.data)
            if frame["type"] == "mark":
                self.to_play.append(frame["mark"])
            elif frame["type"] == "clear":
                self.to_play.clear()
            elif frame["type"] == "ended":
                self.ended = frame["ending"]
                self.over.set()

    def say(self, text: str) -> None:
        self.speech += list(framed(self.tones.sound(text)))

    async def hears(self, words: str) -> None:
        try:
            async with asyncio.timeout(30):
                while words not in self.heard.text:
                    self.played.clear()
                    await self.played.wait()
        except TimeoutError:
            raise AssertionError(f"{words!r} was not heard, but: {self.heard.text}") from None

    async def hears_out(self, words: str) -> None:
        """These words, and all that follow until nothing was said for a second."""
        await self.hears(words)
        before = ""
        while before != self.heard.text:
            before = self.heard.text
            await asyncio.sleep(1.0)

    async def hears_the_end(self) -> None:
        async with asyncio.timeout(30):
            await self.over.wait()


@dataclass
class World:
    door: FrontDoor
    tones: WordTones
    url: str
    gateway: web.Application

    async def ticket(self, customer) -> CallReady:
        """Ask as the page does, until the front door has seen the gateway."""
        async with asyncio.timeout(60):
            while True:
                before = len(customer.frames)
                await customer.send(StartCall())
                frame = await customer.wait_for((CallReady, Problem), since=before)
                if isinstance(frame, CallReady):
                    return frame
                await asyncio.sleep(0.3)

    @asynccontextmanager
    async def page(self, ready: CallReady) -> AsyncIterator[Page]:
        async with self.door.session.ws_connect(ready.url) as socket:
            await socket.send_json({"type": "start", "ticket": ready.ticket})
            page = Page(socket, self.tones, Reader(self.tones))
            tasks = [asyncio.create_task(page.talk()), asyncio.create_task(page.listen())]
            yield page
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def payloads(self, conversation_id: str) -> list[Any]:
        return [event.payload for event in await self.door.parts.ledger.events(conversation_id)]


async def says_what_was_said(turn):
    return answer(turn, Reply(text=f"You said {turn.text} and there is quite a lot more to say about it."))


@asynccontextmanager
async def voice_world(
    folder: Path, *, most_calls: int = 1, is_free: bool = True, hears_languages: bool = True
) -> AsyncIterator[World]:
    """A front door and a gateway whose speech is scripted."""
    (port,) = free_ports(1)
    assistant = ScriptedAssistant(says_what_was_said)
    async with front_door(
        folder, assistant, voice_gateway_url=f"http://127.0.0.1:{port}", internal_token=TOKEN
    ) as door:
        tones = WordTones()
        engines = Engines(
            recogniser=ScriptedSpeechToText(tones, is_free=is_free),
            voice=ScriptedTextToSpeech(tones),
            new_activity=EnergyActivity,
            hears_languages=lambda: hears_languages,
        )
        settings = VoiceGatewaySettings(
            front_door_url=door.url, most_calls=most_calls, internal_token=TOKEN, longest_lag_s=60.0
        )
        app = create_app(settings, engines)
        async with TestServer(app, port=port) as gateway:
            yield World(door, tones, str(gateway.make_url("/")), app)
