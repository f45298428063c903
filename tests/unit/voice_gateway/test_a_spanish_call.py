"""A whole call in Spanish over real sockets: asked by key, told that a person is on the way, known to the team."""

from __future__ import annotations

from conversation.payloads.turns import Turn
from tests.fakes.voice_gateway import voice_world
from voice_gateway.call.keys import LANGUAGE_KEY


async def test_a_caller_who_presses_the_key_for_spanish_is_told_in_spanish_that_a_person_is_on_the_way(
    tmp_path,
):
    async with voice_world(tmp_path, hears_languages=False) as world, world.door.customer() as customer:
        world.door.on_duty(0, busy=1)
        welcome = await customer.connect()
        async with world.page(await world.ticket(customer)) as page:
            await page.hears("español")
            await page.socket.send_json({"type": "key", "key": str(LANGUAGE_KEY)})
            await page.hears("inglés")
            await page.hears("minuto")
            await page.socket.send_json({"type": "hang_up"})
            await page.hears_the_end()
        turns = [each for each in await world.payloads(welcome.conversation_id) if isinstance(each, Turn)]
        packet = await world.door.parts.conversations.packet(welcome.conversation_id)
    assert [(turn.text, turn.language) for turn in turns] == [("Español", "es")]
    assert (packet.conversation.language, packet.conversation.owner) == ("es", "queue")
    assert packet.handoff.note == "Speaks Spanish"


async def test_the_next_call_of_that_conversation_asks_nobody_again(tmp_path):
    async with voice_world(tmp_path, hears_languages=False) as world, world.door.customer() as customer:
        await customer.connect()
        await customer.say("no tengo señal en mi teléfono")
        async with world.page(await world.ticket(customer)) as page:
            await page.hears("asistente automático")
            await page.hears_out("persona")
            heard = page.heard.text
    assert "oprima el" not in heard
    assert "marque el nueve" not in heard
