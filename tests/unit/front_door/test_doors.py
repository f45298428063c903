"""The customer's choice of who answers first: remembered, the default everywhere, changed in one turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversation.care import Care
from conversation.channel import Channel
from conversation.events import Role
from conversation.facts import LearntFact
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.server_frames import DoorKept, ReplyFrame
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from tests.fakes.front_door import MAYA, front_door
from tests.unit.front_door.signed import KEY, login_of

NUMBER = "+16125550142"


async def greeting(customer) -> ReplyFrame:
    return await customer.wait_for(ReplyFrame)


def spoke(customer) -> set[str]:
    """Who said anything to the customer."""
    return {reply.author for reply in customer.replies()}


async def chose_people(door, **hello: str) -> str:
    """A first contact that takes the team's door; the key of its browser."""
    async with door.customer() as customer:
        await customer.arrive(**hello)
        await customer.choose("My team")
        assert customer.owner() == "queue"
        return customer.browser


async def test_the_first_choice_is_this_browsers_default_from_then_on(door):
    browser = await chose_people(door)
    async with door.customer() as again:
        again.browser = browser
        welcome = await again.arrive()
        hello = await greeting(again)
        assert welcome.door == "team"
        assert [choice.title for choice in hello.choices] == ["The assistant"]
        assert again.owner() == "assistant"
        await again.say("my phone is broken")
        assert again.owner() == "queue"
        assert spoke(again) == {"system"}
        assert door.assistant.ran == []
    async with door.customer() as stranger:
        assert (await stranger.arrive()).door is None
        assert len((await greeting(stranger)).choices) == 2


async def test_an_empty_chat_of_who_wants_people_waits_for_nobody(door):
    async with door.customer() as again:
        again.browser = await chose_people(door)
        await again.arrive()
        await greeting(again)
        assert door.parts.line.place(again.conversation_id) is None


async def test_who_wants_people_may_ask_the_assistant_for_once(door):
    browser = await chose_people(door)
    async with door.customer() as again:
        again.browser = browser
        await again.arrive()
        await greeting(again)
        await again.choose("The assistant")
        assert [reply.text for reply in await again.say("how much data")] == ["You said: how much data"]
    async with door.customer() as later:
        later.browser = browser
        assert (await later.arrive()).door == "team"


async def test_the_assistant_first_is_remembered_as_well(door):
    async with door.customer() as customer:
        await customer.arrive()
        await customer.choose("The assistant")
        browser = customer.browser
    async with door.customer() as again:
        again.browser = browser
        assert (await again.arrive()).door == "assistant"
        hello = await greeting(again)
        assert "automated" in hello.text
        assert [choice.title for choice in hello.choices] == ["My team"]


async def test_a_person_for_this_matter_is_no_choice_for_ever(door):
    async with door.customer() as customer:
        await customer.arrive()
        await customer.say("hello")
        await customer.prefer("team")
        await customer.become("queue")
        browser = customer.browser
    async with door.customer() as again:
        again.browser = browser
        assert (await again.arrive()).door is None


async def test_the_switch_changes_the_default_in_one_frame_and_tells_every_tab(door):
    browser = await chose_people(door)
    async with door.customer() as customer:
        customer.browser = browser
        await customer.arrive()
        await customer.prefer("assistant", lasting=True)
        assert (await customer.wait_for(DoorKept)).door == "assistant"
        assert [reply.author for reply in await customer.say("hello")] == ["assistant"]
        await customer.prefer("team", lasting=True)
        await customer.become("queue")
    async with door.customer() as again:
        again.browser = browser
        assert (await again.arrive()).door == "team"


async def test_a_signed_login_brings_the_choice_to_another_browser_and_goes_before_the_browsers(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        await chose_people(door, signed_identity=login_of("C1"))
        async with door.customer() as elsewhere:
            assert (await elsewhere.arrive(signed_identity=login_of("C1"))).door == "team"
        async with door.customer() as other:
            assert (await other.arrive(signed_identity=login_of("C2"))).door is None
            await other.choose("The assistant")
            shared = other.browser
        async with door.customer() as back:
            back.browser = shared
            assert (await back.arrive(signed_identity=login_of("C1"))).door == "team"


async def test_what_another_customer_chose_in_the_same_browser_is_no_default(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        shared = await chose_people(door, signed_identity=login_of("C1"))
        async with door.customer() as other:
            other.browser = shared
            assert (await other.arrive(signed_identity=login_of("C2"))).door is None


def proving(customer_id: str) -> ScriptedAssistant:
    """An assistant that proves this customer by PIN in every turn."""
    later = datetime.now(UTC) + timedelta(minutes=30)
    facts = [
        LearntFact(name="customer_id", value=customer_id, status="observed"),
        LearntFact(name="verification", value="pin", status="proved", expires_at=later),
    ]

    async def script(turn):
        return answer(turn, Reply(text="It's you.", care=Care(facts=facts)))

    return ScriptedAssistant(script)


async def test_a_proof_in_the_conversation_brings_the_choice_and_the_assistant_stops(tmp_path):
    async with front_door(tmp_path, proving("C1"), identity_key=KEY) as door:
        await chose_people(door, signed_identity=login_of("C1"))
        async with door.customer() as elsewhere:
            await elsewhere.arrive()
            await elsewhere.say("my pin is there")
            await elsewhere.become("queue")
            assert [reply.author for reply in elsewhere.replies()[1:]] == ["assistant", "system", "system"]


async def test_a_choice_made_here_goes_before_the_one_remembered(tmp_path):
    async with front_door(tmp_path, proving("C1"), identity_key=KEY) as door:
        await chose_people(door, signed_identity=login_of("C1"))
        async with door.customer() as elsewhere:
            await elsewhere.arrive()
            await elsewhere.choose("The assistant")
            await elsewhere.say("my pin is there")
            assert elsewhere.owner() == "assistant"
        async with door.customer() as later:
            assert (await later.arrive(signed_identity=login_of("C1"))).door == "assistant"


async def test_a_caller_who_wants_people_is_put_in_line_at_once_and_told_nothing_of_whose_number_it_is(door):
    async with door.customer() as caller:
        caller.channel, caller.claimed_number = Channel.VOICE, NUMBER
        await caller.arrive()
        assert len((await greeting(caller)).choices) == 2
        await caller.choose("My team")
    async with door.customer() as again:
        again.channel, again.claimed_number = Channel.VOICE, NUMBER
        welcome = await again.arrive()
        assert welcome.owner == "queue"
        assert welcome.signed_in_as is None
        assert spoke(again) | {(await greeting(again)).author} == {"system"}
        packet = await door.parts.conversations.packet(again.conversation_id)
        assert packet.customer.customer_id is None
        assert packet.customer.prefers == "team"
        assert packet.verification.level == 0
    async with door.customer() as page:
        page.claimed_number = NUMBER
        assert (await page.arrive()).door is None, "a page may say any number"


async def test_a_call_from_the_page_of_who_wants_people_waits_at_once_as_well(door):
    async with door.customer() as page:
        page.browser = await chose_people(door)
        await page.arrive()
        await greeting(page)
        await door.parts.conversations.come_by(page.conversation_id, Channel.VOICE)
        await page.become("queue")
        assert spoke(page) == {"system"}


async def test_a_choice_made_in_the_chat_is_the_default_of_the_customers_calls(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:

        async def whose(phone: str) -> str | None:
            return "C1" if phone == NUMBER else None

        door.parts.back_office.whose = whose
        await chose_people(door, signed_identity=login_of("C1"))
        for number, owner in ((NUMBER, "queue"), ("+16125550143", "assistant")):
            async with door.customer() as caller:
                caller.channel, caller.claimed_number = Channel.VOICE, number
                assert (await caller.arrive()).owner == owner


async def test_what_the_assistant_understood_as_a_lasting_wish_lasts(tmp_path):
    async def script(turn):
        wish = Care(
            prefers="team",
            handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON),
        )
        first = Care(prefers="assistant")
        return answer(turn, Reply(text="As you wish.", care=wish if "people" in turn.text else first))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door:
        async with door.customer() as customer:
            await customer.arrive()
            await customer.say("people only please")
            await customer.become("queue")
            browser = customer.browser
        async with door.customer() as again:
            again.browser = browser
            assert (await again.arrive()).door == "team"
            await again.choose("The assistant")
            await again.say("the assistant first is fine")
            assert (await again.wait_for(DoorKept)).door == "assistant"


async def test_after_an_agent_is_done_the_next_words_of_who_wants_people_go_to_people(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.arrive()
        await customer.choose("My team")
        await conversations.claim(customer.conversation_id, MAYA)
        await conversations.hand_back(customer.conversation_id, MAYA, [], "done")
        await customer.become("assistant")
        await customer.say("one more thing")
        await customer.become("queue")
        assert door.assistant.ran == []
        events = await conversations.events(customer.conversation_id)
        assert all(event.author.role is not Role.ASSISTANT for event in events[2:])


async def test_a_follow_up_keeps_the_choice(door):
    async with door.customer() as customer:
        await customer.arrive()
        await customer.choose("My team")
        await customer.end()
        await customer.become("closed")
        await customer.say("something else")
        await customer.become("queue")
        assert customer.welcome.follows is not None


@pytest.mark.parametrize("again", ["rebuild", "erase"])
async def test_the_choice_is_a_projection_that_can_be_made_anew_and_erased(door, again):
    async with door.customer() as customer:
        await customer.arrive()
        await customer.choose("My team")
        browser, first = customer.browser, customer.conversation_id
    await door.parts.ledger.rebuild()
    if again == "erase":
        await door.parts.ledger.erase(first)
    async with door.customer() as back:
        back.browser = browser
        assert (await back.arrive()).door == ("team" if again == "rebuild" else None)


@pytest.mark.policy("danger-911")
async def test_danger_told_by_who_wants_people_only_is_answered_with_911_first(door):
    browser = await chose_people(door)
    async with door.customer() as again:
        again.browser = browser
        await again.arrive()
        await again.say("there is a fire in my kitchen")
        told = [reply.text for reply in again.replies()][1:]
        assert "911" in told[0]
        packet = await door.parts.conversations.packet(again.conversation_id)
        assert packet.handoff.reason is HandoffReason.EMERGENCY
        await again.say("please hurry, he can't breathe")
        assert "911" in again.replies()[-1].text
        await again.say("thanks")
        assert "911" not in again.replies()[-1].text
