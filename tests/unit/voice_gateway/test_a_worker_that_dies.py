"""A recognition worker dies over a caller's words: another hears them, and nobody is left in silence meanwhile."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.voice_gateway.calls import GREETING, play
from tests.unit.voice_gateway.silences import LONGEST_S, Silences
from voice_gateway.hearing.whisper_recogniser import WhisperSpeechToText
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.workers.gathered import GatheredPool, answer_to, requests_in
from voice_gateway.workers.pool import Job, WorkerPool
from voice_gateway.workers.wire import HEAD, Message, lengths, packed, unpacked

HELLO = "What can I do for you?"
ASKED = "why is my bill higher"
DIES_AFTER_S = 2.5
HEARS_IN_S = 0.05


class Process:
    """A worker as its pool sees it, without a process; the first so many die over what they are given."""

    def __init__(self, hospital: Hospital) -> None:
        self.returncode: int | None = None
        self.stdin, self.stdout = self, asyncio.StreamReader()
        self._hospital = hospital
        self._ended = asyncio.Event()
        self._asked = bytearray()
        self._at_work: asyncio.Task[None] | None = None
        self.stdout.feed_data(packed(Message()))  # ready

    def write(self, data: bytes) -> None:
        self._asked += data

    async def drain(self) -> None:
        head, sound = lengths(bytes(self._asked[: HEAD.size]))
        told = bytes(self._asked[HEAD.size :])
        self._asked.clear()
        self._at_work = asyncio.ensure_future(self._answer(unpacked(told[:head], told[head : head + sound])))

    async def _answer(self, request: Message) -> None:
        if self._hospital.deaths > 0:
            self._hospital.deaths -= 1
            await asyncio.sleep(DIES_AFTER_S)
            self.kill()
            return
        await asyncio.sleep(HEARS_IN_S)
        heard = [self._hospital.tones.text(each.sound) for each in requests_in(request)]
        self.stdout.feed_data(
            packed(answer_to([Message(head={"text": text, "confidence": 0.9}) for text in heard]))
        )

    def close(self) -> None:
        self.kill()

    def kill(self) -> None:
        if self.returncode is None:
            self.returncode = -9
            self.stdout.feed_eof()
            self._ended.set()

    async def wait(self) -> int:
        await self._ended.wait()
        return self.returncode or 0


class Hospital(WorkerPool):
    """The gateway's own pool over such processes."""

    def __init__(self, tones: WordTones, *, deaths: int, workers: int) -> None:
        super().__init__(Job(name="whisper", module="", count=workers, answer_within_s=20.0))
        self.tones = tones
        self.deaths = deaths

    async def _spawn(self) -> Process:
        return Process(self)


async def nothing(scene):
    """The story is over."""


def play_with_workers(story, *, deaths: int, workers: int, then=nothing):
    """A call whose recogniser is the gateway's own, over these workers; and the longest silence of ours.

    Silences are looked for in the story, and not in what comes then.
    """
    silences = []

    async def answers(line, _turn):
        line.tell(reply(9, "That is the answer."))

    async def told(scene):
        hospital = Hospital(scene.caller.tones, deaths=deaths, workers=workers)
        pool = GatheredPool(hospital, most=4, workers=workers)
        await pool.start()
        scene.recogniser.recognise = WhisperSpeechToText(pool, "tests").recognise
        silences.append(Silences(scene.caller))
        try:
            await scene.heard(HELLO)
            await scene.quiet()
            await scene.caller.say(ASKED)
            with silences[0].our_turn():
                await story(scene)
            await then(scene)
        finally:
            await pool.close()

    return play(told, line=ScriptedLine(answers, GREETING)), silences[0].longest_s


@pytest.mark.parametrize("workers", [1, 2])
def test_words_are_given_to_another_and_answered(workers):
    async def story(scene):
        await scene.heard("the answer.")

    scene, longest = play_with_workers(story, deaths=1, workers=workers)
    assert longest <= LONGEST_S
    assert [turn.text for turn in scene.line.sent.turns] == [ASKED]


def test_words_that_break_two_workers_are_given_up_and_the_next_are_heard():
    async def story(scene):
        await scene.until(lambda: "zero" in scene.caller.heard.partition(HELLO)[2])

    async def asks_again(scene):
        await scene.quiet()
        await scene.caller.say("my last bill please")
        await scene.heard("the answer.")

    scene, longest = play_with_workers(story, deaths=2, workers=2, then=asks_again)
    assert longest <= LONGEST_S
    assert [turn.text for turn in scene.line.sent.turns] == ["my last bill please"]
