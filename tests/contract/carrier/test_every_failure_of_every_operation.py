"""Whatever way the back office fails, every operation of the port tells its caller what to do next.

404, 409, 422, 500, a body that is none, an answer that drips, an answer that never comes: for each operation, over a
real socket.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from carrier.errors import (
    CarrierConflict,
    CarrierError,
    CarrierNotFound,
    CarrierNotOffered,
    CarrierRefused,
    CarrierUnavailable,
)
from carrier.http import HttpCarrierSystems
from carrier.port import CarrierSystems, OptionalOperations, RequiredOperations
from carrier.transport import Limits
from carrier.types import Handoff

TALK = "conversation-1"
QUICK = Limits(connect_s=0.5, attempt_s=0.15, total_s=1, pause_s=0.001, attempts=2, failures_to_open=99)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

CALLS: dict[str, Callable[[CarrierSystems], Awaitable[object]]] = {
    "find_customers": lambda to: to.find_customers(
        full_name="Ada Quill", date_of_birth=date(1980, 1, 2), conversation_id=TALK
    ),
    "get_customer": lambda to: to.get_customer("c", conversation_id=TALK),
    "list_lines": lambda to: to.list_lines("c", conversation_id=TALK),
    "list_bills": lambda to: to.list_bills("c", conversation_id=TALK, limit=3),
    "create_payment_request": lambda to: to.create_payment_request("c", "b", conversation_id=TALK),
    "get_line": lambda to: to.get_line("l", conversation_id=TALK),
    "get_usage": lambda to: to.get_usage("l", conversation_id=TALK),
    "add_data_topup": lambda to: to.add_data_topup("l", Decimal(1), conversation_id=TALK),
    "set_roaming": lambda to: to.set_roaming("l", True, conversation_id=TALK),
    "resume_line": lambda to: to.resume_line("l", conversation_id=TALK),
    "suspend_line": lambda to: to.suspend_line("l", "lost", conversation_id=TALK),
    "set_plan": lambda to: to.set_plan("l", "p", conversation_id=TALK),
    "list_plans": lambda to: to.list_plans(conversation_id=TALK),
    "get_plan": lambda to: to.get_plan("p", conversation_id=TALK),
    "get_device": lambda to: to.get_device("d", conversation_id=TALK),
    "create_handoff": lambda to: to.create_handoff(
        Handoff(conversation_id=TALK, reason="policy", summary="wants another plan"), conversation_id=TALK
    ),
    "get_capabilities": lambda to: to.get_capabilities(conversation_id=TALK),
    "check_pin": lambda to: to.check_pin("c", "1234", conversation_id=TALK),
    "send_one_time_code": lambda to: to.send_one_time_code("c", "l", conversation_id=TALK),
    "check_one_time_code": lambda to: to.check_one_time_code("c", "o", "123456", conversation_id=TALK),
    "get_network_status": lambda to: to.get_network_status("55101", conversation_id=TALK),
    "set_autopay": lambda to: to.set_autopay("c", True, conversation_id=TALK),
    "get_bill_file": lambda to: to.get_bill_file("b", conversation_id=TALK),
}
OPTIONAL = {name for name in vars(OptionalOperations) if not name.startswith("_")}
NAMES_NOTHING = {"get_capabilities", "get_network_status"}
"""These name no customer, line or bill that could be unknown."""
CHANGING = {
    "create_payment_request", "add_data_topup", "set_roaming", "resume_line", "suspend_line", "set_plan",
    "create_handoff", "check_pin", "send_one_time_code", "check_one_time_code", "set_autopay",
}  # fmt: skip


def status(code: int, name: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"error": {"code": name, "message": "Ada Quill"}}, status=code)

    return answer


async def nonsense(_: web.Request) -> web.Response:
    return web.Response(status=200, body=b'{"half": ', content_type="application/json")


async def another_shape(_: web.Request) -> web.Response:
    return web.json_response(["not", "an", "object"])


async def dripping(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    try:
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.02)
    except ConnectionError:
        pass
    return response


async def silent(_: web.Request) -> web.Response:
    await asyncio.sleep(2)
    return web.json_response({})


async def failure(answer: Answer, name: str) -> CarrierError:
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    async with (
        TestServer(app) as server,
        HttpCarrierSystems(str(server.make_url("")), limits=QUICK) as systems,
    ):
        with pytest.raises(CarrierError) as raised:
            await CALLS[name](systems)
    assert "Quill" not in str(raised.value), "the carrier's words are not for logs"
    return raised.value


def test_every_operation_of_the_port_is_here() -> None:
    port = {name for kind in (RequiredOperations, OptionalOperations) for name in vars(kind)}
    assert {name for name in port if not name.startswith("_")} == CALLS.keys()


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"find_customers"}))
async def test_a_404_means_not_found_or_not_offered(name: str) -> None:
    """A search that finds nobody is an empty list: `test_failing_back_office`."""
    expected = CarrierNotOffered if name in NAMES_NOTHING else CarrierNotFound
    assert type(await failure(status(404, "not_found"), name)) is expected
    if name in OPTIONAL:
        assert type(await failure(status(404, "not_available"), name)) is CarrierNotOffered


@pytest.mark.parametrize("name", CALLS)
async def test_a_409_is_a_conflict_and_a_422_a_refusal(name: str) -> None:
    assert type(await failure(status(409, "conflict"), name)) is CarrierConflict
    assert type(await failure(status(422, "missing_field"), name)) is CarrierRefused


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("answer", [nonsense, another_shape, dripping, silent, status(500, "internal")])
async def test_no_usable_answer_is_unavailable_and_says_whether_a_change_may_have_been_made(
    answer: Answer, name: str
) -> None:
    error = await failure(answer, name)
    assert isinstance(error, CarrierUnavailable)
    assert error.outcome_unknown == (name in CHANGING)
