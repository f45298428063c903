"""A customer's page and an agent's page in one call, each with a microphone of Chromium's that plays a tone."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web
from playwright.sync_api import Page, WebSocket, expect, sync_playwright

from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackBooked, CallbackDue
from conversation.payloads.calls import CallEnded, Phoned
from conversation.payloads.owners import OwnerChanged
from desk.clocks import quarter_of
from desk.teams.directory import read_directory
from front_door.conversations.recorder import SYSTEM, by
from front_door.desk_console.commands import demo_logins
from front_door.desk_console.store import DeskStore
from tests.browser.chat.visitor import Visitor
from tests.browser.chromium import ARGUMENTS, chromium_path, watched
from tests.browser.desk.agent_at_desk import AgentAtDesk
from tests.browser.desk.test_access import axe_finds_nothing
from tests.browser.real_front_door import RealFrontDoor
from tests.harness.ports import free_ports
from voice_gateway.app import ORDERS, create_app
from voice_gateway.engines import Engines
from voice_gateway.frames import FRAME_BYTES, RATE, decode
from voice_gateway.hearing.activity import EnergyActivity
from voice_gateway.scripted.scripted_media import ScriptedMedia
from voice_gateway.scripted.scripted_recogniser import ScriptedSpeechToText
from voice_gateway.scripted.scripted_voice import ScriptedTextToSpeech
from voice_gateway.scripted.word_tones import WordTones
from voice_gateway.settings import VoiceGatewaySettings

pytestmark = pytest.mark.browser

CUSTOMER_HZ, AGENT_HZ = 650, 1_150
MICROPHONE_RATE = 48_000
ENOUGH = 25
"""Frames, half a second."""
PACKET_FIRST = """
const Plain = window.WebSocket;
window.WebSocket = class extends Plain {
  constructor(url, ...more) {
    if (String(url).endsWith('/agent')) {
      window.packetWasThere = Boolean(document.querySelector('.fact-who')?.checkVisibility());
    }
    super(url, ...more);
  }
};
"""


def tone(hertz: int, file: Path) -> None:
    """Ten seconds, played in a ring."""
    time = np.arange(MICROPHONE_RATE * 10) / MICROPHONE_RATE
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, MICROPHONE_RATE, 0, "NONE", ""))
        out.writeframes((np.sin(2 * np.pi * hertz * time) * 12_000).astype("<i2").tobytes())


def is_tone(frame: bytes, hertz: int) -> bool:
    """Whether most of what is in a frame is this tone."""
    samples = decode(frame).astype(float)
    energy = float((samples**2).sum())
    if energy < FRAME_BYTES * 300**2:
        return False
    wave_of = np.exp(-2j * np.pi * hertz * np.arange(FRAME_BYTES) / RATE)
    return 2 * abs(samples @ wave_of) ** 2 / FRAME_BYTES / energy > 0.6


@dataclass
class Ear:
    """What came over a page's call."""

    frames: list[bytes] = field(default_factory=list)

    def follow(self, page: Page, path: str) -> None:
        def opened(socket: WebSocket) -> None:
            if socket.url.endswith(path):
                socket.on("framereceived", lambda data: isinstance(data, bytes) and self.frames.append(data))

        page.on("websocket", opened)

    def tones(self, hertz: int) -> int:
        return sum(is_tone(frame, hertz) for frame in self.frames)


class Telephone:
    """A telephone line to a customer who picks up at once."""

    name = "scripted"
    is_ready = True
    tones: WordTones

    def __init__(self) -> None:
        self.picks_up = True
        self.customer: ScriptedMedia | None = None
        self.talking: asyncio.Task[None] | None = None

    async def place(self, _number, _call_ref, ringing):
        ringing()
        if not self.picks_up:
            await asyncio.Event().wait()
        self.customer = ScriptedMedia(self.tones)
        self.talking = asyncio.ensure_future(self.customer.run())
        return self.customer


@dataclass
class Line:
    door: RealFrontDoor
    visitor: Visitor
    agent: AgentAtDesk
    customers_ear: Ear
    agents_ear: Ear
    telephone: Telephone

    def until(self, condition) -> None:
        for _ in range(120):
            if condition():
                return
            self.visitor.page.wait_for_timeout(500)
            self.agent.page.wait_for_timeout(10)
        raise AssertionError("it did not come to that")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    (port,) = free_ports(1)
    door = RealFrontDoor(tmp_path, voice_gateway_url=f"http://127.0.0.1:{port}")
    door.start()
    store = DeskStore(tmp_path / "desk.sqlite")
    login = next(each for each in demo_logins(store, read_directory()) if each["login"] == "maya")
    store.close_now()
    telephone = Telephone()
    settings = VoiceGatewaySettings(front_door_url=f"http://127.0.0.1:{door.port}", port=port)

    async def serve() -> web.AppRunner:
        tones = WordTones()
        engines = Engines(
            recogniser=ScriptedSpeechToText(tones, is_free=False),
            voice=ScriptedTextToSpeech(tones),
            new_activity=EnergyActivity,
        )
        app = create_app(settings, engines)
        app[ORDERS].placers.append(telephone)
        telephone.tones = tones
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    runner = door.run(serve())
    url = f"http://127.0.0.1:{door.port}"
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        watches = []

        def page(hertz: int) -> Page:
            tone(hertz, tmp_path / f"{hertz}.wav")
            fake = [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-audio-capture={tmp_path / f'{hertz}.wav'}",
                "--autoplay-policy=no-user-gesture-required",
            ]
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *fake])
            stack.callback(browser.close)
            opened = browser.new_context(
                locale="en-US", permissions=["microphone"], viewport={"width": 1440, "height": 900}
            ).new_page()
            watches.append(stack.enter_context(watched(opened, url)))
            return opened

        customers, agents = page(CUSTOMER_HZ), page(AGENT_HZ)
        agents.add_init_script(PACKET_FIRST)
        made = Line(
            door,
            Visitor(page=customers, url=url),
            AgentAtDesk(page=agents, url=url, login="maya", password=str(login["password"])),
            Ear(),
            Ear(),
            telephone,
        )
        made.customers_ear.follow(customers, "/call")
        made.agents_ear.follow(agents, "/agent")
        yield made
    door.run(runner.cleanup())
    door.end()
    assert [what for watch in watches for what in watch.all() if "404" not in what] == []


def calls(line: Line) -> str:
    """The visitor wants a person and rings; the conversation."""
    visitor = line.visitor.arrive()
    visitor.open_chat()
    phone = visitor.button("Call us from here")
    for _ in range(30):  # the front door looks for the gateway every two seconds
        if phone.is_visible():
            break
        visitor.page.wait_for_timeout(1_000)
        visitor.page.reload()
        visitor.sees("automated assistant")
    conversation_id = line.door.conversation()
    line.door.run(line.door.parts.conversations.prefer(conversation_id, "team"))
    phone.click()
    visitor.button("Mute").click()
    expect(visitor.page.locator(".call-said")).to_have_text(
        "On the line, your microphone is off", timeout=30_000
    )
    return conversation_id


def test_customer_and_agent_hear_each_other_until_the_agent_hangs_up(line: Line) -> None:
    conversation_id = calls(line)
    desk = line.agent.arrive()
    expect(desk.page.get_by_text("On the phone").first).to_be_visible(timeout=30_000)
    desk.open(conversation_id)
    desk.press("c")
    panel = desk.page.get_by_role("region", name="Phone call")
    expect(panel).to_contain_text("You are talking with the customer", timeout=60_000)
    assert desk.page.evaluate("window.packetWasThere") is True
    expect(panel).to_contain_text("Not transcribed")

    line.until(lambda: line.customers_ear.tones(AGENT_HZ) > ENOUGH)
    assert line.agents_ear.tones(CUSTOMER_HZ) == 0
    line.visitor.button("Mute").click()
    line.until(lambda: line.agents_ear.tones(CUSTOMER_HZ) > ENOUGH)
    expect(panel.locator('[data-who="them"]')).to_have_attribute("data-speaks", "true")
    expect(panel.locator('[data-who="me"]')).to_have_attribute("data-speaks", "true")
    axe_finds_nothing(desk.page)

    desk.press("m")
    expect(panel).to_contain_text("You are muted")
    desk.page.wait_for_timeout(1_000)
    before = line.customers_ear.tones(AGENT_HZ)
    desk.page.wait_for_timeout(1_000)
    assert line.customers_ear.tones(AGENT_HZ) <= before + 5
    desk.press("m", "o")
    expect(panel).to_contain_text("on hold")
    desk.page.wait_for_timeout(1_500)
    before = line.agents_ear.tones(CUSTOMER_HZ)
    desk.page.wait_for_timeout(1_000)
    assert line.agents_ear.tones(CUSTOMER_HZ) <= before + 5
    desk.press("o")
    line.until(lambda: line.agents_ear.tones(CUSTOMER_HZ) > before + ENOUGH)

    desk.press("g")
    expect(line.visitor.page.locator(".call-said")).not_to_contain_text("On the line", timeout=30_000)
    expect(panel).to_contain_text("The case stays yours")
    state = line.door.run(line.door.parts.conversations.state(conversation_id))
    assert (state.owner, state.agent_id) == (Owner.AGENT, "agent_maya")
    told = [event.payload for event in line.door.run(line.door.parts.ledger.events(conversation_id))]
    assert [payload.moment for payload in told if isinstance(payload, Phoned)] == [
        "agent_joined",
        "agent_left",
    ]
    assert any(isinstance(payload, CallEnded) for payload in told)


def test_a_customer_who_hangs_up_is_seen_to_be_gone_and_a_page_that_goes_leaves_nobody_in_silence(
    line: Line,
) -> None:
    conversation_id = calls(line)
    desk = line.agent.arrive()
    expect(desk.page.get_by_text("On the phone").first).to_be_visible(timeout=30_000)
    desk.open(conversation_id)
    desk.press("c")
    panel = desk.page.get_by_role("region", name="Phone call")
    expect(panel).to_contain_text("You are talking with the customer", timeout=60_000)
    desk.reload()
    expect(panel).to_contain_text("The customer is on the phone", timeout=30_000)
    desk.page.keyboard.press("v")
    expect(panel).to_contain_text("You are talking with the customer", timeout=60_000)
    before = line.customers_ear.tones(AGENT_HZ)
    line.until(lambda: line.customers_ear.tones(AGENT_HZ) > before + ENOUGH)
    line.visitor.button("Hang up").click()
    expect(panel).to_contain_text("The customer hung up", timeout=30_000)


async def call_is_due(line: Line, conversation_id: str) -> None:
    """The customer booked a call, and its time has come."""
    recorder = line.door.parts.recorder
    booked = CallbackBooked(
        callback_id="cb",
        at=quarter_of(line.door.parts.clock()),
        number="+15551230101",
        time_zone="America/Chicago",
        team_id="upper_midwest",
        team="Upper Midwest team",
        places=3,
    )
    queued = OwnerChanged(before=Owner.ASSISTANT, after=Owner.QUEUE, why="handoff")
    parked = OwnerChanged(before=Owner.QUEUE, after=Owner.PARKED, why="callback_booked")
    back = OwnerChanged(before=Owner.PARKED, after=Owner.QUEUE, why="callback_due")
    async with recorder.holding(conversation_id) as live:
        await recorder.append(live, by(SYSTEM, queued, parked, booked, CallbackDue(callback_id="cb"), back))


def test_who_is_called_back_hears_the_agent_as_soon_as_they_answer(line: Line) -> None:
    line.visitor.arrive().open_chat()
    line.visitor.sees("automated assistant")
    conversation_id = line.door.conversation()
    line.door.run(call_is_due(line, conversation_id))
    desk = line.agent.arrive()
    desk.open(conversation_id)
    desk.press("c")
    desk.holds(conversation_id)
    line.until(lambda: line.door.gateways.places_calls)
    desk.press("l")
    panel = desk.page.get_by_role("region", name="Phone call")
    expect(panel).to_contain_text("You are talking with the customer", timeout=60_000)
    customer = line.telephone.customer
    assert customer is not None
    line.until(lambda: customer.quiet_sounds > 100)  # the agent's microphone, behind who calls
    assert "read everything" in customer.heard
    desk.press("g")
    expect(desk.dialog).to_contain_text("counts as reached", timeout=30_000)


def test_an_agent_stops_a_phone_that_rings_and_calls_again(line: Line) -> None:
    line.telephone.picks_up = False
    line.visitor.arrive().open_chat()
    line.visitor.sees("automated assistant")
    conversation_id = line.door.conversation()
    line.door.run(call_is_due(line, conversation_id))
    desk = line.agent.arrive()
    desk.open(conversation_id)
    desk.press("c")
    desk.holds(conversation_id)
    line.until(lambda: line.door.gateways.places_calls)
    desk.press("l")
    panel = desk.page.get_by_role("region", name="Phone call")
    expect(panel).to_contain_text("The customer's phone rings", timeout=30_000)
    axe_finds_nothing(desk.page)
    panel.get_by_role("button", name="Stop ringing").click()
    expect(panel).to_be_hidden(timeout=30_000)
    line.until(lambda: line.door.gateways.rings_for(conversation_id) is None)
    line.telephone.picks_up = True
    desk.press("l")
    expect(panel).to_contain_text("You are talking with the customer", timeout=60_000)
