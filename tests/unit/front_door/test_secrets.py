"""What must never be stored is nowhere on disk, and in no log line."""

from __future__ import annotations

import asyncio
import logging

from conversation.care import Care
from conversation.client_frames import CustomerTurn
from conversation.sealing import Sealer
from conversation.server_frames import Blanked, TurnFrame
from front_door.assistants.assistant import AssistantUnavailable, Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from runtime.logs import configure
from tests.fakes.front_door import MAYA, front_door

CARD = "4111 1111 1111 1111"
PIN = "8305"


async def ask_pin(turn):
    care = Care(asks="verification", expects="secret:4")
    return answer(turn, Reply(text="Your PIN, please.", care=care if "bill" in turn.text else Care()))


def stored_in(folder) -> bytes:
    return b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_cards_and_pins_stand_nowhere_on_disk(tmp_path):
    key = Sealer.new_key()
    log = tmp_path / "front_door.log"
    configure("front_door", file=log, level="DEBUG")
    try:
        assistant = ScriptedAssistant(ask_pin)
        async with front_door(tmp_path, assistant, seal_key=key) as door, door.customer() as customer:
            await customer.connect()
            await customer.say(f"my card is {CARD}")
            await customer.say("my bill")
            await customer.say("why do you need it? my name is Zebulon Quill")
            await customer.say(PIN)
            await customer.say("my bill")
            await customer.say("eight three oh five")
            await customer.say(f"my pin is {PIN}")
            sealed = [turn.metadata["sealed"] for turn in assistant.ran if turn.metadata["sealed"]]
            assert [Sealer(key).unseal(token) for token in sealed] == [PIN, PIN, PIN]
            assert "[secret]" in assistant.ran[3].text
            on_disk = stored_in(tmp_path)
        for everything in (on_disk, stored_in(tmp_path)):
            for secret in (CARD, CARD.replace(" ", ""), PIN, "eight three oh five"):
                assert secret.encode() not in everything, secret
        assert "Zebulon" not in log.read_text()
        assert "turn.answered" in log.read_text()
    finally:
        logging.getLogger().handlers[:] = []


async def test_a_secret_in_pieces_leaves_no_piece_behind(tmp_path):
    assistant = ScriptedAssistant(ask_pin)
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("my bill")
        await customer.say("it begins with 83")
        assert customer.transcript()[-2][2] == "it begins with [digits]"


async def test_a_card_given_in_pieces_is_blanked_everywhere_once_it_shows(tmp_path):
    async with front_door(tmp_path) as door, door.customer() as customer:
        await customer.connect()
        for piece in ("4111", "1111", "1111", "1111"):
            await customer.send(CustomerTurn(client_id=f"p{len(customer.frames)}", text=piece))
            await customer.wait_for(TurnFrame, since=0, where=lambda _: True)
            await customer.say("and then")
        await customer.send(CustomerTurn(client_id="n", text="done"))
        await customer.replies_to("n")
        assert [frame for frame in customer.frames if isinstance(frame, Blanked)] == []
        for number, piece in enumerate(("4111", "1111", "1111", "1111")):
            await customer.say(piece, client_id=f"run{number}")
        blanked = [frame.seq for frame in customer.frames if isinstance(frame, Blanked)]
        assert len(blanked) == 3
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        said = [line.text for line in packet.transcript if line.author == "customer"]
        assert said[-4:] == ["[card_number]"] * 4
        assert {item.kind for item in packet.redactions} == {"card_number"}
        assert len(door.assistant.redacted) == 3
        assert door.assistant.ran[-1].text == "[card_number]"


async def test_an_agents_words_are_redacted_too(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.prefer("team")
        conversation_id = customer.welcome.conversation_id
        await customer.say("hello")
        await door.parts.conversations.claim(conversation_id, MAYA)
        await door.parts.conversations.agent_reply(conversation_id, MAYA, "a", f"Your card {CARD}?")
        await door.parts.conversations.note(conversation_id, MAYA, f"card {CARD}")
        events = await door.parts.ledger.events(conversation_id)
        texts = [getattr(event.payload, "text", "") for event in events[-2:]]
        assert texts == ["Your card [card_number]?", "card [card_number]"]


async def test_a_secret_given_late_is_sealed_over_a_burst(tmp_path):
    key = Sealer.new_key()
    assistant = ScriptedAssistant(ask_pin)
    async with front_door(tmp_path, assistant, seal_key=key) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("my bill")
        await customer.say("hold on")
        await customer.say(f"ok it's {PIN}")
        assert assistant.ran[-1].text == "ok it's [secret]"
        assert Sealer(key).unseal(assistant.ran[-1].metadata["sealed"]) == PIN
        await customer.say("then I paid 1200 in 2025")
        assert assistant.ran[-1].text == "then I paid 1200 in 2025"


async def test_a_secret_asked_for_before_a_handoff_or_by_an_agent_is_blanked_at_the_desk(tmp_path):
    async with front_door(tmp_path, ScriptedAssistant(ask_pin)) as door, door.customer() as customer:
        await customer.connect()
        conversation_id = customer.welcome.conversation_id
        conversations = door.parts.conversations
        await customer.say("my bill")
        await customer.prefer("team")
        await customer.say("one moment")
        await customer.say(f"ok it's {PIN}")
        await conversations.claim(conversation_id, MAYA)
        await conversations.agent_reply(conversation_id, MAYA, "a", "And the code we texted you?")
        await customer.send(CustomerTurn(client_id="code", text="got it, 48 21 77"))
        await customer.acknowledged("code")
        await customer.send(CustomerTurn(client_id="zip", text="I live in 55401, call 555-123-0101"))
        await customer.acknowledged("zip")
        turns = [
            event.payload
            for event in await door.parts.ledger.events(conversation_id)
            if event.payload.kind == "turn"
        ]
        assert [turn.text for turn in turns[-3:]] == [
            "ok it's [secret]",
            "got it, [secret]",
            "I live in 55401, call 555-123-0101",
        ]
        assert [turn.sealed for turn in turns[-3:]] == [None] * 3


async def test_a_pin_given_with_the_awaited_number_is_blanked(tmp_path):
    async def ask_number(turn):
        return answer(turn, Reply(text="Your number?", care=Care(asks="phone_number", expects="phone")))

    assistant = ScriptedAssistant(ask_number)
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("my bill")
        await customer.say("it's 555-123-0101 and 48215")
        assert assistant.ran[-1].text == "it's 555-123-0101 and [secret]"


async def test_rating_comments_and_words_heard_are_redacted(door):
    async with door.customer() as customer:
        await customer.connect()
        conversation_id = customer.welcome.conversation_id
        await customer.say("hello")
        await door.parts.conversations.rate(conversation_id, 2, f"you charged {CARD}")
        await door.parts.conversations.heard(conversation_id, 2, f"your card {CARD}")
        events = await door.parts.ledger.events(conversation_id)
        assert [event.payload.comment for event in events if event.payload.kind == "rated"] == [
            "you charged [card_number]"
        ]
        assert [event.payload.words for event in events if event.payload.kind == "heard"] == [
            "your card [card_number]"
        ]


async def test_hidden_characters_hide_no_card_and_families_stay_whole(tmp_path):
    assistant = ScriptedAssistant()
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("\u200b".join(CARD) + " for my \U0001f468\u200d\U0001f469\u200d\U0001f467")
        assert assistant.ran[-1].text == "[card_number] for my \U0001f468\u200d\U0001f469\u200d\U0001f467"


async def test_a_card_in_pieces_is_seen_while_digits_are_awaited(tmp_path):
    async def ask_digits(turn):
        return answer(turn, Reply(text="Four digits?", care=Care(asks="device", expects="digits:4")))

    class BusyAssistant(ScriptedAssistant):
        refusals = 2
        took_all = asyncio.Event()

        async def redact(self, *blanked):
            if self.refusals:
                self.refusals -= 1
                raise AssistantUnavailable("busy")
            await super().redact(*blanked)
            if len(self.redacted) == 3:
                self.took_all.set()

    assistant = BusyAssistant(ask_digits)
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("hi")
        for piece in CARD.split():
            await customer.say(piece)
        assert assistant.ran[-1].text == "[card_number]"
        await assistant.took_all.wait()


class ForgetfulOfOrders(ScriptedAssistant):
    """Takes no order to blank anything while `busy`."""

    busy = True

    async def redact(self, conversation_id, turn_id, start, end):
        if self.busy:
            raise AssistantUnavailable("busy")
        await super().redact(conversation_id, turn_id, start, end)


async def test_what_could_not_be_blanked_in_time_is_blanked_after_a_restart(tmp_path):
    assistant = ForgetfulOfOrders()
    async with front_door(tmp_path, assistant) as door, door.customer() as customer:
        await customer.connect()
        for number, piece in enumerate(("4111", "1111", "1111", "1111")):
            await customer.say(piece, client_id=f"run{number}")
        conversation_id = customer.conversation_id
    assert assistant.redacted == []
    assistant.busy = False
    async with front_door(tmp_path, assistant) as door:
        await door.parts.tasks.drain(60)
        assert len(assistant.redacted) == 3
        assert {(told, end) for told, _, _, end in assistant.redacted} == {(conversation_id, 4)}
        assert await door.parts.ledger.late_redactions() == []
    async with front_door(tmp_path, assistant):
        assert len(assistant.redacted) == 3
