"""Payments, data, roaming, suspension, plans, handoffs: what they change and what forbids them."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from carrier.demo.office import Office
from carrier.enums import BillStatus, HandoffChannel, LineStatus, Sentiment
from carrier.errors import CarrierConflict, CarrierNotFound, CarrierRefused
from carrier.port import CarrierSystems
from carrier.types import Bill, Handoff, TranscriptTurn

TALK = "conversation-1"
OVERDUE, SUSPENDED, ENDED = "cus-0002", "cus-0007", "cus-0009"


async def newest_bill(systems: CarrierSystems, customer_id: str) -> Bill:
    return (await systems.list_bills(customer_id, limit=1, conversation_id=TALK)).bills[0]


async def test_a_requested_bill_awaits_payment_until_the_customer_pays(
    systems: CarrierSystems, client
) -> None:
    bill = await newest_bill(systems, OVERDUE)
    assert bill.status is BillStatus.OVERDUE
    request = await systems.create_payment_request(OVERDUE, bill.bill_id, conversation_id=TALK)
    assert request.amount == bill.total_due
    assert (await newest_bill(systems, OVERDUE)).status is BillStatus.AWAITING_PAYMENT
    await client.post(f"/demo/payments/{OVERDUE}/pay")
    assert (await newest_bill(systems, OVERDUE)).status is BillStatus.PAID


async def test_a_demo_customer_pays_by_themselves_after_the_set_time(
    systems: CarrierSystems, office: Office
) -> None:
    office.pays_after_s = 30
    bill = await newest_bill(systems, OVERDUE)
    await systems.create_payment_request(OVERDUE, bill.bill_id, conversation_id=TALK)
    assert (await newest_bill(systems, OVERDUE)).status is BillStatus.AWAITING_PAYMENT
    later = office.clock() + timedelta(seconds=31)
    office.clock = lambda: later
    assert (await newest_bill(systems, OVERDUE)).status is BillStatus.PAID


async def test_of_fifty_payment_requests_at_once_one_is_sent(systems: CarrierSystems, office: Office) -> None:
    bill = await newest_bill(systems, OVERDUE)
    results = await asyncio.gather(
        *(
            systems.create_payment_request(OVERDUE, bill.bill_id, conversation_id=f"conversation-{number}")
            for number in range(50)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, CarrierConflict) for result in results) == 49
    assert len([result for result in results if not isinstance(result, BaseException)]) == 1
    assert len(office.all("SELECT * FROM payment_requests WHERE customer_id = ?", OVERDUE)) == 1


async def test_a_paid_bill_cannot_be_requested(systems: CarrierSystems) -> None:
    bill = await newest_bill(systems, ENDED)
    with pytest.raises(CarrierConflict):
        await systems.create_payment_request(ENDED, bill.bill_id, conversation_id=TALK)


async def test_added_data_counts_at_once_and_costs_the_plans_price(systems: CarrierSystems) -> None:
    added = await systems.add_data_topup("lin-0005-1", Decimal("1.5"), conversation_id=TALK)
    assert (added.data_topup_gb, added.charge) == (Decimal("1.5"), Decimal("7.50"))
    again = await systems.add_data_topup("lin-0005-1", Decimal("0.5"), conversation_id=TALK)
    assert again.data_topup_gb == Decimal(2)
    usage = await systems.get_usage("lin-0005-1", conversation_id=TALK)
    assert usage.data_topup_gb == Decimal(2)


@pytest.mark.parametrize("gb", ["0", "-1", "1001", "1e300"])
async def test_an_amount_of_data_that_makes_no_sense_is_refused(systems: CarrierSystems, gb: str) -> None:
    with pytest.raises(CarrierRefused):
        await systems.add_data_topup("lin-0005-1", Decimal(gb), conversation_id=TALK)


async def test_data_cannot_be_added_to_a_suspended_line(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierConflict):
        await systems.add_data_topup("lin-0007-1", Decimal(1), conversation_id=TALK)


async def test_roaming_is_switched_on_and_off(systems: CarrierSystems) -> None:
    assert (await systems.set_roaming("lin-0010-1", True, conversation_id=TALK)).roaming_enabled
    assert (await systems.get_line("lin-0010-1", conversation_id=TALK)).roaming_enabled
    assert not (await systems.set_roaming("lin-0010-1", False, conversation_id=TALK)).roaming_enabled


async def test_a_suspension_is_lifted_only_when_the_bill_is_paid(systems: CarrierSystems, client) -> None:
    line_id = "lin-0007-1"
    bill = await newest_bill(systems, SUSPENDED)
    with pytest.raises(CarrierConflict):
        await systems.resume_line(line_id, conversation_id=TALK)
    await systems.create_payment_request(SUSPENDED, bill.bill_id, conversation_id=TALK)
    with pytest.raises(CarrierConflict):
        await systems.resume_line(line_id, conversation_id=TALK)
    await client.post(f"/demo/payments/{SUSPENDED}/pay")
    line = await systems.resume_line(line_id, conversation_id=TALK)
    assert (line.status, line.suspended_since) == (LineStatus.ACTIVE, None)
    customer = await systems.get_customer(SUSPENDED, conversation_id=TALK)
    assert customer.account_status == "Active"


async def test_an_ended_contract_stays_suspended(systems: CarrierSystems) -> None:
    line = await systems.get_line("lin-0009-1", conversation_id=TALK)
    assert line.contract_end_date is not None
    assert line.contract_end_date < line.business_date
    with pytest.raises(CarrierConflict):
        await systems.resume_line("lin-0009-1", conversation_id=TALK)


async def test_a_lost_phones_line_is_suspended_once_and_can_come_back(systems: CarrierSystems) -> None:
    line = await systems.suspend_line("lin-0008-1", "phone lost", conversation_id=TALK)
    assert (line.status, line.suspended_since) == (LineStatus.SUSPENDED, line.business_date)
    with pytest.raises(CarrierConflict):
        await systems.suspend_line("lin-0008-1", "phone lost", conversation_id=TALK)
    resumed = await systems.resume_line("lin-0008-1", conversation_id=TALK)
    assert resumed.status is LineStatus.ACTIVE


async def test_a_suspension_needs_a_reason(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierRefused):
        await systems.suspend_line("lin-0008-1", " ", conversation_id=TALK)


async def test_the_team_can_change_a_plan(systems: CarrierSystems) -> None:
    line = await systems.set_plan("lin-0005-1", "plan-plus-15", conversation_id=TALK)
    assert line.plan_id == "plan-plus-15"
    with pytest.raises(CarrierNotFound):
        await systems.set_plan("lin-0005-1", "plan-unheard-of", conversation_id=TALK)


HANDOFF = Handoff(
    conversation_id=TALK,
    customer_id="cus-0001",
    reason="policy",
    summary="Wants a refund.",
    channel=HandoffChannel.WEB,
    slots={"amount": Decimal("12.50")},
    transcript=(TranscriptTurn(role="customer", text="I want my money back"),),
    sentiment=Sentiment.NEGATIVE,
)


async def test_a_handoff_sent_twice_is_one_handoff(systems: CarrierSystems, office: Office) -> None:
    first = await systems.create_handoff(HANDOFF, conversation_id=TALK)
    second = await systems.create_handoff(HANDOFF, conversation_id=TALK)
    assert first == second
    assert first.wait_minutes is not None
    assert len(office.all("SELECT * FROM handoffs")) == 1


async def test_a_handoff_without_its_summary_is_refused(client) -> None:
    body = {"conversation_id": TALK, "reason": "policy"}
    async with client.post("/v1/handoffs", json=body) as answer:
        assert answer.status == 422
        assert (await answer.json())["error"]["code"] == "missing_field"
