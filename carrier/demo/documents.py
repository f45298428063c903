"""From rows to the contract's JSON: cents to dollars, megabytes to gigabytes."""

import json
import sqlite3
from collections.abc import Sequence

from carrier.demo.office import Office

Document = dict[str, object]


def dollars(cents: int) -> float:
    """Cents as the contract's number."""
    return cents / 100


def gigabytes(megabytes: int) -> float:
    """Megabytes as the contract's number."""
    return megabytes / 1000


def customer(office: Office, row: sqlite3.Row) -> Document:
    """Schema Customer; bills newest first."""
    customer_id = row["customer_id"]
    lines = office.all("SELECT line_id FROM lines WHERE customer_id = ? ORDER BY line_id", customer_id)
    bills = office.all(
        "SELECT bill_id FROM bills WHERE customer_id = ? ORDER BY issue_date DESC", customer_id
    )
    document: Document = {
        "customer_id": customer_id,
        "full_name": row["full_name"],
        "date_of_birth": row["date_of_birth"],
        "phone_number": row["phone_number"],
        "account_status": row["account_status"],
        "line_ids": [line["line_id"] for line in lines],
        "bill_ids": [bill["bill_id"] for bill in bills],
        "address": {name: row[name] for name in ("street", "city", "state", "zip_code")},
        "payment_methods": json.loads(row["payment_methods"]),
    }
    return document if row["email"] is None else document | {"email": row["email"]}


def line(office: Office, row: sqlite3.Row) -> Document:
    """Schema Line."""
    return {
        "line_id": row["line_id"],
        "phone_number": row["phone_number"],
        "status": row["status"],
        "plan_id": row["plan_id"],
        "device_id": row["device_id"],
        "data_used_gb": gigabytes(row["data_used_mb"]),
        "data_topup_gb": gigabytes(row["data_topup_mb"]),
        "roaming_enabled": bool(row["roaming_enabled"]),
        "contract_end_date": row["contract_end_date"],
        "suspended_since": row["suspended_since"],
        "business_date": office.business_date.isoformat(),
    }


def plan(row: sqlite3.Row) -> Document:
    """Schema Plan."""
    return {
        "plan_id": row["plan_id"],
        "name": row["name"],
        "data_limit_gb": gigabytes(row["data_limit_mb"]),
        "price_per_month": dollars(row["price_cents"]),
        "topup_price_per_gb": dollars(row["topup_cents_per_gb"]),
    }


def bill(row: sqlite3.Row, items: Sequence[sqlite3.Row]) -> Document:
    """Schema Bill; its total is the sum of its items."""
    return {
        "bill_id": row["bill_id"],
        "customer_id": row["customer_id"],
        "period_start": row["period_start"],
        "period_end": row["period_end"],
        "issue_date": row["issue_date"],
        "due_date": row["due_date"],
        "total_due": dollars(sum(item["amount_cents"] for item in items)),
        "status": row["status"],
        "line_items": [
            {
                "description": item["description"],
                "amount": dollars(item["amount_cents"]),
                "date": item["date"],
                "item_type": item["item_type"],
            }
            for item in items
        ],
    }


def device(row: sqlite3.Row) -> Document:
    """A device."""
    return {
        "device_id": row["device_id"],
        "maker": row["maker"],
        "model": row["model"],
        "device_type": row["device_type"],
        "five_g": bool(row["five_g"]),
        "esim": bool(row["esim"]),
        "wifi_calling": bool(row["wifi_calling"]),
    }
