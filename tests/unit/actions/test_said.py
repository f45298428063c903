"""What is heard in passing: amounts, days to come, reasons, a useless phone, a pause, bills by their month."""

from datetime import date
from decimal import Decimal

import pytest

from actions.billing import bill_names
from actions.words.said import (
    amounts_in,
    asks_to_wait,
    by_when_in,
    cause_in,
    phone_is_dead,
    phone_is_useless,
    reason_in,
    refuses,
)
from carrier.enums import BillStatus
from carrier.types import Bill


def bill(year: int, month: int) -> Bill:
    return Bill(
        bill_id=f"{year}-{month}", status=BillStatus.PAID, total_due=Decimal(40),
        due_date=date(year, month, 23), period_end=date(year, month, 28),
    )  # fmt: skip


KNOWN = tuple(bill(2026, month) for month in (7, 6, 5, 4, 3))


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("i can pay $40 now", ["40"]),
        ("only 25 dollars", ["25"]),
        ("$1,020.50", ["1020.50"]),
        ("in 3 days", []),
    ],
)
def test_amounts_are_read_where_money_is_meant(said, amounts):
    assert [str(amount) for amount in amounts_in(said)] == amounts


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("can i pay on friday", "on friday"),
        ("until the 15th", "the 15th"),
        ("july 30th would work", "july 30th"),
        ("when i get paid", "when i get paid"),
        ("give me until the end of the month", "the end of the month"),
        ("in two weeks", "in two weeks"),
        ("i need more time", None),
        ("i may pay less", None),
    ],
)
def test_a_day_to_come_is_kept_in_the_customers_words(said, day):
    assert by_when_in(said) == day


def test_what_follows_because_is_the_reason():
    assert reason_in("i can't pay because i was in hospital.") == "i was in hospital"
    assert reason_in("i can't pay") is None


@pytest.mark.parametrize(
    ("said", "tells_why"),
    [
        ("i want to dispute the roaming charge", False),
        ("take off the late fee", False),
        ("i was billed twice for the same thing", True),
        ("dispute the roaming charge, i never left chicago", True),
    ],
)
def test_a_sentence_that_tells_why_is_told_from_one_that_only_wishes(said, tells_why):
    assert bool(cause_in(said)) is tells_why


@pytest.mark.parametrize(
    ("said", "useless"),
    [
        ("my phone is dead", True),
        ("the phone's broken", True),
        ("i lost my phone", True),
        ("i don't have my phone with me", True),
        ("i can't approve it", True),
        ("yes send it to my phone", False),
        ("is my phone bill overdue", False),
        ("i don't have my phone number in my head", False),
    ],
)
def test_a_phone_that_is_no_use_is_recognised(said, useless):
    assert phone_is_useless(said) is useless


@pytest.mark.parametrize(
    ("said", "dead"),
    [
        ("my phone is dead and i need to pay", True),
        ("i have to pay but my phone won't turn on", True),
        ("my phone got stolen, how do i pay", True),
        ("phone is dead, no signal, and i want to pay", False),
        ("my phone is off because i didn't pay", False),
        ("i lost service and want to pay", False),
        ("my phone bill is lost", False),
    ],
)
def test_a_dead_phone_is_told_from_one_without_a_network(said, dead):
    assert phone_is_dead(said) is dead


@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("hold on", True),
        ("wait, let me check", True),
        ("no wait", True),
        ("not yet", True),
        ("yes", False),
        ("wait times are too long and i want to know how that can be ok", False),
    ],
)
def test_a_pause_is_no_answer(said, pause):
    assert asks_to_wait(said) is pause


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("my june bill", ["June"]),
        ("the may bill please", ["May"]),
        ("may i see my bill", []),
        ("from may to july", ["July", "May"]),
        ("last month's bill", ["June"]),
        ("why is it higher than last month", []),
    ],
)
def test_bills_are_named_by_their_month(said, months):
    assert [bill_names.name_of(found) for found in bill_names.named(KNOWN, said)] == months


@pytest.mark.parametrize(
    ("said", "newer", "older"),
    [
        ("why is it higher", "July", "June"),
        ("why is july more than may", "July", "May"),
        ("why was may so high", "May", "April"),
        ("why is it more than in april", "July", "April"),
    ],
)
def test_the_two_bills_to_compare_are_those_that_are_meant(said, newer, older):
    assert [bill_names.name_of(found) for found in bill_names.pair(KNOWN, said)] == [newer, older]


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "no, no extra data",
        "nope, too expensive",
        "no thanks, I don't want to pay extra",
        "Oh no. don't",
        "don’t add any",
    ],
)
def test_a_turn_that_begins_with_a_no_is_a_no(said):
    assert refuses(said)


@pytest.mark.parametrize(
    "said",
    ["yes", "no problem, add it", "no worries, go ahead", "nothing works", "now, please", "not bad, do it"],
)
def test_a_no_that_is_none_is_not(said):
    assert not refuses(said)
