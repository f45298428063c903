"""The real front door in a thread of its own, before a scripted assistant: for tests that drive a browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from aiohttp import web

from conversation.care import Care
from conversation.owner import Owner
from desk.agents import AgentIdentity
from desk.waiting import OnDuty
from front_door.app import GATEWAYS, create_app
from front_door.assistants.assistant import Answer, Reply, TurnDown
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.gateways.gateways import Gateways
from front_door.parts import Parts, build_parts
from tests.browser.script import answers_to
from tests.fakes.front_door import settings_in

MAYA = AgentIdentity(
    agent_id="agent_maya", name="Maya Lindqvist", team="Upper Midwest team", title="Team lead, Upper Midwest"
)


async def from_the_script(turn: TurnDown) -> Answer:
    """The browser tests' script as replies of the assistant."""
    replies = [
        Reply(
            text=each.text,
            care=Care(
                choices=list(each.choices), expects=each.expects, links=list(each.links), card=each.card
            ),
        )
        for each in answers_to(turn.text)
    ]
    return answer(turn, *replies)


class RealFrontDoor:
    """Start, stop and start again over the same ledger."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self._folder = folder
        self._settings = settings
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner: web.AppRunner | None = None
        self._assistant = ScriptedAssistant(from_the_script)
        self.parts: Parts
        self.gateways: Gateways
        self.port = 0

    def start(self) -> None:
        """Listen, on the port it had before."""
        self.run(self._start())

    def stop(self) -> None:
        """End as a signal would end it."""
        self.run(self._stop())

    def end(self) -> None:
        """Stop for good."""
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """A coroutine of the front door, from the test's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    def on_duty(self, available: int) -> None:
        """Put people at the desk."""
        self.parts.presence.on_duty = lambda: OnDuty(available=available, busy=0)  # type: ignore[method-assign]

    def conversation(self) -> str:
        """Id of the one conversation that is not closed."""
        rows = self.run(self.parts.ledger.open_conversations(frozenset(Owner) - {Owner.CLOSED}))
        assert len(rows) == 1
        return str(rows[0].conversation_id)

    def agent_takes_over(self) -> None:
        self.run(self.parts.conversations.claim(self.conversation(), MAYA))

    def agent_says(self, text: str, client_id: str) -> None:
        self.run(self.parts.conversations.agent_reply(self.conversation(), MAYA, client_id, text))

    async def _start(self) -> None:
        self.parts = build_parts(settings_in(self._folder, **self._settings), assistant=self._assistant)
        app = create_app(self.parts)
        self.gateways = app[GATEWAYS]
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None
