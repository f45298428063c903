"""Numbers called over a trunk, a trunk told where we are, callers moved to a number outside."""

import asyncio

import pytest

from conversation.gateway_protocol import CallState
from tests.unit.voice_gateway.sip_peer import meet
from voice_gateway.errors import NotTransferred
from voice_gateway.media import Ending, Gone
from voice_gateway.placing import NotAnswered
from voice_gateway.transports.sip.digest import Challenges, Credentials
from voice_gateway.transports.sip.message import Headers
from voice_gateway.transports.sip.trunk import Trunk

ACCOUNT = Credentials(user="+15559990000", password="open sesame")
TRUNK = Trunk(uri="sip:10.0.0.2:5060", user=ACCOUNT.user, credentials=ACCOUNT)
NUMBER = "+15551230101"


def answer_with_sound(peer, invite, tag="theirs"):
    body = peer.offer()
    kept = [
        f"{name}: {value}"
        for name, value in invite.headers.pairs
        if name in {"via", "from", "call-id", "cseq"}
    ]
    to = f"To: {invite.headers.first('to')};tag={tag}"
    contact = f"Contact: <sip:{NUMBER}@10.0.0.2:5060>"
    lines = [
        "SIP/2.0 200 OK",
        *kept,
        to,
        contact,
        "Content-Type: application/sdp",
        f"Content-Length: {len(body)}",
    ]
    peer.send("\r\n".join([*lines, "", body]))


def placing(meeting, ringing=lambda: None):
    return asyncio.create_task(meeting.gateway.outgoing.place(NUMBER, "ref", ringing))


def test_a_number_is_called_rings_and_is_answered():
    rung = []

    async def story(meeting):
        peer = meeting.peer
        task = placing(meeting, lambda: rung.append(True))
        invite = await peer.until_asked("INVITE")
        assert invite.uri == f"sip:{NUMBER}@10.0.0.2:5060"
        assert "+15559990000" in invite.headers.first("from")
        peer.answer(invite, "180 Ringing")
        peer.answer(invite, "180 Ringing")
        answer_with_sound(peer, invite)
        media = await task
        answer_with_sound(peer, invite)
        answer_with_sound(peer, invite, tag="another-telephone")
        await asyncio.sleep(0.2)
        assert peer.sound
        assert len(peer.asked("ACK")) == 3
        assert [each.headers.first("to").endswith("another-telephone") for each in peer.asked("BYE")] == [
            True
        ]
        peer.answer(peer.asked("BYE")[0])
        hanging_up = asyncio.create_task(media.hang_up(Ending.GOODBYE))
        await asyncio.sleep(0.1)
        peer.answer(peer.asked("BYE")[-1])
        await hanging_up

    meet(story, trunk=TRUNK)
    assert rung == [True]


@pytest.mark.parametrize(
    ("status", "state"),
    [("486 Busy", CallState.BUSY), ("480 Away", CallState.NO_ANSWER), ("404 Nobody", CallState.FAILED)],
)
def test_a_number_that_is_not_reached(status, state):
    async def story(meeting):
        task = placing(meeting)
        meeting.peer.answer(await meeting.peer.until_asked("INVITE"), status)
        with pytest.raises(NotAnswered) as outcome:
            await task
        assert outcome.value.state is state
        await meeting.peer.until_asked("ACK")

    meet(story, trunk=TRUNK)


def test_a_trunk_that_is_silent():
    async def story(meeting):
        with pytest.raises(NotAnswered):
            await placing(meeting)
        assert len(meeting.peer.asked("INVITE")) == 7

    meet(story, trunk=TRUNK)


def test_who_gives_up_stops_the_ringing():
    async def story(meeting):
        peer = meeting.peer
        task = placing(meeting)
        invite = await peer.until_asked("INVITE")
        task.cancel()
        await asyncio.sleep(0.1)
        assert peer.asked("CANCEL") == []
        peer.answer(invite, "180 Ringing")
        cancel = await peer.until_asked("CANCEL")
        assert cancel.headers.first("via") == invite.headers.first("via")
        peer.answer(cancel)
        peer.answer(invite, "487 Request Terminated")
        await peer.until_asked("ACK")

    meet(story, trunk=TRUNK)


def test_who_answers_just_as_it_is_given_up_is_let_go():
    async def story(meeting):
        peer = meeting.peer
        task = placing(meeting)
        invite = await peer.until_asked("INVITE")
        peer.answer(invite, "180 Ringing")
        await asyncio.sleep(0.1)
        task.cancel()
        await peer.until_asked("CANCEL")
        answer_with_sound(peer, invite)
        peer.answer(await peer.until_asked("BYE"))

    meet(story, trunk=TRUNK)


def test_a_trunk_that_asks_for_the_password_gets_it():
    async def story(meeting):
        peer = meeting.peer
        keeper = Challenges(ACCOUNT, "trunk")
        task = placing(meeting)
        first = await peer.until_asked("INVITE")
        peer.answer(first, "401 Unauthorized", f"WWW-Authenticate: {keeper.challenge()}")
        await asyncio.sleep(0.1)
        second = peer.asked("INVITE")[-1]
        assert keeper.accepts(Headers((("authorization", second.headers.first("authorization")),)), "INVITE")
        assert second.sequence == first.sequence + 1
        peer.answer(second, "603 Decline")
        with pytest.raises(NotAnswered):
            await task

    meet(story, trunk=TRUNK)


def test_a_trunk_is_told_where_we_are_again_and_again_and_that_we_leave():
    async def story(meeting):
        peer = meeting.peer
        keeper = Challenges(ACCOUNT, "trunk")
        first = await peer.until_asked("REGISTER")
        assert not meeting.gateway.is_whole
        peer.answer(first, "401 Unauthorized", f"WWW-Authenticate: {keeper.challenge()}")
        await asyncio.sleep(0.1)
        second = peer.asked("REGISTER")[-1]
        assert keeper.accepts(
            Headers((("authorization", second.headers.first("authorization")),)), "REGISTER"
        )
        contact = second.headers.first("contact")
        peer.answer(second, "200 OK", f"Contact: {contact};expires=60")
        await asyncio.sleep(0.1)
        assert meeting.gateway.is_whole
        count = len(peer.asked("REGISTER"))
        await asyncio.sleep(31)
        assert len(peer.asked("REGISTER")) > count

    meeting = meet(story, trunk=Trunk(uri=TRUNK.uri, user=ACCOUNT.user, credentials=ACCOUNT, registers=True))
    assert not meeting.gateway.is_whole or meeting.peer.asked("REGISTER")


def test_a_caller_is_moved_to_a_number_outside():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        (call,) = meeting.gateway._calls.values()
        moving = asyncio.create_task(call.transfer("+15557654321"))
        refer = await peer.until_asked("REFER")
        assert refer.headers.first("refer-to") == "<sip:+15557654321@10.0.0.2>"
        peer.answer(refer, "202 Accepted")
        for number, fragment in enumerate(("SIP/2.0 100 Trying", "SIP/2.0 200 OK")):
            message = peer.message("NOTIFY", 2 + number, "Event: refer", "Content-Type: message/sipfrag")
            peer.send(message.replace("Content-Length: 0", f"Content-Length: {len(fragment)}") + fragment)
            await peer.until(200, "NOTIFY", count=number + 1)
        peer.answer(await peer.until_asked("BYE"))
        await moving
        await meeting.over()

    assert meet(story, waits=True).reception.endings == [Ending.TRANSFERRED]


def test_a_transfer_that_fails_leaves_the_caller_with_us():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        (call,) = meeting.gateway._calls.values()
        moving = asyncio.create_task(call.transfer("+15557654321"))
        peer.answer(await peer.until_asked("REFER"), "603 Decline")
        with pytest.raises(NotTransferred):
            await moving
        assert meeting.reception.endings == []
        peer.send(peer.message("BYE", 2))
        await meeting.over()

    meet(story, waits=True)


def test_gone_is_the_last_that_is_heard():
    async def story(meeting):
        peer = meeting.peer
        task = placing(meeting)
        answer_with_sound(peer, await peer.until_asked("INVITE"))
        media = await task
        call_id, ours, theirs = media.dialog.key
        peer.send(
            "\r\n".join(
                [
                    "BYE sip:care@10.0.0.1 SIP/2.0",
                    "Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKbye;rport",
                    f"From: <sip:x@y>;tag={theirs}",
                    f"To: <sip:z@y>;tag={ours}",
                    f"Call-ID: {call_id}",
                    "CSeq: 1 BYE",
                    "",
                    "",
                ]
            )
        )
        events = [event async for event in media.events()]
        assert events[-1] == Gone(Ending.CALLER_LEFT)

    meet(story, trunk=TRUNK)
