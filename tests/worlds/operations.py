"""What each path of the contract does in a world."""

from __future__ import annotations

from collections.abc import Callable

from tests.worlds.account import OPEN, Body, Customer, Line, same_name
from tests.worlds.carriers import as_sent
from tests.worlds.desk import ONE_TIME_CODE, Asked, Desk


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


def answer(desk: Desk, asked: Asked) -> tuple[int, Body]:
    """Status and body of one request. Raises Refusal."""
    parts = asked.path.removeprefix("/v1/").strip("/").split("/")
    name = (asked.method, parts[0], len(parts), parts[2] if len(parts) > 2 else "")
    operation = OPERATIONS.get(name) or (OPTIONAL.get(name) if desk.optional else None)
    if operation is None:
        raise Refusal(404, "not_available")
    return operation(desk, asked, parts)


# -- what is required ---------------------------------------------------------------------------------


def _find(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    query = asked.query
    if not any(query.get(name) for name in ("phone", "full_name", "date_of_birth")):
        raise Refusal(422, "missing_field")
    found = [
        one
        for one in desk.books.customers
        if (not query.get("phone") or one.line_of(query["phone"]))
        and (not query.get("full_name") or same_name(query["full_name"], one.full_name))
        and (not query.get("date_of_birth") or query["date_of_birth"] == one.date_of_birth.isoformat())
    ]
    return 200, {"customers": [_sent(desk, "customer", one.to_json()) for one in found[:20]]}


def _customer(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, _sent(desk, "customer", _whose(desk, parts).to_json())


def _lines(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    today = desk.books.today
    lines = [_sent(desk, "line", line.to_json(today)) for line in _whose(desk, parts).lines]
    return 200, {"lines": lines, **_dated(desk)}


def _bills(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    customer = _whose(desk, parts)
    limit = int(asked.query.get("limit", "100"))
    bills = [_sent(desk, "bill", bill.to_json(customer.customer_id)) for bill in customer.bills[:limit]]
    return 200, {"bills": bills, **_dated(desk)}


def _request_payment(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    customer = _whose(desk, parts)
    bill = next((one for one in customer.bills if one.bill_id == asked.body.get("bill_id")), None)
    if "bill_id" not in asked.body:
        raise Refusal(422, "missing_field")
    if bill is None:
        raise Refusal(404, "not_found")
    if bill.status != "Overdue" or any(one.status == "Awaiting Payment" for one in customer.bills):
        raise Refusal(409, "conflict")
    bill.status = "Awaiting Payment"
    return 201, {} if desk.books.bare else {"bill_id": bill.bill_id, "status": "sent"}


def _line(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, _sent(desk, "line", _which(desk, parts).to_json(desk.books.today))


def _usage(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    plan = desk.books.plan(line.plan_id)
    assert plan is not None
    return 200, {
        "line_id": line.line_id,
        "data_used_gb": line.data_used_gb,
        "data_limit_gb": plan.data_limit_gb,
        "data_topup_gb": line.data_topup_gb,
    }


def _top_up(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    gb = asked.body.get("gb")
    if not isinstance(gb, int | float) or gb <= 0:
        raise Refusal(422, "missing_field")
    plan = desk.books.plan(line.plan_id)
    assert plan is not None
    line.data_topup_gb += float(gb)
    charge = float(plan.topup_price_per_gb) * float(gb)
    return 201, {"line_id": line.line_id, "data_topup_gb": line.data_topup_gb, "charge": round(charge, 2)}


def _roaming(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    if not isinstance(asked.body.get("enabled"), bool):
        raise Refusal(422, "missing_field")
    line.roaming_enabled = bool(asked.body["enabled"])
    return 200, _sent(desk, "line", line.to_json(desk.books.today))


def _resume(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    holder = desk.books.holder(line.line_id)
    assert holder is not None
    owed = any(bill.status in OPEN for bill in holder.bills)
    if line.status != "Suspended" or owed or line.ended(desk.books.today):
        raise Refusal(409, "conflict")
    line.status, line.suspended_since = "Active", None
    return 200, _sent(desk, "line", line.to_json(desk.books.today))


def _suspend(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    if not asked.body.get("reason"):
        raise Refusal(422, "missing_field")
    if line.status != "Active":
        raise Refusal(409, "conflict")
    line.status, line.suspended_since = "Suspended", desk.books.today
    return 200, _sent(desk, "line", line.to_json(desk.books.today))


def _plan_change(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    line = _which(desk, parts)
    line.plan_id = str(asked.body.get("plan_id"))
    return 200, _sent(desk, "line", line.to_json(desk.books.today))


def _plans(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, {"plans": [plan.to_json() for plan in desk.books.plans]}


def _plan(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    plan = desk.books.plan(parts[1])
    if plan is None:
        raise Refusal(404, "not_found")
    return 200, plan.to_json()


def _device(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    raise Refusal(404, "not_found")


def _hand_off(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    if not all(asked.body.get(name) for name in ("conversation_id", "reason", "summary")):
        raise Refusal(422, "missing_field")
    desk.handoffs.append(asked.body)
    more = {} if desk.books.bare else {"queue": "care", "wait_minutes": 4}
    return 201, {"handoff_id": f"H-{len(desk.handoffs)}", **more}


# -- what a carrier may leave out ---------------------------------------------------------------------


def _capabilities(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, {"capabilities": ["pin_check", "one_time_code", "network_status", "autopay", "bill_file"]}


def _pin(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, {"correct": asked.body.get("pin") == _whose(desk, parts).pin, "attempts_left": 4}


def _send_code(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    customer = _whose(desk, parts)
    line = next((one for one in customer.lines if one.line_id == asked.body.get("line_id")), None)
    if line is None:
        raise Refusal(404, "not_found")
    desk.sent_codes["C-1"] = ONE_TIME_CODE
    return 201, {"code_id": "C-1", "sent_to_last_4": line.phone_number[-4:], "expires_in_s": 600}


def _check_code(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    return 200, {"correct": desk.sent_codes.get(parts[3]) == asked.body.get("code"), "attempts_left": 2}


def _network(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    zip_code = asked.query.get("zip_code", "")
    out = desk.books.area_out and bool(desk.books.customers) and zip_code == desk.books.customers[0].zip_code
    event = {
        "event_id": "E-1",
        "kind": "outage",
        "services": ["voice", "data", "text"],
        "started_at": "2026-07-20T08:00:00Z",
        "expected_end_at": "2026-07-20T22:00:00Z",
    }
    status = "outage" if out else "normal"
    return 200, {"zip_code": zip_code, "status": status, "events": [event] if out else []}


def _autopay(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    _whose(desk, parts)
    return 200, {"enabled": bool(asked.body.get("enabled"))}


def _file(desk: Desk, asked: Asked, parts: list[str]) -> tuple[int, Body]:
    if desk.books.bill(parts[1]) is None:
        raise Refusal(404, "not_found")
    return 200, {"url": "https://bills.example/one.pdf", "expires_at": "2026-07-20T12:10:00Z"}


def _sent(desk: Desk, kind: str, body: Body) -> Body:
    return as_sent(kind, body, bare=desk.books.bare)


def _dated(desk: Desk) -> Body:
    return {} if desk.books.bare else {"business_date": desk.books.today.isoformat()}


def _whose(desk: Desk, parts: list[str]) -> Customer:
    customer = desk.books.customer(parts[1])
    if customer is None:
        raise Refusal(404, "not_found")
    return customer


def _which(desk: Desk, parts: list[str]) -> Line:
    line = desk.books.line(parts[1])
    if line is None:
        raise Refusal(404, "not_found")
    return line


Operation = Callable[[Desk, Asked, list[str]], tuple[int, Body]]
Name = tuple[str, str, int, str]
"""Method, first part, how many parts, third part."""

OPERATIONS: dict[Name, Operation] = {
    ("GET", "customers", 1, ""): _find,
    ("GET", "customers", 2, ""): _customer,
    ("GET", "customers", 3, "lines"): _lines,
    ("GET", "customers", 3, "bills"): _bills,
    ("POST", "customers", 3, "payment-requests"): _request_payment,
    ("GET", "lines", 2, ""): _line,
    ("GET", "lines", 3, "usage"): _usage,
    ("POST", "lines", 3, "data-topups"): _top_up,
    ("PUT", "lines", 3, "roaming"): _roaming,
    ("POST", "lines", 3, "resume"): _resume,
    ("POST", "lines", 3, "suspend"): _suspend,
    ("PUT", "lines", 3, "plan"): _plan_change,
    ("GET", "plans", 1, ""): _plans,
    ("GET", "plans", 2, ""): _plan,
    ("GET", "devices", 2, ""): _device,
    ("POST", "handoffs", 1, ""): _hand_off,
}
OPTIONAL: dict[Name, Operation] = {
    ("GET", "capabilities", 1, ""): _capabilities,
    ("POST", "customers", 3, "pin-checks"): _pin,
    ("POST", "customers", 3, "one-time-codes"): _send_code,
    ("POST", "customers", 5, "one-time-codes"): _check_code,
    ("GET", "network-status", 1, ""): _network,
    ("PUT", "customers", 3, "autopay"): _autopay,
    ("GET", "bills", 3, "file"): _file,
}
