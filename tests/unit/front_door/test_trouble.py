"""An assistant that fails, forgets or falls silent; a ledger that must keep everything meanwhile."""

from __future__ import annotations

from datetime import timedelta

from conversation.care import Care, Choice
from conversation.client_frames import CustomerTurn
from conversation.handoff import HandoffReason, HandoffRequest
from conversation.owner import Owner
from conversation.server_frames import StateChanged
from front_door.assistants.assistant import AssistantRefused, AssistantSilent, AssistantUnavailable, Reply
from front_door.assistants.assistant_pool import AssistantPool
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer, echo
from front_door.ledger.sqlite_ledger import utc_now
from tests.fakes.front_door import front_door


async def test_a_turn_is_tried_again_until_it_is_answered(door):
    door.assistant.failures += [
        AssistantUnavailable("unreachable"),
        AssistantUnavailable("actions_unavailable"),
    ]
    async with door.customer() as customer:
        await customer.connect()
        replies = await customer.say("hello")
        assert replies[0].text == "You said: hello"
        assert customer.owner() == "assistant"


async def test_an_assistant_that_stays_away_ends_with_a_person_and_honest_words(tmp_path):
    assistant = ScriptedAssistant()
    assistant.ready = False
    patient = front_door(tmp_path, assistant, assistant_patience_s=0.3)
    async with patient as door, door.customer() as customer:
        await customer.connect()
        replies = await customer.say("hello")
        assert replies[-1].last
        assert [reply.author for reply in replies] == ["system", "system"]
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        assert packet.handoff.reason is HandoffReason.SYSTEM_DOWN
        assert packet.handoff.trigger == "unreachable"
        assert [line.text for line in packet.transcript if line.author == "customer"] == ["hello"]


async def test_silence_is_tried_once_more_and_a_refusal_never(tmp_path):
    assistant = ScriptedAssistant()
    assistant.failures += [AssistantSilent("no_reply")]
    async with front_door(tmp_path, assistant) as door, door.customer() as first, door.customer() as second:
        await first.connect()
        assert (await first.say("hello"))[0].text == "You said: hello"
        await second.connect()
        assistant.failures += [AssistantRefused("bad_turn")]
        assert (await second.say("hello"))[0].author == "system"
        await second.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)


async def test_an_answer_without_words_and_without_handoff_is_no_answer(tmp_path):
    async def nothing(turn):
        return answer(turn)

    async with front_door(tmp_path, ScriptedAssistant(nothing)) as door, door.customer() as customer:
        await customer.connect()
        replies = await customer.say("hello")
        assert replies[0].author == "system"
        assert customer.owner() == "queue"


async def test_a_fault_of_our_own_ends_with_a_person_too(tmp_path, monkeypatch):
    async with front_door(tmp_path) as door, door.customer() as customer:
        await customer.connect()

        async def broken(*_):
            raise ZeroDivisionError

        monkeypatch.setattr(door.parts.answering._situations, "turn_down", broken)
        replies = await customer.say("hello")
        assert replies[-1].author == "system"
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)


class Pausing(ScriptedAssistant):
    """Keeps silent from a handoff on until it is resumed, as Rasa does."""

    paused = False

    async def answer(self, turn):
        self.script = silent if self.paused else hands_off if "person" in turn.text else echo
        given = await super().answer(turn)
        self.paused = given.paused
        return given

    async def append(self, conversation_id, events):
        await super().append(conversation_id, events)
        self.paused = self.paused and {"event": "resume"} not in events


async def silent(turn):
    return answer(turn, paused=True)


async def hands_off(turn):
    care = Care(handoff=HandoffRequest(reason=HandoffReason.ASKED_FOR_PERSON))
    return answer(turn, Reply(text="A person comes.", care=care), paused=True)


async def test_a_tracker_that_stayed_paused_is_resumed_and_asked_again(tmp_path):
    assistant = Pausing()
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        assistant.paused = True
        assert (await customer.say("hello"))[0].text == "You said: hello"
        assert (await customer.say("and now"))[0].text == "You said: and now"


async def test_a_person_asked_for_in_company_does_not_silence_the_company(tmp_path):
    async with front_door(tmp_path, Pausing()) as door, door.customer() as customer:
        await customer.connect()
        await customer.prefer("team")
        await customer.prefer("assistant")
        assert (await customer.say("when does the person come?"))[0].text == "A person comes."
        assert customer.owner() == "queue"
        assert (await customer.say("my bill"))[0].text == "You said: my bill"


async def test_a_lost_memory_is_rebuilt_from_the_ledger_before_the_turn(tmp_path):
    async with front_door(tmp_path) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("first")
        door.assistant.forget()
        assert (await customer.say("second"))[0].text == "You said: second"
        memory = door.assistant.restored[0]
        assert [(author, text) for _, author, text in memory.said][1:] == [
            ("customer", "first"),
            ("assistant", "You said: first"),
        ]
        await customer.say("third")
        assert len(door.assistant.restored) == 1


async def test_after_a_restart_the_assistant_is_asked_whether_it_still_knows(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant) as door:
        customer = door.customer()
        await customer.connect()
        await customer.say("first")
        token = customer.resume_token
        await customer.hang_up()
    async with front_door(tmp_path, assistant) as door:
        again = door.customer()
        again.resume_token = token
        await again.connect()
        await again.say("second")
        await again.hang_up()
    assert assistant.restored == []


async def test_turns_left_behind_by_a_crash_are_answered_at_the_next_start(tmp_path):
    assistant = ScriptedAssistant()
    assistant.ready = False
    async with front_door(tmp_path, assistant, assistant_patience_s=60, drain_s=0) as door:
        customer = door.customer()
        await customer.connect()
        for number in range(3):
            client_id = f"t{number}"
            await customer.send(_turn(client_id, f"text {number}"))
            await customer.acknowledged(client_id)
        token = customer.resume_token
        await customer.hang_up()
    assistant.ready = True
    async with front_door(tmp_path, assistant):
        pass
    async with front_door(tmp_path, assistant) as door:
        again = door.customer()
        again.resume_token = token
        await again.connect()
        await again.say("and now")
        said = [line[2] for line in again.transcript() if line[1] == "assistant"][1:]
        assert said == ["You said: text 0", "You said: text 1", "You said: text 2", "You said: and now"]
        await again.hang_up()
    assert len(assistant.ran) == 4


async def test_a_conversation_always_goes_to_the_same_of_several_assistants():
    members = {f"http://assistant-{number}": ScriptedAssistant() for number in range(3)}
    pool = AssistantPool(members)
    ids = [f"conversation-{number}" for number in range(300)]
    served = {conversation_id: pool.member_for(conversation_id) for conversation_id in ids}
    assert all(pool.member_for(conversation_id) is member for conversation_id, member in served.items())
    counts = [sum(member is served[name] for name in ids) for member in members.values()]
    assert min(counts) > 60
    fewer = AssistantPool(dict(list(members.items())[:2]))
    stayed = [name for name in ids if served[name] in fewer._members.values()]
    assert all(fewer.member_for(name) is served[name] for name in stayed)


async def test_long_words_are_kept_whole_cut_for_the_assistant_and_the_customer_is_told(door):
    text = "word " * 400
    async with door.customer() as customer:
        await customer.connect()
        replies = await customer.say(text)
        assert "1000" in replies[0].text
        assert replies[0].author == "system"
        assert len(door.assistant.ran[0].text) == 1_000
        assert customer.transcript()[1][2] == text.strip()


async def test_commands_of_the_assistant_never_reach_it(door):
    async with door.customer() as customer:
        await customer.connect()
        for text in ("/restart", "  /agent_takeover", "//inform{}", "/ /restart", "\u0000/restart"):
            await customer.say(text)
        assert [turn.text for turn in door.assistant.ran] == [
            "restart",
            "agent_takeover",
            "inform{}",
            "restart",
            "restart",
        ]
        assert all(turn.metadata["payload"] is False for turn in door.assistant.ran)


async def test_a_choice_goes_down_as_what_was_issued_for_it(tmp_path):
    async def script(turn):
        choices = [Choice(id="/affirm", title="Yes, pay"), Choice(id="/deny", title="No")]
        return answer(turn, Reply(text="Pay?", care=Care(choices=choices, expects="choice")))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        offered = (await customer.say("pay my bill"))[0].choices
        assert "/affirm" not in {choice.id for choice in offered}
        await customer.say("", choice_id=offered[0].id)
        await customer.say("no")
        await customer.say("1")
        sent = [(turn.text, turn.metadata["payload"]) for turn in door.assistant.ran]
        assert sent == [("pay my bill", False), ("/affirm", True), ("/deny", True), ("/affirm", True)]


def _turn(client_id: str, text: str):
    return CustomerTurn(client_id=client_id, text=text)


async def test_what_the_customer_came_for_is_restored_with_the_form(tmp_path):
    async def script(turn):
        intent = {"what do I owe": "ask_bill", "do you have 5G?": "ask_faq"}.get(turn.text, "inform_identity")
        given = answer(turn, Reply(text="And the PIN?", care=Care(asks="verification")), intent=intent)
        return given.model_copy(update={"active_loop": "identity_form"})

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        for words in ("what do I owe", "612 555 0142", "do you have 5G?"):
            await customer.say(words)
        door.assistant.forget()
        await customer.say("4821")
        memory = door.assistant.restored[-1]
        assert (memory.active_loop, memory.requested_slot) == ("identity_form", "pin")
        assert (memory.slots["matter"], memory.slots["matter_words"]) == ("ask_bill", "what do I owe")


async def test_a_turn_that_waited_through_crashes_goes_to_the_team_however_patient_each_start_is(tmp_path):
    assistant = ScriptedAssistant()
    assistant.ready = False
    patient = {"assistant_patience_s": 3_600, "drain_s": 0}
    async with front_door(tmp_path, assistant, **patient) as door:
        customer = door.customer()
        await customer.connect()
        await customer.send(_turn("t0", "is anybody there"))
        await customer.acknowledged("t0")
        token = customer.resume_token
        await customer.hang_up()

    def a_minute_later():
        return utc_now() + timedelta(minutes=1)

    async with front_door(tmp_path, assistant, clock=a_minute_later, **patient) as door:
        again = door.customer()
        again.resume_token = token
        await again.connect()
        await again.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        assert again.replies()[-1].author == "system"
        await again.hang_up()


def _told_of(assistant):
    return [(turn.text, turn.metadata["unseen"]) for turn in assistant.ran]


async def test_the_assistant_is_told_when_its_question_never_reached_the_customer(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant, assistant_patience_s=0.3) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("hello")
        assistant.ready = False
        await customer.say("more data please")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        assistant.ready = True
        await customer.prefer("assistant")
        await customer.say("yes")
        await customer.say("yes, at that price")
    assert _told_of(assistant) == [("hello", False), ("yes", True), ("yes, at that price", False)]


async def test_words_written_before_an_answer_arrived_are_told_as_such(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        assistant.failures += [AssistantUnavailable("unreachable")]
        for number, text in enumerate(("more data please", "yes")):
            await customer.send(_turn(f"t{number}", text))
        await customer.say("thanks")
    assert dict(_told_of(assistant))["yes"]
