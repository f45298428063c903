"""Lines: reading, usage, data top-ups, roaming, suspension, plan; plans and devices."""

import secrets
import sqlite3

from carrier.demo import documents
from carrier.demo.billing import settle_payments
from carrier.demo.office import Answer, Asked, Office, conflict, line_row, missing_field, not_found

MOST_TOPUP_GB = 1000


def get_line(office: Office, asked: Asked) -> Answer:
    """GET /v1/lines/{lid}."""
    return _told(office, asked.path["lid"])


def _told(office: Office, line_id: str) -> Answer:
    return 200, documents.line(office, line_row(office, line_id))


def get_usage(office: Office, asked: Asked) -> Answer:
    """GET /v1/lines/{lid}/usage."""
    line = line_row(office, asked.path["lid"])
    plan = _plan_row(office, line["plan_id"])
    return 200, {
        "line_id": line["line_id"],
        "data_used_gb": documents.gigabytes(line["data_used_mb"]),
        "data_limit_gb": documents.gigabytes(plan["data_limit_mb"]),
        "data_topup_gb": documents.gigabytes(line["data_topup_mb"]),
        "cycle_end_date": line["cycle_end_date"],
        "business_date": office.business_date.isoformat(),
    }


def _plan_row(office: Office, plan_id: str) -> sqlite3.Row:
    row = office.one("SELECT * FROM plans WHERE plan_id = ?", plan_id)
    if row is None:
        raise not_found("plan")
    return row


def add_data_topup(office: Office, asked: Asked) -> Answer:
    """POST /v1/lines/{lid}/data-topups: only on an active line; charged at its plan's price."""
    line = line_row(office, asked.path["lid"])
    megabytes = _megabytes(asked.body.get("gb"))
    if line["status"] != "Active":
        raise conflict(f"Data cannot be added to a line that is {line['status']}.")
    plan = _plan_row(office, line["plan_id"])
    charge = round(megabytes * plan["topup_cents_per_gb"] / 1000)
    office.write(
        "UPDATE lines SET data_topup_mb = data_topup_mb + ? WHERE line_id = ?", megabytes, line["line_id"]
    )
    office.write(
        "INSERT INTO data_topups VALUES (?, ?, ?, ?, ?)",
        f"top-{secrets.token_hex(6)}",
        line["line_id"],
        megabytes,
        charge,
        asked.conversation_id,
    )
    return 201, {
        "line_id": line["line_id"],
        "data_topup_gb": documents.gigabytes(line["data_topup_mb"] + megabytes),
        "charge": documents.dollars(charge),
    }


def _megabytes(gb: object) -> int:
    if not isinstance(gb, int | float) or isinstance(gb, bool):
        raise missing_field("gb is required and must be a number.")
    if not 0 < gb <= MOST_TOPUP_GB:
        raise missing_field(f"gb must be more than 0 and at most {MOST_TOPUP_GB}.")
    return max(1, round(gb * 1000))


def set_roaming(office: Office, asked: Asked) -> Answer:
    """PUT /v1/lines/{lid}/roaming."""
    line = line_row(office, asked.path["lid"])
    office.write(
        "UPDATE lines SET roaming_enabled = ? WHERE line_id = ?", int(asked.flag("enabled")), line["line_id"]
    )
    return _told(office, line["line_id"])


def resume_line(office: Office, asked: Asked) -> Answer:
    """POST /v1/lines/{lid}/resume: not with an open bill, not after the contract's end."""
    line = line_row(office, asked.path["lid"])
    settle_payments(office)
    if line["status"] != "Suspended":
        raise conflict(f"The line is {line['status']}, not suspended.")
    if line["contract_end_date"] and line["contract_end_date"] < office.business_date.isoformat():
        raise conflict("The line's contract has ended.")
    if office.one(
        "SELECT 1 FROM bills WHERE customer_id = ? AND status IN ('Overdue', 'Awaiting Payment')",
        line["customer_id"],
    ):
        raise conflict("A bill is still open.")
    office.write(
        "UPDATE lines SET status = 'Active', suspended_since = NULL, suspend_reason = NULL WHERE line_id = ?",
        line["line_id"],
    )
    office.write(
        "UPDATE customers SET account_status = 'Active'"
        " WHERE customer_id = ? AND account_status = 'Suspended'",
        line["customer_id"],
    )
    return _told(office, line["line_id"])


def suspend_line(office: Office, asked: Asked) -> Answer:
    """POST /v1/lines/{lid}/suspend."""
    line = line_row(office, asked.path["lid"])
    reason = asked.text("reason")
    if line["status"] != "Active":
        raise conflict(f"The line is {line['status']}, not active.")
    office.write(
        "UPDATE lines SET status = 'Suspended', suspended_since = ?, suspend_reason = ? WHERE line_id = ?",
        office.business_date.isoformat(),
        reason,
        line["line_id"],
    )
    return _told(office, line["line_id"])


def set_plan(office: Office, asked: Asked) -> Answer:
    """PUT /v1/lines/{lid}/plan."""
    line = line_row(office, asked.path["lid"])
    plan = _plan_row(office, asked.text("plan_id"))
    if line["status"] == "Closed":
        raise conflict("The line is closed.")
    office.write("UPDATE lines SET plan_id = ? WHERE line_id = ?", plan["plan_id"], line["line_id"])
    return _told(office, line["line_id"])


def list_plans(office: Office, _asked: Asked) -> Answer:
    """GET /v1/plans, cheapest first."""
    rows = office.all("SELECT * FROM plans ORDER BY price_cents, plan_id")
    return 200, {"plans": [documents.plan(row) for row in rows]}


def get_plan(office: Office, asked: Asked) -> Answer:
    """GET /v1/plans/{pid}."""
    return 200, documents.plan(_plan_row(office, asked.path["pid"]))


def get_device(office: Office, asked: Asked) -> Answer:
    """GET /v1/devices/{did}."""
    row = office.one("SELECT * FROM devices WHERE device_id = ?", asked.path["did"])
    if row is None:
        raise not_found("device")
    return 200, documents.device(row)
