"""A call booked by conversation: number, time, read back, corrections; told, moved, cancelled, refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.turns.call_offer import BookedCall, CallOffer, call_offer_from
from tests.unit.actions.talk import NOW, Talk

CHICAGO = ZoneInfo("America/Chicago")
"""In these tests it is Monday, 12:00 in Chicago."""


class CallingTeam:
    """A team that can call from 7 to 21, but for what a test takes away."""

    def __init__(self):
        midnight = datetime(2026, 7, 20, tzinfo=CHICAGO)
        quarters = [
            midnight + timedelta(days=day, minutes=15 * q) for day in range(14) for q in range(28, 84)
        ]
        self.offer = CallOffer(
            team="Upper Midwest team",
            zone=CHICAGO,
            slots=tuple(at.astimezone(UTC) for at in quarters if at > NOW + timedelta(minutes=15)),
        )

    async def wait(self, _conversation_id):
        return None

    async def promises(self, _conversation_id, _customer_id):
        return ()

    async def call_offer(self, _conversation_id):
        return self.offer

    def books(self, at, number="+15551230177"):
        self.offer = replace(self.offer, booked=BookedCall(at=at, number=number), number=number)


@pytest.fixture
def team():
    return CallingTeam()


@pytest.fixture
def caller(resources, sealer, team):
    return Talk(replace(resources, care_team=team), sealer)


def at(day, hour, minute=0):
    return datetime(2026, 7, day, hour, minute, tzinfo=CHICAGO).astimezone(UTC)


async def test_number_and_time_in_one_breath_are_read_back_and_booked_with_a_yes(caller):
    await caller.says("call me tomorrow after five at 555-123-0177", "want_callback")
    assert caller.responses == ["utter_ask_callback_confirm"]
    assert caller.last.values == {"when": "tomorrow at 5 PM", "number": "555-123-0177"}
    await caller.says("yes please", "affirm")
    assert caller.care.callback.at == at(21, 17)
    assert caller.care.callback.number == "555-123-0177"
    assert caller.care.handoff is None
    assert caller.form is None


async def test_what_was_not_said_is_asked_for_one_thing_at_a_time(caller):
    await caller.says("can somebody call me", "want_callback")
    assert caller.responses == ["utter_ask_callback_number"]
    await caller.says("555-123-0177", "inform_identity")
    assert caller.responses == ["utter_ask_callback_time"]
    assert caller.last.values["first"] == "today at 12:30 PM"
    await caller.says("friday morning", "nlu_fallback")
    assert caller.last.values["when"] == "Friday, July 24, at 9 AM"
    await caller.says("yes", "affirm")
    assert caller.care.callback.at == at(24, 9)


async def test_a_time_said_with_the_wish_is_kept_while_the_number_is_asked_for(caller):
    await caller.says("call me in two hours", "want_callback")
    assert caller.responses == ["utter_ask_callback_number"]
    await caller.says("555-123-0177", "inform_identity")
    assert caller.last.values["when"] == "today at 2 PM"


async def test_hour_day_and_number_are_put_right_before_it_is_booked(caller):
    await caller.says("call me friday at three at 555-123-0177", "want_callback")
    await caller.says("no, four rather", "correct")
    assert caller.last.values["when"] == "Friday, July 24, at 4 PM"
    await caller.says("make that wednesday", "nlu_fallback")
    assert caller.last.values["when"] == "Wednesday, July 22, at 4 PM"
    await caller.says("and at 555-123-0188", "inform_identity")
    assert caller.last.values["number"] == "555-123-0188"
    await caller.says("no", "deny")
    assert caller.responses == ["utter_ask_callback_time"]
    await caller.says("thursday at noon", "nlu_fallback")
    await caller.says("yes", "affirm")
    assert caller.care.callback.at == at(23, 12)
    assert caller.care.callback.number == "555-123-0188"


async def test_a_time_that_cannot_be_had_is_answered_with_the_nearest(caller):
    await caller.says("call me tomorrow at eleven pm at 555-123-0177", "want_callback")
    assert caller.responses == ["utter_general_call_time_instead"]
    assert caller.last.values["when"] == "tomorrow at 8:30 PM"


async def test_a_choice_offered_is_a_time_like_any_other(caller):
    await caller.says("call me at 555-123-0177", "want_callback")
    choice = caller.care.choices[1]
    await caller.says(choice.id, "nlu_fallback")
    assert caller.last.values["when"] == choice.id


async def test_as_soon_as_possible_leaves_the_number_with_the_team(caller):
    await caller.says("call me at 555-123-0177", "want_callback")
    await caller.says("as soon as somebody is free", "nlu_fallback")
    assert caller.responses[-1] == "utter_handoff_callback"
    assert caller.care.handoff.reason == "asked_for_person"
    assert caller.care.callback is None


async def test_never_mind_drops_it_and_another_matter_is_taken_up(caller):
    await caller.says("call me at 555-123-0177", "want_callback")
    await caller.says("never mind", "never_mind")
    assert caller.form is None
    assert caller.care.callback is None


async def test_when_is_my_call_is_answered_from_the_book(caller, team):
    team.books(at(21, 17, 15))
    await caller.says("when is my callback", "manage_callback")
    assert caller.responses == ["utter_general_call_booked"]
    assert caller.last.values["when"] == "tomorrow at 5:15 PM"


async def test_a_booked_call_is_moved_in_one_sentence_or_by_asking(caller, team):
    team.books(at(21, 17, 15))
    await caller.says("move my callback to friday at ten", "manage_callback")
    assert caller.last.values == {"when": "Friday, July 24, at 10 AM", "number": "555-123-0177"}
    await caller.says("yes", "affirm")
    assert caller.care.callback.do == "book"
    await caller.says("i can't make it, another time please", "manage_callback")
    assert caller.responses == ["utter_ask_callback_time"]


async def test_a_call_is_cancelled_and_calls_are_refused_at_once(caller, team):
    team.books(at(21, 17, 15))
    await caller.says("cancel my callback", "manage_callback")
    assert caller.care.callback.do == "cancel"
    await caller.says("please don't call me anymore", "manage_callback")
    assert caller.care.callback.do == "refuse"


@pytest.mark.parametrize(
    "text",
    ["i'd rather you didn't ring me at all", "stop calling me", "never call this number", "i don't want any phone calls",
     "please do not phone me anymore", "take me off your call list"],
)  # fmt: skip
async def test_not_to_be_called_is_obeyed_even_where_it_was_taken_for_a_wish_to_be(caller, text):
    assert (await caller.says(text, "want_callback")).care.callback.do == "refuse"


@pytest.mark.parametrize(
    "text", ["i don't have time now call me later", "i can't chat call me", "don't bother writing, call me"]
)
async def test_no_time_to_write_is_no_refusal_of_calls(caller, text):
    await caller.says(text, "want_callback")
    assert caller.responses == ["utter_ask_callback_number"]


async def test_who_asks_after_a_call_that_is_not_booked_is_offered_one(caller):
    await caller.says("when is my callback", "manage_callback")
    assert caller.responses == ["utter_general_no_call_booked"]
    await caller.says("yes", "affirm")
    assert caller.responses == ["utter_ask_callback_number"]


async def test_a_team_without_a_free_quarter_hour_gets_the_number_instead(caller, team):
    team.offer = replace(team.offer, slots=())
    await caller.says("call me tomorrow at five at 555-123-0177", "want_callback")
    assert caller.responses == ["utter_handoff_callback"]


def test_what_the_front_door_does_not_tell_rightly_counts_as_nothing():
    assert call_offer_from({}) is None
    assert call_offer_from([]) is None
    told = {
        "team": "T",
        "time_zone": "America/Chicago",
        "slots": ["2026-07-21T17:00:00+00:00", 5],
        "callback": 3,
    }
    assert call_offer_from(told).slots == (datetime(2026, 7, 21, 17, tzinfo=UTC),)
