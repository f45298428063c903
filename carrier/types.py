"""What the carrier's systems tell: customers, lines, bills, plans, usage, the network.

Money is Decimal US dollars. Optional fields are None (or empty) when the carrier did not send them. Dates are
judged against `business_date`, never against the host's clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from carrier.enums import (
    AccountStatus,
    AreaStatus,
    BillStatus,
    Capability,
    HandoffChannel,
    LineStatus,
    NetworkEventKind,
    Sentiment,
    Service,
)

CURRENCY = "USD"
Day = date
"""Under a name that the field `date` of a line item does not hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the customer lives; the ZIP code finds market and network status."""

    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMethod:
    """A way of paying that is on file."""

    method_type: str | None = None
    account_number_last_4: str | None = None
    expiration_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who has the account."""

    customer_id: str
    full_name: str
    date_of_birth: date
    phone_number: str
    account_status: AccountStatus
    line_ids: tuple[str, ...]
    bill_ids: tuple[str, ...]
    address: Address
    email: str | None = None
    payment_methods: tuple[PaymentMethod, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One phone number of an account."""

    line_id: str
    phone_number: str
    status: LineStatus
    plan_id: str
    data_used_gb: Decimal
    data_topup_gb: Decimal
    roaming_enabled: bool
    """Network-side permission; the phone has a switch of its own."""
    business_date: date
    device_id: str | None = None
    contract_end_date: date | None = None
    suspended_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of one customer."""

    lines: tuple[Line, ...]
    business_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One charge or credit; its description stays the same, so that two bills compare line by line."""

    description: str | None = None
    amount: Decimal | None = None
    date: Day | None = None
    item_type: str | None = None
    """The demo has plan, device, promotion, proration, roaming, overage, one_off, tax, late_fee, payment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A monthly bill."""

    bill_id: str
    status: BillStatus
    total_due: Decimal
    due_date: date
    customer_id: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    issue_date: date | None = None
    line_items: tuple[LineItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bills:
    """Bills of one customer, newest first."""

    bills: tuple[Bill, ...]
    business_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """A request to pay, pushed to the customer's phone. The contract promises none of its fields."""

    request_id: str | None = None
    bill_id: str | None = None
    amount: Decimal | None = None
    status: str | None = None
    business_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a line may use and costs a month."""

    plan_id: str
    name: str
    data_limit_gb: Decimal
    price_per_month: Decimal
    topup_price_per_gb: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Data of the current cycle; used up when `data_used_gb >= data_limit_gb + data_topup_gb`."""

    line_id: str
    data_used_gb: Decimal
    data_limit_gb: Decimal
    data_topup_gb: Decimal
    cycle_end_date: date | None = None
    business_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUp:
    """Data added: the line's top-ups of this cycle together, and what this one costs on the next bill."""

    line_id: str
    data_topup_gb: Decimal
    charge: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What a line's SIM sits in. The contract promises no field of it; `details` holds every plain one."""

    device_id: str | None = None
    maker: str | None = None
    model: str | None = None
    device_type: str | None = None
    """The demo has phone, tablet, watch and home_internet."""
    details: Mapping[str, str | int | Decimal | bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptTurn:
    """One turn as the back office keeps it."""

    role: str
    """`customer` or `assistant`."""
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A conversation for the human team, with everything collected so far."""

    conversation_id: str
    reason: str
    summary: str
    customer_id: str | None = None
    channel: HandoffChannel | None = None
    queue: str | None = None
    slots: Mapping[str, object] = field(default_factory=dict)
    transcript: tuple[TranscriptTurn, ...] = ()
    sentiment: Sentiment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffReceipt:
    """That the human team has it."""

    handoff_id: str
    queue: str | None = None
    wait_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What this carrier offers of the optional operations; names we do not know are left out."""

    offered: frozenset[Capability]

    def __contains__(self, capability: object) -> bool:
        return capability in self.offered


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCheck:
    """Whether the PIN was right, and how many wrong ones are left before it locks."""

    correct: bool
    attempts_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCode:
    """A code on its way to one of the account's lines."""

    code_id: str
    sent_to_last_4: str
    expires_in_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCheck:
    """Whether the one-time code was right, and how many tries it has left."""

    correct: bool
    attempts_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEvent:
    """An outage or works."""

    event_id: str
    kind: NetworkEventKind
    services: tuple[Service, ...]
    started_at: datetime
    expected_end_at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkStatus:
    """How the network does at a ZIP code."""

    zip_code: str
    status: AreaStatus
    events: tuple[NetworkEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillFile:
    """A link to the bill as a PDF, good until `expires_at`."""

    url: str
    expires_at: datetime
