"""Whose case it is, to whom it is offered and why, as agents see it at the desk."""

import asyncio
from datetime import timedelta

from conversation.facts import FactStatus
from conversation.handoff import HandoffReason
from conversation.owner import Owner
from conversation.payloads.findings import Fact, Verified
from conversation.payloads.routed import Routed
from front_door.conversations.hub import OfferChanged
from front_door.conversations.recorder import ASSISTANT, by

QUEENS = "New York: Queens team"
UPPER_MIDWEST = "Upper Midwest team"


async def waiting_from(world, *payloads) -> str:
    conversation_id = await world.open()
    turn = await world.say(conversation_id, "I want to talk to a person")
    await world.write(conversation_id, *by(ASSISTANT, *payloads))
    await world.hand_off(conversation_id, HandoffReason.ASKED_FOR_PERSON, turn=turn)
    return conversation_id


def area(zip_code: str) -> Fact:
    return Fact(name="area", value=zip_code, status=FactStatus.STATED, source="customer")


async def row_of(page, conversation_id, where=lambda item: item.offered_to):
    frame = await page.wait_for(
        "inbox_changed", lambda frame: frame.item.conversation_id == conversation_id and where(frame.item)
    )
    return frame.item


async def eventually(holds) -> None:
    """What follows the ledger is level with it a moment later."""
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never came to hold")


async def decisions(world, conversation_id) -> list[Routed]:
    events = await world.ledger.events(conversation_id)
    return [event.payload for event in events if isinstance(event.payload, Routed)]


async def test_a_case_is_offered_to_the_home_team_of_the_area_the_customer_named(world, sign_in):
    await sign_in("maya")
    marisol = await sign_in("marisol")
    case = await world.waiting_in("11432")
    item = await row_of(marisol, case)
    assert (item.team, item.market) == (QUEENS, "New York: Queens")
    assert item.offered_to == "agent_marisol"
    assert "Home team: 1 of 1 who fit had room; Marisol Larkfield was the first of them." in item.why


async def test_a_proved_customers_account_says_where_they_live_whatever_they_say(world, maya):
    proof = Verified(customer_id="C1001", level=2, method="pin")
    case = await waiting_from(world, proof, area("11432"))
    item = await row_of(maya, case)
    assert (item.team, item.market) == (UPPER_MIDWEST, "Minnesota")


async def test_somebody_of_whom_nothing_is_known_is_the_general_teams(world, maya):
    item = await row_of(maya, await world.waiting())
    assert (item.team, item.market, item.offered_to) == (UPPER_MIDWEST, None, "agent_maya")


async def test_with_nobody_of_the_home_team_there_the_next_one_is_told_why_it_came(world, maya):
    case = await world.waiting_in("11432")
    item = await row_of(maya, case)
    assert item.team == QUEENS
    assert item.why[0] == "Home team: nobody on duty has what is needed."
    assert item.why[-2].startswith("Anyone with the skill: 1 of 1 who fit had room; Maya Lindqvist")
    packet = (await maya.do("open", conversation_id=case)).packet
    assert (packet.routing.team, packet.routing.rule) == (QUEENS, "anyone_skilled")
    assert packet.routing.reasons == item.why


async def test_every_decision_is_in_the_ledger_with_candidates_rule_and_numbers(world, sign_in):
    maya, tomas = await sign_in("maya"), await sign_in("tomas")
    case = await world.waiting()
    item = await row_of(maya, case)
    first = (await decisions(world, case))[0]
    assert first.agent_id == item.offered_to
    assert {one.agent_id for one in first.candidates} == {"agent_maya", "agent_tomas"}
    assert (first.rule, first.looked[-1].fit, first.looked[-1].free) == ("home_team", 2, 2)
    await tomas.do("claim", conversation_id=case)
    item = await row_of(maya, case, lambda item: item.owner is Owner.AGENT)
    assert (item.agent_id, item.offered_to) == ("agent_tomas", None)


async def test_a_customer_who_comes_back_is_offered_to_the_agent_who_had_them(world, sign_in):
    maya, tomas = await sign_in("maya"), await sign_in("tomas")
    case = await world.waiting()
    for page, login in ((maya, "agent_maya"), (tomas, "agent_tomas")):
        await page.do("claim", conversation_id=case)
        await page.do("transfer", conversation_id=case, to="queue", note="please go on")
        item = await row_of(
            page, case, lambda item, who=login: item.offered_to == who and "last" in item.why[0]
        )
        assert f"{item.why[0].split(' helped')[0]} helped this customer last and is free." == item.why[0]


async def test_a_case_that_waits_for_nobody_is_offered_to_the_first_who_comes(world, sign_in):
    case = await world.waiting()
    maya = await sign_in("maya")
    assert (await row_of(maya, case)).offered_to == "agent_maya"
    made = await decisions(world, case)
    assert [one.agent_id for one in made][-1] == "agent_maya"


async def test_after_a_restart_the_queue_is_offered_again(world, sign_in):
    case = await world.waiting_in("11432")
    marisol = await sign_in("marisol")
    await row_of(marisol, case)
    again = world._floor()
    assert again.offered_to(case) is None
    offers = world.hub.subscribe()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        again.duty(world.desk.room._agents)
        work = group.create_task(again.run(world.ledger))
        async for item in offers:
            if isinstance(item, OfferChanged) and again.offered_to(case):
                break
        work.cancel()
    assert again.offered_to(case) == "agent_marisol"


async def test_the_ledger_alone_gives_the_same_queue_in_the_same_order(world, maya):
    cases = [await world.waiting_in(zip_code) for zip_code in ("11432", "55408", "60601", "55401")]
    await maya.do("claim", conversation_id=cases[0])
    await maya.do("claim", conversation_id=cases[2])
    await maya.do("transfer", conversation_id=cases[2], to="queue", note="not mine")
    cases.append(await world.waiting())

    def standing(keeper):
        floor = keeper._router.floor
        waiting = sorted(floor.waiting.values(), key=lambda case: (case.joined_at, case.case_id))
        held = {case_id: floor.holder(case_id) for case_id in cases if floor.holder(case_id)}
        return [(case.case_id, case.joined_at, case.home, case.last_agent) for case in waiting], held

    await eventually(lambda: len(world.floor._router.floor.waiting) == 4)
    again = world._floor()
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        work = group.create_task(again.run(world.ledger))
        await eventually(lambda: len(again._router.floor.cases) == 5)
        work.cancel()
    assert standing(again) == standing(world.floor)
    assert standing(again)[1] == {cases[0]: "agent_maya"}


async def test_the_wait_told_is_what_the_router_predicts(world, maya):
    assert world.floor.predicted(None) == timedelta(0)
    for _ in range(3):
        case = await world.waiting()
        await maya.do("claim", conversation_id=case)
    await eventually(lambda: world.floor.predicted(None) == timedelta(minutes=7))
    await maya.send("presence", state="away")
    await maya.wait_for("agents_changed", lambda frame: "away" in {card.state for card in frame.agents})
    await eventually(lambda: world.floor.predicted(None) is None)


async def test_an_agent_who_goes_away_is_offered_nothing_and_what_was_offered_goes_to_somebody_else(
    world, sign_in
):
    maya = await sign_in("maya")
    case = await world.waiting()
    assert (await row_of(maya, case)).offered_to == "agent_maya"
    await maya.send("presence", state="away")
    await row_of(maya, case, lambda item: item.offered_to is None)
    tomas = await sign_in("tomas")
    assert (await row_of(tomas, case)).offered_to == "agent_tomas"


async def test_a_case_that_cannot_be_read_does_not_stop_the_others(world, maya, monkeypatch):
    whole = world.conversations.packet
    broken = await world.open()

    async def packet(conversation_id):
        if conversation_id == broken:
            raise ValueError("a fault of ours")
        return await whole(conversation_id)

    monkeypatch.setattr(world.conversations, "packet", packet)
    await world.hand_off(broken, HandoffReason.ASKED_FOR_PERSON)
    assert (await row_of(maya, await world.waiting())).offered_to == "agent_maya"
