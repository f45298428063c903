"""Presence and shifts: who misses an offer, who wraps up, who leaves, and what becomes of their cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversation.owner import Owner
from desk.agents import AgentIdentity
from desk.hours import Interval
from front_door.desk_console.floor_watch import FloorWatch
from front_door.desk_console.presence import Presence
from front_door.desk_console.shifts import Shifts
from tests.service.desk.test_routing import row_of


async def card(page, agent_id, where):
    """The agent's card once it is as wanted."""
    frame = await page.wait_for(
        "agents_changed",
        lambda frame: any(one.agent_id == agent_id and where(one) for one in frame.agents),
    )
    return next(one for one in frame.agents if one.agent_id == agent_id)


async def test_who_does_not_take_up_an_offer_is_set_away_and_back_by_claiming(world, sign_in):
    maya = await sign_in("maya")
    case = await world.waiting()
    await row_of(maya, case)
    world.floor._router.policy = replace(world.floor._router.policy, reservation_s=0.0)
    world.floor._router.floor.offers[case] = replace(world.floor._router.floor.offers[case], until=0.0)
    away = await card(maya, "agent_maya", lambda one: one.state == "away")
    assert away.because == "missed_offer"
    await maya.do("claim", conversation_id=case)
    await card(maya, "agent_maya", lambda one: one.state == "available")


async def test_after_a_finished_case_there_is_time_to_write_it_down(world, sign_in):
    maya = await sign_in("maya")
    case = await world.waiting()
    await maya.do("claim", conversation_id=case)
    await maya.do("resolve", conversation_id=case, code="fixed")
    await card(maya, "agent_maya", lambda one: one.state == "wrap_up")
    waiting = await world.waiting()
    assert (await row_of(maya, waiting, lambda item: item.why)).offered_to is None
    await maya.send("presence", state="available")
    assert (await row_of(maya, waiting)).offered_to == "agent_maya"


async def test_everything_held_goes_to_the_colleague_of_the_next_shift_with_its_packet(world, maya, tomas):
    cases = [await world.waiting() for _ in range(3)]
    for case in cases:
        await maya.do("claim", conversation_id=case)
    await card(maya, "agent_maya", lambda one: one.holding == 3)
    await maya.do("hand_over", to="agent", agent_id="agent_tomas", note="my shift ends")
    for case in cases:
        row = await world.ledger.conversation(case)
        assert (row.owner, row.agent_id) == (Owner.AGENT, "agent_tomas")
    packet = (await tomas.do("open", conversation_id=cases[0])).packet
    assert packet.issue is not None


async def test_nobody_hands_over_to_an_empty_chair(world, maya):
    case = await world.waiting()
    await maya.do("claim", conversation_id=case)
    await card(maya, "agent_maya", lambda one: one.holding == 1)
    refused = await maya.refused("hand_over", to="agent", agent_id="agent_tomas")
    assert refused.code == "agent_offline"
    assert (await world.ledger.conversation(case)).agent_id == "agent_maya"


async def test_what_is_handed_to_the_queue_goes_before_who_came_later(world, maya):
    first, later = await world.waiting(), await world.waiting()
    await maya.do("claim", conversation_id=first)
    await card(maya, "agent_maya", lambda one: one.holding == 1)
    await maya.send("presence", state="away")
    await maya.do("hand_over", to="queue")
    states = [(await world.recorder.live(case)).state.queued_at for case in (first, later)]
    assert states[0] < states[1]


def watching(world, presence, shifts, now, inbox=None):
    return FloorWatch(
        presence=presence,
        shifts=shifts,
        inbox=inbox,
        conversations=world.conversations,
        hand_over_after_s=180,
        now=lambda: now[0],
    )


class Held:
    """An inbox in which one agent holds one case."""

    def __init__(self, agent_id: str, case: str) -> None:
        self.agent_id, self.case = agent_id, case

    def held_by_agent(self, agent_id: str) -> list[str]:
        return [self.case] if agent_id == self.agent_id else []


async def test_the_cases_of_somebody_who_is_gone_for_long_go_to_the_front_of_the_queue(world, maya):
    case, later = await world.waiting(), await world.waiting()
    await maya.do("claim", conversation_id=case)
    agent = AgentIdentity(agent_id="agent_maya", name="Maya Lindqvist", team="Upper Midwest team")
    now = [0.0]
    shifts = Shifts(world.parts.directory, clock=lambda: datetime.now(UTC))
    watch = watching(world, Presence(), shifts, now, Held("agent_maya", case))
    await watch.look([agent])
    now[0] = 179.0
    await watch.look([agent])
    assert (await world.ledger.conversation(case)).owner is Owner.AGENT
    now[0] = 180.0
    await watch.look([agent])
    assert (await world.ledger.conversation(case)).owner is Owner.QUEUE
    events = await world.ledger.events(case)
    assert events[-1].payload.text, "the customer is told"
    older, newer = [(await world.recorder.live(one)).state.queued_at for one in (case, later)]
    assert older < newer


@pytest.mark.parametrize(
    ("minutes", "state", "winds_down"),
    [(-11, "available", False), (-9, "available", True), (1, "away", False)],
)
async def test_at_the_end_of_a_shift_nothing_more_is_offered(world, minutes, state, winds_down):
    directory = world.parts.directory
    known = directory.agents["agent_maya"]
    on_shift = replace(known, shift=Interval(opens=7 * 60, closes=12 * 60))
    directory = replace(directory, agents={**directory.agents, "agent_maya": on_shift})
    end = datetime(2026, 7, 20, 12, tzinfo=ZoneInfo("America/Chicago"))
    clock = [end - timedelta(minutes=30)]
    shifts = Shifts(directory, clock=lambda: clock[0])
    presence = Presence()
    presence.arrived("agent_maya")
    agent = AgentIdentity(agent_id="agent_maya", name="Maya Lindqvist", team="Upper Midwest team")
    watch = watching(world, presence, shifts, [0.0], Held("nobody", ""))
    await watch.look([agent])
    clock[0] = end + timedelta(minutes=minutes)
    await watch.look([agent])
    assert presence.state("agent_maya") == state
    assert shifts.winds_down(agent) is winds_down
