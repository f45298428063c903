"""Agents' own phones: called, told why, and waiting with music until they are let into a customer's call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from voice_gateway.call.agent_side import Agent
from voice_gateway.call.bridge import Bridge
from voice_gateway.call.call import Call
from voice_gateway.call.music import Music
from voice_gateway.media import Audio, Ending, Gone, Media, MediaEvent, Played
from voice_gateway.speaking.mouth import Mouth
from voice_gateway.speaking.saying import Saying, Spoken
from voice_gateway.speaking.sentences import sentences
from voice_gateway.speaking.speech import TextToSpeech

BACKLOG = 50
"""Frames that may wait; more are dropped."""


class AgentPhone:
    """One of them. A `Media` for the call it joins; until then nothing the agent says goes anywhere."""

    def __init__(self, media: Media, voice: TextToSpeech, *, agent_id: str, name: str) -> None:
        self.agent = Agent(media=self, agent_id=agent_id, name=name)
        self._media = media
        self._mouth = Mouth(media, voice, _let_by)
        self._music = Music(Bridge(media), lambda: not self._mouth.sounds)
        self._events: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._in_call = False
        self._gone = asyncio.Event()

    async def wait(self, words: str) -> Ending:
        """Say who calls and why, and keep the line until it is over; how it ended."""
        if said := sentences(words):
            self._mouth.say(Saying(sentences=said))
        self._music.start()
        beside = [asyncio.ensure_future(self._mouth.run()), asyncio.ensure_future(self._music.run())]
        try:
            async for event in self._media.events():
                self._take(event)
                if isinstance(event, Gone):
                    return event.ending
            return Ending.LINE_DROPPED
        finally:
            self._gone.set()
            self._events.put_nowait(Gone(Ending.LINE_DROPPED))
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def join(self, call: Call) -> None:
        """Let them into a customer's call; returns when they are in it no more."""
        self._music.stop()
        await self._mouth.drop()
        self._in_call = True
        await call.join(self.agent)
        await self.hang_up(Ending.HUNG_UP)

    def _take(self, event: MediaEvent) -> None:
        if isinstance(event, Played):
            self._mouth.played(event.mark)
        if isinstance(event, Audio) and (not self._in_call or self._events.qsize() > BACKLOG):
            return
        self._events.put_nowait(event)

    # -- the port, for the call ------------------------------------------------------------------------

    @property
    def lead_ms(self) -> int:
        return self._media.lead_ms

    async def events(self) -> AsyncIterator[MediaEvent]:
        while True:
            event = await self._events.get()
            yield event
            if isinstance(event, Gone):
                return

    async def send(self, frame: bytes) -> None:
        await self._media.send(frame)

    async def mark(self, name: str) -> None:
        await self._media.mark(name)

    async def clear(self) -> None:
        await self._media.clear()

    async def transfer(self, number: str) -> None:
        await self._media.transfer(number)

    async def hang_up(self, ending: Ending) -> None:
        await self._media.hang_up(ending)


async def _let_by(_spoken: Spoken) -> None:
    """Nothing follows."""
