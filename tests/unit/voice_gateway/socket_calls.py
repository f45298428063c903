"""Calls from a page and on a Media Stream, on a virtual clock: the gateway's own lines, sockets without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine

from tests.fakes.socket_pair import Arrives, SocketEnd, evenly, socket_pair
from tests.fakes.voice_gateway import Page
from tests.harness.virtual_time import run_virtually
from tests.unit.voice_gateway.calls import Scene, Story, call_of, scene_of
from voice_gateway.frames import FRAME_MS, framed
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine
from voice_gateway.scripted.scripted_twilio import Account, ScriptedTwilio
from voice_gateway.scripted.word_tones import Reader, WordTones
from voice_gateway.transports.browser import BrowserMedia
from voice_gateway.transports.twilio.media import TwilioMedia

NO_ACCOUNT = Account(sid="AC1", public_url="", reached_at="", sign=lambda _url, _fields: "")
PAGES_RUBBISH = (
    "", "{", "[]", '"x"', '{"type": 7}', '{"type": "key", "key": "999"}', '{"type": "played", "mark": []}',
    "[" * 10_000,
)  # fmt: skip
STREAMS_RUBBISH = (
    "", "{", "[]", "7", '{"event": 7}', '{"event": "media"}', '{"event": "media", "media": {"payload": "%%"}}',
    '{"event": "media", "media": {"payload": 5}}', '{"event": "dtmf", "dtmf": {"digit": "12"}}',
    '{"event": "mark", "mark": []}', '{"event": "start", "start": {}}', "[" * 20_000,
    json.dumps({"event": "mark", "mark": {"name": "\ud800" * 10}}),
)  # fmt: skip


class SocketCaller:
    """A caller behind a socket, with the hands of a scripted one."""

    rubbish: tuple[str, ...]
    transferred_to: str | None = None

    def __init__(self, tones: WordTones, socket: SocketEnd) -> None:
        self.tones = tones
        self.socket = socket
        self._left: Ending | None = None
        self._doing: list[asyncio.Future[None]] = []

    async def say(self, text: str) -> None:
        """Say it to the end."""
        self.begin(text)
        await asyncio.sleep(len(self.speech) * FRAME_MS / 1_000)

    def begin(self, text: str) -> None:
        """Start to say something."""
        self.speech.extend(framed(self.tones.sound(text)))

    def make_noise(self, milliseconds: int) -> None:
        """Sound without words."""
        self.speech.extend(framed(self.tones.noise(milliseconds)))

    def babble(self) -> None:
        """Send everything that no caller's end would."""
        for text in self.rubbish:
            self._do(self.socket.send_str(text))
        self._do(self.socket.send_bytes(b"\x00" * 7))

    def leave(self, ending: Ending = Ending.CALLER_LEFT) -> None:
        """Hang up; a line that drops says nothing."""
        self._left = ending
        self._do(self._goes() if ending is Ending.CALLER_LEFT else self.socket.close())

    @property
    def is_speaking(self) -> bool:
        """Whether the caller has begun something and not said it whole."""
        return bool(self.speech)

    def _do(self, work: Coroutine[object, object, None]) -> None:
        self._doing.append(asyncio.ensure_future(work))

    async def done(self) -> None:
        """Everything the caller's hands began."""
        await asyncio.gather(*self._doing, return_exceptions=True)

    async def _goes(self) -> None:
        raise NotImplementedError


class PageCaller(SocketCaller):
    rubbish = PAGES_RUBBISH
    takes_transfers = False

    def __init__(self, tones, socket) -> None:
        super().__init__(tones, socket)
        self._page = Page(socket, tones, Reader(tones))
        self.speech = self._page.speech

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._page.talk())
            group.create_task(self._page.listen())

    def press(self, keys: str) -> None:
        for key in keys:
            self._do(self.socket.send_json({"type": "key", "key": key}))

    @property
    def heard(self) -> str:
        return self._page.heard.text

    @property
    def is_hearing(self) -> bool:
        return bool(self._page.to_play)

    @property
    def ending(self) -> Ending | None:
        return Ending(self._page.ended) if self._page.ended else self._left

    async def _goes(self) -> None:
        await self.socket.send_json({"type": "hang_up"})


class StreamCaller(SocketCaller):
    rubbish = STREAMS_RUBBISH

    def __init__(self, tones, socket, media: TwilioMedia) -> None:
        super().__init__(tones, socket)
        self.phone = ScriptedTwilio(session=None, account=NO_ACCOUNT, tones=tones)
        self.speech = self.phone.speech
        self._media = media
        self.takes_transfers = True

    async def run(self) -> None:
        await self.phone.talk()

    def press(self, keys: str) -> None:
        self._do(self.phone.press(keys))

    @property
    def takes_transfers(self) -> bool:
        return self._media.onward is not None

    @takes_transfers.setter
    def takes_transfers(self, takes: bool) -> None:
        self._media.onward = self._onward if takes else None

    @property
    def heard(self) -> str:
        return self.phone.heard

    @property
    def is_hearing(self) -> bool:
        return self.phone.is_hearing

    @property
    def ending(self) -> Ending | None:
        return self._left or (Ending.HUNG_UP if self.socket.closed else None)

    async def _goes(self) -> None:
        await self.phone.leave()

    def _onward(self, number: str) -> None:
        self.transferred_to = number


def play_over_a_page(story: Story, *, arrives: Arrives = evenly, **more) -> Scene:
    """As `play`, with a page's socket between."""

    async def run() -> Scene:
        tones = WordTones()
        ours, theirs = socket_pair(arrives)
        media = BrowserMedia(ours)
        caller = PageCaller(tones, theirs)
        await theirs.send_json({"type": "start", "ticket": "ticket"})
        assert await media.start() == "ticket"
        await media.ready()
        async with media.sending():
            return await _played(story, tones, caller, media, **more)

    return run_virtually(run())


def play_over_a_stream(story: Story, *, arrives: Arrives = evenly, **more) -> Scene:
    """As `play`, with a Media Stream between."""

    async def run() -> Scene:
        tones = WordTones()
        ours, theirs = socket_pair(arrives)
        media = TwilioMedia(ours)
        caller = StreamCaller(tones, theirs, media)
        await caller.phone.start(theirs, {})
        assert await media.start() is not None
        return await _played(story, tones, caller, media, **more)

    return run_virtually(run())


async def _played(
    story: Story,
    tones: WordTones,
    caller: PageCaller | StreamCaller,
    media: BrowserMedia | TwilioMedia,
    *,
    line: ScriptedLine | None = None,
    hang_up: bool = True,
    is_free: bool = True,
) -> Scene:
    scene = scene_of(tones, caller, line, is_free=is_free)
    scene.babble = caller.babble
    async with asyncio.TaskGroup() as group:
        group.create_task(caller.run())
        running = group.create_task(call_of(scene, media).run())
        await story(scene)
        if hang_up:
            caller.leave()
        scene.ending = await running
        await scene.until(lambda: caller.socket.closed)
        await caller.done()
    return scene
