"""A POST with an Idempotency-Key that was seen before is answered as the first was, and does nothing."""

import json
from datetime import timedelta

from carrier.demo.database import transaction
from carrier.demo.hashing import fingerprint
from carrier.demo.office import Answer, Office, Refused, conflict

KEPT_FOR = timedelta(days=7)


class RememberedAnswer:
    """The answer kept under one operation (its path, ids included) and key."""

    def __init__(self, office: Office, operation: str, key: str, body: bytes, *, secret: bool) -> None:
        self._office = office
        self._operation = operation
        self._key = key
        self._mark = fingerprint(body, secret_under=f"{operation} {key}" if secret else None)

    def find(self) -> Answer | None:
        """The answer given before. Raises Refused when the key came with another body."""
        row = self._office.one(
            "SELECT * FROM answers WHERE operation = ? AND idempotency_key = ?", self._operation, self._key
        )
        if row is None:
            return None
        if row["fingerprint"] != self._mark:
            raise conflict("The Idempotency-Key was used for another request.")
        return row["status"], json.loads(row["body"])

    def keep(self, answer: Answer) -> None:
        """Remember the answer, in the transaction of the change it tells of."""
        status, body = answer
        self._office.write(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)",
            self._operation,
            self._key,
            self._mark,
            status,
            json.dumps(body),
            self._office.clock().timestamp(),
        )


def is_kept(refusal: Refused) -> bool:
    """Whether a refusal is remembered: only one that tells of the account's state, not of a bad request."""
    return refusal.status == 409


def forget_old_answers(office: Office) -> None:
    """Drop the answers that nobody will ask for again."""
    with transaction(office.connection):
        oldest = (office.clock() - KEPT_FOR).timestamp()
        office.write("DELETE FROM answers WHERE given_at < ?", oldest)
