"""Twilio's own library says what a true signature is; whatever else comes is refused."""

import hashlib
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from voice_gateway.transports.twilio.signature import Signatures

TOKEN = "12345"
ORACLE = RequestValidator(TOKEN)
BASES = [
    "https://voice.example.com",
    "https://voice.example.com:8443",
    "https://example.com/care/voice/",
    "http://127.0.0.1:8081",
]
names = st.text(st.characters(codec="ascii", exclude_characters="\x00"), min_size=1, max_size=12)
fields = st.dictionaries(names, st.text(st.characters(codec="utf-8"), max_size=20), max_size=8)
bases = st.sampled_from(BASES)
targets = st.sampled_from(["/twilio/voice", "/twilio/after?call=1", "/twilio/status?a=%20b&c=d%2Fe"])


def posted(form):
    return urlencode(form).encode()


@given(bases, targets, fields)
@settings(max_examples=400, deadline=None)
def test_what_twilio_signs_is_let_in_and_read_as_it_was_sent(base, target, form):
    url = base.rstrip("/") + target
    told = Signatures(TOKEN, base).form(target, posted(form), ORACLE.compute_signature(url, form))
    assert told == form


@given(bases, targets, fields)
@settings(deadline=None)
def test_a_shared_key_signs_with_the_longer_digest(base, target, form):
    signature = ORACLE.compute_signature(base.rstrip("/") + target, form, "HMAC_SHA256")
    assert Signatures(TOKEN, base).form(target, posted(form), signature) == form


@given(bases, targets, fields, st.data())
@settings(max_examples=400, deadline=None)
def test_a_request_that_was_changed_anywhere_is_refused(base, target, form, data):
    url = base.rstrip("/") + target
    given_signature = ORACLE.compute_signature(url, form)
    changed = dict(form)
    how = data.draw(st.sampled_from(["field", "value", "target", "token", "signature"]))
    signatures = Signatures(TOKEN, base)
    if how == "field":
        changed["Forged" + data.draw(names)] = "x"
    elif how == "value" and form:
        name = data.draw(st.sampled_from(sorted(form)))
        changed[name] = form[name] + "x"
    elif how == "target":
        target += "x"
    elif how == "token":
        signatures = Signatures(TOKEN + "6", base)
    else:
        given_signature = data.draw(st.text(max_size=40))
    assert signatures.form(target, posted(changed), given_signature) is None


def test_the_vector_of_twilios_documentation():
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    signatures = Signatures(TOKEN, "https://mycompany.com")
    told = signatures.form("/myapp.php?foo=1&bar=2", posted(form), "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")
    assert told == form


@given(st.sampled_from(["https://voice.example.com", "https://voice.example.com:443", BASES[1]]), fields)
@settings(deadline=None)
def test_the_port_may_be_signed_or_left_out(base, form):
    """The library takes both, as Twilio has done either."""
    with_port = base if base.count(":") == 2 else base + ":443"
    without = with_port.rsplit(":", 1)[0]
    for signed in (with_port, without):
        signature = ORACLE.compute_signature(signed + "/twilio/voice", form)
        assert ORACLE.validate(base + "/twilio/voice", form, signature)
        assert Signatures(TOKEN, base).form("/twilio/voice", posted(form), signature) == form


def test_repeated_fields_count_as_the_library_counts_them():
    pairs = [("MediaUrl", "b"), ("MediaUrl", "a"), ("A", "1"), ("MediaUrl", "a")]
    signature = ORACLE.compute_signature(BASES[0] + "/x", MultiDict(pairs))
    assert Signatures(TOKEN, BASES[0]).form("/x", urlencode(pairs).encode(), signature)


@given(bases, st.binary(max_size=200), st.binary(max_size=200))
@settings(deadline=None)
def test_a_json_body_is_covered_by_its_digest(base, body, other):
    target = f"/twilio/status?bodySHA256={hashlib.sha256(body).hexdigest()}"
    url = base.rstrip("/") + target
    signature = ORACLE.compute_signature(url, {})
    signatures = Signatures(TOKEN, base)
    assert signatures.covers_json(target, body, signature)
    assert signatures.covers_json(target, other, signature) is (other == body)
    assert not signatures.covers_json("/twilio/status", body, ORACLE.compute_signature(base, {}))


@given(bases, st.text(max_size=30))
@settings(deadline=None)
def test_a_socket_is_signed_as_the_address_it_is_opened_at(base, strange):
    signatures = Signatures(TOKEN, base)
    url = signatures.socket_url("/twilio/stream/abc")
    assert url.startswith("ws")
    assert signatures.covers_socket("/twilio/stream/abc", ORACLE.compute_signature(url, {}))
    assert not signatures.covers_socket("/twilio/stream/abd", ORACLE.compute_signature(url, {}))
    assert not signatures.covers_socket("/twilio/stream/abc", strange)


def test_bytes_that_are_no_form_are_no_request_of_twilios():
    signatures = Signatures(TOKEN, BASES[0])
    for body in (b"\xff\xfe=1", b"&".join(b"a%d=1" % number for number in range(1_000))):
        assert signatures.form("/x", body, "") is None
    assert signatures.form("/x", b"a=1", "\udcff") is None
