"""What a caller may expect of any line: the same stories over each of them."""

import asyncio

import pytest

from conversation.server_frames import StateChanged
from tests.fakes.socket_pair import stalling
from tests.unit.voice_gateway.calls import GREETING, play, silent
from tests.unit.voice_gateway.sip_calls import play_over_sip
from tests.unit.voice_gateway.socket_calls import play_over_a_page, play_over_a_stream
from tests.unit.voice_gateway.test_no_dead_air import longest_silence
from tests.unit.voice_gateway.test_talking import HELLO, answering
from voice_gateway.errors import NotTransferred
from voice_gateway.media import Ending
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_network import ScriptedAir

NUMBER = "+15550000007"


def lossy():
    """One packet of sound in twelve is lost, and the network takes its time."""
    count = iter(range(10**9))
    return ScriptedAir(seconds=0.05, loses=lambda data, _peer: data[:1] >= b"\x80" and next(count) % 12 == 5)


def play_over_a_poor_network(story, **more):
    return play_over_sip(story, air=lossy(), **more)


def play_over_a_page_that_stalls(story, **more):
    return play_over_a_page(story, arrives=stalling, **more)


def play_over_a_stream_that_stalls(story, **more):
    return play_over_a_stream(story, arrives=stalling, **more)


PAGES = [play_over_a_page, play_over_a_page_that_stalls]
OTHERS = [
    play, play_over_a_stream, play_over_a_stream_that_stalls, play_over_sip, play_over_a_poor_network
]  # fmt: skip


SILENT_WITHIN_S = {
    play: 0.2, play_over_a_page: 0.2, play_over_a_stream: 0.2,
    play_over_a_page_that_stalls: 0.4, play_over_a_stream_that_stalls: 0.4,
    play_over_sip: 0.36, play_over_a_poor_network: 0.45,
}  # fmt: skip
"""140 ms to tell a voice from a noise; two telephones' playout, a poor network's way, 60 ms to see that it is silent."""


@pytest.fixture(params=[*OTHERS, *PAGES])
def played(request):
    return request.param


def test_greeted_asked_and_answered(played):
    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("why is my bill higher")
        await scene.heard("A promotion ended.")
        await scene.quiet()

    scene = played(story, line=answering(reply(3, "A promotion ended.")))
    assert [turn.text for turn in scene.line.sent.turns] == ["why is my bill higher"]
    assert scene.line.sent.heard == []  # what was heard whole was not cut
    assert scene.ending is Ending.CALLER_LEFT
    assert scene.line.closed


def test_whoever_interrupts_is_met_with_silence_at_once_and_only_what_was_heard_is_on_record(played):
    long = reply(3, "The first thing is this one and the second thing is that one.")
    silence = []

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me everything")
        await scene.heard("The first thing")
        began = scene.now()
        scene.caller.begin("no stop it please")
        await scene.until(lambda: not scene.caller.is_hearing)
        silence.append(scene.now() - began)
        await scene.heard("Stopped.")

    scene = played(story, line=answering(long, reply(5, "Stopped.")))
    assert silence[0] <= SILENT_WITHIN_S[played]
    assert [turn.interrupted for turn in scene.line.sent.turns] == [False, True]
    ((seq, words),) = scene.line.sent.heard
    assert seq == 3
    assert words.split() == long.text.split()[: len(words.split())]
    told = scene.caller.heard.split(HELLO)[1].split("Stopped.")[0].split()
    assert abs(len(told) - len(words.split())) <= 1


@pytest.mark.parametrize(
    ("words", "last", "turns"), [("no stop it please", "Stopped.", 2), ("uh-huh okay", "gu.", 1)]
)
def test_who_cuts_in_while_words_are_made_out_slowly_hears_no_dead_air(played, words, last, turns):
    long = reply(3, " ".join(f"{first}{last}" for first in "bdfg" for last in "aeiou") + ".")
    longest = []

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me everything")
        await scene.heard("ba be")
        scene.recogniser.seconds = 3.0
        await scene.caller.say(words)
        longest.append(await longest_silence(scene, 4.0))
        await scene.heard(last)
        await scene.quiet()

    scene = played(story, line=answering(long, reply(5, "Stopped.")))
    assert longest[0] <= 2.0 + SILENT_WITHIN_S[played]
    assert scene.caller.heard.endswith(last)
    assert len(scene.line.sent.turns) == turns
    assert [seq for seq, _ in scene.line.sent.heard] == [3] * (turns - 1)


def test_what_was_dropped_is_never_heard_and_the_answer_comes_after_the_silence(played):
    long = reply(3, " ".join(f"{first}{last}" for first in "bdfg" for last in "aeiou") + ".")

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me everything")
        await scene.heard("ba be")
        await scene.caller.say("no stop it please")
        await scene.heard("Stopped.")
        await scene.quiet()

    scene = played(story, line=answering(long, reply(5, "Stopped.")))
    assert scene.caller.heard.endswith("Stopped.")
    assert "gu." not in scene.caller.heard


def test_keys_answer_and_0_is_a_person(played):
    asks = ScriptedLine(answering(GREETING)._answers, reply(1, "What is the ZIP code?", expects="zip"))

    async def story(scene):
        await scene.heard("code?")
        scene.caller.press("55401")
        await scene.until(lambda: bool(scene.line.sent.turns))
        await scene.heard("Hello")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)
        await scene.quiet()

    scene = played(story, line=asks)
    assert [(turn.text, turn.dtmf) for turn in scene.line.sent.turns] == [("55401", True)]
    assert HELLO not in scene.caller.heard  # whoever wants a person hears no more of the assistant


def test_a_secret_typed_while_it_is_asked_for_is_one_turn_of_keys_with_its_zero(played):
    asks = ScriptedLine(silent, reply(1, "To be sure it is you, the PIN, please.", expects="secret:4"))

    async def story(scene):
        await scene.heard("To be sure")
        scene.caller.press("4021")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = played(story, line=asks)
    ((turn),) = scene.line.sent.turns
    assert (turn.text, turn.dtmf, scene.line.sent.person) == ("4021", True, 0)


def test_one_reply_follows_the_other_without_dead_air(played):
    took = []

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("tell me both")
        await scene.heard("one.")
        began = scene.now()
        await scene.heard("other.")
        took.append(scene.now() - began)

    async def both(line, _turn):
        line.tell(reply(3, "This is one."), reply(4, "And the other."))

    played(story, line=ScriptedLine(both, GREETING))
    assert took[0] <= 1.2  # three words of 280 ms


def test_a_long_reply_is_heard_whole(played):
    words = (
        " ".join(first + last for first in ("ba", "de", "li", "mo", "su") for last in "bdfgklmnprst") + "."
    )

    async def story(scene):
        await scene.heard(HELLO)
        await scene.caller.say("everything please")
        await scene.heard(words.split()[-1])

    scene = played(story, line=answering(reply(3, words)))
    assert scene.caller.heard.endswith(words)


def test_last_words_are_heard_to_their_end_before_we_hang_up(played):
    async def story(scene):
        await scene.heard(HELLO)
        closed = StateChanged(seq=2, owner="closed", at=GREETING.at)
        scene.line.tell(closed, reply(3, "It is closed and settled now. Goodbye."))
        await scene.until(lambda: scene.caller.ending is not None)

    scene = played(story, hang_up=False)
    assert scene.caller.heard.endswith("It is closed and settled now. Goodbye.")
    assert scene.ending is Ending.GOODBYE


def test_what_no_caller_would_send_harms_no_call(played):
    async def story(scene):
        await scene.heard("Hello")
        scene.babble()
        await scene.heard(HELLO)
        scene.babble()
        await scene.caller.say("still here")
        await scene.heard("So are we.")
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    scene = played(story, line=answering(reply(3, "So are we.")))
    assert [turn.text for turn in scene.line.sent.turns] == ["still here"]


# -- moved -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("played", OTHERS)
def test_a_caller_is_moved_to_a_number_outside(played):
    async def story(scene):
        await scene.heard(HELLO)
        await scene.call.transfer(NUMBER)

    scene = played(story, hang_up=False)
    assert NUMBER in scene.caller.transferred_to
    assert scene.ending is Ending.TRANSFERRED
    assert scene.line.closed


def test_where_a_caller_cannot_be_moved_the_call_goes_on(played):
    async def story(scene):
        await scene.heard(HELLO)
        scene.caller.takes_transfers = False
        with pytest.raises(NotTransferred):
            await scene.call.transfer(NUMBER)
        await scene.caller.say("why is my bill higher")
        await scene.heard("A promotion ended.")

    scene = played(story, line=answering(reply(3, "A promotion ended.")))
    assert scene.ending is Ending.CALLER_LEFT


# -- the end, in any state ---------------------------------------------------------------------------------


async def before_a_word(_scene):
    pass


async def greeted(scene):
    await scene.heard("Hello")


async def speaking(scene):
    await scene.heard(HELLO)
    scene.caller.begin("why is my bill higher")
    await asyncio.sleep(0.4)


async def recognised(scene):
    await scene.heard(HELLO)
    await scene.caller.say("why is my bill higher")
    await asyncio.sleep(0.3)


async def waiting_for_the_answer(scene):
    await scene.heard(HELLO)
    await scene.caller.say("why is my bill higher")
    await scene.until(lambda: bool(scene.line.sent.turns))


async def hearing_the_answer(scene):
    await waiting_for_the_answer(scene)
    await scene.heard("A promotion")


async def interrupting(scene):
    await hearing_the_answer(scene)
    scene.caller.begin("no wait")
    await asyncio.sleep(0.3)


async def typing(scene):
    await scene.heard(HELLO)
    scene.caller.press("5")
    await asyncio.sleep(0.1)


async def waiting_for_a_person(scene):
    await scene.heard(HELLO)
    scene.caller.press("0")
    await scene.until(lambda: scene.line.sent.person == 1)
    scene.line.tell(StateChanged(seq=2, owner="queue", at=GREETING.at))
    await asyncio.sleep(2.0)


STATES = [
    before_a_word, greeted, speaking, recognised, waiting_for_the_answer, hearing_the_answer, interrupting,
    typing, waiting_for_a_person,
]  # fmt: skip
ANSWER = reply(3, "A promotion ended and the bill is as it was before it. Shall I go on?")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("ending", [Ending.CALLER_LEFT, Ending.LINE_DROPPED])
def test_a_caller_may_be_gone_at_any_time_and_nothing_is_left(played, state, ending):
    async def story(scene):
        await state(scene)
        scene.caller.leave(ending)

    scene = played(story, line=answering(ANSWER), hang_up=False)
    # A telephone that vanished may be taken for somebody who is silent.
    assert scene.ending is ending or (ending is Ending.LINE_DROPPED and scene.ending is Ending.GOODBYE)
    assert scene.line.closed


@pytest.mark.parametrize("state", STATES)
def test_we_may_end_a_call_at_any_time_and_the_caller_is_told(played, state):
    async def story(scene):
        await state(scene)
        scene.call.end(Ending.HUNG_UP)
        await scene.until(lambda: scene.caller.ending is not None)

    scene = played(story, line=answering(ANSWER), hang_up=False)
    assert scene.ending is Ending.HUNG_UP
    assert scene.line.closed


def test_who_is_silent_hears_a_goodbye_and_the_line_is_free(played):
    async def story(scene):
        await scene.until(lambda: scene.caller.ending is not None)

    scene = played(story, hang_up=False)
    assert scene.ending is Ending.GOODBYE
    assert scene.caller.heard.count(HELLO) == 2  # asked again before
