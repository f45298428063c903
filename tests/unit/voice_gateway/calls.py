"""A call with a scripted caller and a scripted front door, on a virtual clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from conversation.words import Words
from tests.harness.virtual_time import run_virtually
from voice_gateway.call.call import Call, CallParts
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.media import Ending
from voice_gateway.meters import Meters
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_media import ScriptedMedia
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones

GREETING = reply(1, "Hello from the automated assistant. What can I do for you?")


async def silent(line, turn):
    """A front door that never answers."""


@dataclass
class Scene:
    caller: ScriptedMedia
    line: ScriptedLine
    recogniser: ScriptedSpeechToText
    voice: ScriptedTextToSpeech
    ending: Ending | None = None

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

    @staticmethod
    def now() -> float:
        return asyncio.get_running_loop().time()


Story = Callable[[Scene], Awaitable[None]]


def play(
    story: Story, *, line: ScriptedLine | None = None, is_free: bool = True, hang_up: bool = True
) -> Scene:
    """Run a call beside the story; the caller hangs up at its end."""

    async def run() -> Scene:
        tones = WordTones()
        caller = ScriptedMedia(tones)
        scene = scene_of(tones, caller, line, is_free=is_free)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(call_of(scene, caller).run())
            group.create_task(caller.run())
            await story(scene)
            if hang_up:
                caller.leave()
            scene.ending = await running
        return scene

    return run_virtually(run())


def scene_of(tones, caller, line: ScriptedLine | None = None, *, is_free: bool = True) -> Scene:
    return Scene(
        caller,
        line if line is not None else ScriptedLine(silent, GREETING),
        ScriptedSpeechToText(tones, is_free=is_free),
        ScriptedTextToSpeech(tones),
    )


def call_of(scene: Scene, media) -> Call:
    return Call(
        CallParts(
            media=media,
            line=scene.line,
            recogniser=scene.recogniser,
            voice=scene.voice,
            activity=EnergyActivity(),
            words=Words.load("en"),
            meters=Meters(),
        )
    )
