from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from actions.turns.care import care_json, read_care
from actions.turns.context import read_turn
from actions.words.formats import clock, difference, gigabytes, money, ordinal
from actions.words.numbers import (
    part_of_phone,
    phone_in,
    same_number,
    shown_number,
    zip_in,
)
from conversation.care import Care, StepCard
from tests.unit.actions.talk import NOW


def tracker(*events, slots=None, loop=None, metadata=None, text="hello"):
    user = {
        "event": "user", "text": text, "message_id": "m1", "metadata": {"turn_id": "t1", **(metadata or {})},
        "parse_data": {
            "intent": {"name": "greet", "confidence": 0.8},
            "intent_ranking": [{"name": "nlu_fallback", "confidence": 0.5}, {"name": "greet", "confidence": 0.4}],
            "entities": [{"entity": "charge", "value": "roaming"}],
        },
    }  # fmt: skip
    before = [
        {"event": "user", "text": "earlier"}, {"event": "bot", "text": "One."}, {"event": "bot", "text": "Two."}, {"event": "action", "name": "action_listen"},
    ]  # fmt: skip
    return {
        "sender_id": "c1",
        "slots": slots or {},
        "events": [*before, user, *events],
        "active_loop": {"name": loop} if loop else {},
    }


def test_a_turn_is_read_from_the_tracker():
    turn = read_turn(tracker(), now=NOW)
    assert (turn.conversation_id, turn.turn_id, turn.text) == ("c1", "t1", "hello")
    assert turn.intent.name == "greet"
    assert [intent.name for intent in turn.ranking] == ["greet"]
    assert turn.entity("charge") == "roaming"
    assert turn.said == ("One.", "Two.")
    assert not turn.acted


def test_another_action_having_run_is_seen_but_the_form_itself_is_not_another():
    form = {"event": "action", "name": "identity_form"}
    assert not read_turn(tracker(form, loop="identity_form"), now=NOW).acted
    told = {"event": "action", "name": "utter_general_human"}
    turn = read_turn(tracker(told, form, loop="identity_form"), now=NOW)
    assert turn.acted
    assert turn.returns
    opened = {"event": "active_loop", "name": "identity_form"}
    assert not read_turn(tracker(told, opened, loop="identity_form"), now=NOW).returns


def test_the_metadata_of_the_front_door_is_read():
    metadata = {
        "channel": "voice", "sender": "s1", "sealed": "x", "payload": True, "mood": {"label": "negative", "negative_turns": 2},
        "wait": {"minutes": 3, "open_now": True, "agents_signed_in": 1, "next_opening": None}, "recognition": {"confidence": 0.7},
        "verification": {"customer_id": "c", "level": 2, "method": "signed_login", "expires_at": "2026-07-20T18:00:00+00:00"},
    }  # fmt: skip
    situation = read_turn(tracker(metadata=metadata), now=NOW).situation
    assert situation.is_spoken
    assert situation.wait.minutes == 3
    assert situation.login.customer_id == "c"
    assert (situation.sender, situation.sealed, situation.payload, situation.confidence) == (
        "s1",
        "x",
        True,
        0.7,
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"wait": 7, "mood": "bad", "verification": {"level": 2}, "recognition": [1], "turn_at": "now"},
        {
            "verification": {
                "customer_id": "c",
                "level": 1,
                "method": "x",
                "expires_at": "2026-07-20T18:00:00+00:00",
            }
        },
    ],
)
def test_odd_metadata_counts_as_absent(odd):
    situation = read_turn(tracker(metadata=odd), now=NOW).situation
    assert situation.login is None
    assert situation.wait is None
    assert situation.sender == "c1"


def test_an_empty_tracker_is_an_empty_turn():
    turn = read_turn({"sender_id": "c1", "slots": {}, "events": []}, now=NOW)
    assert turn.text == ""
    assert turn.intent.name == ""


def test_only_what_says_something_travels():
    assert care_json(Care()) == {}
    card = care_json(Care(card=StepCard(title="SIM", place=1, of=3)))
    assert card == {"card": {"kind": "step", "title": "SIM", "place": 1, "of": 3}}
    assert read_care(card).card.place == 1
    assert read_care({"nonsense": 1}) == Care()
    assert read_care(None) == Care()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("555-123-0002", "5551230002"),
        ("+1 (555) 123.0002", "5551230002"),
        ("five five five one two three double oh oh two", "5551230002"),
        ("no i meant 555-123-0003 not 555-123-0002", "5551230003"),
        ("my bill is 82.14 due 07/20/2026", None),
        ("5551230", None),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_phone_numbers(text, digits):
    assert phone_in(text) == digits


def test_numbers_are_shown_as_the_carrier_prints_them():
    assert shown_number("15551230002") == "555-123-0002"
    assert same_number("(555) 123-0002", "+1 555 123 0002")
    assert not same_number("", "")
    assert part_of_phone("555-123-01") == "55512301"
    assert part_of_phone("two lines") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I'm in 55408", "55408"),
        ("five five four zero eight", "55408"),
        ("55408-1234", "55408"),
        ("555-123-0002", None),
        ("no", None),
    ],
)
def test_zip_codes(text, found):
    assert zip_in(text) == found


def test_amounts_and_times():
    assert money(Decimal("82.145")) == "$82.15"
    assert money(Decimal(-10)) == "-$10.00"
    assert difference(Decimal("12.4")) == "+$12.40"
    assert difference(Decimal(0)) == "$0.00"
    assert gigabytes(Decimal("3.00")) == "3 GB"
    assert gigabytes(Decimal("3.25")) == "3.3 GB"
    assert [ordinal(date(2026, 7, day)) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "23rd",
        "31st",
    ]
    zone = ZoneInfo("America/Chicago")
    end = datetime(2026, 7, 20, 23, 30, tzinfo=UTC)
    assert clock(end, zone, today=date(2026, 7, 20)) == "6:30 PM"
    assert clock(end, zone, today=date(2026, 7, 19)) == "6:30 PM on July 20"
