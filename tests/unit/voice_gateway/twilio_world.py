"""A gateway that Twilio reaches through a proxy, before a real front door; only the speech is scripted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp.test_utils import TestServer
from twilio.request_validator import RequestValidator

from conversation.owner import Owner
from front_door.assistants import assistant as down
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import FrontDoor, front_door
from voice_gateway.app import SWITCHBOARD, create_app
from voice_gateway.engines import Engines
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_twilio import Account, ScriptedTwilio
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.switchboard import Switchboard

TOKEN = "between-processes-of-ours"
SECRET = "auth-token-of-twilio"
SID = "AC00000000000000000000000000000000"
PUBLIC = "https://voice.example.com/phone"
ORACLE = RequestValidator(SECRET)


@dataclass
class World:
    door: FrontDoor
    tones: WordTones
    account: Account
    session: aiohttp.ClientSession
    switchboard: Switchboard
    calls: int = 0

    def phone(self, **changes) -> ScriptedTwilio:
        self.calls += 1
        sid = f"CA{self.calls:032d}"
        return ScriptedTwilio(
            session=self.session, account=self.account, tones=self.tones, **{"call_sid": sid, **changes}
        )

    @asynccontextmanager
    async def in_a_call(self, phone: ScriptedTwilio) -> AsyncIterator[ScriptedTwilio]:
        await phone.open(await phone.answer())
        talking = asyncio.create_task(phone.talk())
        try:
            yield phone
        finally:
            if not phone.socket.closed:
                await phone.leave()
            await asyncio.gather(talking, return_exceptions=True)

    async def rows(self) -> list:
        return await self.door.parts.ledger.open_conversations(frozenset(Owner))

    async def conversations(self) -> list[list]:
        rows = await self.door.parts.ledger.open_conversations(frozenset(Owner))
        ledger = self.door.parts.ledger
        return [[event.payload for event in await ledger.events(row.conversation_id)] for row in rows]

    async def until_it_says(self, kind: type) -> None:
        """Until the one conversation holds such an event."""
        row, *_ = await self.door.parts.ledger.open_conversations(frozenset(Owner))
        subscription = self.door.parts.hub.subscribe(row.conversation_id)
        try:
            async with asyncio.timeout(30):
                while not any(isinstance(each, kind) for each in (await self.conversations())[0]):
                    await anext(aiter(subscription))
        finally:
            self.door.parts.hub.unsubscribe(subscription)

    async def metrics(self) -> str:
        url = self.account.reached_at + "/metrics"
        async with self.session.get(url, headers={"Authorization": f"Bearer {TOKEN}"}) as told:
            return await told.text()


async def says_what_was_said(turn):
    return answer(
        turn, down.Reply(text=f"You said {turn.text} and there is quite a lot more to say about it.")
    )


@asynccontextmanager
async def world_in(folder, **changes) -> AsyncIterator[World]:
    async with front_door(folder, ScriptedAssistant(says_what_was_said), internal_token=TOKEN) as door:
        tones = WordTones()
        engines = Engines(
            recogniser=ScriptedSpeechToText(tones),
            voice=ScriptedTextToSpeech(tones),
            new_activity=EnergyActivity,
        )
        settings = VoiceGatewaySettings(
            front_door_url=door.url,
            internal_token=TOKEN,
            public_url=PUBLIC,
            twilio_account_sid=SID,
            twilio_auth_token=SECRET,
            **{"longest_lag_s": 60.0, **changes},
        )
        app = create_app(settings, engines)
        async with TestServer(app) as gateway, aiohttp.ClientSession() as session:
            url = str(gateway.make_url("/")).rstrip("/")
            account = Account(
                sid=SID,
                public_url=PUBLIC,
                reached_at=url,
                sign=ORACLE.compute_signature,
            )
            yield World(door, tones, account, session, app[SWITCHBOARD])
