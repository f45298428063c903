"""Who writes what the assistant cannot read: another language, signs, what must not be sent."""

from __future__ import annotations

import json

import pytest

from conversation.care import Care
from conversation.channel import Channel
from conversation.client_frames import CustomerTurn
from conversation.language import language_of
from conversation.owner import Owner
from conversation.server_frames import ReplyFrame, StateChanged
from front_door.assistants.assistant import Reply
from front_door.assistants.scripted_assistant import ScriptedAssistant, answer
from front_door.conversations.turns import IncomingTurn, Opening
from front_door.handoffs.handoff_body import handoff_body
from tests.fakes.front_door import front_door

SPANISH = "no tengo señal en mi teléfono"


async def packet_of(door, customer):
    return await door.parts.conversations.packet(customer.conversation_id)


async def test_spanish_is_answered_in_spanish_and_a_person_is_on_the_way(door):
    door.on_duty(0, busy=2)
    async with door.customer() as customer:
        await customer.connect()
        told = await customer.say(SPANISH)
        assert [reply.author for reply in told] == ["system", "system"]
        assert "inglés" in told[0].text
        assert "minutos" in told[1].text
        assert customer.owner() == "queue"
        assert door.assistant.ran == []
        packet = await packet_of(door, customer)
        assert packet.conversation.language == "es"
        assert packet.handoff.reason == "not_understood"
        assert packet.handoff.note == "Writes Spanish"
        assert packet.issue.words == SPANISH
        assert "Writes Spanish" in json.loads(handoff_body(packet))["summary"]
        noted = await customer.say("es urgente")
        assert noted[0].text.startswith(("Añadido", "Anotado", "También", "Recibido", "La persona"))


async def test_another_language_is_answered_in_english(door):
    door.on_duty(1)
    async with door.customer() as customer:
        await customer.connect()
        told = await customer.say("我的手机没有信号")
        assert "English" in told[0].text
        assert customer.owner() == "queue"
        assert (await packet_of(door, customer)).conversation.language == "zh"


@pytest.mark.parametrize("yes", ["si", "sí, por favor", "Mi equipo", "2"])
async def test_a_greeting_is_answered_with_an_offer_that_a_yes_takes(door, yes):
    async with door.customer() as customer:
        await customer.connect()
        (offer,) = await customer.say("hola")
        assert "inglés" in offer.text
        assert [choice.title for choice in offer.choices] == ["Mi equipo", "El asistente, en inglés"]
        assert customer.owner() == "assistant"
        await customer.say("1" if yes == "2" else yes)
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        assert door.assistant.ran == []


async def test_who_goes_on_in_english_is_the_assistants(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("hola")
        assert (await customer.say("how much is my bill"))[0].text == "You said: how much is my bill"
        assert (await packet_of(door, customer)).conversation.language == "en"


@pytest.mark.parametrize("words", ["si", "no", "Maria de la Cruz", "gracias", "555-123-0101"])
async def test_little_words_names_and_numbers_change_nothing(door, words):
    async with door.customer() as customer:
        await customer.connect()
        assert (await customer.say(words))[0].text == f"You said: {words}"
        assert (await packet_of(door, customer)).conversation.language == "en-US"


async def test_danger_in_spanish_is_sent_to_911_at_once(door):
    async with door.customer() as customer:
        await customer.connect()
        told = await customer.say("¡auxilio, hay un incendio en mi casa!")
        assert "911" in told[0].text
        assert "llame" in told[0].text
        assert (await packet_of(door, customer)).handoff.reason == "emergency"


async def test_somebody_who_asks_for_spanish_in_english_gets_it(door):
    async with door.customer() as customer:
        await customer.connect()
        told = await customer.say("do you speak spanish")
        assert "inglés" in told[0].text
        assert customer.owner() == "queue"


async def test_spanish_while_the_assistant_keeps_company_goes_to_the_team(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.prefer("team")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        await customer.prefer("assistant")
        await customer.wait_for(ReplyFrame, where=lambda frame: frame.author == "system")
        (noted,) = await customer.say("no me funciona el internet")
        assert noted.author == "system"
        assert door.assistant.ran == []


async def test_words_nobody_could_recognise_are_no_language(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("gracias por ver el video", confidence=0.2)
        assert (await packet_of(door, customer)).conversation.language == "en-US"


async def test_a_device_in_spanish_is_greeted_in_spanish(door):
    socket = await door.session.ws_connect(door.url + "/chat")
    await socket.send_json({"type": "hello", "locale": "es-US"})
    await socket.receive_json()
    greeting = await socket.receive_json()
    assert "inglés" in greeting["text"]
    assert [choice["title"] for choice in greeting["choices"]] == ["El asistente, en inglés", "Mi equipo"]
    await socket.close()


@pytest.mark.parametrize(
    "words",
    [
        "charge my card 4111 1111 1111 1111",
        "my social is 536-22-8876",
        "the cvv is 737",
    ],
)
async def test_a_card_or_social_security_number_is_blanked_and_its_sender_told_not_to(door, words):
    async with door.customer() as customer:
        await customer.connect()
        told = await customer.say(words)
        assert told[0].author == "system"
        assert "social security" in told[0].text
        assert told[-1].text.startswith("You said: ")
        assert not {"4111", "8876", "737"} & set(told[-1].text.replace("-", " ").split())


async def test_emoji_alone_are_asked_about_and_the_second_time_there_is_a_person(door):
    async with door.customer() as customer:
        await customer.connect()
        (asked,) = await customer.say("🙂🙂")
        assert [choice.title for choice in asked.choices] == ["My team"]
        assert door.assistant.ran == []
        await customer.say("???")
        assert customer.owner() == "queue"
        assert (await packet_of(door, customer)).handoff.reason == "not_understood"


async def test_emoji_that_answer_an_open_question_are_the_assistants(tmp_path):
    async def script(turn):
        return answer(turn, Reply(text="Does it work now?", care=Care(expects="yes_no")))

    async with front_door(tmp_path, ScriptedAssistant(script)) as door, door.customer() as customer:
        await customer.connect()
        await customer.say("no signal")
        await customer.say("👍")
        assert [turn.text for turn in door.assistant.ran] == ["no signal", "👍"]


@pytest.mark.parametrize(
    ("asked_for", "language", "answered_in"), [("spanish", "es", "es"), ("french", "fr", "en")]
)
async def test_on_the_phone_a_language_asked_for_is_noted_and_answered_by_a_voice_there_is(
    door, asked_for, language, answered_in
):
    conversations = door.parts.conversations
    opened = await conversations.open(Opening(channel=Channel.VOICE))
    turn = IncomingTurn(client_id="c1", text=f"do you speak {asked_for}", confidence=0.9)
    accepted = await conversations.customer_turn(opened.conversation_id, turn)
    events = await conversations.public_events(accepted.conversation_id, after=accepted.seq)
    said = [event.payload.text for event in events if event.payload.kind == "reply"]
    assert language_of(said[0]) == answered_in
    packet = await conversations.packet(opened.conversation_id)
    assert packet.conversation.language == language


async def test_a_caller_who_chose_spanish_is_a_spanish_one_whatever_the_recogniser_made_of_it(tmp_path):
    async with front_door(tmp_path, internal_token="ours") as door:
        door.on_duty(1)
        headers = {"Authorization": "Bearer ours"}
        async with door.session.ws_connect(door.url + "/chat", headers=headers) as socket:
            await socket.send_json({"type": "hello", "channel": "voice"})
            welcome = await socket.receive_json()
            for number, text in enumerate(("Español", "the seen y'all is bad"), 1):
                turn = {"type": "customer_turn", "client_id": f"c{number}", "text": text, "language": "es"}
                await socket.send_json(turn | {"confidence": 0.9})
                while (reply := await socket.receive_json()).get("client_id") != f"c{number}" or (
                    reply["type"] != "reply"
                ):
                    pass
            assert reply["text"].startswith(("Añadido", "Anotado", "También", "Recibido", "La persona"))
            packet = await door.parts.conversations.packet(welcome["conversation_id"])
    assert packet.conversation.language == "es"
    assert packet.handoff.note == "Speaks Spanish"


async def test_a_page_does_not_say_which_language_its_words_are_in(door):
    async with door.customer() as customer:
        await customer.connect()
        await customer.send(CustomerTurn(client_id="c1", text="why is my bill higher", language="es"))
        await customer.replies_to("c1")
        assert customer.owner() == "assistant"
