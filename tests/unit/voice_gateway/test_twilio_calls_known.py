"""What is remembered of Twilio's calls stays small, whatever Twilio tells of their end."""

from voice_gateway.call.line import Arrival
from voice_gateway.transports.twilio import known_calls
from voice_gateway.transports.twilio.known_calls import KnownCalls


def test_calls_whose_end_nobody_tells_are_forgotten_in_time_and_never_answered_again(monkeypatch):
    monkeypatch.setattr(known_calls, "MOST", 3)
    calls = KnownCalls()
    live = calls.begin("CA0", Arrival())
    live.media = object()
    for number in range(1, 6):
        assert calls.begin(f"CA{number}", Arrival()) is not None
    assert calls.find("CA0") is live
    assert calls.find("CA1") is None
    assert calls.begin("CA1", Arrival()) is None
    assert calls.find("CA5") is not None
