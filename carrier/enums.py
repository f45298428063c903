"""The closed lists of the back-office contract. UNKNOWN stands for a value that the carrier added later."""

from enum import StrEnum


class AccountStatus(StrEnum):
    """Where a customer's account stands."""

    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    PENDING_VERIFICATION = "Pending Verification"
    CLOSED = "Closed"
    UNKNOWN = "unknown"


class LineStatus(StrEnum):
    """Where a line stands."""

    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    PENDING_ACTIVATION = "Pending Activation"
    CLOSED = "Closed"
    UNKNOWN = "unknown"


class BillStatus(StrEnum):
    """Where a bill stands; it is paid only when it reads PAID."""

    DRAFT = "Draft"
    ISSUED = "Issued"
    PAID = "Paid"
    OVERDUE = "Overdue"
    AWAITING_PAYMENT = "Awaiting Payment"
    DISPUTED = "Disputed"
    UNKNOWN = "unknown"


class Capability(StrEnum):
    """What a carrier may offer beyond the required operations."""

    PIN_CHECK = "pin_check"
    ONE_TIME_CODE = "one_time_code"
    NETWORK_STATUS = "network_status"
    AUTOPAY = "autopay"
    BILL_FILE = "bill_file"


class AreaStatus(StrEnum):
    """How the network does in an area."""

    NORMAL = "normal"
    DEGRADED = "degraded"
    OUTAGE = "outage"
    UNKNOWN = "unknown"


class NetworkEventKind(StrEnum):
    """Why an area is not normal."""

    OUTAGE = "outage"
    WORKS = "works"
    UNKNOWN = "unknown"


class Service(StrEnum):
    """What an area's event takes away."""

    VOICE = "voice"
    DATA = "data"
    TEXT = "text"
    HOME_INTERNET = "home_internet"
    UNKNOWN = "unknown"


class HandoffChannel(StrEnum):
    """The channel names the back office knows."""

    WEB = "web"
    VOICE = "voice"


class Sentiment(StrEnum):
    """The mood names the back office knows."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
