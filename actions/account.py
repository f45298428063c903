"""POST /account: everything the desk shows of one customer, read fresh from the carrier."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from carrier.errors import CarrierError, CarrierNotFound, CarrierNotOffered, CarrierUnavailable
from carrier.port import CarrierSystems
from carrier.types import Customer, Line, NetworkStatus


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    customer_id: str = Field(min_length=1, max_length=200)
    conversation_id: str = Field(min_length=1, max_length=200)


class Account:
    """The handler of the address."""

    def __init__(self, carrier: CarrierSystems) -> None:
        self._carrier = carrier

    async def handle(self, request: web.Request) -> web.Response:
        """200 with the account; 422 malformed, 404 no such customer, 503 the carrier does not answer."""
        try:
            asked = _Asked.model_validate_json(await request.read())
        except ValidationError:
            return _failed(422, "bad_request", "customer_id and conversation_id are needed")
        try:
            return web.json_response(await self._read(asked.customer_id, asked.conversation_id))
        except CarrierNotFound:
            return _failed(404, "not_found", "the carrier knows no such customer")
        except CarrierUnavailable as error:
            return _failed(503, "carrier_unavailable", f"the carrier does not answer ({error.code})")
        except CarrierError as error:
            return _failed(502, "carrier_error", f"the carrier refused ({error.code})")

    async def _read(self, customer_id: str, conversation_id: str) -> dict[str, object]:
        carrier = self._carrier
        customer, lines, bills = await asyncio.gather(
            carrier.get_customer(customer_id, conversation_id=conversation_id),
            carrier.list_lines(customer_id, conversation_id=conversation_id),
            carrier.list_bills(customer_id, conversation_id=conversation_id),
        )
        told = await asyncio.gather(*(self._line(line, conversation_id) for line in lines.lines))
        network = await self._network(customer, conversation_id)
        business_date = lines.business_date or bills.business_date
        return {
            "customer": plain(customer),
            "lines": list(told),
            "bills": [plain(bill) for bill in bills.bills],
            "network": plain(network) if network else None,
            "business_date": business_date.isoformat() if business_date else None,
        }

    async def _line(self, line: Line, conversation_id: str) -> dict[str, object]:
        plan, usage, device = await asyncio.gather(
            self._carrier.get_plan(line.plan_id, conversation_id=conversation_id),
            self._carrier.get_usage(line.line_id, conversation_id=conversation_id),
            self._device(line, conversation_id),
        )
        return {
            **_table(plain(line)),
            "plan": plain(plan),
            "usage": plain(usage),
            "device": device,
        }

    async def _device(self, line: Line, conversation_id: str) -> object:
        if line.device_id is None:
            return None
        try:
            return plain(await self._carrier.get_device(line.device_id, conversation_id=conversation_id))
        except CarrierNotFound:
            return None

    async def _network(self, customer: Customer, conversation_id: str) -> NetworkStatus | None:
        zip_code = customer.address.zip_code
        if zip_code is None:
            return None
        try:
            return await self._carrier.get_network_status(zip_code, conversation_id=conversation_id)
        except (CarrierNotOffered, CarrierNotFound):
            return None


def plain(value: object) -> object:
    """A carrier's dataclass as JSON values: money and gigabytes as decimal texts, dates in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [plain(item) for item in value]
    return value


def _table(value: object) -> dict[str, object]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _failed(status: int, code: str, message: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": message}}, status=status)
