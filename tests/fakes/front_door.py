"""A front door on a real port with a real ledger, before a scripted assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from desk.agents import AgentIdentity
from desk.waiting import OnDuty
from front_door.app import create_app
from front_door.assistants.scripted_assistant import ScriptedAssistant
from front_door.ledger.sqlite_ledger import utc_now
from front_door.parts import Parts, build_parts
from front_door.settings import FrontDoorSettings
from tests.harness.customer import Customer

MAYA = AgentIdentity(agent_id="maya", name="Maya Lindqvist", team="Upper Midwest", title="Care specialist")
OMAR = AgentIdentity(agent_id="omar", name="Omar Reyes", team="Upper Midwest")

NOWHERE = "http://127.0.0.1:9"
"""The discard port: nothing answers."""


@dataclass(slots=True, kw_only=True)
class FrontDoor:
    """A running front door."""

    parts: Parts
    assistant: ScriptedAssistant
    session: aiohttp.ClientSession
    url: str
    app: web.Application

    def customer(self) -> Customer:
        """A device that is not connected yet."""
        return Customer(self.session, self.url.replace("http", "ws", 1) + "/chat")

    async def rest(self, sender: str, message: str, **metadata: object) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": message, **({"metadata": metadata} if metadata else {})}
        async with self.session.post(self.url + "/webhooks/rest/webhook", json=body) as answer:
            assert answer.status == 200, await answer.text()
            told: list[dict[str, Any]] = await answer.json()
        return told

    def on_duty(self, available: int, busy: int = 0) -> None:
        """Put people at the desk."""
        self.parts.presence.on_duty = lambda: OnDuty(available=available, busy=busy)  # type: ignore[method-assign]


def settings_in(folder: Path, **changes: object) -> FrontDoorSettings:
    """Settings with every file under `folder` and no process around."""
    values: dict[str, object] = {
        "ledger_database": folder / "ledger.sqlite",
        "desk_database": folder / "desk.sqlite",
        "sentence_encoder": folder / "no-encoder",
        "actions_url": NOWHERE,
        "backoffice_url": NOWHERE,
        "drain_s": 1.0,
        **changes,
    }
    return FrontDoorSettings(**values)  # type: ignore[arg-type]


@asynccontextmanager
async def front_door(
    folder: Path,
    assistant: ScriptedAssistant | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    **changes: object,
) -> AsyncIterator[FrontDoor]:
    """Started, and ended as a signal would end it."""
    scripted = assistant or ScriptedAssistant()
    parts = build_parts(settings_in(folder, **changes), assistant=scripted, clock=clock)
    app = create_app(parts)
    server = TestServer(app)
    await server.start_server()
    async with aiohttp.ClientSession() as session:
        try:
            yield FrontDoor(
                parts=parts,
                assistant=scripted,
                session=session,
                url=str(server.make_url("")).rstrip("/"),
                app=app,
            )
        finally:
            await server.close()
