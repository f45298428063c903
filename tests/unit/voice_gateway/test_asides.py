"""What is said over a paused reply: it is no part of the talk, and the reply goes on or goes, whole."""

from __future__ import annotations

import asyncio

import pytest

from tests.unit.voice_gateway.calls import GREETING, play
from tests.unit.voice_gateway.silences import LONGEST_S, Silences
from tests.unit.voice_gateway.test_talking import HELLO, answering
from voice_gateway.scripted.scripted_line import reply

LONG = "one two three four five six seven eight nine ten eleven twelve."
FILLERS = ("moment.", "look.", "second.")


def fillers_in(scene) -> int:
    """How often somebody was told to wait for a moment."""
    return sum(scene.caller.heard.count(words) for words in FILLERS)


def cutting_in(words, *, recogniser_s, until, then=None, reply_text=LONG):
    """A caller cuts into an answer with these words; the call, and the longest silence after them."""
    longest = []

    async def story(scene):
        silences = Silences(scene.caller)
        await scene.heard(HELLO)
        await scene.quiet()
        await scene.caller.say("tell me everything")
        await scene.heard("one two three")
        scene.recogniser.seconds = recogniser_s
        await scene.caller.say(words)
        with silences.our_turn():
            if then is not None:
                await then(scene)
            await scene.heard(until)
        longest.append(silences.longest_s)

    scene = play(story, line=answering(reply(3, reply_text), reply(5, "Something else then.")))
    return scene, longest[0]


@pytest.mark.parametrize("seconds", [3.0, 8.0])
def test_who_cuts_in_is_told_to_wait_while_their_words_are_made_out(seconds):
    scene, longest = cutting_in("no something else", recogniser_s=seconds, until="else then.")
    assert longest <= LONGEST_S
    assert fillers_in(scene) >= 1
    assert [turn.interrupted for turn in scene.line.sent.turns] == [False, True]
    ((seq, words),) = scene.line.sent.heard
    assert seq == 3
    assert words.split() == LONG.split()[: len(words.split())]
    assert "twelve." not in scene.caller.heard


def test_they_are_told_so_once_and_not_again_after_the_turn_was_sent():
    scene, _ = cutting_in("no something else", recogniser_s=2.0, until="else then.")
    assert fillers_in(scene) == 1


@pytest.mark.parametrize("seconds", [3.0, 8.0])
def test_a_reply_goes_on_where_it_was_when_they_only_listened(seconds):
    scene, longest = cutting_in("uh-huh okay", recogniser_s=seconds, until="twelve.")
    assert longest <= LONGEST_S
    assert fillers_in(scene) >= 1
    told = [word for word in scene.caller.heard.partition(HELLO)[2].split() if word in LONG.split()]
    assert list(dict.fromkeys(told)) == LONG.split()
    assert len(told) <= len(LONG.split()) + 1  # the word that was cut is said again
    assert (len(scene.line.sent.turns), scene.line.sent.heard) == (1, [])


def test_an_answer_understood_quickly_is_not_talked_over():
    scene, _ = cutting_in("no something else", recogniser_s=0.05, until="else then.")
    assert fillers_in(scene) == 0


def test_who_speaks_into_an_aside_stops_it_and_is_heard_whole():
    async def goes_on(scene):
        await scene.until(lambda: scene.caller.is_hearing)
        await asyncio.sleep(0.1)
        scene.caller.begin("and quickly please")
        await asyncio.sleep(0.3)
        assert not scene.caller.is_hearing
        await scene.until(lambda: not scene.caller.is_speaking)

    scene, _ = cutting_in("no something else", recogniser_s=3.0, until="else then.", then=goes_on)
    assert [turn.text for turn in scene.line.sent.turns][1] == "no something else and quickly please"
    ((seq, _),) = scene.line.sent.heard
    assert seq == 3


def test_a_key_into_an_aside_is_taken_at_once():
    async def presses(scene):
        await scene.until(lambda: scene.caller.is_hearing)
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    scene, _ = cutting_in("no something else", recogniser_s=8.0, until="else then.", then=presses)
    assert "twelve." not in scene.caller.heard


def test_what_must_be_heard_whole_is_not_lost_behind_an_aside():
    """A greeting that comes while the caller is told to wait is heard, whatever key is pressed meanwhile."""

    async def story(scene):
        open_line = scene.line.open

        async def slowly():
            await asyncio.sleep(1.5)
            return await open_line()

        scene.line.open = slowly
        await scene.until(lambda: scene.caller.is_hearing)
        await asyncio.sleep(0.4)
        scene.caller.press("5")
        await scene.heard("Hello from the automated assistant.")

    play(story, line=answering())
    assert GREETING.text.startswith("Hello from the automated assistant.")
