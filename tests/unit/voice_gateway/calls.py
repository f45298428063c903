"""A call with a scripted caller and a scripted front door, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from conversation.words import Words
from tests.harness.virtual_time import run_virtually
from voice_gateway.call.agent_side import Agent
from voice_gateway.call.call import Call, CallParts
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.recording.call_recorder import CallRecorder
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_media import ScriptedMedia
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_recordings import ScriptedRecordings
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.speaking.kept_speech import KeptTextToSpeech
from voice_gateway.speaking.own_words import prepare_own_words

GREETING = reply(1, "Hello from the automated assistant. What can I do for you?")


async def silent(line, turn):
    """A front door that never answers."""


@dataclass
class Watched:
    """What the front door would be told."""

    conversations: list[str] = field(default_factory=list)
    agents: list[tuple[str, str]] = field(default_factory=list)

    def joined(self, conversation_id):
        self.conversations.append(conversation_id)

    def agent_joined(self, agent_id):
        self.agents.append(("joined", agent_id))

    def agent_left(self, agent_id, why):
        self.agents.append((why, agent_id))


@dataclass
class Scene:
    caller: ScriptedMedia
    line: ScriptedLine
    recogniser: ScriptedSpeechToText
    voice: ScriptedTextToSpeech
    watched: Watched
    ending: Ending | None = None
    call: Call = field(init=False)
    kept: KeptTextToSpeech | None = None
    babble: Callable[[], None] = lambda: None
    """Send over the caller's line what no caller's end would; a scripted line takes frames only."""

    @asynccontextmanager
    async def agent(self, agent_id: str = "maya", name: str = "Maya") -> AsyncIterator[ScriptedMedia]:
        """An agent whose voice is in the call, until the block ends: then they hang up what is left."""
        media = ScriptedMedia(self.caller.tones)
        talking = [asyncio.ensure_future(media.run())]
        talking.append(
            asyncio.ensure_future(self.call.join(Agent(media=media, agent_id=agent_id, name=name)))
        )
        try:
            await self.until(lambda: ("joined", agent_id) in self.watched.agents)
            yield media
        finally:
            media.leave(Ending.STEPPED_OUT)
            await asyncio.gather(*talking)

    async def keep_own_words(self, voice_s: float) -> None:
        """As a gateway that has run for a while; every other sentence takes its time."""
        self.kept = KeptTextToSpeech(self.voice)
        self.voice.seconds = 0.0
        await prepare_own_words(self.kept, "en")
        self.voice.seconds = voice_s

    async def until(self, condition: Callable[[], bool], *, within: float = 120.0) -> None:
        """Wait, by the clock of the call.

        Raises:
            AssertionError: it did not come true.
        """
        limit = self.now() + within
        while not condition():
            assert self.now() < limit, f"never came true; the caller heard: {self.caller.heard}"
            await asyncio.sleep(0.02)

    async def heard(self, words: str) -> None:
        """Until the caller has heard these words."""
        await self.until(lambda: words in self.caller.heard)

    async def quiet(self) -> None:
        """Until nothing is being said, for half a second."""
        still = 0
        while still < 25:
            still = 0 if self.caller.is_hearing else still + 1
            await asyncio.sleep(0.02)

    async def quiet_of_words(self) -> None:
        """Until no word has been heard for a second, whatever plays."""
        before = -1
        while before != self.caller.words_played:
            before = self.caller.words_played
            await asyncio.sleep(1.0)

    @staticmethod
    def now() -> float:
        return asyncio.get_running_loop().time()


Story = Callable[[Scene], Awaitable[None]]


def play(
    story: Story,
    *,
    line: ScriptedLine | None = None,
    is_free: bool = True,
    hang_up: bool = True,
    recordings: ScriptedRecordings | None = None,
    listens: bool = True,
    hears_languages: bool = True,
    recognition_s: float = 0.05,
    voice_s: float | None = None,
    first_words: str = "",
) -> Scene:
    """Run a call beside the story; the caller hangs up at its end.

    `recognition_s`: how long the recogniser takes for each utterance; `voice_s`: the voice for each sentence
    that is none of the gateway's own, which are kept as in a gateway that runs.
    """

    async def run() -> Scene:
        tones = WordTones()
        caller = ScriptedMedia(tones)
        scene = scene_of(tones, caller, line, is_free=is_free, recognition_s=recognition_s)
        if voice_s is not None:
            await scene.keep_own_words(voice_s)
        async with asyncio.TaskGroup() as group:
            call = call_of(
                scene,
                caller,
                recordings,
                listens=listens,
                hears_languages=hears_languages,
                first_words=first_words,
            )
            running = group.create_task(call.run())
            group.create_task(caller.run())
            await story(scene)
            if hang_up:
                caller.leave()
            scene.ending = await running
        await asyncio.sleep(voice_s or 0.0)  # what was being made for nobody any more
        return scene

    return run_virtually(run())


def scene_of(
    tones, caller, line: ScriptedLine | None = None, *, is_free: bool = True, recognition_s: float = 0.05
) -> Scene:
    return Scene(
        caller,
        line if line is not None else ScriptedLine(silent, GREETING),
        ScriptedSpeechToText(tones, is_free=is_free, seconds=recognition_s),
        ScriptedTextToSpeech(tones),
        watched=Watched(),
    )


def call_of(
    scene: Scene,
    media,
    recordings: ScriptedRecordings | None = None,
    *,
    listens: bool = True,
    hears_languages: bool = True,
    first_words: str = "",
) -> Call:
    scene.call = Call(
        CallParts(
            media=media,
            line=scene.line,
            recogniser=scene.recogniser,
            voice=scene.kept or scene.voice,
            first_words=first_words,
            new_activity=EnergyActivity,
            words=Words.load("en"),
            meters=Meters(),
            watch=scene.watched,
            listens=listens,
            hears_languages=hears_languages,
            recorder=CallRecorder(recordings, "call-1") if recordings is not None else None,
        )
    )
    return scene.call
