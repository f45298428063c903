"""`make bench NAME=takeover`: from an agent's claim to the customer seeing their face.

A real front door, 50 agents at their desks, customers in the queue who are claimed one after the other. Time
runs from the claim on the agent's socket to the frame with name and photo on the customer's; and, in pages of
their own, to the portrait painted by Chromium. The peer is the same takeover seen by a page that asks for
news every two seconds: its figure is computed from ours with asking at any phase of those two seconds.

Options: --agents N (50), --customers N (200), --painted N (24).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, WebSocket, async_playwright

from bench.report import Metric, report
from conversation.desk_requests import Claim, Resolve
from conversation.server_frames import StateChanged
from desk.teams.directory import read_directory
from front_door.desk_console.accounts import NewAccount, add_account
from front_door.desk_console.store import DeskStore
from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.harness.agent import Agent
from tests.harness.customer import Customer
from tests.harness.system import Part, System

TARGET_MS = 300.0
POLL_MS = 2_000.0
SETTLED = "answered"
PASSWORD = "of this measurement only, 1 2 3"
SEEN = """
() => new Promise((seen) => {
  const root = document.querySelector('care-chat').shadowRoot;
  const look = async () => {
    const face = root.querySelector('.takeover img');
    if (!face) return;
    watch.disconnect();
    await face.decode();
    requestAnimationFrame(() => requestAnimationFrame(() => seen(Date.now())));
  };
  const watch = new MutationObserver(look);
  watch.observe(root, { childList: true, subtree: true });
  look();
})
"""


def main() -> int:
    """Measure on sockets, then in pages."""
    parser = argparse.ArgumentParser(prog="python -m bench.takeover")
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--painted", type=int, default=24)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="takeover.") as folder:
        system = System(folder=Path(folder), extra={"FRONT_DOOR_ADDRESS_OPENS_BURST": "1000"})
        logins = _accounts(Path(system.environment["FRONT_DOOR_DESK_DATABASE"]), options.agents)
        try:
            system.start(Part.CARRIER, Part.FRONT_DOOR)
            told, painted = asyncio.run(_measure(system, logins, options))
        finally:
            system.stop()
    note = f"{options.agents} agents connected; {len(told)} takeovers on sockets, {len(painted)} in pages"
    return report("takeover", _rows(told, painted), notes=[note])


def _accounts(database: Path, count: int) -> list[str]:
    """Accounts of agents of the roster; their logins."""
    store = DeskStore(database)
    try:
        for place, agent in enumerate(list(read_directory().agents.values())[:count]):
            new = NewAccount(
                login=f"{agent.agent_id}@bench.example",
                name=agent.name,
                team=agent.team_id,
                title=agent.title,
                admin=place == 0,
                agent_id=agent.agent_id,
            )
            store.run_now(partial(_add, new=new))
    finally:
        store.close_now()
    return [f"{agent_id}@bench.example" for agent_id in list(read_directory().agents)[:count]]


def _add(db: sqlite3.Connection, *, new: NewAccount) -> None:
    add_account(db, new, PASSWORD)


async def _measure(
    system: System, logins: Sequence[str], options: argparse.Namespace
) -> tuple[list[float], list[float]]:
    url = system.url(Part.FRONT_DOOR)
    async with AsyncExitStack() as stack:
        agents = []
        for login in logins:
            agent = Agent(url)
            stack.push_async_callback(agent.close)
            await agent.sign_in(login, PASSWORD)
            await agent.connect()
            agents.append(agent)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        told = [await _told(session, url, agents[place % len(agents)]) for place in range(options.customers)]
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        painted = [
            await _painted(browser, url, agents[place % len(agents)]) for place in range(options.painted)
        ]
        await browser.close()
    return told, painted


async def _told(session: aiohttp.ClientSession, url: str, agent: Agent) -> float:
    """Milliseconds until the frame with the face has come."""
    await _there(agent)
    async with Customer(session, url.replace("http", "ws", 1) + "/chat") as customer:
        await customer.connect()
        await customer.prefer("team")
        await customer.become("queue")
        began = time.perf_counter()
        await agent.send(Claim(request_id="claim", conversation_id=customer.conversation_id))
        frame = await customer.wait_for(StateChanged, where=lambda frame: frame.agent is not None)
        took = (time.perf_counter() - began) * 1_000
        assert frame.agent is not None
        assert frame.agent.photo
        await agent.do(Resolve, conversation_id=customer.conversation_id, code=SETTLED, note="")
        return took


async def _painted(browser: Browser, url: str, agent: Agent) -> float:
    """Milliseconds until the portrait is painted in a page that never saw it before."""
    await _there(agent)
    context = await browser.new_context()
    page = await context.new_page()
    conversation = _conversation_of(page)
    await page.goto(url)
    await page.get_by_role("button", name="Open the chat").click()
    await page.locator(".door-team").click()
    await page.locator(".strip[data-owner=queue]").wait_for()
    seen = asyncio.ensure_future(page.evaluate(SEEN))
    conversation_id = await conversation
    began = time.time() * 1_000
    await agent.send(Claim(request_id="claim", conversation_id=conversation_id))
    took = float(await seen) - began
    await agent.do(Resolve, conversation_id=conversation_id, code=SETTLED, note="")
    await context.close()
    return took


async def _there(agent: Agent) -> None:
    """A desk whose socket was lost comes back, as the page would; that is told, and not measured."""
    if not agent.connected:
        print("a desk came back")
        await agent.hang_up()
        await agent.connect()


def _conversation_of(page: Page) -> asyncio.Future[str]:
    """The conversation the page's socket is welcomed to."""
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def read(payload: str | bytes) -> None:
        frame = json.loads(payload)
        if frame["type"] == "welcome" and not found.done():
            found.set_result(frame["conversation_id"])

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", read)

    page.on("websocket", listen)
    return found


def _rows(told: list[float], painted: list[float]) -> list[Metric]:
    dice = random.Random(7)
    polled = [dice.uniform(0, POLL_MS) + each for each in told]
    return [
        Metric(
            metric="claim to the face on the customer's socket, p50",
            unit="ms",
            ours=_at(told, 50),
            peer=_at(polled, 50),
        ),
        _target("claim to the face on the customer's socket, p95", told, polled),
        Metric(metric="claim to the portrait painted, p50", unit="ms", ours=_at(painted, 50)),
        _target("claim to the portrait painted, p95", painted, None),
    ]


def _target(metric: str, ours: list[float], peer: list[float] | None) -> Metric:
    p95 = _at(ours, 95)
    return Metric(
        metric=metric,
        unit="ms",
        ours=p95,
        peer=_at(peer, 95) if peer else None,
        target=f"<= {TARGET_MS:.0f}",
        met=p95 <= TARGET_MS,
    )


def _at(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    raise SystemExit(main())
