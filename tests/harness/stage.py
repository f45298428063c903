"""What a scenario needs around it: the carrier with what it offers, an agent at the desk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.harness.agent import Agent
from tests.harness.scenario import Scenario
from tests.harness.system import Part, System


@asynccontextmanager
async def offering(system: System, scenario: Scenario) -> AsyncIterator[None]:
    """The carrier of this scenario, with what it offers; afterwards the whole one again."""
    if scenario.offers is None:
        yield
        return
    whole = dict(system.environment)
    system.environment["CARRIER_OFFERS"] = json.dumps(scenario.offers)
    system.environment["CARRIER_TELLS_CAPABILITIES"] = "true" if scenario.offers else "false"
    try:
        await asyncio.to_thread(_again, system)
        yield
    finally:
        system.environment = whole
        await asyncio.to_thread(_again, system)


def _again(system: System) -> None:
    """The carrier started anew, and the actions, which know for a minute what a carrier offers."""
    for part in (Part.CARRIER, Part.ACTIONS):
        system.kill(part)
    system.start(Part.CARRIER, Part.ACTIONS)


@asynccontextmanager
async def desk(system: System, scenario: Scenario, login: Mapping[str, str]) -> AsyncIterator[Agent | None]:
    """An agent who is signed in, where the scenario has one."""
    if not scenario.agent:
        yield None
        return
    agent = Agent(system.url(Part.FRONT_DOOR))
    try:
        await agent.sign_in(login["login"], login["password"])
        await agent.connect()
        yield agent
        await agent.sign_out()
    finally:
        await agent.close()
