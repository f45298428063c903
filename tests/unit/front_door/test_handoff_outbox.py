"""Handoffs to the back office: delivered once it is there, never twice, never lost."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from conversation.owner import Owner
from conversation.server_frames import StateChanged
from front_door.handoffs.handoff_outbox import OBJECTIONS
from front_door.ledger.sqlite_ledger import utc_now
from tests.fakes.front_door import front_door


class FakeBackOffice:
    """Takes handoffs as the contract says; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 201
        self.got: list[tuple[str, str, dict]] = []
        self.together: asyncio.Barrier | None = None
        """Nobody is answered before so many ask at once."""
        app = web.Application()
        app.router.add_post("/v1/handoffs", self.take)
        self.server = TestServer(app)

    async def take(self, request: web.Request) -> web.Response:
        headers = request.headers
        self.got.append((headers["Idempotency-Key"], headers["X-Conversation-Id"], await request.json()))
        if self.together is not None:
            await self.together.wait()
        if self.status == 201:
            body = {"handoff_id": "H1", "queue": "general", "wait_minutes": 3}
        else:
            body = {"error": {"code": "missing_field", "message": "no"}}
        return web.json_response(body, status=self.status)

    async def __aenter__(self):
        await self.server.start_server()
        self.url = str(self.server.make_url("")).rstrip("/")
        return self

    async def __aexit__(self, *_):
        await self.server.close()


async def handed_off(door) -> str:
    async with door.customer() as customer:
        await customer.connect()
        await customer.say("my phone is dead")
        await customer.prefer("team")
        await customer.wait_for(StateChanged, where=lambda frame: frame.owner is Owner.QUEUE)
        return customer.welcome.conversation_id


def customer_words(body: dict) -> list[str]:
    return [line["text"] for line in body["transcript"] if line["role"] == "customer"]


async def delivered(door, conversation_id: str) -> list[str]:
    events = await door.parts.ledger.events(conversation_id)
    return [event.payload.handoff_id for event in events if event.payload.kind == "handoff_delivered"]


async def test_a_handoff_waits_for_a_back_office_that_is_down_and_survives_a_restart(tmp_path):
    async with front_door(tmp_path) as door:
        conversation_id = await handed_off(door)
        await door.parts.delivery.deliver_due()
        state = await door.parts.outbox.state()
        assert (state.waiting, state.refused) == (1, 0)
        async with door.session.get(door.url + "/status") as page:
            assert "handoffs on their way" in await page.text()
    async with FakeBackOffice() as office:
        later = _in(timedelta(hours=1))
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            door.parts.delivery._clock = later
            await door.parts.delivery.deliver_due()
            assert await delivered(door, conversation_id) == ["H1"]
            await door.parts.delivery.deliver_due()
        assert len(office.got) == 1
        _key, sender, body = office.got[0]
        assert (sender, body["conversation_id"]) == (conversation_id, conversation_id)
        assert body["reason"] == "asked_for_person"
        assert body["channel"] == "web"
        assert "my phone is dead" in body["summary"]
        assert {"role": "customer", "text": "my phone is dead"}.items() <= body["transcript"][1].items()
        assert body["sentiment"] == "neutral"


async def test_every_attempt_sends_the_same_key_and_body(tmp_path):
    async with FakeBackOffice() as office:
        office.status = 500
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            conversation_id = await handed_off(door)
            await door.parts.delivery.deliver_due()
            door.parts.delivery._clock = _in(timedelta(hours=1))
            office.status = 201
            await door.parts.delivery.deliver_due()
            assert await delivered(door, conversation_id) == ["H1"]
        assert len({json.dumps(call) for call in office.got}) == 1
        assert len(office.got) >= 2


async def test_words_blanked_meanwhile_are_in_no_later_attempt(tmp_path):
    async with FakeBackOffice() as office:
        office.status = 500
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            conversation_id = await handed_off(door)
            await door.parts.delivery.deliver_due()
            events = await door.parts.ledger.events(conversation_id)
            turn = next(event for event in events if event.payload.kind == "turn")
            written = await door.parts.ledger.blank(conversation_id, turn.seq, "[card_number]", [])
            async with door.parts.recorder.holding(conversation_id) as live:
                door.parts.recorder.fold(live, written)
            door.parts.delivery._clock = _in(timedelta(hours=1))
            office.status = 201
            await door.parts.delivery.deliver_due()
        assert "my phone is dead" in customer_words(office.got[0][2])
        assert "[card_number]" in customer_words(office.got[-1][2])
        assert "my phone is dead" not in customer_words(office.got[-1][2])


async def test_a_refused_handoff_is_kept_shown_and_not_tried_again(tmp_path):
    async with FakeBackOffice() as office:
        office.status = 422
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            await handed_off(door)
            await door.parts.delivery.deliver_due()
            door.parts.delivery._clock = _in(timedelta(days=1))
            await door.parts.delivery.deliver_due()
            assert len(office.got) == 1
            state = await door.parts.outbox.state()
            assert (state.waiting, state.refused) == (0, 1)
            async with door.session.get(door.url + "/status") as page:
                assert "422 missing_field" in await page.text()


async def test_one_handoff_that_cannot_be_told_stops_no_other(tmp_path):
    async with FakeBackOffice() as office:
        office.status = 500
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            broken, whole = await handed_off(door), await handed_off(door)
            make_body = door.parts.delivery._make_body

            async def make(conversation_id: str):
                if conversation_id == broken:
                    raise ValueError("a packet that cannot be told")
                return await make_body(conversation_id)

            door.parts.delivery._make_body = make
            office.status = 201
            door.parts.delivery._clock = _in(timedelta(hours=1))
            await door.parts.delivery.deliver_due()
            assert (await delivered(door, broken), await delivered(door, whole)) == ([], ["H1"])
            state = await door.parts.outbox.state()
            assert (state.waiting, state.problems) == (1, ("waiting: ValueError",))
            door.parts.delivery._make_body = make_body
            door.parts.delivery._clock = _in(timedelta(hours=2))
            await door.parts.delivery.deliver_due()
            assert await delivered(door, broken) == ["H1"]


async def test_handoffs_are_delivered_at_the_same_time(tmp_path):
    async with FakeBackOffice() as office:
        office.status = 500
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            both = [await handed_off(door), await handed_off(door)]
            await door.parts.delivery.deliver_due()
            office.status, office.together = 201, asyncio.Barrier(2)
            door.parts.delivery._clock = _in(timedelta(hours=1))
            await door.parts.delivery.deliver_due()
            assert [await delivered(door, one) for one in both] == [["H1"], ["H1"]]


@pytest.mark.parametrize(("status", "end"), [(400, "refused"), (401, "refused"), (409, "waiting")])
async def test_an_objection_is_final_after_many_tries_and_a_conflict_never(tmp_path, status, end):
    async with FakeBackOffice() as office:
        office.status = status
        async with front_door(tmp_path, backoffice_url=office.url) as door:
            await handed_off(door)
            for day in range(1, OBJECTIONS + 3):
                door.parts.delivery._clock = _in(timedelta(days=day))
                await door.parts.delivery.deliver_due()
            state = await door.parts.outbox.state()
            assert (state.waiting, state.refused) == ((0, 1) if end == "refused" else (1, 0))
            if end == "refused":
                assert len(office.got) == OBJECTIONS


def _in(distance: timedelta):
    return lambda: utc_now() + distance
