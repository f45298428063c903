"""Calls over SIP, message by message, as trunks and telephones send them."""

import asyncio

import pytest

from tests.unit.voice_gateway.sip_peer import meet
from voice_gateway.media import Ending
from voice_gateway.scripted.word_tones import Reader
from voice_gateway.transports.sip.digest import Credentials, answered
from voice_gateway.transports.sip.rtp import Packet


async def settled(seconds=0.2):
    await asyncio.sleep(seconds)


def test_a_call_is_answered_and_bye_ends_it():
    async def story(meeting):
        peer = meeting.peer
        answer = await peer.call()
        assert b"PCMU/8000" in answer.body
        assert b"telephone-event/8000" in answer.body
        await settled()
        assert peer.sound
        peer.send(peer.message("BYE", 2))
        await peer.until(200, "BYE")
        await meeting.over()

    meeting = meet(story)
    assert [each.status for each in meeting.peer.got if not hasattr(each, "uri")][:3] == [100, 180, 200]
    assert meeting.reception.endings == [Ending.CALLER_LEFT]
    assert meeting.reception.numbers == ["+15551230101"]


def test_a_repeated_invite_is_answered_again_and_is_one_call():
    async def story(meeting):
        peer = meeting.peer
        for _ in range(3):
            peer.send(peer.invite(branch="z9hG4bK-same"))
        answer = await peer.until(200, count=2)
        peer.to = answer.headers.first("to")
        peer.send(peer.message("ACK", 1))
        await settled(5)
        assert len({each.headers.first("to") for each in peer.answers(200)}) == 1

    assert len(meet(story).reception.numbers) == 1


def test_the_same_call_over_another_path_is_refused():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.invite())
        peer.send(peer.invite())
        await peer.until(482)

    assert len(meet(story).reception.numbers) == 1


def test_an_answer_that_is_not_acknowledged_is_sent_again_and_then_the_call_is_let_go():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.invite())
        await meeting.over()
        assert 7 <= len(peer.answers(200)) <= 12
        await peer.until_asked("BYE")

    assert meet(story, waits=True).reception.endings == [Ending.LINE_DROPPED]


def test_cancel_while_it_rings():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.invite(branch="z9hG4bK-ring"))
        await peer.until(180)
        peer.send(peer.message("CANCEL", 1, branch="z9hG4bK-ring"))
        await peer.until(200, "CANCEL")
        refused = await peer.until(487)
        peer.to = refused.headers.first("to")
        peer.send(peer.message("ACK", 1, branch="z9hG4bK-ring"))
        count = len(peer.answers(487))
        await settled(10)
        assert len(peer.answers(487)) == count

    assert meet(story, ring_s=2.0).reception.numbers == []


def test_cancel_in_the_same_moment_as_the_call():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.invite(branch="z9hG4bK-ring"))
        peer.send(peer.message("CANCEL", 1, branch="z9hG4bK-ring"))
        await peer.until(487)

    assert meet(story, ring_s=2.0).reception.numbers == []


def test_cancel_of_nothing():
    async def story(meeting):
        meeting.peer.send(meeting.peer.message("CANCEL", 1))
        await meeting.peer.until(481, "CANCEL")

    meet(story)


def test_options_tell_what_we_can_and_unknown_calls_are_told_so():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.message("OPTIONS", 1))
        assert "INVITE" in ((await peer.until(200, "OPTIONS")).headers.first("allow") or "")
        peer.send(peer.message("PUBLISH", 2))
        await peer.until(405, "PUBLISH")
        peer.send(peer.message("JUGGLE", 3))
        await peer.until(501, "JUGGLE")
        peer.to = "<sip:care@10.0.0.1>;tag=never"
        for method in ("BYE", "INVITE", "INFO"):
            peer.send(peer.message(method, 4))
            await peer.until(481, method)
        meeting.reception.closing = True
        peer.to = "<sip:care@10.0.0.1>"
        peer.send(peer.message("OPTIONS", 5))
        await peer.until(503, "OPTIONS")

    meet(story)


@pytest.mark.parametrize("how", ["sendonly", "inactive", "0.0.0.0"])
def test_on_hold_nothing_is_said_and_nobody_is_sent_away(how):
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        await settled(1.0)
        held = peer.offer(address=how) if how[0] == "0" else peer.offer(how)
        peer.send(peer.invite(sequence=2, body=held))
        answer = await peer.until(200, count=2)
        assert (b"a=recvonly" in answer.body) == (how != "inactive")
        peer.send(peer.message("ACK", 2))
        await settled(0.2)
        peer.sound.clear()
        for _ in range(6):
            await settled(10)
            keep_alive(peer)
        assert peer.sound == []
        assert meeting.reception.endings == []
        peer.send(peer.invite(sequence=3))
        await peer.until(200, count=3)
        peer.send(peer.message("ACK", 3))
        await settled(1.0)
        assert peer.sound
        peer.send(peer.message("BYE", 4))
        await meeting.over()

    meet(story)


def test_after_the_hold_the_reply_goes_on_at_the_word_that_was_cut():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        await settled(1.5)
        peer.send(peer.invite(sequence=2, body=peer.offer("sendonly")))
        await peer.until(200, count=2)
        peer.send(peer.message("ACK", 2))
        await settled(30)
        keep_alive(peer)
        peer.send(peer.invite(sequence=3))
        await peer.until(200, count=3)
        peer.send(peer.message("ACK", 3))
        await settled(5)
        reader = Reader(meeting.reception.scene.voice._tones)
        for data in peer.sound:
            reader.feed(data[12:])
        words = reader.text.split()
        assert words[-3:] == ["do", "for", "you?"]
        assert 10 <= len(words) <= 13
        peer.send(peer.message("BYE", 4))
        await meeting.over()

    meet(story)


def keep_alive(peer):
    for request in peer.asked("OPTIONS"):
        peer.answer(request)


def test_a_caller_who_vanished_on_hold_is_not_waited_for_for_ever():
    async def story(meeting):
        await meeting.peer.call()
        await meeting.over()

    assert meet(story, waits=True).reception.endings == [Ending.LINE_DROPPED]


def test_a_call_without_an_offer_gets_ours_and_answers_with_ack():
    async def story(meeting):
        peer = meeting.peer
        peer.send(peer.invite(body=""))
        answer = await peer.until(200)
        assert b"m=audio" in answer.body
        peer.to = answer.headers.first("to")
        peer.send(peer.message("ACK", 1, body=peer.offer()))
        await settled(0.5)
        assert peer.sound
        peer.send(peer.message("BYE", 2))
        await meeting.over()

    meet(story)


@pytest.mark.parametrize(
    ("more", "body", "status"),
    [
        (["Require: 100rel"], None, 420),
        (["Session-Expires: 30"], None, 422),
        ([], "v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 9 RTP/AVP 9 18\r\n", 488),
        ([], "v=0\r\nc=IN IP4 10.0.0.2\r\nm=audio 9 RTP/SAVP 0\r\n", 488),
        ([], "no description", 400),
    ],
)
def test_what_cannot_be_is_refused_by_its_status(more, body, status):
    async def story(meeting):
        meeting.peer.send(meeting.peer.invite(*more, body=body))
        await meeting.peer.until(status)

    assert meet(story).reception.numbers == []


def test_a_picture_beside_the_sound_is_refused_and_the_sound_taken():
    async def story(meeting):
        peer = meeting.peer
        answer = await peer.call(body=peer.offer() + "m=video 30002 RTP/AVP 96\r\n")
        assert b"m=video 0 RTP/AVP 96" in answer.body
        peer.send(peer.message("BYE", 2))
        await meeting.over()

    meet(story)


def test_strangers_are_refused_and_a_flood_of_them_gets_silence():
    async def story(meeting):
        for _ in range(200):
            meeting.peer.send(meeting.peer.invite())
        await settled(1.0)
        assert 1 <= len(meeting.peer.answers(403)) <= 70

    assert meet(story, host="192.0.2.7").reception.numbers == []


def test_a_caller_from_elsewhere_who_knows_the_password_is_taken_and_asserts_nothing():
    known = Credentials(user="pbx", password="open sesame")

    async def story(meeting):
        peer = meeting.peer
        asserted = "P-Asserted-Identity: <sip:+15550000000@x>"
        peer.send(peer.invite(asserted))
        challenge = await peer.until(401)
        for number, user in enumerate((Credentials(user="pbx", password="wrong"), known)):
            name, value = answered(challenge, user, "INVITE", "sip:care@10.0.0.1")
            peer.send(peer.invite(asserted, f"{name}: {value}", sequence=2 + number))
            await settled(0.5)
        assert len(peer.answers(401)) >= 2
        answer = await peer.until(200)
        peer.to = answer.headers.first("to")
        peer.send(peer.message("ACK", 3))
        peer.send(peer.message("BYE", 4))
        await meeting.over()

    assert meet(story, host="192.0.2.7", callers=known).reception.numbers == ["+15551230101"]


@pytest.mark.parametrize(
    ("more", "caller", "number"),
    [
        (["P-Asserted-Identity: <tel:+15557654321>"], "+15551230101", "+15557654321"),
        (["P-Asserted-Identity: <sip:+15557654321@net>", "Privacy: id"], "anonymous", None),
        ([], "anonymous", None),
        ([], "5551230101", "5551230101"),
        ([], "reception", None),
    ],
)
def test_the_callers_number_is_what_the_network_vouches_for(more, caller, number):
    async def story(meeting):
        peer = meeting.peer
        await peer.call(*more, caller=caller)
        peer.send(peer.message("BYE", 2))
        await meeting.over()

    assert meet(story).reception.numbers == [number]


def test_where_every_line_is_taken_the_next_hears_that_it_is_engaged():
    async def story(meeting):
        meeting.peer.send(meeting.peer.invite())
        assert (await meeting.peer.until(486)).headers.first("retry-after")

    meet(story, room=0)


def test_or_is_sent_on_to_the_number_that_is_set():
    async def story(meeting):
        meeting.peer.send(meeting.peer.invite())
        assert "+15551230100" in ((await meeting.peer.until(302)).headers.first("contact") or "")

    meet(story, room=0, overflow_number="+15551230100")


def test_keys_by_info_reach_the_call_and_other_things_do_not():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        await settled(0.5)
        lines = ["Content-Type: application/dtmf-relay"]
        message = peer.message("INFO", 2, *lines).replace("Content-Length: 0", "Content-Length: 22")
        peer.send(message + "Signal=0\r\nDuration=160")
        await peer.until(200, "INFO")
        await settled(0.5)
        assert meeting.line.sent.person == 1
        peer.send(peer.message("INFO", 3, "Content-Type: text/plain"))
        await peer.until(415, "INFO")
        peer.send(peer.message("BYE", 4))
        await meeting.over()

    meet(story)


def test_a_session_timer_is_agreed_on_and_a_call_nobody_refreshes_ends():
    async def story(meeting):
        peer = meeting.peer
        answer = await peer.call("Session-Expires: 90;refresher=uac", "Supported: timer")
        assert answer.headers.first("session-expires") == "90;refresher=uac"
        talk = asyncio.create_task(chatter(peer))
        await settled(50)
        peer.send(peer.message("UPDATE", 2, "Session-Expires: 90;refresher=uac", "Supported: timer"))
        await peer.until(200, "UPDATE")
        await settled(50)
        assert meeting.reception.endings == []
        await meeting.over()
        talk.cancel()
        await asyncio.wait([talk])

    # The caller speaks, so that only the timer ends the call.
    assert meet(story, waits=True).reception.endings == [Ending.LINE_DROPPED]


async def chatter(peer):
    """A key now and then: somebody is there, and has patience."""
    while True:
        for at in range(3):
            peer._sound.send(
                Packet(
                    payload_type=101, sequence=at, timestamp=at, source=7, payload=b"\x0a\x8a\x00\x00"
                ).encoded(),
                ("10.0.0.1", 16384),
            )
        await asyncio.sleep(2)


def test_we_refresh_where_the_far_end_wants_us_to():
    async def story(meeting):
        peer = meeting.peer
        await peer.call("Session-Expires: 90;refresher=uas", "Supported: timer")
        talk = asyncio.create_task(chatter(peer))
        peer.answer(await peer.until_asked("UPDATE"))
        talk.cancel()
        await asyncio.wait([talk])
        peer.send(peer.message("BYE", 2))
        await meeting.over()

    meet(story, waits=True)


def test_a_changed_telephone_gets_the_sound_from_then_on():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        peer.send(peer.invite(sequence=2, body=peer.offer(formats="8 101")))
        answer = await peer.until(200, count=2)
        assert b"PCMA/8000" in answer.body
        peer.send(peer.message("ACK", 2))
        await settled(0.2)
        peer.sound.clear()
        await settled(0.2)
        assert {data[1] & 0x7F for data in peer.sound} == {8}
        peer.send(peer.message("BYE", 3))
        await meeting.over()

    meet(story)


def test_a_second_change_before_the_first_is_acknowledged_has_to_wait():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        peer.send(peer.invite(sequence=2))
        peer.send(peer.invite(sequence=3))
        await peer.until(491)
        peer.send(peer.message("ACK", 2))
        peer.send(peer.message("BYE", 4))
        await meeting.over()

    meet(story)


def test_old_numbers_are_refused():
    async def story(meeting):
        peer = meeting.peer
        await peer.call(sequence=7)
        peer.send(peer.message("INFO", 3))
        await peer.until(500, "INFO")
        peer.send(peer.message("BYE", 8))
        await meeting.over()

    meet(story)
