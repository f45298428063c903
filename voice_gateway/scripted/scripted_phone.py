"""A telephone that calls the gateway over SIP, with a scripted caller at it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from voice_gateway.call.line import Arrival
from voice_gateway.frames import FRAME_MS, SILENCE, framed
from voice_gateway.media import Audio, Ending, Gone, Media
from voice_gateway.meters import Meters
from voice_gateway.scripted.word_tones import Reader, WordTones
from voice_gateway.transports.sip.addresses import Peer
from voice_gateway.transports.sip.digest import Credentials
from voice_gateway.transports.sip.endpoint import SipEndpoint, Telephone
from voice_gateway.transports.sip.incoming import Manners
from voice_gateway.transports.sip.sip_call import SipCall
from voice_gateway.transports.sip.trunk import Trunk
from voice_gateway.transports.sip.wire import Network

QUIET_FRAMES = 3


class NobodyHome:
    """This telephone is never called."""

    lines = 0
    closing = False

    async def take(self, media: Media, arrival: Arrival) -> Ending:  # noqa: ARG002 - nobody is home
        return Ending.REFUSED


class ScriptedPhone:
    """`call`, then `run` it beside the story."""

    def __init__(
        self,
        tones: WordTones,
        network: Network,
        gateway: Peer,
        *,
        port: int = 5060,
        number: str = "+15551230101",
        password: str = "",
    ) -> None:
        self.ending: Ending | None = None
        self.on_frame: Callable[[bytes], None] = lambda _: None
        """Told of each frame that is heard."""
        self.talk: SipCall | None = None
        self._tones = tones
        self._hearing = Reader(tones)
        self._speech: deque[bytes] = deque()
        self._still = QUIET_FRAMES
        self._leaving: asyncio.Task[None] | None = None
        credentials = Credentials(user=number, password=password) if password else None
        trunk = Trunk(uri=f"sip:{gateway[0]}:{gateway[1]}", user=number, credentials=credentials)
        self.endpoint = SipEndpoint(
            Telephone(port=port, rtp_ports=range(20_000, 20_100), trunk=trunk, manners=Manners(networks=())),
            network,
            NobodyHome(),
            Meters(),
        )

    async def call(self, number: str = "+15559990000") -> None:
        """Until somebody answers.

        Raises:
            NotAnswered: nobody does.
        """
        await self.endpoint.start()
        media = await self.endpoint.outgoing.place(number, "call", lambda: None)
        self.talk = media if isinstance(media, SipCall) else None

    async def run(self) -> None:
        """Until the call is over."""
        if self.talk is not None:
            async with asyncio.TaskGroup() as group:
                speaking = group.create_task(self._speak(self.talk))
                await self._listen(self.talk)
                speaking.cancel()
        if self._leaving is not None:
            await self._leaving
        await self.endpoint.close()

    # -- the caller ------------------------------------------------------------------------------------

    def begin(self, text: str) -> None:
        """Start to say something, without waiting."""
        self._speech.extend(framed(self._tones.sound(text)))

    def make_noise(self, milliseconds: int) -> None:
        """Sound without words."""
        self._speech.extend(framed(self._tones.noise(milliseconds)))

    async def say(self, text: str) -> None:
        """Say it to the end."""
        self.begin(text)
        await asyncio.sleep(len(self._speech) * FRAME_MS / 1_000)

    def press(self, keys: str) -> None:
        """Keys, as RFC 4733 sends them."""
        if self.talk is not None:
            for key in keys:
                self.talk.press(key)

    def leave(self, ending: Ending = Ending.CALLER_LEFT) -> None:
        """Hang up; a line that drops says nothing."""
        if self.talk is None or self.ending is not None:
            return
        self.ending = ending
        if ending is Ending.LINE_DROPPED:
            self.talk.vanish()
        else:
            self._leaving = asyncio.get_running_loop().create_task(self.talk.hang_up(ending))

    @property
    def heard(self) -> str:
        """Every word that was heard whole."""
        return self._hearing.text

    @property
    def is_hearing(self) -> bool:
        """Whether something is being said to them."""
        return self._still < QUIET_FRAMES

    async def _speak(self, talk: SipCall) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._speech:  # the line is silent by itself, and so catches up after a stall
                await talk.send(self._speech.popleft())
            due += FRAME_MS / 1_000
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _listen(self, talk: SipCall) -> None:
        async for event in talk.events():
            if isinstance(event, Audio):
                self._hearing.feed(event.frame)
                self.on_frame(event.frame)
                self._still = self._still + 1 if event.frame == SILENCE else 0
            elif isinstance(event, Gone):
                self.ending = self.ending or event.ending
