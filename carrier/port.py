"""What the assistant needs of the carrier: one method for each operation of `backoffice.openapi.yaml`.

Every method takes the `conversation_id` that the carrier's records name it by, and raises `CarrierError` as
`carrier.errors` draws it. Those of the second protocol are optional for a carrier: without them they raise
`CarrierNotOffered`. An `idempotency_key` makes a repeated POST answer as the first did.
"""

from datetime import date
from decimal import Decimal
from typing import Protocol

from carrier.types import (
    BillFile,
    Bills,
    Capabilities,
    CodeCheck,
    Customer,
    Device,
    Handoff,
    HandoffReceipt,
    Line,
    Lines,
    NetworkStatus,
    OneTimeCode,
    PaymentRequest,
    PinCheck,
    Plan,
    TopUp,
    Usage,
)


class RequiredOperations(Protocol):
    """What every carrier has."""

    async def find_customers(
        self,
        *,
        conversation_id: str,
        phone: str | None = None,
        full_name: str | None = None,
        date_of_birth: date | None = None,
    ) -> tuple[Customer, ...]:
        """At most 20 who fit everything given, maybe nobody. At least one of the three must be given."""

    async def get_customer(self, customer_id: str, *, conversation_id: str) -> Customer:
        """The customer."""

    async def list_lines(self, customer_id: str, *, conversation_id: str) -> Lines:
        """Every line of the account."""

    async def list_bills(self, customer_id: str, *, conversation_id: str, limit: int | None = None) -> Bills:
        """The newest `limit` (1 to 100) bills, newest first; as many as the carrier gives when None."""

    async def create_payment_request(
        self, customer_id: str, bill_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> PaymentRequest:
        """Ask the customer's phone to pay one bill.

        Raises CarrierConflict when a request is open already or the bill cannot be paid.
        """

    async def get_line(self, line_id: str, *, conversation_id: str) -> Line:
        """The line."""

    async def get_usage(self, line_id: str, *, conversation_id: str) -> Usage:
        """The line's data in the current cycle."""

    async def add_data_topup(
        self, line_id: str, gb: Decimal, *, conversation_id: str, idempotency_key: str | None = None
    ) -> TopUp:
        """Add data for this cycle, charged per GB on the next bill."""

    async def set_roaming(self, line_id: str, enabled: bool, *, conversation_id: str) -> Line:
        """Allow or forbid the line abroad."""

    async def resume_line(
        self, line_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> Line:
        """Lift the suspension. Raises CarrierConflict when the line is not suspended or may not be lifted."""

    async def suspend_line(
        self, line_id: str, reason: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> Line:
        """Suspend the line at once (lost, stolen). Raises CarrierConflict when it is not active."""

    async def set_plan(self, line_id: str, plan_id: str, *, conversation_id: str) -> Line:
        """Put the line on another plan: for the human team, never for the assistant."""

    async def list_plans(self, *, conversation_id: str) -> tuple[Plan, ...]:
        """Every plan on offer."""

    async def get_plan(self, plan_id: str, *, conversation_id: str) -> Plan:
        """The plan."""

    async def get_device(self, device_id: str, *, conversation_id: str) -> Device:
        """The device."""

    async def create_handoff(
        self, handoff: Handoff, *, conversation_id: str, idempotency_key: str | None = None
    ) -> HandoffReceipt:
        """Give the conversation to the human team."""


class OptionalOperations(Protocol):
    """What a carrier may leave out."""

    async def get_capabilities(self, *, conversation_id: str) -> Capabilities:
        """Which optional operations there are. Raises CarrierNotOffered when the carrier does not tell."""

    async def check_pin(
        self, customer_id: str, pin: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> PinCheck:
        """Compare the account PIN. Raises CarrierConflict when it is locked after five wrong ones."""

    async def send_one_time_code(
        self, customer_id: str, line_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> OneTimeCode:
        """Text a code to a line of the account. Raises CarrierConflict when the line cannot get texts now."""

    async def check_one_time_code(
        self,
        customer_id: str,
        code_id: str,
        code: str,
        *,
        conversation_id: str,
        idempotency_key: str | None = None,
    ) -> CodeCheck:
        """Compare the code. Raises CarrierConflict when it is expired, used or tried too often."""

    async def get_network_status(self, zip_code: str, *, conversation_id: str) -> NetworkStatus:
        """Outages and works at a ZIP code."""

    async def set_autopay(self, customer_id: str, enabled: bool, *, conversation_id: str) -> bool:
        """Switch autopay, return what it is now. Raises CarrierConflict without a way of paying on file."""

    async def get_bill_file(self, bill_id: str, *, conversation_id: str) -> BillFile:
        """A short-lived link to the bill as a PDF."""


class CarrierSystems(RequiredOperations, OptionalOperations, Protocol):
    """Everything the assistant can ask of a carrier."""

    async def has_pin_check(self, customer_id: str, *, conversation_id: str) -> bool:
        """Whether PINs can be checked, found out without trying one: for a carrier that lists nothing."""
