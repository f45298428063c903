"""What comes over the wire: read as the standards say, whatever else comes harms nobody."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.voice_gateway.sip_peer import OFFER, meet
from voice_gateway.transports.sip import sdp
from voice_gateway.transports.sip.addresses import parse_named, parse_uri, parse_via, received
from voice_gateway.transports.sip.digest import Challenges, Credentials, answered
from voice_gateway.transports.sip.message import Headers, Malformed, Request, Response, parse

WHOLE = (
    b"INVITE sip:care@10.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1;rport\r\n"
    b'Max-Forwards: 70\r\nf: "Quote, \\" and comma" <sip:a@b>;tag=1\r\nt: <sip:care@10.0.0.1>\r\n'
    b"i: x@y\r\nCSeq: 1 INVITE\r\nm: <sip:a@10.0.0.2>\r\nSubject: folded\r\n  line\r\nl: 4\r\n\r\nbodyand more"
)


def test_short_names_folded_lines_and_lengths():
    request = parse(WHOLE)
    assert isinstance(request, Request)
    assert request.headers.first("call-id") == "x@y"
    assert request.headers.first("subject") == "folded line"
    assert request.body == b"body"
    assert parse(request.encoded()) == parse(parse(request.encoded()).encoded())


def test_values_between_commas_are_taken_apart_but_not_in_quotes_or_brackets():
    headers = Headers((("contact", '"One, two" <sip:a@b;x=1,2>, <sip:c@d>'),))
    assert headers.all("contact") == ('"One, two" <sip:a@b;x=1,2>', "<sip:c@d>")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 40,
        b"INVITE\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"SIP/2.0 9999 Never\r\n\r\n",
        WHOLE.replace(b"CSeq: 1 INVITE", b"CSeq: 1 BYE"),
        WHOLE.replace(b"CSeq: 1 INVITE", b"CSeq: 99999999999 INVITE"),
        WHOLE.replace(b"l: 4", b"l: 4000"),
        WHOLE.replace(b"l: 4", b"l: -4"),
        WHOLE.replace(b"i: x@y\r\n", b""),
        WHOLE.replace(b"SIP/2.0\r\nv", b"SIP/3.0\r\nv"),
        WHOLE.replace(b"Max-Forwards: 70", b"Max Forwards 70"),
        WHOLE.replace(b"Max-Forwards: 70", b"X: " + b"x" * 5_000),
        WHOLE.replace(b"Max-Forwards: 70", b"\r\n".join([b"X: y"] * 200)),
    ],
)
def test_what_is_no_message_is_said_to_be_none(data):
    with pytest.raises(Malformed):
        parse(data)


@given(st.binary(max_size=600))
def test_any_bytes_are_a_message_or_malformed(data):
    try:
        parse(data)
    except Malformed:
        pass


pieces = st.sampled_from(
    [
        b"Via: ",
        b"SIP/2.0/UDP ",
        b";branch=",
        b"z9hG4bK",
        b"<",
        b">",
        b'"',
        b",",
        b":",
        b"\r\n",
        b" ",
        b";tag=",
        b"\x00",
        b"From",
        b"sip:",
        b"[::1]",
        b"99999999999999999999",
        b"CSeq: 1 INVITE",
        b"Content-Length: ",
        b"\xc3",
        b"Digest ",
    ]
)


@given(st.lists(pieces, max_size=12), st.integers(0, len(WHOLE)), st.integers(0, 40))
def test_whatever_happens_to_a_message_on_its_way_stops_nobody(parts, place, cut):
    data = WHOLE[:place] + b"".join(parts) + WHOLE[place + cut :]
    try:
        message = parse(data)
    except Malformed:
        return
    for name, value in message.headers.pairs:
        parse_named(value), parse_uri(value), parse_via(value), received(value, ("10.0.0.9", 7))
        assert name
    assert parse(message.encoded()).headers.first("call-id") == message.headers.first("call-id")


@given(st.lists(st.tuples(st.integers(0, 500), st.binary(max_size=9)), max_size=4))
def test_a_description_that_was_spoilt_is_refused_or_read(changes):
    body = OFFER.format(host="10.0.0.2", address="10.0.0.2", formats="0 8 101", direction="sendrecv").encode()
    for place, piece in changes:
        body = body[:place] + piece + body[place + len(piece) :]
    theirs = sdp.read(body)
    if theirs is not None and theirs.stream is not None:
        assert 0 < theirs.stream.port < 65_536
        assert sdp.read(
            sdp.answer(sdp.Ours(host="10.0.0.1", port=4000, session=1, version=1), theirs, theirs.stream)
        )


def test_malformed_requests_are_told_so_and_calls_go_on():
    async def story(meeting):
        peer = meeting.peer
        await peer.call()
        whole = peer.message("OPTIONS", 9)
        for spoilt in (
            whole.replace("CSeq: 9 OPTIONS", "CSeq: nine OPTIONS"),
            whole.replace("Content-Length: 0", "Content-Length: 500"),
            whole.replace("Max-Forwards", "Max Forwards"),
        ):
            peer.send(spoilt)
        for number in range(200):
            peer.send(bytes([number]) * number)
        await asyncio.sleep(0.2)
        assert sum(data.startswith(b"SIP/2.0 400 ") for _, _, data in meeting.air.sent) == 3
        peer.send("\r\n\r\n")
        peer.send(peer.message("BYE", 10))
        await peer.until(200, "BYE")
        await meeting.over()

    assert len(meet(story).reception.endings) == 1


def test_a_digest_is_answered_as_the_standard_does():
    """The example of RFC 2617, 3.5, with its fixed values, and of RFC 7616 by its own verifier."""
    keeper = Challenges(Credentials(user="Mufasa", password="Circle Of Life"), "here", clock=lambda: 5.0)
    challenge = Response(status=401, reason="", headers=Headers((("www-authenticate", keeper.challenge()),)))
    name, value = answered(
        challenge, Credentials(user="Mufasa", password="Circle Of Life"), "INVITE", "sip:a@b"
    )
    assert name == "authorization"
    assert keeper.accepts(Headers(((name, value),)), "INVITE")
    assert not keeper.accepts(Headers(((name, value),)), "BYE")
    assert not keeper.accepts(Headers(((name, value.replace("Mufasa", "Scar")),)), "INVITE")
    plain = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c"'
    old = Response(status=407, reason="", headers=Headers((("proxy-authenticate", plain),)))
    name, value = answered(
        old, Credentials(user="Mufasa", password="Circle Of Life"), "GET", "/dir/index.html"
    )
    assert name == "proxy-authorization"
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in value
    assert 'opaque="5ccc069c"' in value


def test_a_nonce_grows_old_and_is_made_by_us_alone():
    now = [100.0]
    user = Credentials(user="pbx", password="word")
    keeper = Challenges(user, "here", clock=lambda: now[0])

    def answer(told):
        response = Response(status=401, reason="", headers=Headers((("www-authenticate", told),)))
        return Headers((answered(response, user, "INVITE", "sip:a@b"),))

    headers = answer(keeper.challenge())
    now[0] += 61
    assert not keeper.accepts(headers, "INVITE")
    assert keeper.is_stale(headers)
    foreign = answer(Challenges(user, "here", clock=lambda: now[0]).challenge())
    assert not keeper.accepts(foreign, "INVITE")
    assert not keeper.is_stale(foreign)
