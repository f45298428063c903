"""A telephone call through Twilio over real sockets, before a real front door; only the speech is scripted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import aiohttp
import pytest
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Connect, VoiceResponse

from conversation.owner import Owner
from conversation.payloads.calls import RecordingConsent
from conversation.payloads.customer import Opened
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.turns import Heard, Reply, Turn
from tests.fakes.front_door import MAYA
from tests.unit.voice_gateway.socket_calls import STREAMS_RUBBISH
from tests.unit.voice_gateway.twilio_world import ORACLE, PUBLIC, SID, World, world_in
from voice_gateway.call.agent_side import Agent
from voice_gateway.call.line import Arrival
from voice_gateway.scripted.scripted_media import ScriptedMedia
from voice_gateway.scripted.scripted_twilio import FORM, HEADER
from voice_gateway.transports.twilio.twiml import Dial, Farewell, Redirect, twiml
from voice_gateway.transports.twilio.webhooks import arrival_of


@pytest.fixture
async def world(tmp_path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


async def test_a_whole_call(world):
    """Greeting, a spoken question, its answer, an interruption, a key for a person, the end."""
    async with world.in_a_call(world.phone()) as phone:
        await phone.hears("assistant")
        phone.say("why is my bill higher")
        await phone.hears("You said why is my bill higher")
        phone.say("stop please")
        await phone.hears("You said stop please")
        assert phone.clears > 0
        await phone.press("0")
        await world.until_it_says(OwnerChanged)
    (told,) = await world.conversations()
    assert isinstance(told[0], Opened)
    assert (told[0].channel.value, told[0].claimed_number) == ("voice", "+15551230101")
    assert [turn.text for turn in told if isinstance(turn, Turn)] == ["why is my bill higher", "stop please"]
    assert [move.after for move in told if isinstance(move, OwnerChanged)] == [Owner.QUEUE]
    heard = [each for each in told if isinstance(each, Heard) and each.words]
    replies = [each.text for each in told if isinstance(each, Reply)]
    assert heard
    assert all(any(text.startswith(each.words) for text in replies) for each in heard)


async def test_the_twiml_is_what_twilios_own_library_writes(world):
    phone = world.phone()
    told = await phone.answer()
    stream = told.find("Connect/Stream")
    assert stream is not None
    expected, connect = VoiceResponse(), Connect(action=PUBLIC + "/twilio/after", method="POST")
    theirs = connect.stream(url=stream.get("url"))
    theirs.parameter(name="pass", value=stream[0].get("value"))
    expected.append(connect)
    assert canonical(str(expected)) == canonical(ET.tostring(told, encoding="unicode"))
    assert stream.get("url").startswith("wss://voice.example.com/phone/twilio/stream/")
    assert "?" not in stream.get("url")
    dialled = VoiceResponse()
    dial = dialled.dial(
        answer_on_bridge=True, timeout=25, action="https://x/a", method="POST", caller_id="+15550000001"
    )
    dial.number("+15550000002")
    ours = Dial(number="+15550000002", after="https://x/a", shown="+15550000001")
    assert canonical(twiml(ours)) == canonical(str(dialled))
    left = VoiceResponse()
    left.say("Bye & <thanks>.")
    left.hangup()
    assert canonical(twiml(Farewell(text="Bye & <thanks>."))) == canonical(str(left))
    moved = VoiceResponse()
    moved.pause(length=4)
    moved.redirect("https://x/a?b=1&c=2", method="POST")
    assert canonical(twiml(Redirect(url="https://x/a?b=1&c=2", pause_s=4))) == canonical(str(moved))


def canonical(xml: str) -> str:
    return ET.canonicalize(xml)


async def test_nobody_but_twilio_is_answered(world):
    phone = world.phone()
    url = PUBLIC + "/twilio/voice"
    form = {"AccountSid": SID, "CallSid": phone.call_sid, "From": "+15551230101", "CallStatus": "ringing"}
    true = ORACLE.compute_signature(url, form)
    body = urlencode(form).encode()
    other = urlencode({**form, "From": "+15551230102"}).encode()
    strange = {**form, "AccountSid": "AC1"}
    forged = [
        (body, {}),
        (body, {HEADER: ""}),
        (body, {HEADER: "x" * 28}),
        (other, {HEADER: true}),
        (body, {HEADER: RequestValidator("guessed").compute_signature(url, form)}),
        (body, {HEADER: ORACLE.compute_signature(world.account.reached_at + "/twilio/voice", form)}),
        (urlencode(strange).encode(), {HEADER: ORACLE.compute_signature(url, strange)}),
        (b"", {HEADER: ORACLE.compute_signature(url, {})}),
        (b"\xff=\xfe", {HEADER: true}),
    ]
    for path in ("voice", "after", "status", "fallback"):
        for raw, headers in forged:
            status, _ = await phone.post_raw(f"{PUBLIC}/twilio/{path}", raw, {**FORM, **headers})
            assert status == 403
    refused = [line for line in (await world.metrics()).splitlines() if "requests_refused_total{" in line]
    assert sum(float(line.split()[-1]) for line in refused) == 4 * len(forged)
    assert (await world.conversations()) == []


async def test_a_request_that_is_sent_again_is_refused(world):
    phone = world.phone()
    async with world.in_a_call(phone):
        await phone.hears("assistant")
        with pytest.raises(ConnectionRefusedError):
            await phone.answer()
    assert (await phone.post(PUBLIC + "/twilio/after"))[0] == 200
    assert (await phone.post(PUBLIC + "/twilio/after"))[0] == 403
    assert (await phone.post(PUBLIC + "/twilio/status", CallStatus="completed"))[0] == 204
    assert (await phone.post(PUBLIC + "/twilio/status", CallStatus="completed"))[0] == 403
    with pytest.raises(ConnectionRefusedError):
        await phone.answer()


async def test_a_stream_opens_once_and_only_for_the_call_it_was_meant_for(world):
    first = world.phone()
    told = await first.answer()
    url = told.find("Connect/Stream").get("url")
    unsigned = first._reached(url)
    for headers in ({}, {HEADER: "x"}, {HEADER: ORACLE.compute_signature(PUBLIC + "/twilio/stream", {})}):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await world.session.ws_connect(unsigned, headers=headers)
        assert refused.value.status == 403
    await first.open(told)
    talking = asyncio.create_task(first.talk())
    await first.hears("assistant")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await world.phone().open(told)
    assert refused.value.status == 403
    await first.leave()
    await talking
    wrong = [{"customParameters": {"pass": "guessed"}}, {"customParameters": {}}, {"callSid": "CA9"}]
    wrong += [{"accountSid": "AC9"}, {"mediaFormat": {"encoding": "audio/l16", "sampleRate": 16000}}]
    for start in wrong:
        phone = world.phone()
        await phone.open(await phone.answer(), **start)
        async with asyncio.timeout(10):
            await phone.talk()
        assert phone.socket.close_code == aiohttp.WSCloseCode.POLICY_VIOLATION
        assert phone.heard == ""


async def test_a_stream_of_nothing_but_malformed_messages_is_closed_and_its_neighbour_goes_on(world):
    async with world.in_a_call(world.phone()) as phone, world.in_a_call(world.phone()) as neighbour:
        await phone.hears("assistant")
        for _ in range(5):
            for text in STREAMS_RUBBISH:
                await phone.socket.send_str(text)
        async with asyncio.timeout(10):
            await phone.over.wait()
        assert phone.socket.close_code == aiohttp.WSCloseCode.INVALID_TEXT
        neighbour.say("and me")
        await neighbour.hears("You said and me")


@pytest.mark.parametrize("withheld", ["anonymous", "+266696687", "sip:alice@example.com", "", "+1"])
def test_a_withheld_number_is_none(withheld):
    vouched = {"CallSid": "CA1", "StirVerstat": "TN-Validation-Passed-A"}
    assert arrival_of({**vouched, "From": withheld}) == Arrival(call_id="CA1")
    known = arrival_of({**vouched, "From": "+15551230101"})
    assert (known.number, known.attested) == ("+15551230101", True)


async def test_where_no_line_is_free_the_call_goes_to_the_number_for_that_or_is_told(tmp_path):
    async with world_in(tmp_path, most_calls=1, most_waiting=0, overflow_number="+15550000009") as world:
        async with world.in_a_call(world.phone()) as phone:
            await phone.hears("assistant")
            told = await world.phone().answer()
        assert told.find("Dial/Number").text == "+15550000009"
    async with world_in(tmp_path / "second", most_calls=1, most_waiting=0) as world:
        async with world.in_a_call(world.phone()) as phone:
            await phone.hears("assistant")
            told = await world.phone().answer()
        assert told.find("Say").text
        assert told.find("Hangup") is not None


async def test_what_twilio_tells_of_a_caller_who_is_gone_ends_the_call(world):
    phone = world.phone()
    await phone.open(await phone.answer())
    talking = asyncio.create_task(phone.talk())
    await phone.hears("assistant")
    assert (await phone.post(PUBLIC + "/twilio/status", CallStatus="completed"))[0] == 204
    async with asyncio.timeout(10):
        await talking
    assert (await phone.post(PUBLIC + "/twilio/after", CallStatus="completed"))[0] == 200
    assert "voice_calls_in_progress 0.0" in await world.metrics()


async def test_a_call_that_is_moved_rings_elsewhere_and_comes_back_when_nobody_answers(world):
    phone = world.phone()
    await phone.open(await phone.answer())
    talking = asyncio.create_task(phone.talk())
    await phone.hears("assistant")
    (on_line,) = world.switchboard.on_line
    await world.switchboard.call(on_line.call_ref).transfer("+15550000007")
    async with asyncio.timeout(10):
        await talking
    status, body = await phone.post(PUBLIC + "/twilio/after")
    dialled = ET.fromstring(body)
    assert (status, dialled.find("Dial/Number").text) == (200, "+15550000007")
    status, body = await phone.post(dialled.find("Dial").get("action"), DialCallStatus="no-answer")
    async with asyncio.timeout(30):
        await phone.open(ET.fromstring(body))
        talking = asyncio.create_task(phone.talk())
        await phone.hears("assistant")
        await phone.leave()
        await talking
    status, body = await phone.post(PUBLIC + "/twilio/after")
    assert canonical(body) == canonical(twiml(Farewell()))


async def test_a_call_whose_caller_agrees_is_kept_and_the_packet_says_so(tmp_path):
    async with world_in(tmp_path, record_calls=True, recordings=tmp_path / "kept") as world:
        async with world.in_a_call(world.phone()) as phone:
            await phone.hears("so that we can learn from it?")
            await phone.press("1")
            await world.until_it_says(RecordingConsent)
            await phone.quiet()
            phone.say("why is my bill higher")
            await phone.hears("You said why is my bill higher")
        (told,) = await world.conversations()
        assert [each.given for each in told if isinstance(each, RecordingConsent)] == [True]
        (row,) = await world.door.parts.ledger.open_conversations(frozenset(Owner))
        consent = (await world.door.parts.conversations.packet(row.conversation_id)).consent
        assert (consent.recording, len(consent.recording_wording)) == ("given", 12)
    (file,) = (tmp_path / "kept" / row.conversation_id).iterdir()
    assert file.suffix == ".wav"
    sound = file.read_bytes()[58:]
    assert "why is my bill higher" in world.tones.text(sound[::2])
    assert "You said why is my bill higher" in world.tones.text(sound[1::2])


async def test_a_call_that_is_handed_off_and_the_agent_and_the_caller_hear_each_other(world):
    async with world.in_a_call(world.phone()) as phone:
        await phone.hears("assistant")
        await phone.press("0")
        await world.until_it_says(OwnerChanged)
        (row,) = await world.rows()
        await world.door.parts.conversations.claim(row.conversation_id, MAYA)
        (on_line,) = world.switchboard.on_line
        agent = ScriptedMedia(world.tones)
        joined = world.switchboard.call(on_line.call_ref).join(
            Agent(media=agent, agent_id=MAYA.agent_id, name=MAYA.name)
        )
        talking = [asyncio.create_task(joined), asyncio.create_task(agent.run())]
        await phone.hears("Maya")
        await phone.quiet()
        agent.begin("good morning what is it about")
        await phone.hears("good morning what is it about")
        phone.say("my bill went up again")
        async with asyncio.timeout(30):
            while "my bill went up again" not in agent.heard:  # noqa: ASYNC110 - heard, not told
                await asyncio.sleep(0.05)
        await world.until_it_says(Turn)
    async with asyncio.timeout(30):
        await talking[0]
    agent.leave()
    await talking[1]
    (told,) = await world.conversations()
    assert [each.text for each in told if isinstance(each, Turn)] == ["my bill went up again"]
    assert "good morning what is it about" in [each.text for each in told if isinstance(each, Reply)]


def tasks_of_calls() -> list[str]:
    """What a call starts, by name."""
    parts = ("Call.", "Mouth.", "Music.", "Transcriber.", "TwilioWebhooks.", "ScriptedSpeechToText.")
    running = [task.get_coro().__qualname__ for task in asyncio.all_tasks()]
    return [name for name in running if name.startswith(parts)]


async def test_callers_who_hang_up_in_any_state_leave_nothing_behind(world):
    """Before the stream, before its first message, in the greeting, in mid-word, while it is recognised."""
    await world.phone().answer()
    for moment in ("opened", "greeting", "speaking", "answering"):
        phone = world.phone(caller="")
        await phone.open(await phone.answer())
        talking = asyncio.create_task(phone.talk())
        if moment != "opened":
            await phone.hears("Hello,")
        if moment in {"speaking", "answering"}:
            await phone.hears("automated assistant.")
            phone.say("why is my bill higher" if moment == "speaking" else "bill")
            await asyncio.sleep(0.4 if moment == "speaking" else 1.0)
        assert moment == "opened" or tasks_of_calls()
        await phone.socket.close()
        await talking
    async with asyncio.timeout(30):
        while world.switchboard.in_progress or tasks_of_calls():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)
    assert "voice_calls_in_progress 0.0" in await world.metrics()
