"""What a made-up account is before it becomes rows: a person, lines with their past, how bills are settled.

Months are counted back from the newest bill: 0 is the newest, 5 the oldest of the six that are kept.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from carrier.demo.catalog import DeviceModel, Place

MONTHS_KEPT = 6
OLDEST = MONTHS_KEPT - 1
DAYS_TO_PAY = 15


class Settlement(StrEnum):
    """How the newest bill stands; older ones are paid unless OVERDUE says otherwise."""

    PAID = auto()
    OPEN = auto()
    """Issued, and overdue when the due date has passed."""
    OVERDUE = auto()
    """A bill past its due date: the newest, or the one before it when the newest is not due yet."""
    AWAITING = auto()
    DISPUTED = auto()
    PARTLY_PAID = auto()


class Suspension(StrEnum):
    """Why a line is suspended."""

    OVERDUE_BILL = auto()
    CONTRACT_ENDED = auto()
    LOST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A monthly credit, given up to and including the bill `last_month` months back (0: it still runs)."""

    name: str
    cents: int
    last_month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """The line left `from_plan_id` during the month billed `month` months back, after `days` days of it."""

    from_plan_id: str
    month: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Roaming:
    """Use abroad."""

    month: int
    country: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraData:
    """Gigabytes added in an earlier month, billed at the plan's price."""

    month: int
    gb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """A fee charged once."""

    month: int
    description: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSpec:
    """One line, now and over the past months."""

    phone_number: str
    plan_id: str
    device: DeviceModel | None
    installments_last_month: int | None = None
    """The newest bill that still has an installment; None when the device was never paid in installments."""
    promotion: Promotion | None = None
    plan_change: PlanChange | None = None
    roaming: tuple[Roaming, ...] = ()
    extra_data: tuple[ExtraData, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    used_mb: int = 0
    topup_mb: int = 0
    roaming_enabled: bool = False
    contract_ends_in_days: int | None = None
    """From the business date, negative when it has ended; None without a contract term."""
    status: str = "Active"
    suspension: Suspension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSpec:
    """One customer with everything."""

    full_name: str
    date_of_birth: date
    email: str | None
    place: Place
    street: str
    pin: str
    lines: tuple[LineSpec, ...]
    days_since_issue: int
    """Age of the newest bill at the business date, 1 to 27."""
    settlement: Settlement = Settlement.PAID
    paid_late_months: tuple[int, ...] = ()
    """Bills paid after their due date: the next one has a late fee."""
    account_status: str = "Active"
    autopay: bool = False
    payment_methods: tuple[dict[str, str], ...] = field(
        default=(
            {
                "method_type": "Credit Card",
                "account_number_last_4": "4242",
                "expiration_date": "2029-11",
            },
        )
    )
