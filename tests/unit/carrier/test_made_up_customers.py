"""The made-up customers: enough of every kind, alike every time, bills that can be explained."""

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from carrier.demo import logins
from carrier.demo.hashing import matches
from carrier.demo.office import Office
from carrier.demo.opening import DatabaseUnusable, open_office, reset_database

TABLES = ("plans", "customers", "devices", "lines", "bills", "bill_items", "payment_requests")
EXPLAINING = {
    "plan",
    "device",
    "promotion",
    "proration",
    "roaming",
    "overage",
    "one_off",
    "late_fee",
    "payment",
}


def first(office: Office, query: str, *values: object) -> sqlite3.Row:
    row = office.one(query, *values)
    assert row is not None
    return row


def content(office: Office) -> dict[str, list[tuple[object, ...]]]:
    return {table: [tuple(row) for row in office.all(f"SELECT * FROM {table}")] for table in TABLES}


def bills_of(office: Office) -> dict[str, list[tuple[str, dict[tuple[str, str], int]]]]:
    """For each customer the bills, oldest first: status, and cents by description and type."""
    told: dict[str, list[tuple[str, dict[tuple[str, str], int]]]] = defaultdict(list)
    for bill in office.all("SELECT * FROM bills ORDER BY customer_id, issue_date"):
        items = office.all("SELECT * FROM bill_items WHERE bill_id = ?", bill["bill_id"])
        by_name = {(item["description"], item["item_type"]): item["amount_cents"] for item in items}
        assert len(by_name) == len(items), "a description stands twice in one bill"
        told[bill["customer_id"]].append((bill["status"], by_name))
    return told


def test_there_are_more_than_two_hundred_customers_with_lines_bills_and_devices(made: Office) -> None:
    counts = {table: first(made, f"SELECT count(*) AS n FROM {table}")["n"] for table in TABLES}
    assert counts["customers"] >= 200
    assert counts["lines"] >= 1.5 * counts["customers"]
    assert counts["devices"] >= counts["customers"]
    bills = Counter(row["customer_id"] for row in made.all("SELECT customer_id FROM bills"))
    assert set(bills.values()) == {6}
    assert len(bills) >= 200


def test_the_same_seed_makes_the_same_customers(made: Office, tmp_path: Path) -> None:
    again, other = (
        open_office(tmp_path / "again.sqlite"),
        open_office(tmp_path / "other.sqlite", seed=made.seed + 1),
    )
    with closing(again.connection), closing(other.connection):
        assert content(again) == content(made)
        assert content(other)["customers"] != content(made)["customers"]
        named = [login.phone for login in logins()]
        assert {row["phone_number"] for row in other.all("SELECT * FROM lines")} >= set(named)


def test_numbers_are_fictional_and_belong_to_one_line(made: Office) -> None:
    numbers = [row["phone_number"] for row in made.all("SELECT phone_number FROM lines")]
    assert all(number.startswith("555-123-") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_two_bills_in_a_row_differ_only_by_items_that_explain_it(made: Office) -> None:
    compared = 0
    for bills in bills_of(made).values():
        for (_, before), (_, after) in pairwise(bills):
            difference = sum(after.values()) - sum(before.values())
            changed = {
                kind: after.get((name, kind), 0) - before.get((name, kind), 0)
                for name, kind in before.keys() | after.keys()
                if after.get((name, kind), 0) != before.get((name, kind), 0)
            }
            if difference:
                compared += 1
                assert changed.keys() & EXPLAINING, "only the tax changed"
            assert changed.keys() <= EXPLAINING | {"tax"}
    assert compared > 200


def test_every_kind_of_change_happens_often_enough_to_try(made: Office) -> None:
    kinds = Counter(kind for bills in bills_of(made).values() for _, items in bills for _, kind in items)
    assert all(kinds[kind] >= 5 for kind in EXPLAINING)
    ended = sum(
        any(kind == "promotion" and (name, kind) not in after for name, kind in before)
        for bills in bills_of(made).values()
        for (_, before), (_, after) in pairwise(bills)
    )
    assert ended >= 20


def test_a_bills_status_fits_its_due_date(made: Office) -> None:
    today = made.business_date.isoformat()
    for bill in made.all("SELECT * FROM bills"):
        assert bill["period_start"] < bill["period_end"] < bill["issue_date"] < bill["due_date"]
        assert bill["issue_date"] < today
        if bill["status"] == "Overdue":
            assert bill["due_date"] < today
        elif bill["status"] == "Issued":
            assert bill["due_date"] >= today
    statuses = {row["status"] for row in made.all("SELECT DISTINCT status FROM bills")}
    assert statuses == {"Paid", "Issued", "Overdue", "Awaiting Payment", "Disputed"}


def test_no_bill_is_a_credit(made: Office) -> None:
    totals = made.all("SELECT sum(amount_cents) AS total FROM bill_items GROUP BY bill_id")
    assert min(row["total"] for row in totals) >= 0


def test_an_unpaid_bill_costs_a_late_fee_on_the_next(made: Office) -> None:
    for bills in bills_of(made).values():
        for (status, _), (_, after) in pairwise(bills):
            if status == "Overdue":
                assert ("Late payment fee", "late_fee") in after


def test_only_an_awaiting_bill_has_an_open_payment_request(made: Office) -> None:
    awaiting = {row["bill_id"] for row in made.all("SELECT * FROM bills WHERE status = 'Awaiting Payment'")}
    requested = {row["bill_id"] for row in made.all("SELECT * FROM payment_requests WHERE status = 'open'")}
    assert awaiting == requested != set()


def test_suspended_lines_have_their_cause(made: Office) -> None:
    today = made.business_date.isoformat()
    causes: Counter[str] = Counter()
    for line in made.all("SELECT * FROM lines WHERE status = 'Suspended'"):
        causes[line["suspend_reason"]] += 1
        assert line["suspended_since"] <= today
        if line["suspend_reason"] == "contract_ended":
            assert line["contract_end_date"] < today
        if line["suspend_reason"] == "overdue_bill":
            assert made.one(
                "SELECT 1 FROM bills WHERE customer_id = ? AND status = 'Overdue'", line["customer_id"]
            )
    assert causes["contract_ended"] >= 5
    assert causes["overdue_bill"] >= 5


def test_some_lines_are_over_their_allowance_and_cycles_have_not_ended(made: Office) -> None:
    lines = made.all("SELECT * FROM lines JOIN plans USING (plan_id)")
    over = [line for line in lines if line["data_used_mb"] >= line["data_limit_mb"] + line["data_topup_mb"]]
    assert 5 <= len(over) <= len(lines) / 4
    assert all(line["cycle_end_date"] >= made.business_date.isoformat() for line in lines)


@pytest.mark.parametrize("business_date", [date(2024, 2, 29), date(2025, 1, 1), date(2027, 12, 31)])
def test_any_business_date_makes_a_consistent_carrier(tmp_path: Path, business_date: date) -> None:
    office = open_office(tmp_path / "backoffice.sqlite", business_date=business_date)
    with closing(office.connection):
        test_a_bills_status_fits_its_due_date(office)
        test_suspended_lines_have_their_cause(office)
        test_some_lines_are_over_their_allowance_and_cycles_have_not_ended(office)
        latest = first(office, "SELECT max(issue_date) AS latest FROM bills")["latest"]
        assert business_date - date.fromisoformat(latest) < timedelta(days=31)


def test_the_promotion_story_differs_by_the_promotion_and_its_tax(made: Office) -> None:
    (_, before), (_, after) = bills_of(made)["cus-0001"][-2:]
    gone = before.keys() - after.keys()
    assert gone == {("Welcome discount, line ending 0101", "promotion")}
    tax = ("Taxes and regulatory fees", "tax")
    assert sum(after.values()) - sum(before.values()) == 1500 + after[tax] - before[tax]


def test_every_story_shows_what_it_promises(made: Office) -> None:
    def newest(customer_id: str) -> tuple[str, dict[tuple[str, str], int]]:
        return bills[customer_id][-1]

    bills = bills_of(made)
    line = {row["line_id"]: row for row in made.all("SELECT * FROM lines JOIN plans USING (plan_id)")}
    zip_code = first(made, "SELECT zip_code FROM customers WHERE customer_id = 'cus-0003'")["zip_code"]
    assert newest("cus-0002")[0] == "Overdue"
    assert made.one("SELECT 1 FROM network_event_areas WHERE zip_code = ?", zip_code)
    assert ("Roaming in Canada, line ending 0104", "roaming") in newest("cus-0004")[1]
    assert line["lin-0005-1"]["data_used_mb"] >= line["lin-0005-1"]["data_limit_mb"]
    assert sum(row["customer_id"] == "cus-0006" for row in line.values()) == 5
    assert (line["lin-0007-1"]["status"], newest("cus-0007")[0]) == ("Suspended", "Overdue")
    assert (line["lin-0008-1"]["status"], newest("cus-0008")[0]) == ("Active", "Paid")
    assert line["lin-0009-1"]["contract_end_date"] < made.business_date.isoformat()
    assert not line["lin-0010-1"]["roaming_enabled"]


def test_a_pin_is_kept_only_as_a_hash(made: Office) -> None:
    for login in logins():
        row = first(made, "SELECT * FROM customers WHERE phone_number = ?", login.phone)
        assert login.pin not in [str(value) for value in row]
        assert matches(login.pin, row["pin_hash"])


def test_a_database_is_filled_once_and_keeps_its_date(office: Office, tmp_path: Path) -> None:
    office.write("UPDATE customers SET wrong_pins = 3 WHERE customer_id = 'cus-0001'")
    again = open_office(tmp_path / "backoffice.sqlite", business_date=date(2030, 1, 1))
    with closing(again.connection):
        assert again.business_date == office.business_date
        assert first(again, "SELECT wrong_pins FROM customers WHERE customer_id = 'cus-0001'")[0] == 3


def test_reset_puts_it_back_with_a_new_date(tmp_path: Path) -> None:
    path = tmp_path / "backoffice.sqlite"
    open_office(path).connection.close()
    reset_database(path, business_date=date(2027, 3, 3), seed=7)
    office = open_office(path)
    with closing(office.connection):
        assert (office.business_date, office.seed) == (date(2027, 3, 3), 7)


def test_a_file_that_is_no_database_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, only notes, but long enough to be looked at " * 20)
    with pytest.raises(DatabaseUnusable, match=r"notes\.txt"):
        open_office(path)
