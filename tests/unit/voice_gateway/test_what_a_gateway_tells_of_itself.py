"""What a gateway tells of itself: at its start, on `/status`, to Prometheus; and what it tells nobody."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.voice_gateway import TOKEN, voice_world
from tests.unit.voice_gateway.calls import GREETING, play, silent
from voice_gateway.scripted.scripted_line import ScriptedLine, reply

SECRET, NUMBER = "4827", "6515550123"


@pytest.fixture
async def world(tmp_path):
    async with voice_world(tmp_path, is_free=False) as made:
        yield made


async def parts(world) -> dict[str, str]:
    """The lines of `/status`, by part."""
    async with world.door.session.get(world.url + "health") as answer:
        return {name: part["detail"] for name, part in (await answer.json())["parts"].items()}


async def test_without_weights_for_free_speech_it_says_what_it_follows_and_how_to_get_them(world):
    told = (await parts(world))["speech"]
    assert "hears with scripted" in told
    assert "keypad first" in told
    assert "make whisper MODEL=base.en" in told


async def test_the_front_door_shows_it_among_its_own_parts(world):
    async with asyncio.timeout(60):
        while True:
            async with world.door.session.get(world.door.url + "/health") as answer:
                part = (await answer.json())["parts"].get("voice gateway", {"detail": ""})
            if "make whisper MODEL=base.en" in part["detail"]:
                return
            await asyncio.sleep(0.2)


async def test_calls_what_waits_stages_and_workers_are_shown(world):
    async with world.door.customer() as customer:
        await customer.connect()
        async with world.page(await world.ticket(customer)) as page:
            page.say("my bill")
            await page.hears("You said my bill")
            told = await parts(world)
            metrics = await (
                await world.door.session.get(
                    world.url + "metrics", headers={"Authorization": f"Bearer {TOKEN}"}
                )
            ).text()
    assert told["lines"].startswith("1 calls in progress, 0 utterances wait for a recogniser, loop ")
    assert "pause to words" in told["stages"]
    assert "turn to answer" in told["stages"]
    assert "workers" in told
    for line in (
        "voice_calls_in_progress 1.0",
        'voice_turns_total{by="speech"} 1.0',
        "voice_answer_seconds_count 1.0",
        "voice_recognition_waiting 0.0",
    ):
        assert line in metrics


async def test_metrics_are_for_processes_of_ours(world):
    async with world.door.session.get(world.url + "metrics") as answer:
        assert answer.status == 403


@pytest.mark.parametrize("recogniser", ["whole", "broken"])
def test_no_digit_that_was_typed_or_said_is_logged(recogniser, capsys):
    async def story(scene):
        await scene.heard("please.")
        scene.caller.press(SECRET)
        await scene.until(lambda: len(scene.line.sent.turns) == 1)
        scene.line.tell(reply(2, "What number can I reach you at?", expects="phone"))
        await scene.heard("at?")
        await scene.quiet()
        scene.recogniser.broken = recogniser == "broken"
        await scene.caller.say("six five one five five five oh one two three")
        await asyncio.sleep(3)
        scene.caller.press(NUMBER)
        await scene.until(lambda: scene.line.sent.turns[-1].text == NUMBER)
        scene.line.break_down()
        await asyncio.sleep(5)

    play(story, line=ScriptedLine(silent, reply(1, "To be sure, the PIN, please.", expects="secret:4")))
    told = "".join(capsys.readouterr())
    assert GREETING.text not in told
    for digits in (SECRET, NUMBER, "six five one"):
        assert digits not in told
