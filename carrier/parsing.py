"""From the back office's JSON objects to `carrier.types`, one function for each shape of the contract."""

from decimal import Decimal
from urllib.parse import urljoin, urlsplit

from carrier.enums import (
    AccountStatus,
    AreaStatus,
    BillStatus,
    Capability,
    LineStatus,
    NetworkEventKind,
    Service,
)
from carrier.types import (
    Address,
    Bill,
    BillFile,
    Bills,
    Capabilities,
    CodeCheck,
    Customer,
    Device,
    HandoffReceipt,
    Line,
    LineItem,
    Lines,
    NetworkEvent,
    NetworkStatus,
    OneTimeCode,
    PaymentMethod,
    PaymentRequest,
    PinCheck,
    Plan,
    TopUp,
    Usage,
)
from carrier.wire import Fields, Malformed, known


def customer(fields: Fields) -> Customer:
    """Schema Customer."""
    address = fields.object("address")
    return Customer(
        customer_id=fields.text("customer_id"),
        full_name=fields.text("full_name"),
        date_of_birth=fields.day("date_of_birth"),
        phone_number=fields.text("phone_number"),
        account_status=fields.choice("account_status", AccountStatus),
        line_ids=fields.texts("line_ids"),
        bill_ids=fields.texts("bill_ids"),
        address=Address(
            street=address.text_or_none("street"),
            city=address.text_or_none("city"),
            state=address.text_or_none("state"),
            zip_code=address.text_or_none("zip_code"),
        ),
        email=fields.text_or_none("email"),
        payment_methods=tuple(_payment_method(item) for item in fields.objects_or_none("payment_methods")),
    )


def _payment_method(fields: Fields) -> PaymentMethod:
    return PaymentMethod(
        method_type=fields.text_or_none("method_type"),
        account_number_last_4=fields.text_or_none("account_number_last_4"),
        expiration_date=fields.text_or_none("expiration_date"),
    )


def customers(fields: Fields) -> tuple[Customer, ...]:
    """The matches of a search."""
    return tuple(customer(item) for item in fields.objects("customers"))


def line(fields: Fields) -> Line:
    """Schema Line."""
    return Line(
        line_id=fields.text("line_id"),
        phone_number=fields.text("phone_number"),
        status=fields.choice("status", LineStatus),
        plan_id=fields.text("plan_id"),
        data_used_gb=fields.amount("data_used_gb"),
        data_topup_gb=fields.amount("data_topup_gb"),
        roaming_enabled=fields.flag("roaming_enabled"),
        business_date=fields.day("business_date"),
        device_id=fields.text_or_none("device_id"),
        contract_end_date=fields.day_or_none("contract_end_date"),
        suspended_since=fields.day_or_none("suspended_since"),
    )


def lines(fields: Fields) -> Lines:
    """The lines of a customer."""
    return Lines(
        lines=tuple(line(item) for item in fields.objects("lines")),
        business_date=fields.day_or_none("business_date"),
    )


def bill(fields: Fields) -> Bill:
    """Schema Bill."""
    return Bill(
        bill_id=fields.text("bill_id"),
        status=fields.choice("status", BillStatus),
        total_due=fields.money("total_due"),
        due_date=fields.day("due_date"),
        customer_id=fields.text_or_none("customer_id"),
        period_start=fields.day_or_none("period_start"),
        period_end=fields.day_or_none("period_end"),
        issue_date=fields.day_or_none("issue_date"),
        line_items=tuple(_line_item(item) for item in fields.objects_or_none("line_items")),
    )


def _line_item(fields: Fields) -> LineItem:
    return LineItem(
        description=fields.text_or_none("description"),
        amount=fields.money_or_none("amount"),
        date=fields.day_or_none("date"),
        item_type=fields.text_or_none("item_type"),
    )


def bills(fields: Fields) -> Bills:
    """The bills of a customer, in the order they came."""
    return Bills(
        bills=tuple(bill(item) for item in fields.objects("bills")),
        business_date=fields.day_or_none("business_date"),
    )


def payment_request(fields: Fields) -> PaymentRequest:
    """The answer to a payment request; every field may be missing."""
    return PaymentRequest(
        request_id=fields.text_or_none("request_id"),
        bill_id=fields.text_or_none("bill_id"),
        amount=fields.money_or_none("amount"),
        status=fields.text_or_none("status"),
        business_date=fields.day_or_none("business_date"),
    )


def plan(fields: Fields) -> Plan:
    """Schema Plan."""
    return Plan(
        plan_id=fields.text("plan_id"),
        name=fields.text("name"),
        data_limit_gb=fields.amount("data_limit_gb"),
        price_per_month=fields.money("price_per_month"),
        topup_price_per_gb=fields.money("topup_price_per_gb"),
    )


def plans(fields: Fields) -> tuple[Plan, ...]:
    """Every plan on offer."""
    return tuple(plan(item) for item in fields.objects("plans"))


def usage(fields: Fields) -> Usage:
    """Schema Usage."""
    return Usage(
        line_id=fields.text("line_id"),
        data_used_gb=fields.amount("data_used_gb"),
        data_limit_gb=fields.amount("data_limit_gb"),
        data_topup_gb=fields.amount("data_topup_gb"),
        cycle_end_date=fields.day_or_none("cycle_end_date"),
        business_date=fields.day_or_none("business_date"),
    )


def top_up(fields: Fields) -> TopUp:
    """The answer to a data top-up."""
    return TopUp(
        line_id=fields.text("line_id"),
        data_topup_gb=fields.amount("data_topup_gb"),
        charge=fields.money("charge"),
    )


def device(fields: Fields) -> Device:
    """A device: the contract leaves its fields open, so every plain one is kept."""
    plain = {
        name: value
        for name, value in fields.raw.items()
        if value is None or isinstance(value, str | int | bool | Decimal)
    }
    return Device(
        device_id=fields.text_or_none("device_id"),
        maker=fields.text_or_none("maker"),
        model=fields.text_or_none("model"),
        device_type=fields.text_or_none("device_type"),
        details=plain,
    )


def handoff_receipt(fields: Fields) -> HandoffReceipt:
    """The answer to a handoff."""
    return HandoffReceipt(
        handoff_id=fields.text("handoff_id"),
        queue=fields.text_or_none("queue"),
        wait_minutes=fields.whole_or_none("wait_minutes"),
    )


def capabilities(fields: Fields) -> Capabilities:
    """What the carrier offers; names added later mean nothing to us yet."""
    names = set(fields.texts("capabilities"))
    return Capabilities(offered=frozenset(item for item in Capability if item.value in names))


def pin_check(fields: Fields) -> PinCheck:
    """The result of a PIN check."""
    return PinCheck(correct=fields.flag("correct"), attempts_left=fields.whole("attempts_left"))


def code_check(fields: Fields) -> CodeCheck:
    """The result of a one-time code's check."""
    return CodeCheck(correct=fields.flag("correct"), attempts_left=fields.whole("attempts_left"))


def one_time_code(fields: Fields) -> OneTimeCode:
    """A code that was sent."""
    return OneTimeCode(
        code_id=fields.text("code_id"),
        sent_to_last_4=fields.text("sent_to_last_4"),
        expires_in_s=fields.whole("expires_in_s"),
    )


def network_status(fields: Fields) -> NetworkStatus:
    """The network at a ZIP code."""
    return NetworkStatus(
        zip_code=fields.text("zip_code"),
        status=fields.choice("status", AreaStatus),
        events=tuple(_network_event(item) for item in fields.objects("events")),
    )


def _network_event(fields: Fields) -> NetworkEvent:
    return NetworkEvent(
        event_id=fields.text("event_id"),
        kind=fields.choice("kind", NetworkEventKind),
        services=tuple(known(name, Service) for name in fields.texts("services")),
        started_at=fields.moment("started_at"),
        expected_end_at=fields.moment_or_none("expected_end_at"),
        note=fields.text_or_none("note"),
    )


def autopay(fields: Fields) -> bool:
    """Whether autopay is on."""
    return fields.flag("enabled")


def bill_file(fields: Fields, base_url: str) -> BillFile:
    """A link to a bill; only web links are let through, and a path is the back office's own."""
    url = urljoin(base_url + "/", fields.text("url"))
    if urlsplit(url).scheme not in {"http", "https"}:
        raise Malformed(f"{fields.where}.url")
    return BillFile(url=url, expires_at=fields.moment("expires_at"))
