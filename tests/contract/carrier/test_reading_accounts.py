"""What every carrier must tell about customers, lines, bills, plans and devices."""

from datetime import date
from decimal import Decimal

import pytest

from carrier.enums import BillStatus, LineStatus
from carrier.errors import CarrierNotFound, CarrierRefused
from carrier.port import CarrierSystems

TALK = "conversation-1"


@pytest.mark.parametrize(
    "phone", ["555-123-0106", "(555) 123 0126", "5551230136", "+1 555 123 0146", "1.555.123.0106"]
)
async def test_a_customer_is_found_by_the_number_of_any_line_however_it_is_written(
    systems: CarrierSystems, phone: str
) -> None:
    found = await systems.find_customers(phone=phone, conversation_id=TALK)
    assert [customer.full_name for customer in found] == ["Rosalind Copperkettle"]


@pytest.mark.parametrize("name", ["Zoë Marlow-Thistle", "zoe  marlow thistle", "ZOE MARLOW-THISTLE"])
async def test_a_name_is_compared_without_case_accents_hyphens_and_doubled_spaces(
    systems: CarrierSystems, name: str
) -> None:
    found = await systems.find_customers(
        full_name=name, date_of_birth=date(2001, 9, 23), conversation_id=TALK
    )
    assert [customer.phone_number for customer in found] == ["555-123-0105"]


async def test_a_right_name_with_a_wrong_birth_date_finds_nobody(systems: CarrierSystems) -> None:
    found = await systems.find_customers(
        full_name="Zoë Marlow-Thistle", date_of_birth=date(2001, 9, 24), conversation_id=TALK
    )
    assert found == ()


async def test_a_name_alone_lists_every_namesake(systems: CarrierSystems, office) -> None:
    shared = office.one("SELECT full_name FROM customers GROUP BY name_key HAVING count(*) > 1")
    found = await systems.find_customers(full_name=shared["full_name"], conversation_id=TALK)
    assert len(found) == 2
    assert len({customer.date_of_birth for customer in found}) == 2


async def test_a_birth_date_alone_lists_at_most_twenty(systems: CarrierSystems, office) -> None:
    office.write("UPDATE customers SET date_of_birth = '1970-01-01'")
    found = await systems.find_customers(date_of_birth=date(1970, 1, 1), conversation_id=TALK)
    assert len(found) == 20


async def test_searching_by_nothing_is_refused(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierRefused) as refused:
        await systems.find_customers(conversation_id=TALK)
    assert refused.value.code == "missing_field"


async def test_an_account_is_told_whole(systems: CarrierSystems) -> None:
    customer = await systems.get_customer("cus-0006", conversation_id=TALK)
    lines = await systems.list_lines("cus-0006", conversation_id=TALK)
    bills = await systems.list_bills("cus-0006", conversation_id=TALK)
    assert customer.line_ids == tuple(line.line_id for line in lines.lines)
    assert len(lines.lines) == 5
    assert customer.bill_ids == tuple(bill.bill_id for bill in bills.bills)
    assert lines.business_date == bills.business_date == date(2026, 7, 20)
    assert all(line.business_date == date(2026, 7, 20) for line in lines.lines)


async def test_bills_come_newest_first_and_as_many_as_asked(systems: CarrierSystems) -> None:
    bills = (await systems.list_bills("cus-0001", conversation_id=TALK)).bills
    two = (await systems.list_bills("cus-0001", limit=2, conversation_id=TALK)).bills
    assert len(bills) == 6
    assert list(bills) == sorted(bills, key=lambda bill: bill.due_date, reverse=True)
    assert two == bills[:2]
    assert bills[0].total_due == sum(item.amount for item in bills[0].line_items if item.amount)
    assert bills[0].status is BillStatus.ISSUED


async def test_a_limit_outside_the_contract_is_refused(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierRefused):
        await systems.list_bills("cus-0001", limit=101, conversation_id=TALK)


async def test_money_and_data_arrive_exact(systems: CarrierSystems) -> None:
    line = await systems.get_line("lin-0001-1", conversation_id=TALK)
    usage = await systems.get_usage("lin-0001-1", conversation_id=TALK)
    plan = await systems.get_plan(line.plan_id, conversation_id=TALK)
    assert line.status is LineStatus.ACTIVE
    assert (usage.data_used_gb, usage.data_limit_gb) == (Decimal("6.4"), Decimal(15))
    assert (plan.price_per_month, plan.topup_price_per_gb) == (Decimal("40.00"), Decimal("4.00"))
    assert usage.cycle_end_date is not None
    assert usage.cycle_end_date >= line.business_date


async def test_every_plan_and_the_devices_of_lines_can_be_read(systems: CarrierSystems) -> None:
    plans = await systems.list_plans(conversation_id=TALK)
    line = await systems.get_line("lin-0001-1", conversation_id=TALK)
    assert line.device_id is not None
    device = await systems.get_device(line.device_id, conversation_id=TALK)
    assert line.plan_id in {plan.plan_id for plan in plans}
    assert (device.maker, device.model, device.device_type) == ("Norrland", "N7", "phone")
    assert device.details["esim"] is True


@pytest.mark.parametrize(
    "read",
    [
        lambda systems: systems.get_customer("nobody", conversation_id=TALK),
        lambda systems: systems.list_lines("nobody", conversation_id=TALK),
        lambda systems: systems.list_bills("nobody", conversation_id=TALK),
        lambda systems: systems.get_line("../customers/cus-0001", conversation_id=TALK),
        lambda systems: systems.get_usage("ü?#", conversation_id=TALK),
        lambda systems: systems.get_plan("no-plan", conversation_id=TALK),
        lambda systems: systems.get_device("no-device", conversation_id=TALK),
        lambda systems: systems.create_payment_request("cus-0002", "bil-0001-202607", conversation_id=TALK),
    ],
)
async def test_what_does_not_exist_is_not_found(systems: CarrierSystems, read) -> None:
    with pytest.raises(CarrierNotFound):
        await read(systems)
