"""A call from the chat page, with a microphone of Chromium's that plays a voice, up to the recogniser as installed."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from aiohttp import web
from playwright.sync_api import Page, WebSocket, expect, sync_playwright

from conversation.payloads.customer import ChannelChanged
from conversation.payloads.turns import Heard, Turn
from tests.browser.chat.visitor import Visitor
from tests.browser.chromium import ARGUMENTS, chromium_path, watched
from tests.browser.real_front_door import RealFrontDoor
from tests.harness.ports import free_ports
from voice_gateway.app import create_app
from voice_gateway.engines import installed_engines
from voice_gateway.frames import RATE, decode
from voice_gateway.resampling import resampled
from voice_gateway.settings import VoiceGatewaySettings
from voice_gateway.speaking.pyttsx3_voice import Pyttsx3TextToSpeech, pyttsx3_job
from voice_gateway.speaking.speech import Manner
from voice_gateway.workers.pool import WorkerPool

pytestmark = pytest.mark.browser

MICROPHONE_RATE = 48_000
BEFORE_S, AFTER_S = 9, 600
Kind = TypeVar("Kind")


MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  await context.resume();
  const microphone = context.createMediaStreamDestination();
  window.speak = async (sound) => {
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(Uint8Array.from(atob(sound), (each) => each.charCodeAt(0)).buffer);
    source.connect(microphone);
    source.start();
  };
  return microphone.stream;
};
"""
"""A microphone into which `speak` says what it is given."""


async def voice_saying(text: str) -> bytes:
    """Samples of a voice at the rate of a microphone."""
    pool = WorkerPool(pyttsx3_job(1))
    await pool.start()
    speech = await Pyttsx3TextToSpeech(pool).speak(text, Manner(words_per_minute=140))
    await pool.close()
    voice = resampled(decode(speech.sound), RATE, MICROPHONE_RATE)
    return np.asarray(voice, dtype="<i2").tobytes()


def wave_of(*samples: bytes) -> bytes:
    """A WAV file, one after the other."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, MICROPHONE_RATE, 0, "NONE", ""))
        for each in samples:
            out.writeframes(each)
    return file.getvalue()


def record(text: str, file: Path) -> None:
    """A caller who is quiet, says this once, and is quiet again."""
    before, after = bytes(2 * MICROPHONE_RATE * BEFORE_S), bytes(2 * MICROPHONE_RATE * AFTER_S)
    file.write_bytes(wave_of(before, asyncio.run(voice_saying(text)), after))


@dataclass
class Call:
    """A visitor with a microphone, and what went over the call's socket."""

    visitor: Visitor
    door: RealFrontDoor
    sent: list[str] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        def opened(socket: WebSocket) -> None:
            if socket.url.endswith("/call"):
                socket.on("framesent", lambda data: isinstance(data, str) and self.sent.append(data))
                socket.on("framereceived", lambda data: isinstance(data, bytes) and self.frames.append(data))

        page.on("websocket", opened)

    def speak(self, sound: bytes) -> None:
        self.visitor.page.evaluate("speak", base64.b64encode(sound).decode())

    def until(self, condition: Callable[[], object]) -> None:
        for _ in range(240):
            if condition():
                return
            self.visitor.page.wait_for_timeout(250)
        raise AssertionError("it did not come to that")

    def ring(self) -> None:
        """Open the chat and press the button for a call, once the front door has found the gateway."""
        self.visitor.arrive().open_chat()
        phone = self.visitor.button("Call us from here")
        for _ in range(30):  # it looks for one every two seconds
            if phone.is_visible():
                break
            self.visitor.page.wait_for_timeout(1_000)
            self.visitor.page.reload()
            self.visitor.sees("automated assistant")
        phone.click()

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [payload for payload in self.payloads() if isinstance(payload, kind)]

    def marks_played(self) -> int:
        return sum(json.loads(text)["type"] == "played" for text in self.sent)

    def payloads(self) -> list[object]:
        parts = self.door.parts
        return [event.payload for event in self.door.run(parts.ledger.events(self.door.conversation()))]


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Call]:
    (port,) = free_ports(1)
    record("my bill", tmp_path / "caller.wav")
    door = RealFrontDoor(tmp_path, voice_gateway_url=f"http://127.0.0.1:{port}")
    door.start()
    door.on_duty(2)
    settings = VoiceGatewaySettings(front_door_url=f"http://127.0.0.1:{door.port}", port=port)

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(create_app(settings, installed_engines(settings)), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    runner = door.run(serve())
    fake = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'caller.wav'}%noloop",
        "--autoplay-policy=no-user-gesture-required",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *fake])
        page = browser.new_context(locale="en-US", permissions=["microphone"]).new_page()
        url = f"http://127.0.0.1:{door.port}"
        with watched(page, url) as watch:
            made = Call(Visitor(page=page, url=url), door)
            made.follow(page)
            yield made
        browser.close()
    door.run(runner.cleanup())
    door.end()
    assert [what for what in watch.all() if "404" not in what] == []


def test_a_caller_speaks_is_answered_asks_for_a_person_by_key_and_hangs_up(call: Call) -> None:
    visitor = call.visitor
    call.ring()
    phone = visitor.button("Call us from here")
    expect(visitor.page.locator(".call-said")).to_have_text("On the line")
    expect(phone).to_be_hidden()
    visitor.page.wait_for_timeout(1_000)

    visitor.page.set_default_timeout(90_000)
    expect(visitor.page.locator(".mine .bubble").first).to_contain_text("bill", timeout=90_000)
    expect(visitor.page.locator(".item.assistant").nth(1)).to_be_visible(timeout=30_000)
    assert call.frames
    assert {len(frame) for frame in call.frames} == {160}
    for _ in range(60):  # the page's loudspeaker tells when it has played the answer
        if call.marks_played():
            break
        visitor.page.wait_for_timeout(1_000)
    assert call.marks_played()

    visitor.button("Keypad").click()
    visitor.button("0: a person").click()
    expect(visitor.page.locator(".strip")).to_have_attribute("data-owner", "queue", timeout=30_000)
    visitor.page.wait_for_timeout(1_000)

    visitor.button("Hang up").click()
    expect(visitor.page.locator(".call-said")).to_contain_text("You hung up")
    expect(phone).to_be_visible()
    told = call.payloads()
    assert [turn.text for turn in told if isinstance(turn, Turn)] == ["my bill"]
    assert any(isinstance(payload, ChannelChanged) and payload.channel == "voice" for payload in told)

    visitor.say("and now in writing")
    visitor.sees("and now in writing")
    changes = [payload.channel for payload in call.payloads() if isinstance(payload, ChannelChanged)]
    assert changes == ["voice", "web_chat"]


def test_a_caller_who_speaks_into_an_answer_stops_it_and_only_what_was_heard_is_on_record(call: Call) -> None:
    call.visitor.page.add_init_script(MICROPHONE)
    bill = wave_of(call.door.run(voice_saying("my bill")))
    call.ring()
    expect(call.visitor.page.locator(".call-said")).to_have_text("On the line")
    call.until(call.marks_played)  # greeted
    call.speak(bill)
    call.until(lambda: call.of(Turn))
    greeted = len(call.frames)
    call.until(lambda: len(call.frames) > greeted + 100)  # two seconds of the answer
    call.speak(bill)
    call.until(lambda: len(call.of(Turn)) == 2)
    assert call.of(Turn)[-1].interrupted
    answer, question = (each.words for each in call.of(Heard)[-2:])
    assert answer.startswith("Your July bill is")
    assert question == ""  # it was to come after the answer


def test_whoever_refuses_the_microphone_is_told_and_goes_on_in_writing(call: Call) -> None:
    visitor = call.visitor
    visitor.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); }"
    )
    call.ring()
    expect(visitor.page.locator(".call-said")).to_contain_text("There is no microphone here")
    visitor.say("in writing")
    visitor.sees("You said: in writing")
