"""One customer, one thread: their conversations listed, read and gone on with, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversation.channel import Channel
from conversation.client_frames import ReadConversation, Reopen
from conversation.server_frames import AnsweredElsewhere, Past, Problem, ReplyFrame, Welcome
from tests.fakes.front_door import MAYA, front_door
from tests.unit.front_door.signed import KEY, login_of


async def asked(customer, frame, kind):
    before = len(customer.frames)
    await customer.send(frame)
    return await customer.wait_for(kind, since=before)


async def talked(door, text: str, *, browser: str | None = None, login: str | None = None):
    """A conversation in which something was said: its reference, id and the browser's key."""
    async with door.customer() as customer:
        customer.browser = browser
        welcome = await customer.arrive(signed_identity=login)
        await customer.say(text)
        return welcome.reference, welcome.conversation_id, customer.browser


async def refuses(customer, reference: str) -> bool:
    """Whether the conversation can neither be listed, read nor reopened from here."""
    listed = [item.reference for item in (await customer.conversations()).items]
    read = await asked(customer, ReadConversation(reference=reference), Problem)
    opened = await asked(customer, Reopen(reference=reference), Problem)
    return reference not in listed and {read.code, opened.code} == {"unknown_conversation"}


async def test_a_browser_sees_its_conversations_with_their_references(door):
    first, _, browser = await talked(door, "my phone has no signal")
    async with door.customer() as customer:
        customer.browser = browser
        welcome = await customer.arrive()
        await customer.say("and now my bill")
        listed = await customer.conversations()
        assert [(item.reference, item.here) for item in listed.items] == [
            (welcome.reference, True),
            (first, False),
        ]
        assert listed.items[1].last_words == "You said: my phone has no signal"
        assert listed.locked == 0


async def test_an_earlier_conversation_is_read_as_it_was(door):
    reference, _, browser = await talked(door, "my phone has no signal")
    async with door.customer() as customer:
        customer.browser = browser
        await customer.arrive()
        past = await asked(customer, ReadConversation(reference=reference), Past)
        assert [frame.text for frame in past.frames][1:] == [
            "my phone has no signal",
            "You said: my phone has no signal",
        ]
        rest = await asked(customer, ReadConversation(reference=reference, after=2), Past)
        assert [frame.seq for frame in rest.frames] == [3]


async def test_an_open_conversation_is_gone_on_with_where_it_stands(door):
    reference, conversation_id, browser = await talked(door, "my phone has no signal")
    async with door.customer() as customer:
        customer.browser = browser
        await customer.arrive()
        welcome = await asked(customer, Reopen(reference=reference), Welcome)
        assert (welcome.conversation_id, welcome.follows) == (conversation_id, None)
        await customer.say("it still has none")
        said = [line[2] for line in customer.transcript() if line[1] == "customer"]
        assert said == ["my phone has no signal", "it still has none"]


async def test_a_closed_conversation_goes_on_in_one_that_follows_it_and_only_one(door):
    reference, conversation_id, browser = await talked(door, "my phone has no signal")
    await door.parts.conversations.end(conversation_id)
    reopened = []
    for _ in range(2):
        async with door.customer() as customer:
            customer.browser = browser
            await customer.arrive()
            welcome = await asked(customer, Reopen(reference=reference), Welcome)
            assert welcome.follows == conversation_id
            reopened.append(welcome.conversation_id)
    assert len(set(reopened)) == 1


async def test_a_reopened_conversation_is_offered_to_the_agent_who_had_it(door):
    reference, conversation_id, browser = await talked(door, "my phone has no signal")
    conversations = door.parts.conversations
    async with door.customer() as customer:
        customer.browser = browser
        await customer.arrive()
        await asked(customer, Reopen(reference=reference), Welcome)
        await customer.prefer("team")
        await customer.become("queue")
        await conversations.claim(conversation_id, MAYA)
        await conversations.resolve(conversation_id, MAYA, "settled", "")
    row = await conversations.row(conversation_id)
    assert row.last_agent_id == MAYA.agent_id


async def test_an_agents_reply_waits_for_a_customer_who_is_elsewhere(door):
    reference, conversation_id, browser = await talked(door, "my phone has no signal")
    conversations = door.parts.conversations
    await conversations.prefer(conversation_id, "team")
    await conversations.claim(conversation_id, MAYA)
    for number in ("1", "2"):
        await conversations.agent_reply(conversation_id, MAYA, number, f"news {number}")
    async with door.customer() as customer:
        customer.browser = browser
        assert (await customer.arrive()).elsewhere == 2
        await customer.say("hello again")
        by_reference = {item.reference: item for item in (await customer.conversations()).items}
        assert by_reference[reference].unread == 2
        assert by_reference[reference].agent.name
        await asked(customer, ReadConversation(reference=reference), Past)
        assert all(item.unread == 0 for item in (await customer.conversations()).items)
        assert (await customer.conversations()).items[0].unread == 0


async def test_an_answer_elsewhere_is_told_at_once_and_to_nobody_else(door):
    _, conversation_id, browser = await talked(door, "my phone has no signal")
    conversations = door.parts.conversations
    await conversations.prefer(conversation_id, "team")
    await conversations.claim(conversation_id, MAYA)
    async with door.customer() as customer, door.customer() as stranger:
        customer.browser = browser
        await customer.arrive()
        await stranger.arrive()
        await conversations.agent_reply(conversation_id, MAYA, "1", "news")
        assert (await customer.wait_for(AnsweredElsewhere)).count == 1
        await stranger.say("hello")
        assert not [frame for frame in stranger.frames if isinstance(frame, AnsweredElsewhere)]


async def test_another_browser_sees_nothing_of_it(door):
    reference, _, browser = await talked(door, "my phone has no signal")
    async with door.customer() as stranger:
        await stranger.arrive()
        await stranger.say("hello")
        assert stranger.browser != browser
        assert await refuses(stranger, reference)


async def test_a_key_that_nobody_was_given_opens_nothing_and_is_replaced(door):
    async with door.customer() as stranger:
        stranger.browser = "k" * 40
        welcome = await stranger.arrive()
        assert welcome.browser not in (None, "k" * 40)


async def test_a_customers_conversations_come_along_to_another_browser_by_login_only(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        reference, _, _ = await talked(door, "my bill", login=login_of("C1"))
        async with door.customer() as elsewhere:
            await elsewhere.arrive(signed_identity=login_of("C1"))
            assert reference in [item.reference for item in (await elsewhere.conversations()).items]
        async with door.customer() as other:
            await other.arrive(signed_identity=login_of("C2"))
            assert await refuses(other, reference)
        async with door.customer() as nobody:
            await nobody.arrive()
            assert await refuses(nobody, reference)


async def test_after_sign_out_the_same_browser_shows_no_conversation_of_the_customer(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        reference, _, browser = await talked(door, "my bill", login=login_of("C1"))
        async with door.customer() as signed_out:
            signed_out.browser = browser
            await signed_out.arrive()
            assert await refuses(signed_out, reference)
            assert (await signed_out.conversations()).locked == 1
        async with door.customer() as other:
            other.browser = browser
            await other.arrive(signed_identity=login_of("C2"))
            assert await refuses(other, reference)
        async with door.customer() as back:
            back.browser = browser
            await back.arrive(signed_identity=login_of("C1"))
            assert reference in [item.reference for item in (await back.conversations()).items]


async def test_a_proof_that_ran_out_shows_nothing_any_more(tmp_path):
    now = [datetime.now(UTC)]
    async with front_door(tmp_path, identity_key=KEY, clock=lambda: now[0]) as door:
        reference, _, browser = await talked(door, "my bill", login=login_of("C1"))
        async with door.customer() as customer:
            customer.browser = browser
            await customer.arrive(signed_identity=login_of("C1"))
            assert reference in [item.reference for item in (await customer.conversations()).items]
            now[0] += timedelta(minutes=31)
            assert await refuses(customer, reference)


async def test_a_reopened_conversation_of_a_proved_customer_is_theirs_and_not_the_browsers(tmp_path):
    async with front_door(tmp_path, identity_key=KEY) as door:
        closed, conversation_id, first = await talked(door, "my bill", login=login_of("C1"))
        await door.parts.conversations.end(conversation_id)
        async with door.customer() as elsewhere:
            await elsewhere.arrive(signed_identity=login_of("C1"))
            welcome = await asked(elsewhere, Reopen(reference=closed), Welcome)
            assert welcome.follows == conversation_id
            packet = await door.parts.conversations.packet(welcome.conversation_id)
            assert (packet.customer.customer_id, packet.verification.level) == ("C1", 2)
        async with door.customer() as signed_out:
            signed_out.browser = first
            await signed_out.arrive()
            assert await refuses(signed_out, welcome.reference)


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.SMS])
async def test_calls_and_text_messages_list_nothing(door, channel):
    reference, _, browser = await talked(door, "my phone has no signal")
    async with door.customer() as caller:
        caller.channel, caller.browser = channel, browser
        await caller.arrive()
        problem = await asked(caller, ReadConversation(reference=reference), Problem)
        assert problem.code == "not_offered"


async def test_an_erased_conversation_is_nobodys(door):
    reference, conversation_id, browser = await talked(door, "my phone has no signal")
    await door.parts.ledger.erase(conversation_id)
    async with door.customer() as customer:
        customer.browser = browser
        await customer.arrive()
        await customer.wait_for(ReplyFrame)
        assert await refuses(customer, reference)
