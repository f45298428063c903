"""From the assistant to the team and back: owner machine, words, and who is silent when."""

from __future__ import annotations

import asyncio
import json

import pytest

from conversation.care import Care, MoodLabel, Promise, StepResult, StepTaken
from conversation.client_frames import CustomerTurn, End, LeaveNumber, Prefer
from conversation.facts import FactStatus, LearntFact
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.owner import IllegalMove, Owner
from conversation.payloads.findings import Verified
from conversation.payloads.owners import LearntAtDesk, OwnerChanged
from conversation.server_frames import Problem, ReplyFrame, StateChanged, Waiting, Welcome
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.conversations.hub import Appended
from front_door.conversations.intake import phone_number
from front_door.conversations.memory import slots_of
from front_door.desk_console.inbox import unread
from front_door.handoffs.handoff_body import handoff_body
from front_door.ledger.port import OwnerConflict
from tests.fakes.front_door import MAYA, OMAR, front_door


async def kinds(door, customer) -> list[str]:
    """What happened, but for where the case was routed: that is decided in its own time."""
    events = await door.parts.ledger.events(customer.welcome.conversation_id)
    return [event.payload.kind for event in events if event.payload.kind != "routed"]


async def handed_off(door, customer) -> str:
    await customer.connect()
    await customer.prefer("team")
    await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
    return customer.welcome.conversation_id


async def test_choosing_the_team_hands_off_and_tells_the_place_and_the_wait(door):
    door.on_duty(0, busy=2)
    async with door.customer() as customer:
        await handed_off(door, customer)
        waiting = await customer.wait_for(Waiting)
        assert (waiting.place, waiting.number_offered) == (1, False)
        assert waiting.minutes == 4
        told = await customer.wait_for(ReplyFrame, where=lambda frame: frame.author == "system")
        assert "4 minutes" in told.text
        assert await kinds(door, customer) == [
            "opened",
            "reply",
            "preferred",
            "reply",
            "handed_off",
            "owner_changed",
        ]


async def test_with_nobody_signed_in_the_case_waits_and_a_number_may_be_left(door):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        waiting = await customer.wait_for(Waiting)
        assert (waiting.minutes, waiting.number_offered) == (None, True)
        await customer.send(LeaveNumber(number="(612) 555-0142"))
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.PARKED)
        told = await customer.wait_for(ReplyFrame, where=lambda frame: "+16125550142" in frame.text)
        assert told.author == "system"
        packet = await door.parts.conversations.packet(conversation_id)
        assert packet.customer.number_left == "+16125550142"


async def test_a_bare_number_typed_while_waiting_is_one_to_be_called_at(door):
    async with door.customer() as customer:
        await handed_off(door, customer)
        replies = await customer.say("612 555 0142")
        assert "+16125550142" in replies[0].text
        assert customer.owner() == "parked"


async def test_words_while_waiting_go_to_the_transcript_and_not_to_the_assistant(door):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        first = await customer.say("it is about my bill")
        assert first[0].author == "system"
        second = await customer.say("and about my phone")
        assert second[0].text != first[0].text
        assert door.assistant.ran == []
        packet = await door.parts.conversations.packet(conversation_id)
        said = [line.text for line in packet.transcript if line.author == "customer"]
        assert said == ["it is about my bill", "and about my phone"]


async def test_the_assistant_keeps_company_while_the_place_is_kept(door):
    async with door.customer() as customer:
        await handed_off(door, customer)
        await customer.prefer("assistant")
        replies = await customer.say("how much data is left")
        assert replies[0].text == "You said: how much data is left"
        assert customer.owner() == "queue"
        assert door.assistant.appended[customer.welcome.conversation_id][-1] == {"event": "resume"}
        await customer.prefer("assistant")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.ASSISTANT)


async def test_turns_that_wait_behind_a_handoff_are_acknowledged_too(tmp_path):
    asked, released = asyncio.Event(), asyncio.Event()

    async def script(turn):
        asked.set()
        await released.wait()
        care = Care(handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON))
        return answer(turn, Reply(text="A person comes.", care=care))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        for name in ("a", "b", "c"):
            await customer.send(CustomerTurn(client_id=name, text="a person please"))
            await customer.acknowledged(name)
        await asked.wait()
        released.set()
        assert [reply.author for reply in await customer.replies_to("a")] == ["assistant", "system"]
        texts = [(await customer.replies_to(name))[0].text for name in ("b", "c")]
        assert len(set(texts)) == 2
        assert len(door.assistant.ran) == 1
        assert await door.parts.ledger.pending_turns() == []


@pytest.mark.policy("handover-upset-twice")
async def test_two_upset_turns_bring_a_person_without_asking_the_assistant_again(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("this is ridiculous")
        replies = await customer.say("you are useless, I am furious")
        assert replies[-1].author == "system"
        assert customer.owner() == "queue"
        assert len(door.assistant.ran) == 1
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        assert packet.handoff.reason is HandoffReason.UPSET
        assert packet.mood.now is MoodLabel.NEGATIVE


async def test_speech_misheard_twice_brings_a_person(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.send(CustomerTurn(client_id="1", text="mumble", confidence=0.2))
        await customer.replies_to("1")
        await customer.send(CustomerTurn(client_id="2", text="bumble", confidence=0.1))
        await customer.replies_to("2")
        assert customer.owner() == "queue"
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        assert packet.handoff.reason is HandoffReason.NOT_UNDERSTOOD


@pytest.mark.policy("handover-carries")
async def test_what_the_assistant_learnt_is_in_the_packet_when_it_hands_off(tmp_path):
    care = Care(
        facts=[
            LearntFact(name="phone_number", value="612-555-0142"),
            LearntFact(name="customer_id", value="C1", status=FactStatus.OBSERVED),
            LearntFact(name="customer_name", value="Ann Other", status=FactStatus.OBSERVED),
            LearntFact(name="verification", value="pin", status=FactStatus.PROVED),
        ],
        steps=[StepTaken(guide="no-signal", step="restart", title="Restart", result=StepResult.FAILED)],
        shown=["no-signal"],
        promises=[Promise(what="A new SIM is sent")],
        handoff=HandoffRequest(reason=HandoffReason.STEPS_USED_UP, note="Still no signal."),
    )

    async def script(turn):
        return answer(
            turn, Reply(text="A person goes on.", care=care), intent="report_no_signal", paused=True
        )

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        replies = await customer.say("no signal")
        assert [(reply.author, reply.last) for reply in replies] == [("assistant", False), ("system", True)]
        assert replies[0].text == "A person goes on."
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        assert packet.handoff.reason is HandoffReason.STEPS_USED_UP
        assert packet.handoff.note == "Still no signal."
        assert (packet.customer.name, packet.verification.level) == ("Ann Other", 2)
        assert {fact.name for fact in packet.facts} >= {"phone_number", "customer_id", "verification"}
        assert [(step.step, step.result) for step in packet.steps] == [("restart", StepResult.FAILED)]
        assert [shown.article for shown in packet.shown] == ["no-signal"]
        assert [promise.what for promise in packet.promises] == ["A new SIM is sent"]
        found = await door.parts.ledger.conversations_of("C1")
        assert [row.conversation_id for row in found] == [customer.welcome.conversation_id]


async def test_an_agent_answers_in_the_same_window_and_the_assistant_is_silent(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await conversations.claim(conversation_id, MAYA)
        moved = await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.AGENT)
        assert moved.agent.name == "Maya Lindqvist"
        await customer.send(CustomerTurn(client_id="q", text="are you there?"))
        await customer.acknowledged("q")
        seq = await conversations.agent_reply(conversation_id, MAYA, "a1", "I am. What is wrong?")
        reply = await customer.wait_for(ReplyFrame, where=lambda frame: frame.author == "agent")
        assert (reply.seq, reply.text, reply.agent.name) == (seq, "I am. What is wrong?", "Maya Lindqvist")
        assert await conversations.agent_reply(conversation_id, MAYA, "a1", "I am. What is wrong?") == seq
        assert door.assistant.ran == []


async def test_a_claim_silences_an_answer_that_is_on_its_way_and_keeps_what_was_learnt(tmp_path):
    asked, released = asyncio.Event(), asyncio.Event()

    async def slow(turn):
        asked.set()
        await released.wait()
        return answer(turn, Reply(text="too late", care=Care(facts=[LearntFact(name="area", value="55401")])))

    async with front_door(tmp_path, ScriptedAssistant(slow)) as door, door.customer() as customer:
        await customer.connect()
        conversation_id = customer.welcome.conversation_id
        await customer.send(CustomerTurn(client_id="q", text="help"))
        await asked.wait()
        await customer.prefer("team")
        await customer.wait_for(StateChanged)
        await door.parts.conversations.claim(conversation_id, MAYA)
        learnt = door.parts.hub.subscribe(conversation_id)
        released.set()
        async for item in learnt:
            if isinstance(item, Appended) and item.event.payload.kind == "fact":
                break
        await door.parts.conversations.agent_reply(conversation_id, MAYA, "a", "Hello")
        await customer.wait_for(ReplyFrame, where=lambda frame: frame.text == "Hello")
        state = await door.parts.conversations.state(conversation_id)
        assert state.facts["area"].value == "55401"
        assert "too late" not in [line[2] for line in customer.transcript()]


async def test_fifty_agents_claim_one_case_and_one_wins(door):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)

        async def claim(number: int) -> str:
            agent = type(MAYA)(agent_id=f"agent-{number}", name=f"Agent {number}", team="T")
            try:
                await door.parts.conversations.claim(conversation_id, agent)
            except OwnerConflict as conflict:
                return f"lost to {conflict.agent_id}"
            return "won"

        results = await asyncio.gather(*(claim(number) for number in range(50)))
        winner = f"agent-{results.index('won')}"
        assert sorted(results) == ["lost to " + winner] * 49 + ["won"]


async def test_only_the_holder_acts_and_illegal_moves_write_nothing(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.connect()
        conversation_id = customer.welcome.conversation_id
        with pytest.raises(IllegalMove):
            await conversations.claim(conversation_id, MAYA)
        with pytest.raises(OwnerConflict):
            await conversations.agent_reply(conversation_id, MAYA, "a", "hello")
        await handed_off_again(customer)
        await conversations.claim(conversation_id, MAYA)
        await conversations.claim(conversation_id, MAYA)
        for refused in (
            conversations.claim(conversation_id, OMAR),
            conversations.agent_reply(conversation_id, OMAR, "a", "hello"),
            conversations.transfer(conversation_id, OMAR, None, ""),
            conversations.hand_back(conversation_id, OMAR, [], ""),
            conversations.resolve(conversation_id, OMAR, "solved", ""),
            conversations.park(conversation_id, OMAR, "call back", None),
        ):
            with pytest.raises(OwnerConflict) as conflict:
                await refused
            assert conflict.value.agent_id == "maya"
        await conversations.resolve(conversation_id, MAYA, "solved", "done")
        with pytest.raises(IllegalMove):
            await conversations.claim(conversation_id, MAYA)
        assert (await conversations.row(conversation_id)).owner is Owner.CLOSED


async def handed_off_again(customer) -> None:
    await customer.prefer("team")
    await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)


async def test_a_transfer_goes_to_the_colleague_at_once_or_back_to_the_queue(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await conversations.claim(conversation_id, MAYA)
        await conversations.transfer(conversation_id, MAYA, OMAR, "knows billing")
        assert (await conversations.row(conversation_id)).agent_id == "omar"
        await conversations.transfer(conversation_id, OMAR, None, "my shift ends")
        assert (await conversations.row(conversation_id)).owner is Owner.QUEUE
        packet = await conversations.packet(conversation_id)
        assert packet.notes == ["knows billing", "my shift ends"]
        owners = [frame.owner.value for frame in customer.frames if isinstance(frame, StateChanged)]
        await customer.wait_for(Waiting)
        assert owners[:3] == ["queue", "agent", "agent"]


async def test_handing_back_tells_the_assistant_what_was_said_and_learnt(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("hello")
        await customer.prefer("team")
        await customer.become("queue")
        conversation_id = customer.conversation_id
        await conversations.claim(conversation_id, MAYA)
        await customer.send(CustomerTurn(client_id="q", text="my area is 55401"))
        await customer.acknowledged("q")
        await conversations.agent_reply(conversation_id, MAYA, "a", "Noted")
        learnt = [LearntAtDesk(name="area", value="55401")]
        await conversations.hand_back(conversation_id, MAYA, learnt, "just the area")
        replies = await customer.say("is there an outage?")
        assert replies[0].text == "You said: is there an outage?"
        told = door.assistant.appended[conversation_id]
        assert {"event": "slot", "name": "area", "value": "55401"} in told
        assert told[-1] == {"event": "resume"}
        texts = [event["text"] for event in told if event["event"] in ("user", "bot")]
        assert "my area is 55401" in texts
        assert "Noted" in texts
        assert "is there an outage?" not in texts
        assert [turn.text for turn in door.assistant.ran] == ["hello", "is there an outage?"]
        packet = await conversations.packet(conversation_id)
        assert next(fact for fact in packet.facts if fact.name == "area").source == "agent"


async def test_a_promise_that_is_due_brings_the_case_back_to_the_queue(door):
    conversations = door.parts.conversations
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await conversations.claim(conversation_id, MAYA)
        await conversations.park(conversation_id, MAYA, "call the depot", door.parts.clock())
        await door.parts.alarm.ring_due()
        row = await conversations.row(conversation_id)
        assert row.owner is Owner.QUEUE
        events = await conversations.events(conversation_id)
        moves = [event.payload.why for event in events if isinstance(event.payload, OwnerChanged)]
        assert moves == ["handoff", "claim", "promise", "promise_due"]


async def test_a_turn_after_closing_opens_a_linked_conversation_on_every_tab(door):
    first, second = door.customer(), door.customer()
    await first.connect()
    second.resume_token = first.resume_token
    await second.connect()
    closed = first.welcome
    await first.send(End())
    await second.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.CLOSED)
    before = len(first.frames)
    first.head = 0
    await first.send(CustomerTurn(client_id="again", text="one more thing"))
    welcome = await first.wait_for(Welcome, since=before)
    assert (welcome.follows, welcome.conversation_id != closed.conversation_id) == (
        closed.conversation_id,
        True,
    )
    replies = await first.replies_to("again", since=before)
    assert replies[0].text == "You said: one more thing"
    followed = await second.wait_for(Welcome, where=lambda frame: frame.follows)
    assert followed.conversation_id == welcome.conversation_id
    await second.wait_for(ReplyFrame, where=lambda frame: frame.text.endswith("one more thing"))
    await first.send(CustomerTurn(client_id="again", text="one more thing"))
    assert len(door.assistant.ran) == 1
    await first.hang_up()
    await second.hang_up()


async def test_a_proof_of_the_assistant_is_mirrored_in_the_ledger(tmp_path):
    facts = [
        LearntFact(name="customer_id", value="C9", status=FactStatus.OBSERVED),
        LearntFact(name="verification", value="phone_number", status=FactStatus.STATED),
        LearntFact(name="line_id", value="L1", status=FactStatus.OBSERVED),
    ]

    async def script(turn):
        return answer(turn, Reply(text="ok", care=Care(facts=facts)))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("it is me")
        events = await door.parts.ledger.events(customer.welcome.conversation_id)
        proof = next(event.payload for event in events if isinstance(event.payload, Verified))
        assert (proof.customer_id, proof.line_id, proof.level, proof.method) == (
            "C9",
            "L1",
            1,
            "phone_number",
        )


async def test_preferring_twice_says_nothing_twice(door):
    async with door.customer() as customer:
        await customer.connect()
        for _ in range(3):
            await customer.send(Prefer(door="assistant"))
        await customer.say("hello")
        assert [frame.code for frame in customer.frames if isinstance(frame, Problem)] == []
        assert (await kinds(door, customer)).count("preferred") == 1


async def test_a_proof_taken_back_holds_nowhere_any_more(tmp_path):
    proved = [
        LearntFact(name="customer_id", value="C9", status=FactStatus.OBSERVED),
        LearntFact(name="verification", value="pin", status=FactStatus.PROVED),
    ]
    taken_back = [fact.model_copy(update={"value": "", "status": FactStatus.RETRACTED}) for fact in proved]

    async def script(turn):
        return answer(turn, Reply(text="ok", care=Care(facts=taken_back if "wrong" in turn.text else proved)))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        conversation_id = customer.welcome.conversation_id
        await customer.say("it is me")
        assert (await door.parts.ledger.conversation(conversation_id)).customer_id == "C9"
        await customer.say("no, wrong number")
        events = await door.parts.ledger.events(conversation_id)
        assert [e.payload.level for e in events if isinstance(e.payload, Verified)] == [2, 0]
        assert (await door.parts.ledger.conversation(conversation_id)).customer_id is None
        assert (await door.parts.conversations.state(conversation_id)).verified is None
        assert "verification" not in slots_of(events)
        packet = await door.parts.conversations.packet(conversation_id)
        assert (packet.verification.level, packet.customer.customer_id) == (0, None)
        assert json.loads(handoff_body(packet))["customer_id"] is None
        await customer.say("it is me")
        assert (await door.parts.conversations.state(conversation_id)).verified.customer_id == "C9"


async def test_who_left_a_number_and_writes_again_waits_in_the_line_again(door):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await customer.say("612 555 0142")
        assert customer.owner() == "parked"
        assert (await customer.say("I am back by the way"))[0].last
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        packet = await door.parts.conversations.packet(conversation_id)
        assert packet.customer.number_left == "+16125550142"
        await customer.say("612 555 0143")
        assert customer.owner() == "parked"


async def test_a_promise_keeps_its_time_and_what_is_written_meanwhile_is_unread(door):
    async with door.customer() as customer:
        conversation_id = await handed_off(door, customer)
        await door.parts.conversations.claim(conversation_id, MAYA)
        await door.parts.conversations.agent_reply(conversation_id, MAYA, "r", "I will call.")
        await door.parts.conversations.park(conversation_id, MAYA, "call back", None)
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.PARKED)
        assert (await customer.say("612 555 0142"))[0].last
        assert (await customer.say("any news?"))[0].last
        assert customer.owner() == "parked"
        events = await door.parts.ledger.events(conversation_id)
        assert unread(events) == 2


async def test_what_was_tried_goes_along_into_the_linked_conversation(tmp_path):
    async def script(turn):
        tried = [StepTaken(guide="no-signal", step="restart", title="Restart", result=StepResult.FAILED)]
        return answer(turn, Reply(text="ok", care=Care(steps=tried if "restarted" in turn.text else [])))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("restarted, nothing")
        await customer.send(End())
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.CLOSED)
        await customer.say("still no signal")
        followed = await customer.wait_for(Welcome, where=lambda frame: frame.follows)
        assert door.assistant.restored[-1].conversation_id == followed.conversation_id
        assert door.assistant.restored[-1].slots["guide_results"] == {"no-signal/restart": "failed"}
        assert door.assistant.ran[-1].metadata["history"][0]["steps"] == [
            {"guide": "no-signal", "step": "restart", "result": "failed"}
        ]
        packet = await door.parts.conversations.packet(followed.conversation_id)
        assert [step.title for step in packet.steps] == ["Restart"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("555-123-0101", "+15551230101"),
        ("1 (612) 555-0142", "+16125550142"),
        ("+44 20 7946 0958", "+442079460958"),
        ("555-0142", None),
        ("012 555 0142", None),
        ("12345678", None),
        ("612 555 01423", None),
    ],
)
def test_a_number_to_be_called_at_has_its_area_code(text, number):
    assert phone_number(text) == number
