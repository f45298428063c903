"""Fills the demo database: the same seed and business date give the same customers, bills and events."""

import json
import random
import secrets
import sqlite3
from datetime import UTC, date, datetime, time, timedelta

from carrier.demo.bill_history import MadeBill, add_months, make_bills, newest_issue_date
from carrier.demo.catalog import (
    HOME_OUTAGE_ZIP_CODES,
    OUTAGE_ZIP_CODES,
    PLANS,
    WORKS_ZIP_CODES,
)
from carrier.demo.database import SCHEMA_VERSION, create_tables, drop_everything, is_empty, transaction
from carrier.demo.hashing import hash_secret
from carrier.demo.names import name_key, phone_digits
from carrier.demo.population import draw_accounts
from carrier.demo.specs import DAYS_TO_PAY, AccountSpec, LineSpec, Settlement, Suspension
from carrier.demo.stories import STORIES

DEFAULT_SEED = 20260720


def seed_if_empty(connection: sqlite3.Connection, *, business_date: date, seed: int) -> bool:
    """Fill the database when nothing is in it; True when it was filled now."""
    with transaction(connection):
        if not is_empty(connection):
            return False
        _fill(connection, business_date, seed)
    return True


def reseed(connection: sqlite3.Connection, *, business_date: date, seed: int) -> None:
    """Put everything back to how it was made, all or nothing."""
    with transaction(connection):
        drop_everything(connection)
        _fill(connection, business_date, seed)


def _fill(connection: sqlite3.Connection, business_date: date, seed: int) -> None:
    create_tables(connection)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [
            ("schema_version", SCHEMA_VERSION),
            ("business_date", business_date.isoformat()),
            ("seed", str(seed)),
            ("link_key", secrets.token_hex(32)),
        ],
    )
    connection.executemany(
        "INSERT INTO plans VALUES (?, ?, ?, ?, ?)",
        [
            (plan.plan_id, plan.name, plan.data_limit_gb * 1000, plan.price_cents, plan.topup_cents_per_gb)
            for plan in PLANS.values()
        ],
    )
    rng = random.Random(seed)  # noqa: S311 - made-up people, nothing to guess
    accounts = [story.account for story in STORIES] + list(draw_accounts(rng))
    for number, account in enumerate(accounts, start=1):
        _add_account(connection, f"{number:04}", account, business_date, rng.randbytes(16))
    _add_network_events(connection, business_date)


def _add_account(
    connection: sqlite3.Connection, number: str, account: AccountSpec, business_date: date, salt: bytes
) -> None:
    customer_id = f"cus-{number}"
    connection.execute(
        "INSERT INTO customers (customer_id, full_name, name_key, date_of_birth, email, phone_number,"
        " account_status, street, city, state, zip_code, payment_methods, autopay, pin_hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            customer_id,
            account.full_name,
            name_key(account.full_name),
            account.date_of_birth.isoformat(),
            account.email,
            account.lines[0].phone_number,
            account.account_status,
            account.street,
            account.place.city,
            account.place.state,
            account.place.zip_code,
            json.dumps(account.payment_methods),
            int(account.autopay),
            hash_secret(account.pin, salt),
        ),
    )
    for position, line in enumerate(account.lines, start=1):
        _add_line(connection, f"{number}-{position}", customer_id, account, line, business_date)
    for bill in make_bills(account, business_date):
        _add_bill(connection, number, customer_id, account, bill)


def _add_line(
    connection: sqlite3.Connection,
    number: str,
    customer_id: str,
    account: AccountSpec,
    line: LineSpec,
    business_date: date,
) -> None:
    device_id = _add_device(connection, number, line)
    issued = newest_issue_date(business_date, account.days_since_issue)
    contract_end = _days_after(business_date, line.contract_ends_in_days)
    connection.execute(
        "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            f"lin-{number}",
            customer_id,
            line.phone_number,
            phone_digits(line.phone_number),
            line.status,
            line.plan_id,
            device_id,
            line.used_mb,
            line.topup_mb,
            int(line.roaming_enabled),
            None if contract_end is None else contract_end.isoformat(),
            _suspended_since(line, issued, contract_end, business_date),
            line.suspension,
            (add_months(issued, 1) - timedelta(days=1)).isoformat(),
        ),
    )


def _add_device(connection: sqlite3.Connection, number: str, line: LineSpec) -> str | None:
    device = line.device
    if device is None:
        return None
    device_id = f"dev-{number}"
    connection.execute(
        "INSERT INTO devices VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            device_id,
            device.maker,
            device.model,
            device.device_type,
            int(device.five_g),
            int(device.esim),
            int(device.wifi_calling),
        ),
    )
    return device_id


def _days_after(business_date: date, days: int | None) -> date | None:
    return None if days is None else business_date + timedelta(days=days)


def _suspended_since(
    line: LineSpec, issued: date, contract_end: date | None, business_date: date
) -> str | None:
    if line.suspension is None:
        return None
    since = business_date - timedelta(days=2)
    if line.suspension is Suspension.OVERDUE_BILL:
        since = issued + timedelta(days=DAYS_TO_PAY + 2)
    elif line.suspension is Suspension.CONTRACT_ENDED and contract_end is not None:
        since = contract_end + timedelta(days=1)
    return min(since, business_date).isoformat()


def _add_bill(
    connection: sqlite3.Connection, number: str, customer_id: str, account: AccountSpec, bill: MadeBill
) -> None:
    bill_id = f"bil-{number}-{bill.issue_date:%Y%m}"
    connection.execute(
        "INSERT INTO bills VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            bill_id,
            customer_id,
            bill.period_start.isoformat(),
            bill.period_end.isoformat(),
            bill.issue_date.isoformat(),
            bill.due_date.isoformat(),
            bill.status,
        ),
    )
    connection.executemany(
        "INSERT INTO bill_items VALUES (?, ?, ?, ?, ?, ?)",
        [
            (bill_id, position, item.description, item.cents, item.date.isoformat(), item.item_type)
            for position, item in enumerate(bill.items)
        ],
    )
    if bill.month == 0 and account.settlement is Settlement.AWAITING:
        connection.execute(
            "INSERT INTO payment_requests VALUES (?, ?, ?, ?, 'open', NULL)",
            (f"pay-{number}", customer_id, bill_id, bill.total_cents),
        )


def _add_network_events(connection: sqlite3.Connection, business_date: date) -> None:
    morning = datetime.combine(business_date, time(6, 40), tzinfo=UTC)
    events = (
        (
            "net-0001",
            "outage",
            ("voice", "data", "text"),
            morning,
            morning + timedelta(hours=13, minutes=20),
            "A fiber cable was cut during road works.",
            OUTAGE_ZIP_CODES,
        ),
        (
            "net-0002",
            "outage",
            ("home_internet",),
            morning + timedelta(hours=2),
            None,
            "A local exchange lost power.",
            HOME_OUTAGE_ZIP_CODES,
        ),
        (
            "net-0003",
            "works",
            ("data",),
            morning - timedelta(hours=12),
            morning + timedelta(days=2),
            "Antennas are being replaced; data may be slow.",
            WORKS_ZIP_CODES,
        ),
    )
    for event_id, kind, services, started_at, expected_end_at, note, zip_codes in events:
        end = None if expected_end_at is None else expected_end_at.isoformat()
        connection.execute(
            "INSERT INTO network_events VALUES (?, ?, ?, ?, ?, ?)",
            (event_id, kind, json.dumps(services), started_at.isoformat(), end, note),
        )
        connection.executemany(
            "INSERT INTO network_event_areas VALUES (?, ?)", [(zip_code, event_id) for zip_code in zip_codes]
        )
