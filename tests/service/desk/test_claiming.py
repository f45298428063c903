import asyncio

from conversation.owner import Owner
from front_door.desk_console.accounts import NewAccount, add_account
from tests.service.desk.page import Page
from tests.service.desk.world import billing_story


async def fifty_agents(world, desk_url) -> list[Page]:
    """Pages of fifty different agents; their sessions are begun without fifty slow sign-ins."""
    desk = world.desk

    def add(db):
        for number in range(50):
            new = NewAccount(login=f"agent{number}", name=f"Agent {number}", team="T")
            add_account(db, new, "a long password") if number == 0 else db.execute(
                "INSERT INTO agents (agent_id, login, name, team, admin, password_hash, created_at)"
                " SELECT ?, ?, ?, team, 0, password_hash, created_at FROM agents WHERE login = 'agent0'",
                (f"agent_agent{number}", f"agent{number}", f"Agent {number}"),
            )

    await desk.store.run(add)
    pages = []
    for number in range(50):
        page = Page(desk_url)
        token = await desk.sign_in.sessions.begin(f"agent_agent{number}")
        page.http.cookie_jar.update_cookies({"desk": token})
        await page.connect()
        pages.append(page)
    return pages


async def test_of_fifty_agents_who_claim_one_case_one_wins_and_the_others_are_told_who(world, desk_url):
    waiting = await billing_story(world)
    pages = await fifty_agents(world, desk_url)
    try:
        answers = await asyncio.gather(*(page.ask("claim", conversation_id=waiting) for page in pages))
        done = [page for page, answer in zip(pages, answers, strict=True) if answer.type == "done"]
        refused = [answer for answer in answers if answer.type == "refused"]
        assert len(done) == 1
        assert len(refused) == 49
        row = await world.ledger.conversation(waiting)
        winner = next(frame.agent for frame in done[0].of("welcome"))
        assert (row.owner, row.agent_id) == (Owner.AGENT, winner.agent_id)
        assert {answer.code for answer in refused} == {"already_claimed"}
        assert {answer.by for answer in refused} == {winner.name}
        assert all(winner.name in answer.text for answer in refused)
        moves = [
            event for event in await world.ledger.events(waiting) if event.payload.kind == "owner_changed"
        ]
        assert [move.payload.after for move in moves] == [Owner.QUEUE, Owner.AGENT]
        for page in pages:
            changed = await page.wait_for("inbox_changed", lambda frame: frame.item.owner is Owner.AGENT)
            assert changed.item.agent_id == winner.agent_id
    finally:
        await asyncio.gather(*(page.close() for page in pages))


async def test_claiming_twice_is_done_twice_because_the_first_answer_may_be_lost(world, maya):
    waiting = await world.waiting()
    await maya.do("claim", conversation_id=waiting)
    await maya.do("claim", conversation_id=waiting)
    events = await world.ledger.events(waiting)
    assert sum(event.payload.kind == "owner_changed" for event in events) == 2


async def test_what_the_assistant_holds_cannot_be_claimed(world, maya):
    conversation_id = await world.open()
    refusal = await maya.refused("claim", conversation_id=conversation_id)
    assert refusal.code == "illegal_move"
    assert "assistant" in refusal.text


async def test_a_conversation_that_does_not_exist_cannot_be_claimed(maya):
    refusal = await maya.refused("claim", conversation_id="made-up")
    assert refusal.code == "unknown_conversation"


async def test_somebody_who_was_slower_may_still_read_along(world, maya, tomas):
    waiting = await world.waiting()
    await maya.do("claim", conversation_id=waiting)
    refusal = await tomas.refused("claim", conversation_id=waiting)
    assert (refusal.code, refusal.by) == ("already_claimed", "Maya Lindqvist")
    view = await tomas.do("open", conversation_id=waiting)
    assert (view.owner, view.agent_id) == (Owner.AGENT, "agent_maya")
    refusal = await tomas.refused("reply", conversation_id=waiting, client_id="c1", text="Hello")
    assert (refusal.code, refusal.by) == ("not_yours", "Maya Lindqvist")


async def test_nobody_answers_before_claiming(world, maya):
    waiting = await world.waiting()
    refusal = await maya.refused("reply", conversation_id=waiting, client_id="c1", text="Hello")
    assert refusal.code == "not_yours"
    assert "claim" in refusal.text
