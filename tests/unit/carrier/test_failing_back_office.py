"""Each way a back office can fail, over real sockets, and the error that the caller gets for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from carrier.errors import (
    CarrierConflict,
    CarrierError,
    CarrierNotFound,
    CarrierNotOffered,
    CarrierRefused,
    CarrierUnavailable,
)
from carrier.http import HttpCarrierSystems
from carrier.transport import Limits

TALK = "conversation-1"
QUICK = Limits(connect_s=0.5, attempt_s=0.5, total_s=3, pause_s=0.001, body_bytes=100_000, open_s=60)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PLAN = {
    "plan_id": "p",
    "name": "Plan",
    "data_limit_gb": 5,
    "price_per_month": 25.0,
    "topup_price_per_gb": 5,
}


class Office:
    """A back office that answers everything the same way and counts what reaches it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path_qs, dict(request.headers)))
        return await self.answer(request)


@asynccontextmanager
async def office_that(
    answer: Answer, limits: Limits = QUICK
) -> AsyncIterator[tuple[Office, HttpCarrierSystems]]:
    office = Office(answer)
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", office.handle)
    async with (
        TestServer(app) as server,
        HttpCarrierSystems(str(server.make_url("")), limits=limits) as systems,
    ):
        yield office, systems


def answers(status: int, body: bytes = b"{}") -> Answer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, content_type="application/json")

    return answer


def error(code: str) -> bytes:
    return b'{"error": {"code": "%s", "message": "Marigold Quillfeather"}}' % code.encode()


async def read(systems: HttpCarrierSystems) -> object:
    return await systems.get_plan("p", conversation_id=TALK)


async def change(systems: HttpCarrierSystems) -> object:
    return await systems.add_data_topup("l", Decimal(1), conversation_id=TALK, idempotency_key="k")


async def optional(systems: HttpCarrierSystems) -> object:
    return await systems.check_pin("c", "1234", conversation_id=TALK)


@pytest.mark.parametrize(
    ("operation", "status", "body", "kind", "code"),
    [
        (read, 404, error("not_found"), CarrierNotFound, "not_found"),
        (read, 404, b'{"detail": "Not Found"}', CarrierNotFound, "not_found"),
        (read, 404, b"<html>no such page</html>", CarrierUnavailable, "unexpected_status"),
        (optional, 404, error("not_available"), CarrierNotOffered, "not_available"),
        (optional, 404, b"<html>no such page</html>", CarrierNotOffered, "not_available"),
        (optional, 404, error("not_found"), CarrierNotFound, "not_found"),
        (optional, 500, b"", CarrierUnavailable, "server_error"),
        (optional, 405, b"", CarrierNotOffered, "not_available"),
        (optional, 501, b"", CarrierNotOffered, "not_available"),
        (read, 405, b"", CarrierUnavailable, "unexpected_status"),
        (change, 409, error("conflict"), CarrierConflict, "conflict"),
        (change, 409, b"", CarrierConflict, "conflict"),
        (change, 422, error("missing_field"), CarrierRefused, "missing_field"),
        (change, 422, b"[1, 2", CarrierRefused, "missing_field"),
        (change, 400, b"", CarrierRefused, "bad_request"),
        (read, 401, error("unauthorized"), CarrierRefused, "unauthorized"),
        (read, 403, b"", CarrierRefused, "forbidden"),
        (read, 429, b"", CarrierUnavailable, "too_many_requests"),
        (read, 500, error("internal"), CarrierUnavailable, "server_error"),
        (read, 503, b"<html>", CarrierUnavailable, "server_error"),
        (read, 302, b"", CarrierUnavailable, "unexpected_status"),
    ],
)
async def test_a_status_becomes_the_error_for_what_to_do_next(
    operation, status: int, body: bytes, kind: type[CarrierError], code: str
) -> None:
    async with office_that(answers(status, body)) as (_, systems):
        with pytest.raises(kind) as raised:
            await operation(systems)
    assert type(raised.value) is kind
    assert raised.value.code == code


async def test_a_404_to_a_search_found_nobody() -> None:
    async with office_that(answers(404, error("not_found"))) as (_, systems):
        assert await systems.find_customers(phone="555-123-0101", conversation_id=TALK) == ()


async def test_an_error_does_not_repeat_the_carriers_words_in_its_text() -> None:
    async with office_that(answers(409, error("conflict"))) as (_, systems):
        with pytest.raises(CarrierConflict) as raised:
            await change(systems)
    assert "Marigold" not in str(raised.value)
    assert raised.value.detail == "Marigold Quillfeather"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'"text"',
        b"{}",
        b'{"plan_id": "p"}',
        b'{"plan_id": 7, "name": "n", "data_limit_gb": 5, "price_per_month": 25, "topup_price_per_gb": 5}',
        b'{"plan_id":"p","name":"n","data_limit_gb":"5","price_per_month":25,"topup_price_per_gb":5}',
        b'{"plan_id":"p","name":"n","data_limit_gb":true,"price_per_month":25,"topup_price_per_gb":5}',
        b'{"plan_id":"p","name":"n","data_limit_gb":NaN,"price_per_month":25,"topup_price_per_gb":5}',
        b'{"plan_id":"p","name":"n","data_limit_gb":1e999999999,"price_per_month":25,"topup_price_per_gb":5}',
        b'{"plan_id":"p","name":null,"data_limit_gb":5,"price_per_month":25,"topup_price_per_gb":5}',
        b"\xff\xfe\x00",
        b"[" * 50_000,
    ],
)
async def test_an_answer_that_is_not_the_contracts_is_of_no_use(body: bytes) -> None:
    async with office_that(answers(200, body)) as (office, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await read(systems)
    assert raised.value.code == "malformed_body"
    assert len(office.requests) == 1


async def test_a_change_that_was_answered_with_nonsense_may_have_been_made() -> None:
    async with office_that(answers(201, b"{}")) as (_, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
    assert raised.value.outcome_unknown


async def test_a_huge_answer_is_not_read_to_its_end() -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(10_000):
            await response.write(b" " * 10_000)
        return response

    async with office_that(endless) as (_, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await read(systems)
    assert raised.value.code == "body_too_large"


async def drip(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(1000):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def test_an_answer_that_drips_is_given_up_and_read_again() -> None:
    async with office_that(drip) as (office, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await read(systems)
    assert raised.value.code == "timed_out"
    assert len(office.requests) == QUICK.attempts


async def test_a_change_that_timed_out_is_not_repeated_and_its_outcome_is_unknown() -> None:
    async with office_that(drip) as (office, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
    assert (raised.value.code, raised.value.outcome_unknown) == ("timed_out", True)
    assert len(office.requests) == 1


async def test_all_attempts_together_end_in_time() -> None:
    limits = Limits(attempt_s=60, total_s=0.2)
    async with office_that(drip, limits) as (_, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await read(systems)
    assert raised.value.code == "timed_out"


async def test_a_reading_survives_a_passing_failure() -> None:
    failures = [answers(503), answers(500)]

    async def recovering(request: web.Request) -> web.StreamResponse:
        return await failures.pop()(request) if failures else web.json_response(PLAN)

    async with office_that(recovering) as (office, systems):
        plan = await systems.get_plan("p", conversation_id=TALK)
    assert plan.name == "Plan"
    assert len(office.requests) == 3


async def test_a_change_is_never_sent_twice_after_it_went_out() -> None:
    async with office_that(answers(503)) as (office, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
    assert raised.value.outcome_unknown
    assert len(office.requests) == 1


async def test_every_request_names_its_conversation_and_key_and_stays_on_its_path() -> None:
    async with office_that(answers(404, error("not_found"))) as (office, systems):
        with pytest.raises(CarrierNotFound):
            await systems.resume_line("../x?a=b#c", conversation_id="tëst\r\nX: 1", idempotency_key="k-1")
    method, path, headers = office.requests[0]
    assert (method, path) == ("POST", "/v1/lines/%2E%2E%2Fx%3Fa%3Db%23c/resume")
    assert headers["X-Conversation-Id"] == "tëst%0D%0AX: 1"
    assert headers["Idempotency-Key"] == "k-1"


async def test_without_a_conversation_nothing_is_sent() -> None:
    async with office_that(answers(200)) as (office, systems):
        with pytest.raises(CarrierRefused):
            await systems.list_plans(conversation_id="")
    assert office.requests == []


async def test_an_address_that_is_no_web_address_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="http"):
        HttpCarrierSystems("backoffice:8090")


async def test_a_prefix_in_the_address_is_kept() -> None:
    async with office_that(answers(200, b'{"plans": []}')) as (office, systems):
        base_url = systems._transport.base_url + "/carrier/"
        async with HttpCarrierSystems(base_url) as prefixed:
            assert await prefixed.list_plans(conversation_id=TALK) == ()
    assert office.requests[0][1] == "/carrier/v1/plans"


@asynccontextmanager
async def socket_that(speak: Speak) -> AsyncIterator[tuple[list[int], HttpCarrierSystems]]:
    """A server below HTTP; the list gets one entry for each connection."""
    connections: list[int] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        await reader.readuntil(b"\r\n\r\n")
        await speak(reader, writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, HttpCarrierSystems(f"http://127.0.0.1:{port}", limits=QUICK) as systems:
        yield connections, systems


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def half_an_answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    await writer.drain()


async def no_http(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize("speak", [hang_up, half_an_answer, no_http])
async def test_a_connection_that_breaks_is_tried_again_for_a_reading_only(speak: Speak) -> None:
    async with socket_that(speak) as (connections, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await read(systems)
        assert raised.value.code == "connection_lost"
        assert not raised.value.outcome_unknown
        assert len(connections) >= QUICK.attempts
    async with socket_that(speak) as (connections, systems):
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
        assert raised.value.outcome_unknown
        assert len(connections) == 1


async def test_a_change_that_never_left_is_tried_again_and_surely_not_made() -> None:
    async with HttpCarrierSystems(f"http://127.0.0.1:{unused_port()}", limits=QUICK) as systems:
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
    assert (raised.value.code, raised.value.outcome_unknown) == ("connect_failed", False)


async def test_a_back_office_that_comes_up_later_is_found() -> None:
    port = unused_port()
    async with HttpCarrierSystems(f"http://127.0.0.1:{port}", limits=QUICK) as systems:
        with pytest.raises(CarrierUnavailable):
            await systems.list_plans(conversation_id=TALK)
        app = web.Application()
        app.router.add_get("/v1/plans", answers(200, b'{"plans": []}'))
        async with TestServer(app, port=port):
            assert await systems.list_plans(conversation_id=TALK) == ()


async def test_after_failures_in_a_row_nothing_is_sent_until_the_circuit_closes() -> None:
    healthy = False

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(PLAN) if healthy else web.Response(status=500)

    limits = Limits(attempts=1, failures_to_open=3, open_s=0.3)
    async with office_that(answer, limits) as (office, systems):
        for _ in range(3):
            with pytest.raises(CarrierUnavailable):
                await read(systems)
        with pytest.raises(CarrierUnavailable) as raised:
            await change(systems)
        assert (raised.value.code, raised.value.outcome_unknown) == ("circuit_open", False)
        assert len(office.requests) == 3
        healthy = True
        await asyncio.sleep(0.4)
        assert await read(systems)


async def test_a_broken_extra_does_not_take_the_account_down_with_it() -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(PLAN) if "plans" in request.path else web.Response(status=500)

    async with office_that(answer, Limits(attempts=1, failures_to_open=2)) as (_, systems):
        for _ in range(5):
            with pytest.raises(CarrierUnavailable):
                await systems.get_network_status("55401", conversation_id=TALK)
        assert await read(systems)


async def test_refusals_and_conflicts_do_not_open_the_circuit() -> None:
    async with office_that(answers(409), Limits(failures_to_open=2)) as (office, systems):
        for _ in range(6):
            with pytest.raises(CarrierConflict):
                await change(systems)
    assert len(office.requests) == 6


@pytest.mark.parametrize(
    ("status", "there"), [(404, False), (405, False), (401, False), (403, False), (409, True), (422, True)]
)
async def test_only_an_answer_to_a_missing_pin_tells_that_pins_are_checked(status: int, there: bool) -> None:
    async with office_that(answers(status, b"")) as (_, systems):
        assert await systems.has_pin_check("c", conversation_id=TALK) is there
