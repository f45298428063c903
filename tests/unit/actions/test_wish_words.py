"""Answers that only sound like a wish: no line is stopped and nothing is switched on for them."""

import pytest

from actions.words.loss_words import plainly_lost
from actions.words.wish_words import (
    is_named,
    means_the_phone,
    names_home_internet,
    names_wish,
    pays_elsewhere,
    stays_home,
)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("we never drove out of the county", "dispute_charge"),
        ("calling works, so yes", "want_callback"),
        ("the card reads my own digits", "report_fraud"),
        ("travelling? nope, sitting in our garden", "travel_abroad"),
    ],
)
def test_an_answer_is_no_wish_however_sure_it_sounds(text, wish):
    assert not is_named(text, wish, 0.95)


@pytest.mark.parametrize(
    "text",
    [
        "a transfer of my number was asked for, that wasn't me",
        "they have taken over my login",
        "codes keep coming",
    ],
)
def test_a_takeover_told_among_answers_is_still_heard(text):
    assert names_wish(text, "report_fraud")


@pytest.mark.parametrize("text", ["I never left the States", "overseas? no, at our cabin"])
def test_a_denial_is_no_wish_for_roaming(text):
    assert stays_home(text)


def test_a_coming_trip_is_no_denial():
    assert not stays_home("we're not abroad yet, I want it for next week")


@pytest.mark.parametrize("text", ["pages open with the wi-fi off", "works away from the router now"])
def test_a_phone_without_wifi_is_no_home_internet(text):
    assert not names_home_internet(text)


def test_the_router_by_name_is_the_home_internet():
    assert names_home_internet("our modem is dead as well")


@pytest.mark.parametrize(
    ("text", "lost"),
    [("my handset, and not the modem", False), ("turned it off", False), ("somebody stole my phone", True)],
)
def test_among_answers_only_plain_words_tell_a_loss(text, lost):
    assert plainly_lost(text) is lost


def test_a_child_by_the_oven_is_no_emergency_and_a_fire_is():
    assert not names_wish("wait, my toddler is near the oven", "report_emergency")
    assert names_wish("the oven is on fire", "report_emergency")


@pytest.mark.parametrize(
    "text", ["I was paying for parking", "trying to pay for the bus with it", "pay at the store"]
)
def test_paying_elsewhere_is_no_bill_of_ours(text):
    assert pays_elsewhere(text)


@pytest.mark.parametrize(
    "text", ["I want to pay", "pay for it", "pay for my phone", "pay the bill with my card"]
)
def test_paying_us_is(text):
    assert not pays_elsewhere(text)


@pytest.mark.parametrize(
    "text", ["the wifi at home is good but in the street I have no internet", "I can't open anything outside"]
)
def test_where_the_wifi_does_not_reach_it_is_the_phone(text):
    assert means_the_phone(text)


@pytest.mark.parametrize("text", ["my wifi at home is down", "the box outside the house has no light"])
def test_the_internet_at_home_is_not(text):
    assert not means_the_phone(text)
