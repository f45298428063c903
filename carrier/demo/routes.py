"""Which operation answers which path of the contract."""

from collections.abc import Callable
from dataclasses import dataclass

from carrier.demo import accounts, billing, handoffs, identity, lines, network
from carrier.demo.office import Answer, Asked, Office
from carrier.enums import Capability

Operation = Callable[[Office, Asked], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One path and method."""

    method: str
    path: str
    operation: Operation
    capability: Capability | None = None
    """Answered only when the office offers it."""
    secret: bool = False
    """The body holds a PIN or a code."""


def _route(
    method: str,
    path: str,
    operation: Operation,
    capability: Capability | None = None,
    *,
    secret: bool = False,
) -> Route:
    return Route(method=method, path=f"/v1{path}", operation=operation, capability=capability, secret=secret)


_CODES = "/customers/{cid}/one-time-codes"

ROUTES = (
    _route("GET", "/customers", accounts.find_customers),
    _route("GET", "/customers/{cid}", accounts.get_customer),
    _route("GET", "/customers/{cid}/lines", accounts.list_lines),
    _route("GET", "/customers/{cid}/bills", billing.list_bills),
    _route("POST", "/customers/{cid}/payment-requests", billing.create_payment_request),
    _route("GET", "/lines/{lid}", lines.get_line),
    _route("GET", "/lines/{lid}/usage", lines.get_usage),
    _route("POST", "/lines/{lid}/data-topups", lines.add_data_topup),
    _route("PUT", "/lines/{lid}/roaming", lines.set_roaming),
    _route("POST", "/lines/{lid}/resume", lines.resume_line),
    _route("POST", "/lines/{lid}/suspend", lines.suspend_line),
    _route("PUT", "/lines/{lid}/plan", lines.set_plan),
    _route("GET", "/plans", lines.list_plans),
    _route("GET", "/plans/{pid}", lines.get_plan),
    _route("GET", "/devices/{did}", lines.get_device),
    _route("POST", "/handoffs", handoffs.create_handoff),
    _route("GET", "/capabilities", network.get_capabilities),
    _route("POST", "/customers/{cid}/pin-checks", identity.check_pin, Capability.PIN_CHECK, secret=True),
    _route("POST", _CODES, identity.send_one_time_code, Capability.ONE_TIME_CODE),
    _route(
        "POST",
        _CODES + "/{code_id}/checks",
        identity.check_one_time_code,
        Capability.ONE_TIME_CODE,
        secret=True,
    ),
    _route("GET", "/network-status", network.get_network_status, Capability.NETWORK_STATUS),
    _route("PUT", "/customers/{cid}/autopay", accounts.set_autopay, Capability.AUTOPAY),
    _route("GET", "/bills/{bill_id}/file", billing.get_bill_file, Capability.BILL_FILE),
)
