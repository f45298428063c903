"""A team's lead: sees everything, steps in, moves cases, and switches how the door stands."""

from datetime import UTC, datetime, timedelta

import pytest

from conversation.owner import Owner
from conversation.payloads.turns import Turn
from tests.service.desk.test_routing import eventually, row_of


@pytest.fixture
async def cora(sign_in):
    """The lead of the Chicago team."""
    return await sign_in("cora")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("oversee", {}),
        ("step_in", {"conversation_id": "x"}),
        ("assign", {"conversation_id": "x"}),
        ("set_agent", {"agent_id": "agent_maya", "state": "away"}),
        ("set_mode", {"mode": "assistant_only"}),
        ("set_site", {"site_id": "duluth", "dark": True}),
        ("set_banner", {"text": "Hello"}),
    ],
)
async def test_who_leads_no_team_is_refused(world, tomas, kind, values):
    assert (await tomas.refused(kind, **values)).code == "leads_only"
    assert world.continuity.kept.mode.value == "normal"


async def test_a_lead_sees_what_the_assistant_talks_about_right_now(world, cora):
    one = await world.open()
    await world.say(one, "my phone has no bars")
    overview = await cora.do("oversee")
    assert [item.conversation_id for item in overview.live] == [one]
    assert overview.live[0].last_words == "my phone has no bars"


async def test_a_lead_steps_in_where_the_assistant_talks(world, cora):
    one = await world.open()
    await world.say(one, "this goes nowhere")
    await cora.do("step_in", conversation_id=one)
    row = await world.ledger.conversation(one)
    assert (row.owner, row.agent_id) == (Owner.AGENT, "agent_cora")
    events = await world.ledger.events(one)
    assert "Cora Thistlewell" in events[-1].payload.text
    view = await cora.do("open", conversation_id=one)
    assert "Cora Thistlewell stepped in" in [line.text for line in view.transcript]
    await cora.do("reply", conversation_id=one, client_id="c1", text="I am here.")


async def test_a_lead_gives_a_waiting_case_to_somebody_and_takes_it_away_again(world, cora, maya, tomas):
    case = await world.waiting()
    await cora.do("assign", conversation_id=case, agent_id="agent_maya", note="you know them")
    assert (await world.ledger.conversation(case)).agent_id == "agent_maya"
    await cora.do("assign", conversation_id=case, agent_id="agent_tomas")
    assert (await world.ledger.conversation(case)).agent_id == "agent_tomas"
    await cora.do("assign", conversation_id=case)
    assert (await world.ledger.conversation(case)).owner is Owner.QUEUE


async def test_no_case_is_given_to_an_empty_chair(world, cora):
    case = await world.waiting()
    refused = await cora.refused("assign", conversation_id=case, agent_id="agent_maya")
    assert refused.code == "agent_offline"
    assert (await world.ledger.conversation(case)).owner is Owner.QUEUE


async def test_a_closed_case_is_not_taken_up(world, cora, maya):
    case = await world.waiting()
    await maya.do("claim", conversation_id=case)
    await maya.do("resolve", conversation_id=case, code="fixed")
    assert (await cora.refused("step_in", conversation_id=case)).code == "illegal_move"


async def test_an_agent_set_away_by_the_lead_sees_who_did_it(cora, maya):
    await cora.do("set_agent", agent_id="agent_maya", state="away")
    frame = await maya.wait_for(
        "agents_changed",
        lambda frame: any(card.because == "lead" for card in frame.agents),
    )
    assert next(card for card in frame.agents if card.because == "lead").agent_id == "agent_maya"


async def test_while_nobody_is_put_through_nothing_is_offered_and_afterwards_it_is(world, cora, maya):
    await cora.do("set_mode", mode="callbacks_only")
    case = await world.waiting()
    item = await row_of(maya, case, lambda item: item.why)
    assert item.offered_to is None
    assert world.floor.predicted(case) is None
    await cora.do("set_mode", mode="normal")
    assert (await row_of(maya, case)).offered_to is not None


async def test_a_mode_ends_at_its_time(world, cora):
    await cora.do("set_mode", mode="people_only", until=(datetime.now(UTC) - timedelta(1)).isoformat())
    assert world.continuity.people_only is False
    assert (await cora.do("oversee")).mode == "normal"


async def test_a_dark_site_gives_back_what_its_agents_hold_and_gets_nothing_new(world, cora, maya):
    held = await world.waiting()
    await maya.do("claim", conversation_id=held)
    await eventually(lambda: world.desk.room.inbox.held_by_agent("agent_maya") == [held])
    await cora.do("set_site", site_id=world.parts.directory.general.site.site_id, dark=True)
    assert (await world.ledger.conversation(held)).owner is Owner.QUEUE
    assert (await row_of(cora, held)).offered_to == "agent_cora"
    overview = await cora.do("oversee")
    assert [site.name for site in overview.sites if site.dark] == [world.parts.directory.general.site.name]
    await cora.do("set_site", site_id=world.parts.directory.general.site.site_id, dark=False)


async def test_switches_stand_after_a_restart_and_say_who_threw_them(world, cora):
    await cora.do("set_banner", market_id="queens", text="Storm in Queens.   Crews are out.")
    await cora.do("set_mode", mode="assistant_only")
    world.continuity.kept = type(world.continuity.kept)()
    await world.desk.switching.load()
    assert world.continuity.mode.value == "assistant_only"
    assert world.continuity.banner_at(None) is None
    overview = await cora.do("oversee")
    assert [banner.text for banner in overview.banners] == ["Storm in Queens. Crews are out."]
    assert [(switch.by, switch.what) for switch in overview.switched] == [
        ("Cora Thistlewell", "Mode: assistant only"),
        ("Cora Thistlewell", "Banner for New York: Queens: Storm in Queens. Crews are out."),
    ]
    await cora.do("set_mode", mode="normal")
    await cora.do("set_banner", market_id="queens", text="")
    assert (await cora.do("oversee")).banners == []


async def test_a_site_or_market_that_does_not_exist_is_refused(cora):
    assert (await cora.refused("set_site", site_id="atlantis", dark=True)).code == "unknown_place"
    assert (await cora.refused("set_banner", market_id="atlantis", text="x")).code == "unknown_place"


async def test_a_turn_that_came_meanwhile_is_not_lost_when_a_lead_steps_in(world, cora):
    one = await world.open()
    await world.say(one, "first")
    await cora.do("step_in", conversation_id=one)
    await world.say(one, "second")
    events = await world.ledger.events(one)
    assert [event.payload.text for event in events if isinstance(event.payload, Turn)] == ["first", "second"]
