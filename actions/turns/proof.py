"""The proof of who the customer is: the value of the slot `verification`, set by actions only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """How somebody was identified."""

    PIN = "pin"
    ONE_TIME_CODE = "one_time_code"
    SIGNED_LOGIN = "signed_login"
    PHONE_NUMBER = "phone_number"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"


ACCOUNT_SCOPE = "account"
"""The only scope there is: bills, lines and usage of one customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Who the customer is and how well that is proved."""

    customer_id: str
    line_id: str | None
    level: int
    """0 nobody, 1 claimed, 2 proved."""
    method: str
    scopes: tuple[str, ...] = (ACCOUNT_SCOPE,)
    expires_at: datetime
    """UTC; afterwards the level is 0."""

    def holds(self, level: int, *, at: datetime) -> bool:
        """Whether the proof reaches `level` at that moment."""
        return self.level >= level and at < self.expires_at

    def to_slot(self) -> dict[str, object]:
        """The form in which the tracker keeps it."""
        return {
            "customer_id": self.customer_id,
            "line_id": self.line_id,
            "level": self.level,
            "method": self.method,
            "scopes": list(self.scopes),
            "expires_at": self.expires_at.isoformat(),
        }


def read_verification(value: object) -> Verification | None:
    """The proof from its slot or from the front door's metadata; None when anything is missing or odd."""
    if not isinstance(value, dict):
        return None
    customer_id, level, method = value.get("customer_id"), value.get("level"), value.get("method")
    line_id, scopes = value.get("line_id"), value.get("scopes")
    expires_at = read_time(value.get("expires_at"))
    if not (isinstance(customer_id, str) and customer_id and isinstance(method, str) and expires_at):
        return None
    if not isinstance(level, int) or level not in (0, 1, 2):
        return None
    return Verification(
        customer_id=customer_id,
        line_id=line_id if isinstance(line_id, str) else None,
        level=level,
        method=method,
        scopes=tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else (ACCOUNT_SCOPE,),
        expires_at=expires_at,
    )


def read_time(value: object) -> datetime | None:
    """An ISO 8601 time with its zone; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return read if read.tzinfo is not None else None
