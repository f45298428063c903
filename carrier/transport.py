"""Sending to the back office: time limits, repeats where safe, circuits, failures as `CarrierError`."""

import asyncio
import json
import random
from dataclasses import dataclass

import aiohttp
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState
from yarl import URL

from carrier.call import Call, failure_of, header_text
from carrier.errors import CarrierRefused, CarrierUnavailable
from carrier.wire import Fields, Malformed, parse_json

PASSING = frozenset({"connect_failed", "timed_out", "connection_lost", "server_error"})
"""Failures that a reading may survive when it is tried again."""
BROKEN = PASSING | {"too_many_requests"}
"""Failures that count against the circuit; an answer we cannot use does not tell that the carrier is down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how often the back office is tried."""

    connect_s: float = 1.0
    attempt_s: float = 2.5
    """One attempt, from connecting to the last byte."""
    total_s: float = 5.0
    """Every attempt of one call and the pauses between."""
    attempts: int = 3
    pause_s: float = 0.05
    """Before the second attempt, doubled before each further one, shortened by chance."""
    body_bytes: int = 1_048_576
    failures_to_open: int = 5
    """In a row; then nothing is sent for `open_s`."""
    open_s: float = 5.0


class Transport:
    """Sends calls. Readings are repeated after a passing failure; changes only when they were never sent.

    aiohttp itself repeats a GET or a PUT once when its connection breaks: setting the same again is harmless.

    The required operations share one circuit and each optional one has its own: a broken extra must not take
    the account down with it.
    """

    def __init__(
        self, base_url: str, token: str | None, *, session: aiohttp.ClientSession | None, limits: Limits
    ) -> None:
        if URL(base_url).scheme not in {"http", "https"}:
            raise ValueError(f"the back office's address must start with http:// or https://: {base_url!r}")
        self.base_url = base_url.rstrip("/")
        self._token = token
        self._session = session
        self._own_session = session is None
        self._limits = limits
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=limits.failures_to_open,
            default_ttl=limits.open_s,
            exclude=[(BaseException, _spares_the_circuit)],
        )

    async def close(self) -> None:
        """Close the connections, when they are our own."""
        if self._own_session and self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, call: Call) -> Fields:
        """The answer's JSON object. Raises CarrierError."""
        if not call.conversation_id:
            raise CarrierRefused("missing_field", operation=call.operation, detail="no conversation id")
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._send_with_repeats(call)
        except TimeoutError:
            raise call.unavailable("timed_out", outcome_unknown=call.changes) from None

    async def _send_with_repeats(self, call: Call) -> Fields:
        attempt = 1
        while True:
            try:
                return await self._guarded(call)
            except CarrierUnavailable as error:
                if attempt >= self._limits.attempts or not _may_repeat(call, error):
                    raise
            await asyncio.sleep(self._limits.pause_s * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))  # noqa: S311
            attempt += 1

    async def _guarded(self, call: Call) -> Fields:
        circuit = call.operation if call.optional else "required"
        breaker = await self._breakers.get_breaker(circuit)
        try:
            async with breaker:
                return await self._exchange(call)
        except OpenedState:
            raise call.unavailable("circuit_open") from None

    async def _exchange(self, call: Call) -> Fields:
        try:
            async with (
                asyncio.timeout(self._limits.attempt_s),
                self._open_session().request(
                    call.method,
                    URL(self.base_url + call.path, encoded=True).with_query(dict(call.query)),
                    data=None if call.body is None else json.dumps(call.body, default=str).encode(),
                    headers=self._headers(call),
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, connect=self._limits.connect_s),
                ) as response,
            ):
                raw = await self._body(call, response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise call.unavailable("connect_failed") from error
        except TimeoutError as error:
            raise call.unavailable("timed_out", outcome_unknown=call.changes) from error
        except (aiohttp.ClientError, OSError) as error:
            raise call.unavailable("connection_lost", outcome_unknown=call.changes) from error
        return _answer(call, response.status, raw)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    def _headers(self, call: Call) -> dict[str, str]:
        headers = {"X-Conversation-Id": header_text(call.conversation_id), "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if call.idempotency_key:
            headers["Idempotency-Key"] = header_text(call.idempotency_key)
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        return headers

    async def _body(self, call: Call, response: aiohttp.ClientResponse) -> bytes:
        raw = bytearray()
        async for part in response.content.iter_chunked(65_536):
            raw += part
            if len(raw) > self._limits.body_bytes:
                raise call.unavailable("body_too_large", outcome_unknown=call.changes)
        return bytes(raw)


def _spares_the_circuit(error: BaseException) -> bool:
    return not (isinstance(error, CarrierUnavailable) and error.code in BROKEN)


def _may_repeat(call: Call, error: CarrierUnavailable) -> bool:
    return error.code == "connect_failed" or (error.code in PASSING and not call.changes)


def _answer(call: Call, status: int, raw: bytes) -> Fields:
    if not 200 <= status < 300:
        raise failure_of(call, status, raw)
    try:
        return Fields.of(parse_json(raw), call.operation)
    except Malformed as error:
        raise call.unavailable("malformed_body", detail=error.where, outcome_unknown=call.changes) from error
