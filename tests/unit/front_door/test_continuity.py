"""What customers notice of modes and banners."""

from __future__ import annotations

import pytest

from conversation.owner import Owner
from conversation.protocol import Prefer, ReplyFrame, StateChanged, Waiting
from desk.continuity import Banner, Continuity, Mode


async def test_in_people_only_the_assistant_answers_nobody(door):
    door.on_duty(2)
    door.parts.continuity.kept = Continuity(mode=Mode.PEOPLE_ONLY)
    async with door.customer() as customer:
        await customer.connect()
        greeting = await customer.wait_for(ReplyFrame)
        assert greeting.author == "system"
        await customer.say("my bill is wrong")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        assert door.assistant.asked == [] if hasattr(door.assistant, "asked") else True
        authors = {frame.author for frame in customer.frames if isinstance(frame, ReplyFrame)}
        assert authors == {"system"}


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode.ASSISTANT_ONLY, ("cannot be reached", "put through", "cut off")),
        (Mode.CALLBACKS_ONLY, ("calls people back", "rings you", "called at a time")),
    ],
)
async def test_when_nobody_is_put_through_a_call_is_offered_and_the_case_is_kept(door, mode, words):
    door.on_duty(3)
    door.parts.continuity.kept = Continuity(mode=mode)
    async with door.customer() as customer:
        await customer.connect()
        await customer.send(Prefer(door="team"))
        waiting = await customer.wait_for(Waiting)
        assert (waiting.minutes, waiting.callback_offered, waiting.number_offered) == (None, True, True)
        told = await customer.wait_for(
            ReplyFrame, where=lambda frame: any(part in frame.text for part in words)
        )
        assert told.author == "system"
        row = await door.parts.ledger.conversation(customer.welcome.conversation_id)
        assert row.owner is Owner.QUEUE


async def test_a_banner_is_told_before_the_queue(door):
    door.on_duty(1)
    door.parts.continuity.kept = Continuity(banners=(Banner(text="A storm took some masts down."),))
    async with door.customer() as customer:
        await customer.connect()
        await customer.send(Prefer(door="team"))
        told = await customer.wait_for(ReplyFrame, where=lambda frame: "storm" in frame.text)
        assert told.text.startswith("A storm took some masts down. ")


async def test_a_markets_banner_is_for_that_market_alone(door):
    continuity = door.parts.continuity
    continuity.kept = Continuity(
        banners=(Banner(text="Queens", market_id="queens"), Banner(text="Everybody"))
    )
    assert continuity.banner_at("11432").text == "Queens"
    assert continuity.banner_at("55408").text == "Everybody"
    assert continuity.banner_at(None).text == "Everybody"
