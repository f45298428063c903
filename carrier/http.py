"""The carrier's systems over HTTP, as `backoffice.openapi.yaml` says."""

from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import Self

import aiohttp

from carrier import parsing
from carrier.asking import Ask
from carrier.call import REFUSALS
from carrier.errors import CarrierConflict, CarrierNotFound, CarrierNotOffered, CarrierRefused
from carrier.handoff_body import handoff_body
from carrier.transport import Limits, Transport
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


class HttpCarrierSystems:
    """`CarrierSystems` over HTTP. Connects with the first call, so the carrier may come up later.

    Close it, or use it as an async context manager. A `session` that is passed in stays its owner's to close.
    """

    def __init__(
        self,
        base_url: str,
        token: str | None = None,
        *,
        session: aiohttp.ClientSession | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._transport = Transport(base_url, token, session=session, limits=limits or Limits())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._transport.close()

    def _ask(self, operation: str, conversation_id: str) -> Ask:
        return Ask(transport=self._transport, operation=operation, conversation_id=conversation_id)

    def _ask_optional(self, operation: str, conversation_id: str, *, names_account: bool = True) -> Ask:
        return Ask(
            transport=self._transport,
            operation=operation,
            conversation_id=conversation_id,
            optional=True,
            names_account=names_account,
        )

    async def find_customers(
        self,
        *,
        conversation_id: str,
        phone: str | None = None,
        full_name: str | None = None,
        date_of_birth: date | None = None,
    ) -> tuple[Customer, ...]:
        """Find customers by what is given; a carrier that answers 404 found nobody."""
        born = date_of_birth.isoformat() if date_of_birth else None
        query = {"phone": phone, "full_name": full_name, "date_of_birth": born}
        ask = self._ask("find_customers", conversation_id)
        try:
            return await ask.get(parsing.customers, "customers", query=query)
        except CarrierNotFound:
            return ()

    async def get_customer(self, customer_id: str, *, conversation_id: str) -> Customer:
        """Read the customer."""
        return await self._ask("get_customer", conversation_id).get(
            parsing.customer, "customers", customer_id
        )

    async def list_lines(self, customer_id: str, *, conversation_id: str) -> Lines:
        """Read the lines of the account."""
        return await self._ask("list_lines", conversation_id).get(
            parsing.lines, "customers", customer_id, "lines"
        )

    async def list_bills(self, customer_id: str, *, conversation_id: str, limit: int | None = None) -> Bills:
        """Read the bills, newest first."""
        query = {"limit": None if limit is None else str(limit)}
        return await self._ask("list_bills", conversation_id).get(
            parsing.bills, "customers", customer_id, "bills", query=query
        )

    async def create_payment_request(
        self, customer_id: str, bill_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> PaymentRequest:
        """Push a payment request."""
        return await self._ask("create_payment_request", conversation_id).post(
            parsing.payment_request,
            "customers",
            customer_id,
            "payment-requests",
            key=idempotency_key,
            body={"bill_id": bill_id},
        )

    async def get_line(self, line_id: str, *, conversation_id: str) -> Line:
        """Read the line."""
        return await self._ask("get_line", conversation_id).get(parsing.line, "lines", line_id)

    async def get_usage(self, line_id: str, *, conversation_id: str) -> Usage:
        """Read the line's usage."""
        return await self._ask("get_usage", conversation_id).get(parsing.usage, "lines", line_id, "usage")

    async def add_data_topup(
        self, line_id: str, gb: Decimal, *, conversation_id: str, idempotency_key: str | None = None
    ) -> TopUp:
        """Add data."""
        return await self._ask("add_data_topup", conversation_id).post(
            parsing.top_up,
            "lines",
            line_id,
            "data-topups",
            key=idempotency_key,
            body={"gb": int(gb) if gb == int(gb) else float(gb)},
        )

    async def set_roaming(self, line_id: str, enabled: bool, *, conversation_id: str) -> Line:
        """Allow or forbid roaming."""
        return await self._ask("set_roaming", conversation_id).put(
            parsing.line, "lines", line_id, "roaming", body={"enabled": enabled}
        )

    async def resume_line(
        self, line_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> Line:
        """Lift the suspension."""
        return await self._ask("resume_line", conversation_id).post(
            parsing.line, "lines", line_id, "resume", key=idempotency_key
        )

    async def suspend_line(
        self, line_id: str, reason: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> Line:
        """Suspend the line."""
        return await self._ask("suspend_line", conversation_id).post(
            parsing.line, "lines", line_id, "suspend", key=idempotency_key, body={"reason": reason}
        )

    async def set_plan(self, line_id: str, plan_id: str, *, conversation_id: str) -> Line:
        """Change the plan."""
        return await self._ask("set_plan", conversation_id).put(
            parsing.line, "lines", line_id, "plan", body={"plan_id": plan_id}
        )

    async def list_plans(self, *, conversation_id: str) -> tuple[Plan, ...]:
        """Read every plan."""
        return await self._ask("list_plans", conversation_id).get(parsing.plans, "plans")

    async def get_plan(self, plan_id: str, *, conversation_id: str) -> Plan:
        """Read the plan."""
        return await self._ask("get_plan", conversation_id).get(parsing.plan, "plans", plan_id)

    async def get_device(self, device_id: str, *, conversation_id: str) -> Device:
        """Read the device."""
        return await self._ask("get_device", conversation_id).get(parsing.device, "devices", device_id)

    async def create_handoff(
        self, handoff: Handoff, *, conversation_id: str, idempotency_key: str | None = None
    ) -> HandoffReceipt:
        """Hand the conversation over."""
        return await self._ask("create_handoff", conversation_id).post(
            parsing.handoff_receipt, "handoffs", key=idempotency_key, body=handoff_body(handoff)
        )

    async def get_capabilities(self, *, conversation_id: str) -> Capabilities:
        """Read what is offered."""
        ask = self._ask_optional("get_capabilities", conversation_id, names_account=False)
        return await ask.get(parsing.capabilities, "capabilities")

    async def check_pin(
        self, customer_id: str, pin: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> PinCheck:
        """Check the PIN."""
        return await self._ask_optional("check_pin", conversation_id).post(
            parsing.pin_check,
            "customers",
            customer_id,
            "pin-checks",
            key=idempotency_key,
            body={"pin": pin},
        )

    async def has_pin_check(self, customer_id: str, *, conversation_id: str) -> bool:
        """Ask without a PIN: 404 means that there is no check, anything else that there is one."""
        ask = self._ask_optional("check_pin", conversation_id)
        try:
            await ask.post(lambda _: None, "customers", customer_id, "pin-checks", key=None, body={})
        except (CarrierNotOffered, CarrierNotFound):
            return False
        except CarrierRefused as error:
            # It wants a PIN (400, 422). A refusal of us (401, 403) may come before any path is looked at.
            return error.code not in (REFUSALS[401], REFUSALS[403])
        except CarrierConflict:
            # It is locked (409), so there is one.
            return True
        return True

    async def send_one_time_code(
        self, customer_id: str, line_id: str, *, conversation_id: str, idempotency_key: str | None = None
    ) -> OneTimeCode:
        """Text a code."""
        return await self._ask_optional("send_one_time_code", conversation_id).post(
            parsing.one_time_code,
            "customers",
            customer_id,
            "one-time-codes",
            key=idempotency_key,
            body={"line_id": line_id},
        )

    async def check_one_time_code(
        self,
        customer_id: str,
        code_id: str,
        code: str,
        *,
        conversation_id: str,
        idempotency_key: str | None = None,
    ) -> CodeCheck:
        """Check the code."""
        return await self._ask_optional("check_one_time_code", conversation_id).post(
            parsing.code_check,
            "customers",
            customer_id,
            "one-time-codes",
            code_id,
            "checks",
            key=idempotency_key,
            body={"code": code},
        )

    async def get_network_status(self, zip_code: str, *, conversation_id: str) -> NetworkStatus:
        """Read the network's status."""
        ask = self._ask_optional("get_network_status", conversation_id, names_account=False)
        return await ask.get(parsing.network_status, "network-status", query={"zip_code": zip_code})

    async def set_autopay(self, customer_id: str, enabled: bool, *, conversation_id: str) -> bool:
        """Switch autopay."""
        return await self._ask_optional("set_autopay", conversation_id).put(
            parsing.autopay, "customers", customer_id, "autopay", body={"enabled": enabled}
        )

    async def get_bill_file(self, bill_id: str, *, conversation_id: str) -> BillFile:
        """Get a link to the bill."""
        base_url = self._transport.base_url
        return await self._ask_optional("get_bill_file", conversation_id).get(
            lambda fields: parsing.bill_file(fields, base_url), "bills", bill_id, "file"
        )
