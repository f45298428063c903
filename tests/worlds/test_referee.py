"""The referee sees what the policy forbids, and lets the rest be."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.worlds.desk import Asked, Desk
from tests.worlds.generate import TODAY, make
from tests.worlds.referee import Referee, Turn
from tests.worlds.world import Wish


@pytest.fixture
def world():
    world = make(1)
    world.wishes = [Wish.SERVICE]
    world.line.status = "Suspended"
    world.line.contract_end_date = None
    for bill in world.customer.bills:
        bill.status = "Paid"
    return world


@pytest.fixture
def referee(world):
    referee = Referee(world, Desk(books=world.books))
    referee.turns = [Turn(who="customer", text=world.line.phone_number, act="identity")]
    return referee


def judged(referee, method, path, **body):
    return referee(Asked(method=method, path=f"/v1{path}", query={}, body=body))


def say(referee, who, text, act=""):
    referee.turns.append(Turn(who=who, text=text, act=act))


def test_an_account_is_looked_at_only_after_its_number_was_said(world, referee):
    assert judged(referee, "GET", f"/customers/{world.customer.customer_id}/lines") == []
    referee.turns = []
    assert judged(referee, "GET", f"/customers/{world.customer.customer_id}/lines")


def test_before_the_proof_the_lines_are_read_to_text_a_code_and_for_nothing_else(world, referee):
    referee.desk.optional = True
    account = f"/customers/{world.customer.customer_id}"
    assert judged(referee, "GET", f"{account}/lines") == []
    assert judged(referee, "POST", f"{account}/one-time-codes", line_id=world.line.line_id) == []
    assert judged(referee, "GET", f"{account}/lines") == []
    assert judged(referee, "GET", "/plans"), "the read was for something else"
    assert judged(referee, "GET", f"{account}/bills")
    assert judged(referee, "GET", f"{account}/lines") == []
    assert referee.left_open(), "nothing came of it"
    say(referee, "customer", world.customer.pin, act="identity")
    assert judged(referee, "POST", f"{account}/pin-checks")
    assert judged(referee, "GET", f"{account}/lines") == []
    assert referee.left_open() == []


def test_nobody_elses_account_is_looked_at(world, referee):
    other = world.books.customers[1]
    assert judged(referee, "GET", f"/customers/{other.customer_id}/bills")


def test_a_suspension_is_lifted_only_with_every_bill_paid_and_a_contract_that_runs(world, referee):
    path = f"/lines/{world.line.line_id}/resume"
    assert judged(referee, "POST", path) == []
    world.customer.bills[1].status = "Awaiting Payment"
    assert judged(referee, "POST", path)
    world.customer.bills[1].status = "Paid"
    world.line.contract_end_date = TODAY - timedelta(days=1)
    assert judged(referee, "POST", path)


def test_a_payment_request_needs_an_overdue_bill_its_amount_and_a_yes(world, referee):
    bill = world.customer.bills[1]
    path = f"/customers/{world.customer.customer_id}/payment-requests"
    bill.status = "Overdue"
    assert judged(referee, "POST", path, bill_id=bill.bill_id)
    say(referee, "assistant", f"It is ${bill.total_due:,.2f}. Shall I send a request?")
    assert judged(referee, "POST", path, bill_id=bill.bill_id)
    say(referee, "customer", "go ahead", act="yes")
    assert judged(referee, "POST", path, bill_id=bill.bill_id) == []
    bill.status = "Awaiting Payment"
    assert judged(referee, "POST", path, bill_id=bill.bill_id)


def test_a_top_up_needs_a_yes_after_its_price_and_stays_within_two_gigabytes(world, referee):
    path = f"/lines/{world.line.line_id}/data-topups"
    price = world.books.plan(world.line.plan_id).topup_price_per_gb
    assert judged(referee, "POST", path, gb=1)
    referee.added_gb = 0
    say(referee, "assistant", f"1 GB is ${price * Decimal(1):,.2f}, 2 GB ${price * 2:,.2f}. Which?")
    say(referee, "customer", "1 GB", act="gigabytes")
    assert judged(referee, "POST", path, gb=1) == []
    assert judged(referee, "POST", path, gb=2)


def test_roaming_is_for_travellers_suspending_for_lost_phones_and_plans_for_the_team(world, referee):
    line = f"/lines/{world.line.line_id}"
    assert judged(referee, "PUT", f"{line}/roaming", enabled=True)
    world.phone.abroad = True
    assert judged(referee, "PUT", f"{line}/roaming", enabled=True) == []
    assert judged(referee, "POST", f"{line}/suspend", reason="lost")
    world.wishes = [Wish.LOST]
    assert judged(referee, "POST", f"{line}/suspend", reason="lost") == []
    assert judged(referee, "PUT", f"{line}/plan", plan_id="P2")
