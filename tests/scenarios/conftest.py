"""One real system for all scenarios; parts that a scenario killed are started again after it."""

import json
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing

import aiohttp
import pytest

from actions.app import LIMITS
from tests.harness.system import Part, System

MOST_LOOKS = 120
PATIENT = {"FRONT_DOOR_ASSISTANT_PATIENCE_S": "20"}
"""A busy machine answers late, and late must not look like down to a scenario in which nothing is."""


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    system = System(folder=tmp_path_factory.mktemp("system"), extra=PATIENT)
    try:
        system.start()
        yield system
    finally:
        system.stop()


@pytest.fixture(scope="session")
def fresh_accounts(system):
    """What the carrier's books say before anybody talked, as the only item."""
    return [_books(system)]


@pytest.fixture
def whole_system(system, fresh_accounts, demo_customers):
    """The system with every part up and every account as it was made."""
    system.start()
    if _books(system) != fresh_accounts[0]:
        _reset(system)
        fresh_accounts[0] = _books(system)
    _forget_guesses(system)
    carrier = system.processes[Part.CARRIER]
    yield system
    system.start()
    if system.processes[Part.CARRIER] is not carrier:
        _wait_until_spared_no_more(system, demo_customers)


def _wait_until_spared_no_more(system, demo_customers):
    """The actions spare a back office that was down for a moment; the next scenario must not feel it."""
    customer = next(iter(demo_customers.values()))["customer_id"]
    body = json.dumps({"customer_id": customer, "conversation_id": "tests"}).encode()
    token = system.environment["CARE_INTERNAL_TOKEN"]
    asked = urllib.request.Request(f"{system.url(Part.ACTIONS)}/account", data=body)
    asked.add_header("Authorization", f"Bearer {token}")
    asked.add_header("Content-Type", "application/json")
    for _ in range(MOST_LOOKS):
        time.sleep(LIMITS.open_s)
        try:
            with urllib.request.urlopen(asked, timeout=60):
                return
        except urllib.error.HTTPError:
            continue
    pytest.fail("the actions never asked the back office again")


def _forget_guesses(system):
    """Wrong guesses at a customer count for a day, over all scenarios."""
    with closing(sqlite3.connect(system.folder / "actions.sqlite", timeout=30)) as store:
        store.execute("DELETE FROM attempts")
        store.commit()


def _books(system):
    """Everything a conversation may change at the carrier."""
    with closing(sqlite3.connect(f"file:{system.folder / 'backoffice.sqlite'}?mode=ro", uri=True)) as books:
        return [
            sorted(map(str, books.execute(f"SELECT * FROM {table}")))
            for table in ("customers", "lines", "bills", "payment_requests", "data_topups")
        ]


def _reset(system):
    reset = urllib.request.Request(
        f"{system.url(Part.CARRIER)}/demo/reset", method="POST", headers={"X-Conversation-Id": "tests"}
    )
    with urllib.request.urlopen(reset, timeout=60):
        pass


@pytest.fixture(scope="session")
def demo_customers(system):
    """Story -> {customer_id, name, phone, pin}."""
    with urllib.request.urlopen(f"{system.url(Part.FRONT_DOOR)}/demo/customers", timeout=60) as answer:
        return {customer["story"]: customer for customer in json.load(answer)["customers"]}


@pytest.fixture(scope="session")
def agent_login(system):
    """Login and password of a demo agent."""
    return system.demo_agents()[0]


@pytest.fixture(scope="session")
def signed_identity(system):
    """Customer id -> a login that the demo page signed just now, good for one use."""
    url = system.url(Part.FRONT_DOOR)

    async def sign(customer_id):
        body = {"customer_id": customer_id}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{url}/demo/identity", json=body) as answer,
        ):
            assert answer.status == 200, await answer.text()
            return (await answer.json())["signed_identity"]

    return sign
