"""Proving who somebody is: the account PIN and one-time codes. Secrets are kept hashed."""

import secrets
import sqlite3

import structlog

from carrier.demo.hashing import hash_secret, matches
from carrier.demo.office import Answer, Asked, Office, Text, conflict, customer_row, not_found

WRONG_PINS = 5
"""So many wrong PINs in a row lock it until the team unlocks it."""
CODE_DIGITS = 6
CODE_LASTS_S = 300
CODE_ATTEMPTS = 3
CODES_PER_WINDOW, CODE_WINDOW_S = 5, 600

_log = structlog.get_logger()


def check_pin(office: Office, asked: Asked) -> Answer:
    """POST /v1/customers/{cid}/pin-checks; a right PIN sets the count of wrong ones back."""
    customer = customer_row(office, asked.path["cid"])
    pin = asked.text("pin")
    wrong = customer["wrong_pins"]
    if wrong >= WRONG_PINS:
        raise conflict("The PIN is locked after too many wrong ones.")
    correct = matches(pin.strip(), customer["pin_hash"])
    wrong = 0 if correct else wrong + 1
    office.write("UPDATE customers SET wrong_pins = ? WHERE customer_id = ?", wrong, customer["customer_id"])
    return 200, {"correct": correct, "attempts_left": WRONG_PINS - wrong}


def unlock_pin(office: Office, customer_id: str) -> None:
    """What the team does for a customer who is locked out."""
    customer_row(office, customer_id)
    office.write("UPDATE customers SET wrong_pins = 0 WHERE customer_id = ?", customer_id)


def send_one_time_code(office: Office, asked: Asked) -> Answer:
    """POST /v1/customers/{cid}/one-time-codes: to an active line, five in ten minutes at most."""
    customer_id = customer_row(office, asked.path["cid"])["customer_id"]
    line = office.one(
        "SELECT * FROM lines WHERE line_id = ? AND customer_id = ?", asked.text("line_id"), customer_id
    )
    if line is None:
        raise not_found("line of this customer")
    if line["status"] != "Active":
        raise conflict("The line cannot get texts now.")
    now = office.clock().timestamp()
    sent = office.one(
        "SELECT count(*) AS codes FROM one_time_codes WHERE customer_id = ? AND sent_at > ?",
        customer_id,
        now - CODE_WINDOW_S,
    )
    if sent is not None and sent["codes"] >= CODES_PER_WINDOW:
        raise conflict("Too many codes were sent; try again in ten minutes.")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    code_id = f"otc-{secrets.token_hex(6)}"
    office.write(
        "INSERT INTO one_time_codes VALUES (?, ?, ?, ?, ?, 0)",
        code_id,
        customer_id,
        hash_secret(code, secrets.token_bytes(16)),
        now,
        CODE_ATTEMPTS,
    )
    text = Text(line_id=line["line_id"], body=f"Your code is {code}. It works for 5 minutes.")
    office.texts.append(text)
    _log.info("text.sent", line_id=text.line_id, pii=text.body)
    return 201, {
        "code_id": code_id,
        "sent_to_last_4": line["phone_digits"][-4:],
        "expires_in_s": CODE_LASTS_S,
    }


def check_one_time_code(office: Office, asked: Asked) -> Answer:
    """POST /v1/customers/{cid}/one-time-codes/{code_id}/checks; a right code works once."""
    customer_id = customer_row(office, asked.path["cid"])["customer_id"]
    kept = office.one(
        "SELECT * FROM one_time_codes WHERE code_id = ? AND customer_id = ?",
        asked.path["code_id"],
        customer_id,
    )
    if kept is None:
        raise not_found("code")
    given = asked.text("code")
    _refuse_spent(office, kept)
    correct = matches(given.strip(), kept["code_hash"])
    left = kept["attempts_left"] - (0 if correct else 1)
    office.write(
        "UPDATE one_time_codes SET attempts_left = ?, used = ? WHERE code_id = ?",
        left,
        int(correct),
        kept["code_id"],
    )
    return 200, {"correct": correct, "attempts_left": left}


def _refuse_spent(office: Office, kept: sqlite3.Row) -> None:
    if kept["used"]:
        raise conflict("The code was used.")
    if kept["sent_at"] + CODE_LASTS_S < office.clock().timestamp():
        raise conflict("The code has expired.")
    if kept["attempts_left"] <= 0:
        raise conflict("The code was tried too often.")
