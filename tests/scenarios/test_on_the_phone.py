"""The conversations of the chat over the phone: each word spoken into a call of the voice gateway and recognised there.

What is expected is the same. A part of them is played each time; ALL_ON_THE_PHONE=1 plays them all.
"""

import asyncio
import os
from pathlib import Path
from zlib import crc32

import aiohttp
import pytest

from tests.harness.caller import Caller
from tests.harness.hurried_time import HurriedLoop
from tests.harness.ledger_file import forget_visits
from tests.harness.play import Player, values_of
from tests.harness.scenario import load
from tests.harness.stage import desk, offering
from tests.harness.system import ROOT, Part

HERE = Path(__file__).resolve().parent
PLAYED = ROOT / "build" / "scenarios-on-the-phone"
ONE_IN = 12
LONGEST_BREATH = 400
"""Characters."""


def _needs_a_screen(scenario):
    """Why it cannot be played on a phone; None when it can."""
    if scenario.channel != "web_chat":
        return "it is about another channel"
    if scenario.signed_in:
        return "a phone signs nobody in"
    for place, line in enumerate(scenario.lines):
        if line.reload or line.another or line.refused or line.times > 1:
            return "it is about a device with a screen"
        if line.end and place + 1 < len(scenario.lines):
            return "a call is over when the conversation is"
        if len(line.customer or "") > LONGEST_BREATH:
            return "nobody says so much in one breath"
    if scenario.packet is not None and scenario.packet.language is not None:
        return "only a page knows its reader's locale"
    return None


FILES = [path for path in sorted(HERE.glob("*/*.yml")) if _needs_a_screen(load(path)) is None]
CHOSEN = FILES if os.environ.get("ALL_ON_THE_PHONE") else [
    path for path in FILES if crc32(path.name.encode()) % ONE_IN == 0
]  # fmt: skip


@pytest.mark.parametrize("path", CHOSEN, ids=[f"{path.parent.name}/{path.stem}" for path in CHOSEN])
def test_on_the_phone_it_goes_as_in_the_chat(path, whole_system, demo_customers, agent_login):
    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        runner.run(_played(path, whole_system, demo_customers, agent_login))


async def _played(path, system, demo_customers, agent_login):
    scenario = load(path)
    known = next(
        (one for told, one in demo_customers.items() if scenario.story and scenario.story in told), {}
    )
    forget_visits(system.folder / "ledger.sqlite")
    url, token = system.url(Part.FRONT_DOOR), system.environment["CARE_INTERNAL_TOKEN"]
    async with (
        offering(system, scenario),
        aiohttp.ClientSession() as session,
        Caller(session, url, token) as caller,
        desk(system, scenario, agent_login) as agent,
    ):
        values = values_of(known)
        player = Player(system=system, scenario=scenario, values=values, customer=caller, agent=agent)
        caller.claimed_number = scenario.claimed_number and scenario.claimed_number.format_map(values)
        await caller.connect()
        try:
            await player.play()
        finally:
            file = PLAYED / path.parent.name / f"{path.stem}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join([*player.log, "", f"heard: {caller.heard}"]) + "\n", encoding="utf-8")
        await player.leave()
