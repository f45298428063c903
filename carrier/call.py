"""One operation of the contract as it is sent, and what an answer other than success means for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from carrier.errors import (
    CarrierConflict,
    CarrierError,
    CarrierNotFound,
    CarrierNotOffered,
    CarrierRefused,
    CarrierUnavailable,
)
from carrier.wire import Malformed, parse_json

NO_SUCH_OPERATION = frozenset({405, 501})
"""How some servers answer for a path or method that they do not have at all."""
REFUSALS = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 422: "missing_field"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation of the contract, ready to be sent."""

    operation: str
    method: str
    path: str
    conversation_id: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    optional: bool = False
    """The path is x-optional: a carrier may not have it."""
    names_account: bool = True
    """The path names a customer, line, bill, plan or device that may not exist."""
    idempotency_key: str | None = None

    @property
    def changes(self) -> bool:
        """Whether the account may be different afterwards."""
        return self.method != "GET"

    def unavailable(
        self, code: str, *, detail: str = "", outcome_unknown: bool = False
    ) -> CarrierUnavailable:
        """The error of this call with `code`."""
        return CarrierUnavailable(
            code, operation=self.operation, detail=detail, outcome_unknown=outcome_unknown
        )


def path_of(*segments: str) -> str:
    """A path under /v1 whose segments cannot reach outside it."""
    quoted = (quote(segment, safe="", errors="replace").replace(".", "%2E") for segment in segments)
    return "/v1/" + "/".join(quoted)


def header_text(value: str) -> str:
    """`value` as it is, but for characters that no header may hold: those are percent-encoded."""
    return "".join(
        quote(letter, safe="", errors="replace")
        if ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0 or 0xD800 <= ord(letter) < 0xE000
        else letter
        for letter in value
    )


def failure_of(call: Call, status: int, raw: bytes) -> CarrierError:
    """The error that an answer outside 200 to 299 stands for."""
    code, message = _envelope(raw)
    about = {"operation": call.operation, "detail": message}
    if status == 404:
        return _absence(call, code, message, told=code is not None or _is_json_object(raw))
    if call.optional and status in NO_SUCH_OPERATION:
        return CarrierNotOffered("not_available", operation=call.operation, detail=message)
    if status == 409:
        return CarrierConflict(code or "conflict", **about)
    if status in REFUSALS:
        return CarrierRefused(code or REFUSALS[status], **about)
    if status == 429:
        return call.unavailable("too_many_requests", detail=message)
    if status >= 500:
        return call.unavailable("server_error", detail=message, outcome_unknown=call.changes)
    return call.unavailable("unexpected_status", detail=message)


def _absence(call: Call, code: str | None, message: str, *, told: bool) -> CarrierError:
    if call.optional and not (call.names_account and code == "not_found"):
        return CarrierNotOffered("not_available", operation=call.operation, detail=message)
    if not told:
        # A page of a proxy or of another server: it says nothing about the account.
        return call.unavailable("unexpected_status", detail="404 outside the contract")
    return CarrierNotFound(code or "not_found", operation=call.operation, detail=message)


def _envelope(raw: bytes) -> tuple[str | None, str]:
    try:
        parsed = parse_json(raw)
    except Malformed:
        return None, ""
    error = parsed.get("error") if isinstance(parsed, dict) else None
    if not isinstance(error, dict):
        return None, ""
    code, message = error.get("code"), error.get("message")
    return (code if isinstance(code, str) else None), (message if isinstance(message, str) else "")


def _is_json_object(raw: bytes) -> bool:
    try:
        return isinstance(parse_json(raw), dict)
    except Malformed:
        return False
