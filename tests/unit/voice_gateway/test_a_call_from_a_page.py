"""A page's call over real sockets, before a real front door with a real ledger; only the speech is scripted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from conversation.payloads import ChannelChanged, Heard, Turn
from conversation.protocol import CallReady, Problem, StartCall, Welcome
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
from voice_gateway.switchboard import MOST_STRANGERS

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
        async with asyncio.timeout(30):
            while words not in self.heard.text:
                self.played.clear()
                await self.played.wait()

    async def hears_the_end(self) -> None:
        async with asyncio.timeout(30):
            await self.over.wait()


@dataclass
class World:
    door: FrontDoor
    tones: WordTones
    url: str

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

    async def payloads(self, conversation_id: str) -> list:
        return [event.payload for event in await self.door.parts.ledger.events(conversation_id)]


async def says_what_was_said(turn):
    return answer(turn, Reply(text=f"You said {turn.text} and there is quite a lot more to say about it."))


@pytest.fixture
async def world(tmp_path) -> AsyncIterator[World]:
    (port,) = free_ports(1)
    assistant = ScriptedAssistant(says_what_was_said)
    async with front_door(
        tmp_path, assistant, voice_gateway_url=f"http://127.0.0.1:{port}", internal_token=TOKEN
    ) as door:
        tones = WordTones()
        engines = Engines(
            recogniser=ScriptedSpeechToText(tones),
            voice=ScriptedTextToSpeech(tones),
            new_activity=EnergyActivity,
        )
        settings = VoiceGatewaySettings(front_door_url=door.url, most_calls=1, internal_token=TOKEN)
        async with TestServer(create_app(settings, engines), port=port) as gateway:
            yield World(door, tones, str(gateway.make_url("/")))


async def test_a_call_goes_on_in_the_conversation_of_the_page_and_both_see_the_same_words(world):
    async with world.door.customer() as customer:
        welcome = await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
            page.say("why is my bill higher")
            await page.hears("You said why is my bill higher")
            page.say("stop please")
            await page.hears("You said stop please")
            await page.socket.send_json({"type": "hang_up"})
            await page.hears_the_end()
        assert page.ended == "caller_left"
        told = await world.payloads(welcome.conversation_id)
    assert [turn.text for turn in told if isinstance(turn, Turn)] == ["why is my bill higher", "stop please"]
    assert any(isinstance(payload, ChannelChanged) for payload in told)
    heard = [payload for payload in told if isinstance(payload, Heard)]
    assert heard
    assert all(payload.words.split()[-1] in page.heard.text for payload in heard if payload.words)


async def test_a_ticket_is_good_once_and_for_nothing_else(world):
    async with world.door.customer() as customer:
        await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
        for ticket in (ready.ticket, "guessed"):
            async with world.page(CallReady(url=ready.url, ticket=ticket)) as page:
                await page.hears_the_end()
            assert page.ended == "refused"


async def test_when_all_lines_are_taken_the_next_page_is_told_at_once(world):
    async with world.door.customer() as customer:
        await customer.connect()
        ready = await world.ticket(customer)
        async with world.page(ready) as page:
            await page.hears("assistant")
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await world.door.session.ws_connect(ready.url)
            assert refused.value.status == 503


async def test_sockets_that_show_no_ticket_do_not_pile_up(world):
    url = world.url.replace("http", "ws", 1) + "call"
    silent = [await world.door.session.ws_connect(url) for _ in range(MOST_STRANGERS)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await world.door.session.ws_connect(url)
    assert refused.value.status == 503
    for socket in silent:
        await socket.close()


async def test_malformed_messages_harm_nobody(world):
    async with world.door.customer() as customer:
        await customer.connect()
        async with world.page(await world.ticket(customer)) as page:
            await page.hears("assistant")
            for text in ("", "{", "[]", '"x"', '{"type": 7}', '{"type": "key", "key": "999"}', "[" * 10_000):
                await page.socket.send_str(text)
            await page.socket.send_bytes(b"\x00" * 7)
            page.say("still here")
            await page.hears("You said still here")


async def test_where_there_is_no_gateway_no_call_is_offered(tmp_path):
    async with front_door(tmp_path) as door, door.customer() as customer:
        welcome = await customer.connect()
        assert isinstance(welcome, Welcome)
        assert not welcome.calls
        await customer.send(StartCall())
        assert (await customer.wait_for(Problem)).code == "not_offered"


async def test_a_program_that_is_no_gateway_cannot_use_a_ticket(tmp_path):
    async with (
        front_door(tmp_path, internal_token="ours", voice_gateway_url="http://127.0.0.1:9") as door,
        door.session.ws_connect(door.url + "/chat", headers={"Origin": door.url}) as socket,
    ):
        await socket.send_json({"type": "hello", "call_ticket": "x"})
        assert (await socket.receive_json())["code"] == "resume_refused"
