"""Schemathesis makes requests from the contract, right and wrong ones; every answer of the demo must fit it.

The same requests each time: a failure can be repeated.
"""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import yaml
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from carrier.demo.app import create_app
from carrier.demo.opening import open_office

CONTRACT = Path(__file__).parents[3] / "carrier/backoffice.openapi.yaml"
EXAMPLES = 8
"""Requests for each operation and kind."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
KNOWN: dict[str, tuple[str, ...]] = {
    "cid": ("cus-0001", "cus-0002", "cus-0006", "cus-0009"),
    "lid": ("lin-0001-1", "lin-0002-1", "lin-0006-1"),
    "pid": ("plan-max-50",),
    "did": ("dev-0001-1",),
    "bill_id": ("bil-0001-202607", "bil-0002-202607"),
}
"""Ids of the demo, so that more than "not found" is met."""


def contract() -> dict[str, Any]:
    """The contract with what it says once for all: any request may lack its bearer or its X-Conversation-Id."""
    whole: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    for operations in whole["paths"].values():
        for operation in operations.values():
            for status in ("401", "422"):
                operation["responses"].setdefault(status, {"$ref": "#/components/responses/err"})
    return whole


SCHEMA = schemathesis.openapi.from_dict(contract())
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}


@pytest.fixture(scope="module")
def address(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo in a thread of its own: Schemathesis asks it from this one, without asyncio."""
    database = Path(shutil.copy(seeded, tmp_path_factory.mktemp("generated") / "backoffice.sqlite"))
    started, where = threading.Event(), []
    loop = asyncio.new_event_loop()

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(create_app(open_office(database), controls=False), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        where.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        started.set()
        return runner

    def run() -> None:
        runner = loop.run_until_complete(serve())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert started.wait(30)
    yield where[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def ask(operation, mode: GenerationMode, address: str, session: requests.Session, checks) -> list[int]:
    """Every generated request of one kind, and the statuses that came back."""
    statuses: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_it_says(case) -> None:
        right = mode is GenerationMode.POSITIVE
        if right:
            case.headers["X-Conversation-Id"] = "generated"
            for name, ids in KNOWN.items():
                if name in case.path_parameters:
                    case.path_parameters[name] = ids[len(statuses) % len(ids)]
        response = case.call(base_url=address, session=session)
        statuses.append(response.status_code)
        case.validate_response(response, checks=checks)

    answers_as_it_says()
    return statuses


@pytest.mark.parametrize("label", OPERATIONS)
def test_right_requests_are_answered_as_the_contract_says(label: str, address: str, session) -> None:
    statuses = ask(OPERATIONS[label], GenerationMode.POSITIVE, address, session, CHECKS)
    assert statuses


@pytest.mark.parametrize("label", OPERATIONS)
def test_wrong_requests_are_refused_as_the_contract_says(label: str, address: str, session) -> None:
    checks = [*CHECKS, negative_data_rejection]
    statuses = ask(OPERATIONS[label], GenerationMode.NEGATIVE, address, session, checks)
    assert any(400 <= status < 500 for status in statuses)
