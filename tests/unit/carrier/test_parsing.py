"""Answers of other carriers: what is tolerated, what is refused."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from carrier import parsing
from carrier.enums import BillStatus, Capability, LineStatus, NetworkEventKind, Service
from carrier.wire import Fields, Malformed, parse_json

LINE = {
    "line_id": "L1",
    "phone_number": "555-123-2002",
    "status": "Active",
    "plan_id": "P1",
    "data_used_gb": 3.2000000000000006,
    "data_topup_gb": 0,
    "roaming_enabled": False,
    "business_date": "2025-02-25",
}
BILL = {"bill_id": "B1", "status": "Overdue", "total_due": 87.30000000000001, "due_date": "2025-02-01"}


def fields(document: Mapping[str, object]) -> Fields:
    return Fields.of(parse_json(json.dumps(document).encode()), "test")


def test_a_line_with_nothing_optional_is_understood() -> None:
    line = parsing.line(fields(LINE))
    assert line.data_used_gb == Decimal("3.2")
    assert (line.device_id, line.contract_end_date, line.suspended_since) == (None, None, None)


def test_null_is_the_same_as_left_out() -> None:
    nulls = {"device_id": None, "contract_end_date": None, "suspended_since": None}
    assert parsing.line(fields(LINE | nulls)) == parsing.line(fields(LINE))


def test_values_and_fields_added_later_are_tolerated() -> None:
    line = parsing.line(fields(LINE | {"status": "Hibernating", "colour": {"of": ["the", "line"]}}))
    assert line.status is LineStatus.UNKNOWN
    assert parsing.bill(fields(BILL | {"status": "Written Off"})).status is BillStatus.UNKNOWN


@pytest.mark.parametrize("name", LINE)
@pytest.mark.parametrize("value", [None, [], {"a": 1}])
def test_a_required_field_of_a_line_that_is_missing_or_of_another_type_is_refused(
    name: str, value: object
) -> None:
    with pytest.raises(Malformed, match=f"test.{name}"):
        parsing.line(fields(LINE | {name: value}))


def test_an_end_of_contract_that_cannot_be_read_is_refused_rather_than_ignored() -> None:
    for value in ("soon", 20250131, ""):
        with pytest.raises(Malformed):
            parsing.line(fields(LINE | {"contract_end_date": value}))


def test_the_dust_of_added_floats_is_wiped_off_money() -> None:
    assert parsing.bill(fields(BILL)).total_due == Decimal("87.30")


def test_a_bill_without_line_items_has_none() -> None:
    assert parsing.bill(fields(BILL)).line_items == ()


def test_a_line_item_may_lack_everything() -> None:
    bill = parsing.bill(fields(BILL | {"line_items": [{}, {"amount": -5, "date": "2025-01-03"}]}))
    assert [item.amount for item in bill.line_items] == [None, Decimal("-5.00")]
    assert bill.line_items[1].date == date(2025, 1, 3)


def test_lists_without_a_business_date_are_understood() -> None:
    assert parsing.lines(fields({"lines": [LINE]})).business_date is None
    assert parsing.bills(fields({"bills": [BILL], "business_date": "2025-02-25"})).business_date == date(
        2025, 2, 25
    )


def test_an_empty_payment_answer_is_an_answer() -> None:
    assert parsing.payment_request(fields({})).request_id is None


def test_a_devices_plain_fields_are_all_kept() -> None:
    device = parsing.device(fields({"device_id": "D", "imei": "35", "five_g": True, "nested": {"a": 1}}))
    assert device.details == {"device_id": "D", "imei": "35", "five_g": True}


def test_unknown_capabilities_mean_nothing_yet() -> None:
    told = parsing.capabilities(fields({"capabilities": ["pin_check", "teleport"]}))
    assert told.offered == {Capability.PIN_CHECK}


def test_network_events_have_times_with_a_zone() -> None:
    event = {
        "event_id": "E",
        "kind": "meteor",
        "services": ["voice", "teleport"],
        "started_at": "2025-02-25T09:00:00Z",
        "expected_end_at": "2025-02-25T10:00:00",
    }
    status = parsing.network_status(fields({"zip_code": "1", "status": "outage", "events": [event]}))
    (told,) = status.events
    assert (told.kind, told.services) == (NetworkEventKind.UNKNOWN, (Service.VOICE, Service.UNKNOWN))
    assert told.expected_end_at == datetime(2025, 2, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_link_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Malformed):
        parsing.bill_file(fields({"url": url, "expires_at": "2025-02-25T09:00:00Z"}), "http://127.0.0.1:8090")


def test_a_link_without_a_host_is_the_back_offices_own() -> None:
    link = {"url": "/files/b.pdf", "expires_at": "2025-02-25T09:00:00Z"}
    assert parsing.bill_file(fields(link), "http://127.0.0.1:8090").url == "http://127.0.0.1:8090/files/b.pdf"


def test_numbers_are_parsed_without_loss() -> None:
    assert parse_json(b'{"a": 0.1, "b": 12}') == {"a": Decimal("0.1"), "b": 12}
