"""A process or a network that stood still: no delay stays, and nothing is taken for heard that was not."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from tests.harness.virtual_time import run_virtually
from voice_gateway.call.music import Music
from voice_gateway.frames import FRAME_BYTES, SILENCE
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.speaking.mouth import Mouth
from voice_gateway.speaking.saying import Saying
from voice_gateway.transports.browser import AHEAD_FRAMES, LEAD_MS
from voice_gateway.transports.paced_sender import FRAME_S, MOST_WAITING, PacedSender
from voice_gateway.transports.sip.playout import PlayoutBuffer

FRAMES = [bytes([number]) * FRAME_BYTES for number in range(1, 200)]
STOOD_STILL_S = 1.0


def stand_still(seconds: float) -> None:
    """The loop does nothing for so long; its clock goes on."""
    asyncio.get_running_loop().stand_still(seconds)


class Out:
    """What left, with the time it left at."""

    lead_ms = 60

    def __init__(self, **more):
        self.left = []
        self.marks = []
        self.costs = []
        self.sender = PacedSender(self.beat, self.marks.append, left_out=self.costs.append, **more)

    def beat(self, frame):
        self.left.append((asyncio.get_running_loop().time(), frame))

    async def send(self, frame):
        self.sender.send(frame)

    send_music = send

    async def mark(self, name):
        self.sender.mark(name)

    async def clear(self):
        self.sender.clear()


def with_sender(story, **more):
    async def run():
        out = Out(**more)
        running = asyncio.create_task(out.sender.run())
        await story(out)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return out

    return run_virtually(run())


@pytest.mark.parametrize("ahead", [0, 6])
@pytest.mark.parametrize("frames", [1, 6, 7, 12])
def test_a_mark_is_told_after_every_frame_that_stands_before_it(ahead, frames):
    told = []

    async def story(out):
        out.sender._beat = told.append
        out.sender._passed = told.append
        for frame in FRAMES[:frames]:
            out.sender.send(frame)
        out.sender.mark("all of it")
        await asyncio.sleep(1.0)

    with_sender(story, ahead=ahead)
    assert [each for each in told if each is not None] == [*FRAMES[:frames], "all of it"]


@pytest.mark.parametrize("phase_ms", [0, 5, 10, 19])
def test_on_a_page_no_frame_that_is_said_in_time_waits_for_a_beat(phase_ms):
    sent = []

    async def story(out):
        loop = asyncio.get_running_loop()
        await asyncio.sleep(1.0 + phase_ms / 1_000)
        began = loop.time()
        for place, frame in enumerate(FRAMES[:60]):
            await asyncio.sleep(max(0.0, began + place * FRAME_S - LEAD_MS / 1_000 - loop.time()))
            sent.append(loop.time())
            out.sender.send(frame)
        await asyncio.sleep(1.0)

    out = with_sender(story, ahead=AHEAD_FRAMES)
    assert [at for at, _ in out.left] == sent


@pytest.mark.parametrize("ahead", [0, 6])
def test_what_piled_up_in_a_standstill_is_heard_within_a_third_of_a_second(ahead):
    waits = []

    async def story(out):
        await asyncio.sleep(0.1)
        stand_still(STOOD_STILL_S)
        for frame in FRAMES[:100]:
            out.sender.send(frame)
        out.sender.send(SILENCE)
        began = asyncio.get_running_loop().time()
        while out.left[-1][1] != SILENCE:  # noqa: ASYNC110 - by the clock that is measured
            await asyncio.sleep(FRAME_S)
        waits.append(asyncio.get_running_loop().time() - began)

    with_sender(story, ahead=ahead)
    assert waits[0] <= (MOST_WAITING + 1) * FRAME_S


def test_a_standstill_costs_the_time_it_took_and_no_burst_follows():
    async def story(out):
        await asyncio.sleep(0.1)
        stand_still(STOOD_STILL_S)
        for frame in FRAMES[:10]:
            out.sender.send(frame)
        await asyncio.sleep(0.3)

    out = with_sender(story)
    assert out.costs == [pytest.approx(STOOD_STILL_S / FRAME_S, abs=1)]
    times = [at for at, frame in out.left if frame is not None]
    assert min(after - before for before, after in pairwise(times)) >= FRAME_S * 0.99


def test_a_short_one_is_made_up_for():
    async def story(out):
        await asyncio.sleep(0.1)
        stand_still(0.1)
        await asyncio.sleep(0.1)

    out = with_sender(story)
    assert (out.costs, len(out.left)) == ([], pytest.approx(0.3 / FRAME_S, abs=2))


def test_ahead_leaves_at_once_and_then_by_the_clock():
    async def story(out):
        for frame in FRAMES[:12]:
            out.sender.send(frame)
        out.sender.mark("said")
        await asyncio.sleep(1.0)

    out = with_sender(story, ahead=6)
    began = out.left[0][0]
    assert [round((at - began) / FRAME_S) for at, _ in out.left][:9] == [0] * 7 + [1, 2]
    assert [frame for _, frame in out.left] == FRAMES[:12]
    assert out.marks == ["said"]


def test_words_go_on_where_the_line_ran_dry_and_only_what_was_heard_counts():
    async def story(out):
        tones = WordTones()
        done = []

        async def finished(spoken):
            done.append(spoken)

        mouth = Mouth(out, ScriptedTextToSpeech(tones), finished)
        speaking = asyncio.create_task(mouth.run())
        mouth.say(Saying(sentences=("one two three four five six seven eight nine ten",), seq=1))
        await asyncio.sleep(0.9)
        stand_still(STOOD_STILL_S)
        await asyncio.sleep(0.3)
        assert out.sender.waiting <= 4
        (part,) = await mouth.drop()
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        heard = "".join(frame.hex() for _, frame in out.left if frame is not None)
        assert part.words == "one two three four"
        assert tones.sound("four").hex()[: 2 * FRAME_BYTES * 6] in heard

    with_sender(story)


def test_music_does_not_play_what_it_missed():
    async def story(out):
        music = Music(out, lambda: True)
        playing = asyncio.create_task(music.run())
        music.start()
        await asyncio.sleep(1.5)
        stand_still(STOOD_STILL_S)
        await asyncio.sleep(0.5)
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        assert out.sender.waiting <= 6

    with_sender(story)


def test_a_caller_who_spoke_while_we_stood_still_is_heard_whole_and_soon_in_time():
    buffer = PlayoutBuffer()
    out = []
    for tick, frame in enumerate(FRAMES[:150]):
        buffer.put(tick * FRAME_BYTES, frame)
        if not 20 <= tick < 70:
            out += buffer.due()
    assert [frame for frame in out if frame != SILENCE] == FRAMES[: len([f for f in out if f != SILENCE])]
    assert len(out) >= 150 - 10
