"""The one thing the front door asks of the carrier's back office: take this handoff.

BackOfficeUnavailable   try again later
BackOfficeObjects       another 4xx: told to be our fault, but a setting may be put right; try some more times
BackOfficeRefused       404 or 422: trying again never helps
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from front_door.outgoing import Outgoing

TIME_LIMIT_S = 10.0
HEALTH_LIMIT_S = 2.0
FINAL = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY})
PASSING = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
"""The 4xx that speak of this moment; 409: the same handoff is being taken just now."""


class BackOfficeUnavailable(Exception):
    """It did not answer, or not as it should: try again later."""


class BackOfficeObjects(BackOfficeUnavailable):
    """It says that the request is wrong (a token, a header): worth some more tries, not endless ones."""


class BackOfficeRefused(Exception):
    """It will not take this handoff."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(f"{status} {code}")
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The back office has the handoff."""

    handoff_id: str
    queue: str | None = None
    wait_minutes: int | None = None


class BackOffice:
    """`POST /v1/handoffs` over HTTP."""

    def __init__(self, base_url: str, *, token: str = "") -> None:
        self._base = base_url.rstrip("/")
        self._http = Outgoing(headers={"Authorization": f"Bearer {token}"} if token else {})

    async def hand_off(self, body: str, *, sender: str, key: str) -> Receipt:
        """Deliver one handoff; a repeated `key` is accepted alike.

        Raises:
            BackOfficeUnavailable: try again.
            BackOfficeObjects: try again, but not for ever.
            BackOfficeRefused: never try again.
        """
        headers = {
            "Content-Type": "application/json",
            "X-Conversation-Id": _header(sender),
            "Idempotency-Key": key,
        }
        timeout = aiohttp.ClientTimeout(total=TIME_LIMIT_S)
        try:
            async with self._http.session().post(
                f"{self._base}/v1/handoffs", data=body.encode(), headers=headers, timeout=timeout
            ) as response:
                return _receipt(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BackOfficeUnavailable(type(error).__name__) from error

    async def customer_id(self, phone: str) -> str | None:
        """The customer a number belongs to: for the demo page, and as a hint at who calls."""
        timeout = aiohttp.ClientTimeout(total=HEALTH_LIMIT_S)
        try:
            async with self._http.session().get(
                f"{self._base}/v1/customers",
                params={"phone": phone},
                headers={"X-Conversation-Id": "front-door"},
                timeout=timeout,
            ) as response:
                found = _json(await response.read()).get("customers")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise BackOfficeUnavailable(type(error).__name__) from error
        first = found[0] if isinstance(found, list) and found else None
        return str(first["customer_id"]) if isinstance(first, dict) and "customer_id" in first else None

    async def whose(self, number: str) -> str | None:
        """See `Callers`."""
        try:
            return await self.customer_id(number)
        except BackOfficeUnavailable:
            return None

    async def is_reached(self) -> bool:
        """Whether anything answers there."""
        timeout = aiohttp.ClientTimeout(total=HEALTH_LIMIT_S)
        try:
            async with self._http.session().get(f"{self._base}/health", timeout=timeout):
                return True
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def _receipt(status: int, data: bytes) -> Receipt:
    body = _json(data)
    if status == HTTPStatus.CREATED and isinstance(body.get("handoff_id"), str):
        queue, minutes = body.get("queue"), body.get("wait_minutes")
        return Receipt(
            handoff_id=str(body["handoff_id"]),
            queue=queue if isinstance(queue, str) else None,
            wait_minutes=minutes if isinstance(minutes, int) else None,
        )
    error = body.get("error")
    code = str(error.get("code")) if isinstance(error, dict) else "unexpected_answer"
    if status in FINAL:
        raise BackOfficeRefused(code, status)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in PASSING:
        raise BackOfficeObjects(f"{status} {code}")
    raise BackOfficeUnavailable(f"{status} {code}")


def _json(data: bytes) -> dict[str, object]:
    try:
        body: object = json.loads(data)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _header(value: str) -> str:
    """A sender as a header value: printable ASCII, no line breaks."""
    return "".join(character if " " <= character <= "~" else "_" for character in value)[:200]
