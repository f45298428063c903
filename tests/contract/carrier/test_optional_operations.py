"""PIN, one-time codes, network status, autopay, bill files; and a carrier that has none of them."""

import re
from datetime import timedelta

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from carrier.demo import logins
from carrier.demo.app import create_app
from carrier.demo.office import Office
from carrier.enums import AreaStatus, Capability, NetworkEventKind, Service
from carrier.errors import CarrierConflict, CarrierNotFound, CarrierNotOffered, CarrierRefused
from carrier.http import HttpCarrierSystems
from carrier.port import CarrierSystems

TALK = "conversation-1"


async def test_the_demo_offers_everything(systems: CarrierSystems) -> None:
    offered = await systems.get_capabilities(conversation_id=TALK)
    assert all(capability in offered for capability in Capability)


async def test_every_login_that_is_printed_works(systems: CarrierSystems) -> None:
    for login in logins():
        (customer,) = await systems.find_customers(phone=login.phone, conversation_id=TALK)
        assert customer.full_name == login.full_name
        assert (await systems.check_pin(customer.customer_id, login.pin, conversation_id=TALK)).correct


async def test_five_wrong_pins_lock_it_and_a_right_one_before_counts_anew(systems: CarrierSystems) -> None:
    for left in (4, 3, 2, 1):
        checked = await systems.check_pin("cus-0001", "0000", conversation_id=TALK)
        assert (checked.correct, checked.attempts_left) == (False, left)
    assert (await systems.check_pin("cus-0001", "4071", conversation_id=TALK)).attempts_left == 5
    for _ in range(5):
        checked = await systems.check_pin("cus-0001", "0000", conversation_id=TALK)
    assert checked.attempts_left == 0
    with pytest.raises(CarrierConflict):
        await systems.check_pin("cus-0001", "4071", conversation_id=TALK)


async def test_a_locked_pin_stays_locked_over_a_restart_and_the_team_can_unlock_it(
    systems: CarrierSystems, reopen
) -> None:
    for _ in range(5):
        await systems.check_pin("cus-0001", "0000", conversation_id=TALK)
    async with (
        TestServer(create_app(reopen())) as again,
        HttpCarrierSystems(str(again.make_url(""))) as restarted,
        aiohttp.ClientSession(again.make_url("/")) as client,
    ):
        with pytest.raises(CarrierConflict):
            await restarted.check_pin("cus-0001", "4071", conversation_id=TALK)
        await client.post("/demo/customers/cus-0001/unlock")
        assert (await restarted.check_pin("cus-0001", "4071", conversation_id=TALK)).correct


async def test_an_empty_pin_is_refused_and_not_counted(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierRefused):
        await systems.check_pin("cus-0001", "", conversation_id=TALK)
    checked = await systems.check_pin("cus-0001", "0000", conversation_id=TALK)
    assert checked.attempts_left == 4


async def texted_code(client, line_id: str) -> str:
    async with client.get(f"/demo/texts/{line_id}") as answer:
        return str(re.findall(r"\d{6}", (await answer.json())["texts"][-1])[0])


async def test_a_texted_code_proves_the_customer_once(systems: CarrierSystems, client) -> None:
    sent = await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)
    assert (sent.sent_to_last_4, sent.expires_in_s) == ("0101", 300)
    code = await texted_code(client, "lin-0001-1")
    wrong = "000000" if code != "000000" else "111111"
    checked = await systems.check_one_time_code("cus-0001", sent.code_id, wrong, conversation_id=TALK)
    assert (checked.correct, checked.attempts_left) == (False, 2)
    assert (await systems.check_one_time_code("cus-0001", sent.code_id, code, conversation_id=TALK)).correct
    with pytest.raises(CarrierConflict):
        await systems.check_one_time_code("cus-0001", sent.code_id, code, conversation_id=TALK)


async def test_a_code_expires(systems: CarrierSystems, client, office: Office) -> None:
    sent = await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)
    code = await texted_code(client, "lin-0001-1")
    later = office.clock() + timedelta(seconds=301)
    office.clock = lambda: later
    with pytest.raises(CarrierConflict):
        await systems.check_one_time_code("cus-0001", sent.code_id, code, conversation_id=TALK)


async def test_three_wrong_codes_end_it(systems: CarrierSystems, client) -> None:
    sent = await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)
    code = await texted_code(client, "lin-0001-1")
    for _ in range(3):
        await systems.check_one_time_code("cus-0001", sent.code_id, "x", conversation_id=TALK)
    with pytest.raises(CarrierConflict):
        await systems.check_one_time_code("cus-0001", sent.code_id, code, conversation_id=TALK)


async def test_codes_cannot_be_ordered_without_end(systems: CarrierSystems) -> None:
    for _ in range(5):
        await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)
    with pytest.raises(CarrierConflict):
        await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)


async def test_no_code_goes_to_another_customers_line_or_a_suspended_one(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierNotFound):
        await systems.send_one_time_code("cus-0001", "lin-0002-1", conversation_id=TALK)
    with pytest.raises(CarrierConflict):
        await systems.send_one_time_code("cus-0007", "lin-0007-1", conversation_id=TALK)


async def test_another_customers_code_is_not_found(systems: CarrierSystems) -> None:
    sent = await systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK)
    with pytest.raises(CarrierNotFound):
        await systems.check_one_time_code("cus-0002", sent.code_id, "123456", conversation_id=TALK)


async def test_an_outage_is_told_with_its_expected_end(systems: CarrierSystems) -> None:
    status = await systems.get_network_status("55408", conversation_id=TALK)
    assert status.status is AreaStatus.OUTAGE
    (event,) = status.events
    assert event.kind is NetworkEventKind.OUTAGE
    assert Service.VOICE in event.services
    assert event.expected_end_at is not None
    assert event.expected_end_at > event.started_at
    assert event.expected_end_at.tzinfo is not None


@pytest.mark.parametrize(
    ("zip_code", "expected"),
    [("60614", AreaStatus.DEGRADED), ("55901", AreaStatus.NORMAL), ("55408-1234", AreaStatus.OUTAGE)],
)
async def test_an_area_is_told_by_its_zip_code(systems: CarrierSystems, zip_code: str, expected) -> None:
    assert (await systems.get_network_status(zip_code, conversation_id=TALK)).status is expected


@pytest.mark.parametrize("zip_code", ["", "5540", "Minneapolis"])
async def test_what_is_no_zip_code_is_refused(systems: CarrierSystems, zip_code: str) -> None:
    with pytest.raises(CarrierRefused):
        await systems.get_network_status(zip_code, conversation_id=TALK)


async def test_autopay_needs_a_payment_method(systems: CarrierSystems, office: Office) -> None:
    assert await systems.set_autopay("cus-0001", True, conversation_id=TALK) is True
    assert await systems.set_autopay("cus-0001", False, conversation_id=TALK) is False
    office.write("UPDATE customers SET payment_methods = '[]' WHERE customer_id = 'cus-0001'")
    with pytest.raises(CarrierConflict):
        await systems.set_autopay("cus-0001", True, conversation_id=TALK)


async def test_a_bill_is_a_pdf_for_ten_minutes(systems: CarrierSystems, client, office: Office) -> None:
    link = await systems.get_bill_file("bil-0001-202607", conversation_id=TALK)
    assert timedelta(minutes=9) < link.expires_at - office.clock() <= timedelta(minutes=10)
    async with client.get(link.url) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        content = await answer.read()
    assert content.startswith(b"%PDF-1.4")
    assert b"Marigold Quillfeather" in content
    async with client.get(link.url.replace("0001-202607", "0002-202607")) as answer:
        assert answer.status == 404
    later = office.clock() + timedelta(minutes=11)
    office.clock = lambda: later
    async with client.get(link.url) as answer:
        assert answer.status == 404


OPTIONAL = {
    "capabilities": lambda systems: systems.get_capabilities(conversation_id=TALK),
    "pin": lambda systems: systems.check_pin("cus-0001", "4071", conversation_id=TALK),
    "code": lambda systems: systems.send_one_time_code("cus-0001", "lin-0001-1", conversation_id=TALK),
    "check": lambda systems: systems.check_one_time_code("cus-0001", "otc-1", "1", conversation_id=TALK),
    "network": lambda systems: systems.get_network_status("55408", conversation_id=TALK),
    "autopay": lambda systems: systems.set_autopay("cus-0001", True, conversation_id=TALK),
    "file": lambda systems: systems.get_bill_file("bil-0001-202607", conversation_id=TALK),
}


@pytest.mark.parametrize("operation", OPTIONAL.values(), ids=OPTIONAL)
async def test_a_small_carrier_does_not_offer_it(systems: CarrierSystems, office: Office, operation) -> None:
    office.offers = frozenset()
    office.tells_capabilities = False
    with pytest.raises(CarrierNotOffered):
        await operation(systems)


async def test_a_pin_check_that_is_not_listed_is_found_without_trying_a_pin(
    systems: CarrierSystems, office: Office
) -> None:
    office.tells_capabilities = False
    for _ in range(7):
        assert await systems.has_pin_check("cus-0001", conversation_id=TALK)
    checked = await systems.check_pin("cus-0001", "4071", conversation_id=TALK)
    assert checked.correct
    office.offers = frozenset()
    assert not await systems.has_pin_check("cus-0001", conversation_id=TALK)


async def test_unknown_customers_are_not_mistaken_for_a_missing_offer(systems: CarrierSystems) -> None:
    with pytest.raises(CarrierNotFound):
        await systems.check_pin("nobody", "1234", conversation_id=TALK)
