"""The link to a booked call: good for that call alone; moves, cancels, and fills a calendar."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from conversation.callbacks import Standing
from conversation.payloads.callbacks import TryOutcome
from front_door.channels.callback_links import CallbackLinks
from tests.fakes.front_door import MAYA
from tests.unit.front_door.test_callbacks import MONDAY, NUMBER, Clock, booked, claimed_when_due, clock, door

__all__ = ["Clock", "clock", "door"]
"""Fixtures are found by name."""

AT = MONDAY.replace(minute=30)


async def linked(customer, at=AT):
    """The address of the page, as the customer is told it."""
    await customer.connect()
    return (await booked(customer, at)).links[0].url


async def send(door, url, what, body=None, *, origin=None):
    headers = {"Origin": origin or door.url}
    async with door.session.post(f"{door.url}{url}/{what}", json=body or {}, headers=headers) as answer:
        return answer.status, await answer.json()


async def told(door, url):
    async with door.session.get(f"{door.url}{url}/call.json") as answer:
        return answer.status, await answer.json()


async def test_the_page_shows_the_call_and_what_else_is_free_and_leaves_no_trace(door):
    async with door.customer() as customer:
        url = await linked(customer)
        async with door.session.get(door.url + url) as page:
            text = await page.text()
            assert page.status == 200
            assert page.headers["Referrer-Policy"] == "no-referrer"
            assert page.headers["Cache-Control"] == "no-store"
            assert "555" not in text
        status, call = await told(door, url)
        assert status == 200
        assert call["call_at"] == AT.isoformat()
        assert call["team"] == "Upper Midwest team"
        assert AT.isoformat().replace("+00:00", "Z") in call["at"]


async def test_a_call_is_moved_by_link_and_the_chat_is_told(door):
    async with door.customer() as customer:
        url = await linked(customer)
        status, call = await send(door, url, "move", {"at": "2026-07-21T14:00:00Z"})
        assert (status, call["call_at"]) == (200, "2026-07-21T14:00:00+00:00")
        state = await door.parts.conversations.state(customer.conversation_id)
        assert state.callback.at == datetime(2026, 7, 21, 14, tzinfo=UTC)
        assert "tomorrow at 9 AM" in customer.replies()[-1].text
        status, problem = await send(door, url, "move", {"at": "2026-07-21T10:00:00Z"})
        assert (status, problem["error"]["code"]) == (409, "not_bookable")
        status, _ = await send(door, url, "move", {"at": "yesterday"})
        assert status == 422


async def test_a_call_is_cancelled_by_link_once_and_for_all(door):
    async with door.customer() as customer:
        url = await linked(customer)
        assert (await send(door, url, "cancel"))[1]["standing"] == "cancelled"
        assert (await send(door, url, "cancel"))[0] == 410
        assert (await told(door, url))[0] == 410
        again = (await booked(customer, AT)).links[0].url
        assert again != url
        assert (await told(door, url))[0] == 410, (
            "a link is for one call, not for the conversation's next one"
        )


async def test_calls_are_refused_by_link(door):
    async with door.customer() as customer:
        url = await linked(customer)
        assert (await send(door, url, "refuse"))[0] == 200
        assert await door.parts.callback_slots._store.is_refused(NUMBER)


async def test_who_was_not_reached_books_again_by_the_link_they_were_sent(door, clock):
    async with door.customer() as customer:
        url = await linked(customer)
        for outcome in (TryOutcome.NO_ANSWER,) * 3:
            state = await door.parts.conversations.state(customer.conversation_id)
            await claimed_when_due(door, clock, customer, state.callback.due_at)
            await door.parts.conversations.tried(customer.conversation_id, MAYA, outcome)
        assert (await told(door, url))[1]["standing"] == "not_reached"
        status, call = await send(door, url, "move", {"at": (clock.now + timedelta(minutes=63)).isoformat()})
        assert status == 409
        status, call = await send(door, url, "move", {"at": "2026-07-21T14:00:00Z"})
        assert (status, call["standing"]) == (200, "booked")
        assert call["link"] != url
        assert (await told(door, call["link"]))[0] == 200


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
async def test_another_sites_page_changes_nothing(door, origin):
    async with door.customer() as customer:
        url = await linked(customer)
        assert (await send(door, url, "cancel", origin=origin))[0] == 403
        state = await door.parts.conversations.state(customer.conversation_id)
        assert state.callback.standing is Standing.BOOKED


async def test_a_link_that_is_not_ours_leads_nowhere(door):
    async with door.customer() as customer:
        url = await linked(customer)
        token = url.rsplit("/", 1)[1]
        conversation, callback, signature = token.split(".")
        for forged in (
            f"{conversation}.other.{signature}",
            f"{conversation}.{callback}.{signature[::-1]}",
            "x" * 40,
        ):
            assert (await told(door, f"/callback/{forged}"))[0] == 410
        other_key = CallbackLinks(b"another key")
        assert other_key.read(token) is None


async def test_the_calendars_file_is_read_by_a_calendar(door):
    async with door.customer() as customer:
        url = await linked(customer)
        async with door.session.get(f"{door.url}{url}/call.ics") as answer:
            assert answer.content_type == "text/calendar"
            text = await answer.text()
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        calendar = icalendar.Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        assert event["DTSTART"].dt == AT
        assert event["DTEND"].dt == AT + timedelta(minutes=15)
        assert "Upper Midwest team" in event["DESCRIPTION"]
        assert "555-123-0101" in event["DESCRIPTION"]
        first = int(event["SEQUENCE"])
        await send(door, url, "move", {"at": "2026-07-21T14:00:00Z"})
        async with door.session.get(f"{door.url}{url}/call.ics") as answer:
            moved = icalendar.Calendar.from_ical(await answer.text()).walk("VEVENT")[0]
        assert moved["UID"] == event["UID"]
        assert int(moved["SEQUENCE"]) > first
        assert moved["DTSTART"].dt == datetime(2026, 7, 21, 14, tzinfo=UTC)


async def test_a_cancelled_call_is_taken_out_of_the_calendar(door):
    async with door.customer() as customer:
        url = await linked(customer)
        await send(door, url, "cancel")
        async with door.session.get(f"{door.url}{url}/call.ics") as answer:
            calendar = icalendar.Calendar.from_ical(await answer.text())
        assert calendar["METHOD"] == "CANCEL"
        assert calendar.walk("VEVENT")[0]["STATUS"] == "CANCELLED"
