"""The other desk over HTTP.

OtherDeskError
├── OtherDeskUnavailable   no answer, or one that asks for patience: try again, `retry_after` says when
└── OtherDeskObjects       the message is wrong, it says: worth some more tries, not endless ones
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

import aiohttp

from front_door.desks.signatures import WebhookSecrets
from front_door.outgoing import Outgoing

TIME_LIMIT_S = 10.0
LONGEST_WAIT_S = 3600.0
OBJECTIONS = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""What speaks of the message itself; a wrong address or secret is put right sooner or later."""


class OtherDeskError(Exception):
    """Root of what the other desk raises; nothing of the customer stands in it."""


class OtherDeskUnavailable(OtherDeskError):
    """Try again later."""

    def __init__(self, problem: str, *, retry_after: float | None = None) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class OtherDeskObjects(OtherDeskError):
    """It will not take this message as it is."""


class WebhookDesk:
    """Signs messages and posts them to one address. Redirections are not followed."""

    def __init__(self, url: str, secrets: WebhookSecrets, *, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._secrets = secrets
        self._clock = clock
        self._http = Outgoing(timeout=aiohttp.ClientTimeout(total=TIME_LIMIT_S))

    async def post(self, message_id: str, body: bytes) -> None:
        """Deliver one message; a repeated id is the same message.

        Raises:
            OtherDeskError: it was not taken.
        """
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "front-door-desk-webhook/1",
            **self._secrets.headers(message_id, self._clock(), body),
        }
        try:
            async with self._http.session().post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as response:
                _judge(response.status, response.headers.get("Retry-After", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise OtherDeskUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.close()


def _judge(status: int, retry_after: str) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in OBJECTIONS:
        raise OtherDeskObjects(f"answered {status}")
    wait = min(float(retry_after), LONGEST_WAIT_S) if retry_after.isdecimal() else None
    raise OtherDeskUnavailable(f"answered {status}", retry_after=wait)
