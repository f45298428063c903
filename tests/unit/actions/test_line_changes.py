"""Policy, by its lines: lift only without open bill and ended contract; suspend lost phones; roaming is free."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.lines.line_changes import (
    BillOpen,
    ContractEnded,
    Lifted,
    NotLifted,
    NotSuspendable,
    NotSuspended,
    RoamingAllowed,
    Suspended,
    allow_roaming,
    lift_suspension,
    suspend_lost,
)
from actions.turns.proof import Verification
from actions.turns.resources import Offers
from actions.turns.turn import Intent, Situation, Turn
from carrier.enums import BillStatus, LineStatus
from carrier.errors import CarrierUnavailable
from tests.unit.actions.line_carrier import FailingCarrier
from tests.unit.actions.talk import NOW

FINE, BILL_OVERDUE, CONTRACT_ENDED = "0008", "0007", "0009"


@pytest.fixture
def failing(carrier) -> FailingCarrier:
    return FailingCarrier(carrier)


@pytest.fixture
def to(resources, failing):
    return replace(resources, carrier=failing, offers=Offers(failing))


def turn_of(customer: str, turn_id: str = "turn-1") -> Turn:
    proof = Verification(
        customer_id=f"cus-{customer}",
        line_id=f"lin-{customer}-1",
        level=2,
        method="pin",
        expires_at=NOW + timedelta(minutes=5),
    )
    return Turn(
        conversation_id="conversation",
        turn_id=turn_id,
        text="",
        intent=Intent(name="affirm", confidence=0.9),
        slots={"verification": proof.to_slot()},
        situation=Situation(turn_at=NOW, sender="conversation"),
    )


async def line_of(carrier, customer: str):
    return await carrier.get_line(f"lin-{customer}-1", conversation_id="test")


async def suspended(carrier, customer: str = FINE):
    await carrier.suspend_line(f"lin-{customer}-1", "test", conversation_id="test")
    return await line_of(carrier, customer)


@pytest.mark.policy("suspended-lift")
async def test_a_suspension_without_open_bill_and_with_a_running_contract_is_lifted(to, carrier):
    lifted = await lift_suspension(turn_of(FINE), to, await suspended(carrier))
    assert isinstance(lifted, Lifted)
    assert (await line_of(carrier, FINE)).status is LineStatus.ACTIVE


@pytest.mark.policy("suspended-lift")
async def test_an_overdue_bill_keeps_the_line_suspended_and_nothing_is_asked_of_the_carrier(
    to, carrier, failing
):
    blocked = await lift_suspension(turn_of(BILL_OVERDUE), to, await line_of(carrier, BILL_OVERDUE))
    assert isinstance(blocked, BillOpen)
    assert blocked.bill.status is BillStatus.OVERDUE
    assert failing.count("resume_line") == 0


@pytest.mark.policy("suspended-lift")
async def test_a_bill_awaiting_payment_keeps_the_line_suspended_too(to, carrier, failing):
    bills = await carrier.list_bills("cus-0007", conversation_id="test")
    overdue = [bill for bill in bills.bills if bill.status is BillStatus.OVERDUE]
    await carrier.create_payment_request("cus-0007", overdue[-1].bill_id, conversation_id="test")
    blocked = await lift_suspension(turn_of(BILL_OVERDUE), to, await line_of(carrier, BILL_OVERDUE))
    assert isinstance(blocked, BillOpen)
    assert failing.count("resume_line") == 0


@pytest.mark.policy("suspended-ended-contract")
async def test_a_contract_that_ended_before_the_business_date_is_never_lifted(to, carrier, failing):
    blocked = await lift_suspension(turn_of(CONTRACT_ENDED), to, await line_of(carrier, CONTRACT_ENDED))
    assert isinstance(blocked, ContractEnded)
    assert failing.count("resume_line") == 0


@pytest.mark.policy("business-date")
async def test_a_contract_that_ends_on_the_business_date_has_not_ended_whatever_this_machine_thinks(
    to, carrier
):
    line = await suspended(carrier)
    last_day = replace(line, contract_end_date=line.business_date)
    assert isinstance(await lift_suspension(turn_of(FINE), to, last_day), Lifted)


async def test_an_active_line_has_nothing_to_lift(to, carrier, failing):
    assert isinstance(await lift_suspension(turn_of(FINE), to, await line_of(carrier, FINE)), NotSuspended)
    assert failing.count("resume_line") == 0


async def test_the_same_turn_run_twice_tells_of_the_lifting_both_times(to, carrier, failing):
    await lift_suspension(turn_of(FINE), to, await suspended(carrier))
    again = await lift_suspension(turn_of(FINE), to, await line_of(carrier, FINE))
    assert isinstance(again, Lifted)
    assert failing.count("resume_line") == 1
    later = await lift_suspension(turn_of(FINE, "turn-2"), to, await line_of(carrier, FINE))
    assert isinstance(later, NotSuspended)


async def test_a_lost_reply_to_a_lifting_is_settled_by_reading_the_line(to, carrier, failing):
    failing.fails["resume_line"] = "reply_lost"
    assert isinstance(await lift_suspension(turn_of(FINE), to, await suspended(carrier)), Lifted)
    assert failing.count("resume_line") == 1


async def test_a_lifting_that_never_arrived_is_not_called_done(to, carrier, failing):
    failing.fails["resume_line"] = "never_arrives"
    assert isinstance(await lift_suspension(turn_of(FINE), to, await suspended(carrier)), NotLifted)


async def test_a_lifting_that_is_refused_for_reasons_untold_is_the_teams(to, carrier, failing):
    failing.fails["resume_line"] = "409"
    assert isinstance(await lift_suspension(turn_of(FINE), to, await suspended(carrier)), NotLifted)


async def test_a_carrier_that_is_down_is_told_as_such_and_may_be_tried_again(to, carrier, failing):
    line = await suspended(carrier)
    failing.fails["resume_line"] = "down"
    with pytest.raises(CarrierUnavailable):
        await lift_suspension(turn_of(FINE), to, line)
    del failing.fails["resume_line"]
    assert isinstance(await lift_suspension(turn_of(FINE), to, line), Lifted)


async def test_a_lost_phones_line_is_suspended(to, carrier):
    done = await suspend_lost(turn_of(FINE), to, await line_of(carrier, FINE), "stolen")
    assert isinstance(done, Suspended)
    assert not done.was_before
    assert (await line_of(carrier, FINE)).status is LineStatus.SUSPENDED


async def test_a_line_that_was_suspended_before_is_told_as_such(to, carrier, failing):
    done = await suspend_lost(turn_of(FINE), to, await suspended(carrier), "lost")
    assert isinstance(done, Suspended)
    assert done.was_before
    assert failing.count("suspend_line") == 0


@pytest.mark.parametrize("how", ["reply_lost", "409"])
async def test_an_unclear_answer_to_a_suspension_is_settled_by_reading(to, carrier, failing, how):
    line = await line_of(carrier, FINE)
    failing.fails["suspend_line"] = how
    done = await suspend_lost(turn_of(FINE), to, line, "lost")
    assert isinstance(done, Suspended if how == "reply_lost" else NotSuspendable)


async def test_a_line_not_yet_active_cannot_be_suspended(to, carrier):
    pending = replace(await line_of(carrier, FINE), status=LineStatus.PENDING_ACTIVATION)
    assert isinstance(await suspend_lost(turn_of(FINE), to, pending, "lost"), NotSuspendable)


async def test_roaming_is_allowed_once_and_told_alike_when_the_turn_runs_twice(to, carrier, failing):
    first = await allow_roaming(turn_of("0010"), to, await line_of(carrier, "0010"))
    again = await allow_roaming(turn_of("0010"), to, await line_of(carrier, "0010"))
    later = await allow_roaming(turn_of("0010", "turn-2"), to, await line_of(carrier, "0010"))
    assert [done.was_before for done in (first, again, later)] == [False, False, True]
    assert failing.count("set_roaming") == 1


async def test_a_lost_reply_to_roaming_is_settled_by_reading_the_line(to, carrier, failing):
    failing.fails["set_roaming"] = "reply_lost"
    done = await allow_roaming(turn_of("0010"), to, await line_of(carrier, "0010"))
    assert isinstance(done, RoamingAllowed)
    assert not done.was_before


async def test_roaming_that_never_arrived_is_not_called_allowed(to, carrier, failing):
    failing.fails["set_roaming"] = "never_arrives"
    with pytest.raises(CarrierUnavailable):
        await allow_roaming(turn_of("0010"), to, await line_of(carrier, "0010"))
