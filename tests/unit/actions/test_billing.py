from datetime import date
from decimal import Decimal

import pytest

from actions.billing import bills, charges
from carrier.enums import BillStatus
from carrier.types import Bill, LineItem
from conversation.words import Words

WORDS = Words.load("en")


def bill(month: int, *items: tuple[str, str, str], status: BillStatus = BillStatus.ISSUED) -> Bill:
    made = tuple(
        LineItem(description=label, amount=Decimal(amount), date=date(2026, month, 3), item_type=kind)
        for label, amount, kind in items
    )
    return Bill(
        bill_id=f"b{month}", status=status, total_due=sum((i.amount for i in made), Decimal(0)),
        due_date=date(2026, month, 23), period_start=date(2026, month, 1), period_end=date(2026, month, 28), line_items=made,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (
            [("Plan", "40", "plan"), ("Welcome", "-15", "promotion")],
            [("Plan", "40", "plan")],
            "a promotion of $15.00 a month ended",
        ),
        (
            [("Plan", "40", "plan")],
            [("Plan", "40", "plan"), ("Roaming in Canada", "38.5", "roaming")],
            "roaming around July 3 came to $38.50",
        ),
        ([("Tax", "4", "tax")], [("Tax", "5", "tax")], "taxes and fees went from $4.00 to $5.00"),
        (
            [("A", "4", "a new kind")],
            [("A", "4", "a new kind"), ("B", "9", "a new kind")],
            "B is new, at $9.00",
        ),
        ([("Phone", "20", "device")], [], "a device installment of $20.00 is paid off"),
    ],
)
def test_the_main_reason_comes_in_words(before, after, reason):
    older, newer = bill(6, *before), bill(7, *after)
    found = bills.changes(newer, older)
    main = bills.main_change(found, newer.total_due - older.total_due)
    assert bills.reason_of(main, newer, WORDS) == reason


def test_the_differences_of_all_lines_add_up_to_the_difference_of_the_bills():
    older = bill(6, ("Plan", "40", "plan"), ("Promo", "-15", "promotion"), ("Tax", "3.11", "tax"))
    newer = bill(7, ("Plan", "40", "plan"), ("Tax", "4.35", "tax"), ("Fee", "10", "one_off"))
    found = bills.changes(newer, older)
    assert sum(change.amount for change in found) == newer.total_due - older.total_due
    card = bills.comparison(newer, older, found, WORDS)
    assert card.total.difference == "+$26.24"
    assert [row.label for row in card.rows] == ["Promo", "Fee", "Tax", "Plan"]


def test_a_fall_is_explained_by_what_fell():
    older = bill(6, ("Plan", "40", "plan"), ("Roaming", "30", "roaming"))
    newer = bill(7, ("Plan", "40", "plan"), ("Fee", "10", "one_off"))
    main = bills.main_change(bills.changes(newer, older), newer.total_due - older.total_due)
    assert main.label == "Roaming"


NEWEST = bill(7, ("Plus 15 plan, line ending 0101", "40", "plan"), ("Norrland N7 installment, line ending 0101", "24.99", "device"), ("Roaming in Canada, line ending 0101", "38.50", "roaming"), ("Taxes and regulatory fees", "5.39", "tax"), ("Late payment fee", "7", "late_fee"))  # fmt: skip


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("what is the roaming charge", "Roaming in Canada, line ending 0101"),
        ("what's the 38.50 on my bill", "Roaming in Canada, line ending 0101"),
        ("why do i pay 25 dollars for a phone", "Norrland N7 installment, line ending 0101"),
        ("explain the taxs", "Taxes and regulatory fees"),
        ("the late fee", "Late payment fee"),
        ("whats the instalment", "Norrland N7 installment, line ending 0101"),
    ],
)
def test_a_charge_is_found_as_customers_say_it(said, found):
    assert [charge.label for charge in charges.find([NEWEST], said)] == [found]


@pytest.mark.parametrize("said", ["what is this charge", "the pineapple", ""])
def test_words_that_name_no_charge_find_none(said):
    assert charges.find([NEWEST], said) == ()


async def test_amount_due_date_and_the_main_reason_come_first(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    values = talk.last.values
    assert (values["amount"], values["due"], values["bill"], values["older"]) == (
        "$70.38",
        "July 23",
        "July",
        "June",
    )
    assert values["change"] == "$16.24 more"
    assert values["reason"] == "a promotion of $15.00 a month ended"
    assert talk.care.card.value == "$70.38"


async def test_a_yes_shows_the_change_line_by_line(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_billing_change_up"]
    assert talk.care.card.kind == "table"
    assert talk.care.card.total.difference == "+$16.24"


async def test_an_offer_does_not_outlive_the_next_turn(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("how long is the wait", "ask_wait")
    await talk.says("no", "deny")
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_general_what_else"]


async def test_an_unclear_charge_is_asked_for_with_the_bills_own_lines(talk):
    await talk.says("what is this charge", "ask_charge")
    await talk.proves("555-123-0104", "3648")
    assert talk.responses == ["utter_identity_proved", "utter_ask_charge"]
    titles = [choice.title for choice in talk.care.choices]
    assert titles[0] == "Roaming in Canada, line ending 0104"
    await talk.says("the canada one", "nlu_fallback")
    assert talk.responses == ["utter_billing_charge_new"]
    assert talk.last.values["amount"] == "$38.50"


async def test_a_charge_taken_by_its_button_is_explained(talk):
    await talk.says("what is this charge", "ask_charge")
    await talk.proves("555-123-0104", "3648")
    label = talk.care.choices[0].title
    await talk.says("/ask_charge", "ask_charge", entities={"charge": label})
    assert talk.last.values["charge"] == label


async def test_a_dispute_collects_what_and_why_and_goes_to_the_team(talk):
    await talk.says("i dispute a charge", "dispute_charge")
    await talk.proves("555-123-0104", "3648")
    assert talk.responses[-1] == "utter_ask_disputed_charge"
    await talk.says("roaming", "ask_charge")
    assert talk.responses == ["utter_ask_dispute_reason"]
    await talk.says("I was never in Canada", "report_no_data", confidence=0.3)
    assert talk.responses == ["utter_billing_dispute_handed"]
    assert talk.care.handoff.reason == "policy"
    assert "I was never in Canada" in talk.care.handoff.note
    assert "$38.50" in talk.care.handoff.note
    assert talk.facts["dispute_reason"] == "I was never in Canada"


@pytest.mark.parametrize(
    ("number", "pin", "response"),
    [
        ("555-123-0102", "5926", "utter_billing_overdue"),
        ("555-123-0108", "9514", "utter_billing_paid"),
    ],
)
async def test_each_state_of_a_bill_has_its_words(talk, number, pin, response):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves(number, pin)
    assert talk.responses[-1] == response


# -- a line named by itself ------------------------------------------------------------------------------------


async def test_a_line_of_the_bill_named_after_the_bill_was_told_is_explained(talk):
    await talk.says("why is it more than last month", "ask_bill_change")
    await talk.proves("555-123-0101", "4071")
    await talk.says("and what's that Norrland thing", "nlu_fallback", ranking=())
    assert talk.responses == ["utter_billing_charge_known"]
    assert "Norrland" in talk.last.values["charge"]


async def test_before_a_proof_no_bill_is_looked_at_for_it(talk, retriever):
    await talk.says("what's that Norrland thing", "nlu_fallback", ranking=())
    assert talk.form is None
    assert [question for question, _ in retriever.asked] == ["what's that Norrland thing"]


async def test_what_was_done_about_a_bill_already_is_a_reason_to_dispute_a_charge(talk):
    await talk.says("take the roaming off my bill", "dispute_charge")
    await talk.proves("555-123-0104", "3648")
    assert talk.responses[-1] == "utter_ask_dispute_reason"
    await talk.says("I paid on time through my bank", "ask_payment_status", confidence=0.9)
    assert talk.paused
