"""A call is kept only after a yes, and without what is secret."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest

from conversation.expects import Expectation, ExpectsKind
from conversation.owner import Owner
from conversation.server_frames import AgentFace
from conversation.words import Words
from tests.unit.voice_gateway.calls import GREETING, Scene, play, silent
from voice_gateway.call.consent import answer_in, wording_of
from voice_gateway.frames import FRAME_BYTES, SILENCE, decode, encode
from voice_gateway.recording.call_recorder import tells_secret
from voice_gateway.recording.folder_recordings import FolderRecordings, delete_of
from voice_gateway.scripted.scripted_line import ScriptedLine, reply
from voice_gateway.scripted.scripted_recordings import ScriptedRecordings
from voice_gateway.speaking.as_spoken import as_spoken

HELLO = "What can I do for you?"


def kept_words(scene: Scene, recordings: ScriptedRecordings) -> tuple[str, str]:
    ((kept),) = recordings.kept
    assert kept.closed
    assert len(kept.caller) == len(kept.ours)
    return kept.words(scene.caller.tones)


async def asked_and(scene: Scene, answer: str) -> None:
    """Wait for the question about recording, and answer it."""
    await scene.heard("record")
    await scene.quiet()
    await scene.caller.say(answer)


async def question_heard(scene: Scene) -> None:
    """Until the question mark of the question about recording has been heard."""
    await scene.until(lambda: "?" in scene.caller.heard.partition(HELLO)[2])


def line_with(*more, answers=silent, **changes) -> ScriptedLine:
    return ScriptedLine(answers, GREETING, *more, **changes)


async def thanks(line, turn):
    line.tell(reply(2, f"Noted {turn.text}"))


def test_nobody_is_asked_where_calls_are_not_recorded():
    async def story(scene):
        await scene.quiet()

    assert "record" not in play(story).caller.heard


def test_after_a_yes_both_sides_are_kept_and_nothing_from_before():
    recordings = ScriptedRecordings()

    async def story(scene):
        await asked_and(scene, "yes please")
        await scene.quiet()
        await scene.caller.say("why is my bill higher")
        await scene.heard("Noted why")
        await scene.quiet()

    scene = play(story, line=line_with(answers=thanks), recordings=recordings)
    caller, ours = kept_words(scene, recordings)
    assert caller == "why is my bill higher"
    assert ours.endswith("Noted why is my bill higher")
    assert "automated" not in ours
    assert [given for _, given in scene.line.sent.consents] == [True]
    assert [turn.text for turn in scene.line.sent.turns] == ["why is my bill higher"]
    assert scene.caller.heard.count("What can I do for you?") == 2


@pytest.mark.parametrize("answer", ["no", "no thanks", "why is my bill higher"])
def test_anything_but_a_yes_keeps_nothing_and_other_words_are_answered(answer):
    recordings = ScriptedRecordings()

    async def story(scene):
        await asked_and(scene, answer)
        await scene.until(lambda: bool(scene.line.sent.consents))
        await scene.quiet()

    scene = play(story, line=line_with(answers=thanks), recordings=recordings)
    assert recordings.kept == []
    assert [given for _, given in scene.line.sent.consents] == [False]
    assert [turn.text for turn in scene.line.sent.turns] == ([] if answer.startswith("no") else [answer])


def test_silence_is_no_consent():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene = play(story, line=line_with(), recordings=recordings)
    assert recordings.kept == []
    assert [given for _, given in scene.line.sent.consents] == [False]


@pytest.mark.parametrize(("key", "given"), [("1", True), ("2", False)])
def test_keys_answer_it(key, given):
    recordings = ScriptedRecordings()

    async def story(scene):
        await question_heard(scene)
        scene.caller.press(key)
        await scene.until(lambda: bool(scene.line.sent.consents))
        await scene.quiet()

    scene = play(story, line=line_with(), recordings=recordings)
    assert [said for _, said in scene.line.sent.consents] == [given]
    assert len(recordings.kept) == given


def test_zero_is_a_person_here_too():
    recordings = ScriptedRecordings()

    async def story(scene):
        await question_heard(scene)
        scene.caller.press("0")
        await scene.until(lambda: scene.line.sent.person == 1)

    scene = play(story, line=line_with(), recordings=recordings)
    assert [given for _, given in scene.line.sent.consents] == [False]


def test_the_question_cannot_be_cut_and_what_is_said_into_it_counts():
    recordings = ScriptedRecordings()

    async def story(scene):
        await question_heard(scene)
        await scene.caller.say("yes")
        await scene.until(lambda: bool(scene.line.sent.consents))
        await scene.quiet()

    scene = play(story, line=line_with(), recordings=recordings)
    assert [given for _, given in scene.line.sent.consents] == [True]
    assert any(text in scene.caller.heard for text in spoken_words("voice_record_ask"))


def test_the_wording_that_was_asked_is_named():
    recordings = ScriptedRecordings()

    async def story(scene):
        await asked_and(scene, "yes")
        await scene.until(lambda: bool(scene.line.sent.consents))

    scene = play(story, line=line_with(), recordings=recordings)
    ((wording, _),) = scene.line.sent.consents
    names = {wording_of(text) for text in scene_words("voice_record_ask")}
    assert wording in names
    assert len(names) == 3


def scene_words(key: str) -> tuple[str, ...]:
    return Words.load("en").sayings[key]


def spoken_words(key: str) -> list[str]:
    """As they are heard: numbers are words."""
    return [as_spoken(text) for text in scene_words(key)]


def test_who_has_agreed_is_told_and_not_asked_again():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.quiet()
        await scene.caller.say("hello there")
        await scene.until(lambda: bool(scene.line.sent.turns))

    scene = play(story, line=line_with(recording="given"), recordings=recordings)
    assert scene.line.sent.consents == []
    assert "recorded" in scene.caller.heard
    assert kept_words(scene, recordings)[0] == "hello there"


def test_who_has_refused_is_not_asked_again():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.quiet()

    scene = play(story, line=line_with(recording="refused"), recordings=recordings)
    assert (recordings.kept, scene.line.sent.consents) == ([], [])


SECRETS = [
    "my card is 4111 1111 1111 1111",
    "four one one one one one one one",
    "my pin is 4021",
    "the social security number is 078-05-1120",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_card_numbers_and_secrets_are_silence_in_it(secret):
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.quiet()
        for words in ("why is my bill higher", secret, "what else"):
            before = len(scene.line.sent.turns)
            await scene.caller.say(words)
            await scene.until(lambda before=before: len(scene.line.sent.turns) > before)
            await scene.quiet()

    scene = play(story, line=line_with(recording="given"), recordings=recordings)
    assert kept_words(scene, recordings)[0] == "why is my bill higher what else"


def test_what_is_said_and_typed_while_a_secret_is_asked_for_is_silence():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.heard("PIN, please.")
        await scene.caller.say("it is forty twenty one")
        await scene.quiet()
        scene.caller.make_noise(200)
        scene.caller.press("4021")
        scene.caller.make_noise(200)
        await scene.quiet()

    line = ScriptedLine(silent, reply(1, "The PIN, please.", expects="secret:4"), recording="given")
    scene = play(story, line=line, recordings=recordings)
    ((kept),) = recordings.kept
    assert "PIN," in kept.words(scene.caller.tones)[1]
    assert set(bytes(kept.caller)) == {SILENCE[0]}


def test_what_was_not_understood_is_silence():
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.quiet()
        scene.caller.make_noise(1_500)
        await scene.quiet()
        await scene.quiet()

    scene = play(story, line=line_with(recording="given"), recordings=recordings)
    ((kept),) = recordings.kept
    assert set(bytes(kept.caller)) == {SILENCE[0]}
    assert scene.caller.heard


def test_words_that_a_caller_cut_off_are_not_in_it():
    recordings = ScriptedRecordings()

    async def long(line, turn):
        line.tell(reply(len(line.sent.turns) + 1, "one two three four five six seven eight nine ten eleven"))

    async def story(scene):
        await scene.quiet()
        await scene.caller.say("tell me")
        await scene.heard("three")
        await scene.caller.say("stop that now")
        await scene.until(lambda: len(scene.line.sent.turns) == 2)

    scene = play(story, line=line_with(answers=long, recording="given"), recordings=recordings)
    ours = kept_words(scene, recordings)[1]
    heard = scene.line.sent.heard[0][1]
    assert ours.count("three") == scene.caller.heard.count("three")
    assert heard in ours
    assert "eleven" not in ours


def test_digits_that_were_asked_for_as_something_else_may_be_kept():
    zip_code = Expectation(kind=ExpectsKind.ZIP)
    assert not tells_secret("five five four oh one", zip_code)
    assert tells_secret("five five four oh one", Expectation(kind=ExpectsKind.FREE))
    assert not tells_secret("I have two lines", Expectation(kind=ExpectsKind.FREE))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes", True), ("Yes, please.", True), ("sure, go ahead", True), ("okay", True), ("that's fine", True),
        ("no", False), ("no thanks", False), ("I'd rather not", False), ("please don't record me", False),
        ("what for", None), ("my bill is wrong", None), ("yes but why is my bill higher", None),
        ("please", None), ("", None),
    ],
)  # fmt: skip
def test_only_a_plain_yes_is_one(said, meant):
    assert answer_in(said) is meant


@pytest.mark.parametrize("is_free", [True, False])
def test_a_card_number_told_to_an_agent_and_said_back_is_in_it_on_neither_side(is_free):
    recordings = ScriptedRecordings()

    async def story(scene):
        await scene.heard("Maya")
        await scene.quiet_of_words()
        async with scene.agent() as maya:
            await scene.quiet_of_words()
            for words in ("good morning what is it about", "that is 4111 1111 1111 1111 right", "and done"):
                await maya.say(words)
                await scene.quiet_of_words()
            for words in ("my new card is 4111 1111 1111 1111", "perfectly right"):
                await scene.caller.say(words)
                await asyncio.sleep(3)

    line = ScriptedLine(silent, GREETING, owner=Owner.AGENT, agent=AgentFace(name="Maya"), recording="given")
    scene = play(story, line=line, is_free=is_free, recordings=recordings)
    caller, ours = kept_words(scene, recordings)
    assert "1111" not in caller + ours
    assert ("perfectly right" in caller) is is_free
    assert ("good morning what is it about" in ours) is is_free
    assert ("and done" in ours) is is_free


# -- files ---------------------------------------------------------------------------------------------------


def tone(seed: int, frames: int) -> bytes:
    samples = np.random.default_rng(seed).integers(-8_000, 8_000, frames * FRAME_BYTES, dtype=np.int16)
    return encode(samples)


async def test_a_recording_is_a_wav_file_that_others_read(tmp_path):
    recordings = FolderRecordings(tmp_path, clock=lambda: datetime(2026, 7, 20, 12, tzinfo=UTC))
    recording = recordings.begin("conversation_1", "CA1/../x")
    caller, ours = tone(1, 50), tone(2, 50)
    for start in range(0, len(caller), FRAME_BYTES * 10):
        part = slice(start, start + FRAME_BYTES * 10)
        recording.add(caller[part], ours[part])
    await recording.close()
    recordings.close()
    (file,) = tmp_path.rglob("*.wav")
    assert file == tmp_path / "conversation_1" / "20260720T120000Z-CA1_.._x.wav"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    raw = file.read_bytes()
    assert raw[:4] == b"RIFF"
    assert int.from_bytes(raw[4:8], "little") == len(raw) - 8
    sound = np.frombuffer(raw[-2 * len(caller) :], dtype=np.uint8).reshape(-1, 2)
    assert (decode(sound[:, 0].tobytes()) == decode(caller)).all()
    assert (decode(sound[:, 1].tobytes()) == decode(ours)).all()
    with av.open(str(file)) as opened:
        stream = opened.streams.audio[0]
        assert (stream.codec.name, stream.rate, stream.channels) == ("pcm_mulaw", 8_000, 2)
        played = np.concatenate([each.to_ndarray().reshape(-1, 2) for each in opened.decode(stream)])
    assert (played[:, 0] == decode(caller)).all()
    assert (played[:, 1] == decode(ours)).all()


async def test_a_call_without_sound_leaves_no_file(tmp_path):
    recordings = FolderRecordings(tmp_path)
    await recordings.begin("c", "r").close()
    recordings.close()
    assert list(tmp_path.iterdir()) == []


async def test_a_full_or_forbidden_disk_stops_no_call(tmp_path):
    (tmp_path / "c").write_text("in the way")
    recordings = FolderRecordings(tmp_path)
    recording = recordings.begin("c", "r")
    recording.add(SILENCE, SILENCE)
    recording.add(SILENCE, SILENCE)
    await recording.close()
    recordings.close()


async def test_recordings_go_after_their_time_and_with_their_conversation(tmp_path):
    now = datetime.now(UTC)
    recordings = FolderRecordings(tmp_path, clock=lambda: now)
    for name in ("old", "new", "erased"):
        recording = recordings.begin(name, "call")
        recording.add(SILENCE, SILENCE)
        await recording.close()
    (old,) = (tmp_path / "old").iterdir()
    long_ago = (now - timedelta(days=31)).timestamp()
    os.utime(old, (long_ago, long_ago))
    assert await recordings.forget_older_than(timedelta(days=30)) == 1
    assert delete_of(tmp_path, "erased") == 1
    assert delete_of(tmp_path, "..") == 0
    recordings.close()
    assert [folder.name for folder in tmp_path.iterdir()] == ["new"]
