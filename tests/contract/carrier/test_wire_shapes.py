"""Every answer of the demo fits `backoffice.openapi.yaml`, errors and required headers included."""

import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from aiohttp.test_utils import TestServer
from jsonschema import Draft4Validator, FormatChecker

from carrier.demo.app import create_app
from carrier.demo.office import Office
from carrier.demo.routes import ROUTES
from carrier.errors import CarrierRefused
from carrier.http import HttpCarrierSystems

CONTRACT = yaml.safe_load((Path(__file__).parents[3] / "carrier/backoffice.openapi.yaml").read_text())
UNDOCUMENTED = {401, 422}
"""Any request may lack its bearer or its X-Conversation-Id; the contract tells that once for all."""

REQUESTS = [
    ("GET", "/v1/customers?phone=555-123-0106", None, 200),
    ("GET", "/v1/customers", None, 422),
    ("GET", "/v1/customers?date_of_birth=yesterday", None, 422),
    ("GET", "/v1/customers/cus-0001", None, 200),
    ("GET", "/v1/customers/cus-9999", None, 404),
    ("GET", "/v1/customers/cus-0006/lines", None, 200),
    ("GET", "/v1/customers/cus-0006/bills?limit=3", None, 200),
    ("GET", "/v1/customers/cus-0006/bills?limit=0", None, 422),
    ("GET", "/v1/customers/cus-0006/bills?limit=two", None, 422),
    ("POST", "/v1/customers/cus-0002/payment-requests", {"bill_id": "bil-0002-202607"}, 201),
    ("POST", "/v1/customers/cus-0009/payment-requests", {"bill_id": "bil-0009-202607"}, 409),
    ("POST", "/v1/customers/cus-0002/payment-requests", {}, 422),
    ("GET", "/v1/lines/lin-0001-1", None, 200),
    ("GET", "/v1/lines/lin-0001-1/usage", None, 200),
    ("POST", "/v1/lines/lin-0001-1/data-topups", {"gb": 0.5}, 201),
    ("POST", "/v1/lines/lin-0001-1/data-topups", {"gb": "one"}, 422),
    ("POST", "/v1/lines/lin-0001-1/data-topups", {"gb": True}, 422),
    ("PUT", "/v1/lines/lin-0001-1/roaming", {"enabled": True}, 200),
    ("PUT", "/v1/lines/lin-0001-1/roaming", {"enabled": "yes"}, 422),
    ("POST", "/v1/lines/lin-0001-1/resume", None, 409),
    ("POST", "/v1/lines/lin-0001-1/suspend", {"reason": "stolen"}, 200),
    ("PUT", "/v1/lines/lin-0001-1/plan", {"plan_id": "plan-max-50"}, 200),
    ("GET", "/v1/plans", None, 200),
    ("GET", "/v1/plans/plan-max-50", None, 200),
    ("GET", "/v1/devices/dev-0001-1", None, 200),
    ("POST", "/v1/handoffs", {"conversation_id": "c", "reason": "upset", "summary": "…"}, 201),
    (
        "POST",
        "/v1/handoffs",
        {"conversation_id": "c", "reason": "r", "summary": "s", "channel": "fax"},
        422,
    ),
    ("GET", "/v1/capabilities", None, 200),
    ("POST", "/v1/customers/cus-0001/pin-checks", {"pin": "1111"}, 200),
    ("POST", "/v1/customers/cus-0001/pin-checks", {"pin": 1111}, 422),
    ("POST", "/v1/customers/cus-0001/one-time-codes", {"line_id": "lin-0001-1"}, 201),
    ("POST", "/v1/customers/cus-0001/one-time-codes/otc-none/checks", {"code": "1"}, 404),
    ("GET", "/v1/network-status?zip_code=55408", None, 200),
    ("GET", "/v1/network-status?zip_code=11432", None, 200),
    ("GET", "/v1/network-status", None, 422),
    ("PUT", "/v1/customers/cus-0001/autopay", {"enabled": True}, 200),
    ("GET", "/v1/bills/bil-0001-202607/file", None, 200),
]


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0's dialect as JSON Schema draft 4: only `nullable` and the place of references differ."""
    if isinstance(node, list):
        return [as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {name: as_json_schema(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


COMPONENTS = as_json_schema(CONTRACT["components"])


def documented(method: str, path: str) -> dict[str, Any]:
    for template, operations in CONTRACT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path.partition("?")[0]):
            responses: dict[str, Any] = operations[method.lower()]["responses"]
            return responses
    raise AssertionError(f"{path} is not in the contract")


def check(method: str, path: str, status: int, body: object) -> None:
    responses = documented(method, path)
    if str(status) not in responses:
        assert status in UNDOCUMENTED
        schema: dict[str, Any] = {"$ref": "#/components/schemas/Error"}
    else:
        response = responses[str(status)]
        if "$ref" in response:
            response = CONTRACT["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        schema = response["content"]["application/json"]["schema"]
    whole = as_json_schema(schema) | {"components": COMPONENTS}
    Draft4Validator(whole, format_checker=FormatChecker()).validate(body)


@pytest.mark.parametrize(("method", "path", "body", "status"), REQUESTS)
async def test_an_answer_fits_the_contract(client, method: str, path: str, body, status: int) -> None:
    async with client.request(method, path, json=body) as answer:
        assert answer.status == status
        assert answer.content_type == "application/json"
        check(method, path, status, await answer.json())


def test_every_operation_of_the_contract_is_served() -> None:
    contract = {
        (method.upper(), path) for path, operations in CONTRACT["paths"].items() for method in operations
    }
    assert {(route.method, route.path) for route in ROUTES} == contract


def test_exactly_the_optional_paths_of_the_contract_can_be_left_out() -> None:
    optional = {
        path
        for path, operations in CONTRACT["paths"].items()
        for operation in operations.values()
        if operation.get("x-optional")
    }
    assert {route.path for route in ROUTES if route.capability} == optional - {"/v1/capabilities"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
async def test_every_operation_asks_for_the_conversation(client, route) -> None:
    path = re.sub(r"\{\w+\}", "x", route.path)
    async with client.request(route.method, path, headers={"X-Conversation-Id": " "}) as answer:
        assert answer.status == 422
        body = await answer.json()
        check(route.method, path, 422, body)
        assert body["error"]["code"] == "missing_field"


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b"\xff\xfe", b'{"pin": "\\ud800"}', b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_refused(client, raw: bytes) -> None:
    async with client.post("/v1/customers/cus-0001/pin-checks", data=raw) as answer:
        body = await answer.json()
    assert answer.status in {200, 422}
    check("POST", "/v1/customers/cus-0001/pin-checks", answer.status, body)


async def test_text_that_is_not_valid_unicode_is_refused_and_changes_nothing(client, office: Office) -> None:
    body = b'{"conversation_id": "\\ud800", "reason": "r", "summary": "s"}'
    async with client.post("/v1/handoffs", data=body) as answer:
        assert answer.status == 422
    assert office.all("SELECT * FROM handoffs") == []


async def test_a_path_or_method_outside_the_contract_gets_the_error_envelope(client) -> None:
    async with client.get("/v1/nothing") as answer:
        assert answer.status == 404
        assert (await answer.json())["error"]["code"] == "not_found"
    async with client.delete("/v1/plans") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"]
        assert (await answer.json())["error"]["code"] == "not_available"


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic secret", "Bearer "])
async def test_with_a_token_nobody_gets_in_without_it(office: Office, header: str | None) -> None:
    headers = {"X-Conversation-Id": "c"} | ({} if header is None else {"Authorization": header})
    async with (
        TestServer(create_app(office, token="secret")) as server,
        aiohttp.ClientSession(server.make_url("/"), headers=headers) as client,
        client.get("/v1/plans") as answer,
        client.post("/demo/reset") as reset,
    ):
        assert (answer.status, reset.status) == (401, 401)
        assert (await answer.json())["error"]["code"] == "unauthorized"


async def test_the_adapter_bears_the_token(office: Office) -> None:
    async with TestServer(create_app(office, token="secret")) as server:
        async with HttpCarrierSystems(str(server.make_url("")), "secret") as systems:
            assert await systems.list_plans(conversation_id="c")
        async with HttpCarrierSystems(str(server.make_url("")), "other") as systems:
            with pytest.raises(CarrierRefused):
                await systems.list_plans(conversation_id="c")


async def test_reset_puts_everything_back(client, office: Office) -> None:
    await client.post("/v1/lines/lin-0008-1/suspend", json={"reason": "lost"})
    async with client.post("/demo/reset") as answer:
        assert answer.status == 200
    async with client.get("/v1/lines/lin-0008-1") as answer:
        assert (await answer.json())["status"] == "Active"
