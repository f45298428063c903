"""A real front door and gateway on one host, real telephones on others; only the speech is scripted, so that every
word that comes over the line can be counted.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from conversation.owner import Owner
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import FrontDoor, front_door
from tests.harness.ports import free_ports
from tests.peers.baresip import Baresip, baresip, write_speech
from tests.peers.namespaces import Host
from voice_gateway.app import SIP, create_app
from voice_gateway.engines import Engines
from voice_gateway.frames import Samples, decode, encode, framed
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import Reader, WordTones
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.transports.sip.endpoint import SipEndpoint

TOKEN = "between-processes-of-ours"
CALLER = "+15551230101"


@dataclass
class SipWorld:
    door: FrontDoor
    app: web.Application
    tones: WordTones
    host: Host
    folder: Path
    url: str

    @property
    def sip(self) -> SipEndpoint:
        return self.app[SIP]

    @property
    def uri(self) -> str:
        return f"sip:care@{self.host.here}"

    def sound(self, text: str) -> Samples:
        return decode(self.tones.sound(text))

    @asynccontextmanager
    async def phone(
        self, *speech: str | float, user: str = CALLER, port: int = 5060, account: str = ""
    ) -> AsyncIterator[Baresip]:
        """baresip; what is said into it are texts and pauses."""
        folder = self.folder / f"phone{port}"
        folder.mkdir()
        parts = [self.sound(part) if isinstance(part, str) else part for part in speech]
        write_speech(folder / "speech.wav", *parts)
        async with baresip(self.host, folder, user=user, port=port, account=account) as phone:
            yield phone

    def words(self, phone: Baresip) -> str:
        """Every word that came out of its earpiece."""
        reader = Reader(self.tones)
        for frame in framed(encode(phone.heard)):
            reader.feed(frame)
        return reader.text

    async def hears(self, phone: Baresip, words: str) -> None:
        await until(lambda: words in self.words(phone))

    async def payloads(self) -> list:
        rows = await self.door.parts.ledger.open_conversations(frozenset(Owner))
        ledger = self.door.parts.ledger
        return [event.payload for row in rows for event in await ledger.events(row.conversation_id)]

    async def waits_for_the_team(self) -> str:
        """Until the one conversation is in a person's queue; which one."""
        ledger = self.door.parts.ledger
        async with asyncio.timeout(30):
            while not (rows := await ledger.open_conversations(frozenset({Owner.QUEUE}))):  # noqa: ASYNC110 - SQLite tells nobody
                await asyncio.sleep(0.1)
        return rows[0].conversation_id

    async def nothing_is_left(self) -> None:
        """Not a call, not a port of one, not a task of one."""
        await until(lambda: self.sip.in_progress == 0 and udp_sockets() == 1 and not tasks_of_calls())

    async def metric(self, name: str) -> float:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with (
            aiohttp.ClientSession() as session,
            session.get(self.url + "/metrics", headers=headers) as told,
        ):
            lines = (await told.text()).splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(name))


async def until(condition: Callable[[], bool], *, within_s: float = 60.0, every_s: float = 0.05) -> None:
    """Wait for something that telephones and networks bring about."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - it happens outside of this process
            await asyncio.sleep(every_s)


def tasks_of_calls() -> set[str]:
    names = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()}
    return {
        name for name in names if name.startswith(("SipCall.", "RtpSound.", "Call.", "Incoming.", "Mouth."))
    }


def udp_sockets() -> int:
    """How many this process holds."""
    known = {line.split()[9] for line in Path("/proc/net/udp").read_text().splitlines()[1:]}
    held = set()
    for entry in os.listdir("/proc/self/fd"):  # noqa: PTH208 - they come and go while they are listed
        try:
            target = os.readlink(f"/proc/self/fd/{entry}")  # noqa: PTH115 - the same
        except OSError:
            continue
        if target.startswith("socket:[") and target[8:-1] in known:
            held.add(target)
    return len(held)


async def says_what_was_said(turn):
    return answer(turn, Reply(text=f"You said {turn.text} and there is quite a lot more to say about it."))


@asynccontextmanager
async def sip_world(
    folder: Path, host: Host, *, engines: Engines | None = None, assistant=says_what_was_said, **settings
) -> AsyncIterator[SipWorld]:
    """`engines` that hear and speak for real; without, scripted ones."""
    (port,) = free_ports(1)
    async with front_door(
        folder,
        ScriptedAssistant(assistant),
        internal_token=TOKEN,
        voice_gateway_url=f"http://127.0.0.1:{port}",
    ) as door:
        tones = WordTones()
        engines = engines or Engines(
            recogniser=ScriptedSpeechToText(tones),
            voice=ScriptedTextToSpeech(tones),
            new_activity=EnergyActivity,
        )
        told = {"sip_peers": (host.there,), "most_calls": 4, "longest_lag_s": 60.0, **settings}
        gateway = VoiceGatewaySettings(
            front_door_url=door.url, internal_token=TOKEN, sip_host=host.here, **told
        )
        app = create_app(gateway, engines)
        async with TestServer(app, port=port) as server:
            yield SipWorld(door, app, tones, host, folder, str(server.make_url("")).rstrip("/"))
