"""What customers notice of modes and banners."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversation.client_frames import Prefer
from conversation.owner import Owner
from conversation.server_frames import ReplyFrame, StateChanged, Waiting
from desk.continuity import Banner, Continuity, Mode
from front_door.routing.outages import Outage, outage_in


async def test_in_people_only_the_assistant_answers_nobody(door):
    door.on_duty(2)
    door.parts.continuity.kept = Continuity(mode=Mode.PEOPLE_ONLY)
    async with door.customer() as customer:
        await customer.connect()
        greeting = await customer.wait_for(ReplyFrame)
        assert greeting.author == "system"
        await customer.say("my bill is wrong")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
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


async def test_who_waits_where_the_network_is_down_is_told_once_and_later_ones_before_they_wait(door):
    door.on_duty(0, busy=2)
    outage = Outage(zip_code="55408", until=datetime.now(UTC) + timedelta(hours=3))
    async with door.customer() as customer:
        await customer.connect()
        await customer.send(Prefer(door="team"))
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        for _ in range(2):
            await door.parts.outages.tell(
                customer.welcome.conversation_id, outage, ZoneInfo("America/Chicago")
            )
        told = await customer.wait_for(ReplyFrame, where=lambda frame: is_outage(frame.text))
        assert ":" in told.text or "M" in told.text
        packet = await door.parts.conversations.packet(customer.welcome.conversation_id)
        assert {"area_status": "outage"}.items() <= {fact.name: fact.value for fact in packet.facts}.items()
        said = [frame.text for frame in customer.frames if isinstance(frame, ReplyFrame)]
        assert sum(map(is_outage, said)) == 1
    known = door.parts.continuity
    assert known.outage_at("55408") is not None
    assert known.outage_at("55401") is not None, "the same market"
    assert known.outage_at("11432") is None


def is_outage(text: str) -> bool:
    return any(part in text for part in ("known network outage", "network is down", "show an outage"))


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ({"zip_code": "55408", "status": "normal", "events": []}, None),
        ({"zip_code": "55408", "status": "outage", "events": []}, (None,)),
        (
            {
                "zip_code": "55408",
                "status": "outage",
                "events": [{"kind": "outage", "expected_end_at": "2026-07-20T18:00:00+00:00"}],
            },
            (datetime(2026, 7, 20, 18, tzinfo=UTC),),
        ),
        (
            {"zip_code": "55408", "status": "outage", "events": [{"kind": "outage", "expected_end_at": "x"}]},
            (None,),
        ),
        (None, None),
        ("nonsense", None),
    ],
)
def test_an_outage_is_read_from_the_account(network, expected):
    found = outage_in({"network": network})
    assert (None if found is None else (found.until,)) == expected
