"""Bills, payment requests, bills as files."""

import re
import secrets
import sqlite3
from datetime import datetime

from carrier.demo import documents
from carrier.demo.hashing import is_signed, sign
from carrier.demo.office import Answer, Asked, Office, conflict, customer_row, missing_field, not_found
from carrier.demo.pdf import bill_pdf

MOST_BILLS = 100
LINK_LASTS_S = 600
PAYABLE = ("Overdue", "Issued")
WHOLE = re.compile(r"[0-9]{1,3}")


def list_bills(office: Office, asked: Asked) -> Answer:
    """GET /v1/customers/{cid}/bills, newest first."""
    customer = customer_row(office, asked.path["cid"])
    limit = _limit(asked.query.get("limit"))
    settle_payments(office)
    rows = office.all(
        "SELECT * FROM bills WHERE customer_id = ? ORDER BY issue_date DESC LIMIT ?",
        customer["customer_id"],
        limit,
    )
    return 200, {
        "bills": [documents.bill(row, _items(office, row["bill_id"])) for row in rows],
        "business_date": office.business_date.isoformat(),
    }


def _limit(text: str | None) -> int:
    if text is None:
        return MOST_BILLS
    if not WHOLE.fullmatch(text) or not 1 <= int(text) <= MOST_BILLS:
        raise missing_field(f"limit must be a whole number from 1 to {MOST_BILLS}.")
    return int(text)


def _items(office: Office, bill_id: str) -> list[sqlite3.Row]:
    return office.all("SELECT * FROM bill_items WHERE bill_id = ? ORDER BY position", bill_id)


def create_payment_request(office: Office, asked: Asked) -> Answer:
    """POST /v1/customers/{cid}/payment-requests: one open at a time, for a bill that can be paid."""
    customer = customer_row(office, asked.path["cid"])
    customer_id = customer["customer_id"]
    bill_id = asked.text("bill_id")
    settle_payments(office)
    bill = office.one("SELECT * FROM bills WHERE bill_id = ? AND customer_id = ?", bill_id, customer_id)
    if bill is None:
        raise not_found("bill of this customer")
    if office.one("SELECT 1 FROM payment_requests WHERE customer_id = ? AND status = 'open'", customer_id):
        raise conflict("A payment request is already open.")
    if bill["status"] not in PAYABLE:
        raise conflict(f"A bill that is {bill['status']} cannot be paid.")
    cents = sum(item["amount_cents"] for item in _items(office, bill_id))
    request_id = f"pay-{secrets.token_hex(6)}"
    pays_at = None if office.pays_after_s is None else office.in_seconds(office.pays_after_s).timestamp()
    office.write(
        "INSERT INTO payment_requests VALUES (?, ?, ?, ?, 'open', ?)",
        request_id,
        customer_id,
        bill_id,
        cents,
        pays_at,
    )
    office.write("UPDATE bills SET status = 'Awaiting Payment' WHERE bill_id = ?", bill_id)
    return 201, {
        "request_id": request_id,
        "customer_id": customer_id,
        "bill_id": bill_id,
        "amount": documents.dollars(cents),
        "status": "Awaiting Payment",
        "business_date": office.business_date.isoformat(),
    }


def settle_payments(office: Office) -> None:
    """Let the customers pay whose time has come."""
    due = office.all(
        "SELECT customer_id FROM payment_requests WHERE status = 'open' AND pays_at <= ?",
        office.clock().timestamp(),
    )
    for row in due:
        pay(office, row["customer_id"])


def pay(office: Office, customer_id: str) -> str | None:
    """The customer pays the open request on their phone; the bill's id, None when nothing was open."""
    request = office.one(
        "SELECT * FROM payment_requests WHERE customer_id = ? AND status = 'open'", customer_id
    )
    if request is None:
        return None
    office.write("UPDATE payment_requests SET status = 'paid' WHERE request_id = ?", request["request_id"])
    office.write("UPDATE bills SET status = 'Paid' WHERE bill_id = ?", request["bill_id"])
    return str(request["bill_id"])


def get_bill_file(office: Office, asked: Asked) -> Answer:
    """GET /v1/bills/{bill_id}/file: a link that works for ten minutes."""
    bill_id = asked.path["bill_id"]
    if office.one("SELECT 1 FROM bills WHERE bill_id = ?", bill_id) is None:
        raise not_found("bill")
    expires_at = office.in_seconds(LINK_LASTS_S).replace(microsecond=0)
    until = str(int(expires_at.timestamp()))
    signature = sign(office.link_key, bill_id, until)
    return 200, {
        "url": f"{asked.origin}/files/bills/{bill_id}.pdf?until={until}&signature={signature}",
        "expires_at": expires_at.isoformat(),
    }


def bill_file(office: Office, bill_id: str, until: str, signature: str) -> bytes:
    """The PDF behind a link. Raises Refused when the link is not ours or its time is over."""
    if not is_signed(office.link_key, signature, bill_id, until):
        raise not_found("file")
    if datetime.fromtimestamp(int(until), tz=office.clock().tzinfo) < office.clock():
        raise not_found("file any more: ask for a new link")
    settle_payments(office)
    bill = office.one("SELECT * FROM bills WHERE bill_id = ?", bill_id)
    if bill is None:
        raise not_found("bill")
    customer = customer_row(office, bill["customer_id"])
    return bill_pdf(customer["full_name"], documents.bill(bill, _items(office, bill_id)))
