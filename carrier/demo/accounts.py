"""Customers: finding and reading them, autopay."""

from datetime import date

from carrier.demo import documents
from carrier.demo.names import name_key, phone_digits
from carrier.demo.office import Answer, Asked, Office, conflict, customer_row, missing_field

MOST_CANDIDATES = 20


def find_customers(office: Office, asked: Asked) -> Answer:
    """GET /v1/customers: who fits everything that is given."""
    conditions: list[str] = []
    values: list[object] = []
    if phone := asked.query.get("phone"):
        conditions.append("customer_id IN (SELECT customer_id FROM lines WHERE phone_digits = ?)")
        values.append(phone_digits(phone))
    if full_name := asked.query.get("full_name"):
        conditions.append("name_key = ?")
        values.append(name_key(full_name))
    if born := asked.query.get("date_of_birth"):
        conditions.append("date_of_birth = ?")
        values.append(_date(born).isoformat())
    if not conditions:
        raise missing_field("Give phone, full_name or date_of_birth.")
    rows = office.all(
        f"SELECT * FROM customers WHERE {' AND '.join(conditions)} ORDER BY customer_id LIMIT ?",  # noqa: S608
        *values,
        MOST_CANDIDATES,
    )
    return 200, {"customers": [documents.customer(office, row) for row in rows]}


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise missing_field("date_of_birth must be a date such as 1988-04-17.") from None


def get_customer(office: Office, asked: Asked) -> Answer:
    """GET /v1/customers/{cid}."""
    return 200, documents.customer(office, customer_row(office, asked.path["cid"]))


def list_lines(office: Office, asked: Asked) -> Answer:
    """GET /v1/customers/{cid}/lines."""
    customer = customer_row(office, asked.path["cid"])
    rows = office.all("SELECT * FROM lines WHERE customer_id = ? ORDER BY line_id", customer["customer_id"])
    return 200, {
        "lines": [documents.line(office, row) for row in rows],
        "business_date": office.business_date.isoformat(),
    }


def set_autopay(office: Office, asked: Asked) -> Answer:
    """PUT /v1/customers/{cid}/autopay: not without a way of paying on file."""
    customer = customer_row(office, asked.path["cid"])
    enabled = asked.flag("enabled")
    if enabled and customer["payment_methods"] == "[]":
        raise conflict("There is no payment method on file.")
    office.write(
        "UPDATE customers SET autopay = ? WHERE customer_id = ?", int(enabled), customer["customer_id"]
    )
    return 200, {"enabled": enabled}
