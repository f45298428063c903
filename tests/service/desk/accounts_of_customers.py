"""An account as the action server tells it."""

from __future__ import annotations


def _bill(month: int, total: float, status: str, *items: tuple[str, float, str]) -> dict[str, object]:
    return {
        "bill_id": f"B2026{month:02}",
        "status": status,
        "total_due": total,
        "due_date": f"2026-{month + 1:02}-04",
        "period_start": f"2026-{month:02}-01",
        "period_end": f"2026-{month:02}-28",
        "line_items": [
            {"description": description, "amount": amount, "date": f"2026-{month:02}-03", "item_type": kind}
            for description, amount, kind in items
        ],
    }


PLAN = ("Prairie Unlimited", 70.00, "plan")
DEVICE = ("Pixel 8, installment 9 of 24", 18.00, "device")
TAX = ("Taxes and fees", 6.54, "tax")

ACCOUNT: dict[str, object] = {
    "business_date": "2026-07-20",
    "customer": {
        "customer_id": "C1001",
        "full_name": "Hannah Voss",
        "account_status": "Active",
        "phone_number": "612-555-0142",
        "email": "hannah.voss@example.com",
        "address": {"street": "18 Elm Court", "city": "Minneapolis", "state": "MN", "zip_code": "55401"},
        "payment_methods": [{"method_type": "Credit card", "account_number_last_4": "4417"}],
    },
    "lines": [
        {
            "line_id": "L1",
            "phone_number": "612-555-0142",
            "status": "Active",
            "roaming_enabled": True,
            "plan": {"name": "Prairie Unlimited", "price_per_month": 70.0},
            "device": {"maker": "Google", "model": "Pixel 8"},
            "usage": {
                "data_used_gb": 31.4,
                "data_limit_gb": 50,
                "data_topup_gb": 0,
                "cycle_end_date": "2026-07-31",
            },
        },
        {
            "line_id": "L2",
            "phone_number": "612-555-0178",
            "status": "Suspended",
            "roaming_enabled": False,
            "suspended_since": "2026-07-11",
            "plan": {"name": "Creek 5 GB", "price_per_month": 25.0},
            "device": {"maker": "Apple", "model": "iPhone 13"},
            "usage": {
                "data_used_gb": 4.9,
                "data_limit_gb": 5,
                "data_topup_gb": 0,
                "cycle_end_date": "2026-07-31",
            },
        },
    ],
    "bills": [
        _bill(7, 94.54, "Issued", PLAN, DEVICE, TAX),
        _bill(6, 82.14, "Paid", PLAN, DEVICE, ("Summer promotion", -12.40, "promotion"), TAX),
        _bill(5, 82.14, "Paid", PLAN, DEVICE, ("Summer promotion", -12.40, "promotion"), TAX),
    ],
    "network": {"zip_code": "55401", "status": "normal", "events": []},
}
