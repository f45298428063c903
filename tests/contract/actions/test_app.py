"""The action process over HTTP: what Rasa, the desk and a health check get, and what is refused."""

import asyncio
import shutil
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from actions.app import create_app
from actions.settings import ActionsSettings
from carrier.demo.app import create_app as create_office
from carrier.demo.opening import open_office
from conversation.sealing import Sealer

TOKEN = "internal-token"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    path = tmp_path_factory.mktemp("office") / "backoffice.sqlite"
    with closing(open_office(path).connection):
        return path


@pytest.fixture
async def office(seeded, tmp_path):
    opened = open_office(Path(shutil.copy(seeded, tmp_path / "backoffice.sqlite")))
    async with TestServer(create_office(opened)) as server:
        yield server
    opened.connection.close()


def settings(tmp_path: Path, backoffice: str, **more: object) -> ActionsSettings:
    return ActionsSettings(
        database=tmp_path / "actions.sqlite",
        encoder=tmp_path / "no-encoder",
        embeddings=tmp_path / "embeddings",
        backoffice_url=backoffice,
        front_door_url="http://127.0.0.1:9",
        internal_token=TOKEN,
        seal_key=Sealer.new_key(),
        **more,
    )


@pytest.fixture
async def actions(office, tmp_path):
    async with TestServer(create_app(settings(tmp_path, str(office.make_url(""))))) as server:
        yield server


@pytest.fixture
async def client(actions):
    async with aiohttp.ClientSession(str(actions.make_url("")), headers=BEARER) as client:
        yield client


async def started(client: aiohttp.ClientSession) -> dict[str, object]:
    """The first health report that no longer says `starting`."""
    while True:
        async with client.get("/health") as response:
            report = await response.json()
        if report["status"] != "starting":
            return report
        assert response.status == 503
        await asyncio.sleep(0.01)


def call(action: str, *, text: str = "hi", intent: str = "greet", **slots: object) -> dict[str, object]:
    user = {
        "event": "user",
        "text": text,
        "metadata": {"turn_id": "t1", "sender": "c1"},
        "parse_data": {"intent": {"name": intent, "confidence": 0.9}},
    }
    tracker = {
        "sender_id": "c1",
        "slots": slots,
        "events": [user],
        "latest_message": {},
        "active_loop": {},
        "paused": False,
    }
    return {"next_action": action, "sender_id": "c1", "tracker": tracker}


async def test_an_action_runs_without_the_domain_in_the_call(client):
    async with client.post("/webhook", json=call("action_greet_customer")) as response:
        assert response.status == 200
        answer = await response.json()
    assert answer["responses"][0]["response"] == "utter_general_greet_unknown"
    assert {"event": "slot", "timestamp": None, "name": "greeted", "value": True} in answer["events"]


async def test_a_handoff_listens_first_and_pauses_then(client):
    async with client.post(
        "/webhook", json=call("action_hand_off", intent="want_agent", matter="ask_bill")
    ) as response:
        answer = await response.json()
    kinds = [(event["event"], event.get("name")) for event in answer["events"]]
    assert [kind for kind, _ in kinds[:-2]] == ["slot"] * (len(kinds) - 2)
    assert kinds[-2:] == [("action", "action_listen"), ("pause", None)]
    assert answer["responses"][-1]["custom"]["care"]["handoff"]["reason"] == "asked_for_person"


async def test_a_form_is_begun_by_a_followup(client):
    async with client.post("/webhook", json=call("action_tell_bill", intent="ask_bill")) as response:
        answer = await response.json()
    assert {"event": "followup", "timestamp": None, "name": "identity_form"} in answer["events"]


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[]", "{}", '{"next_action": "action_tell_bill"}', '{"next_action": 1, "tracker": {}}'],
)
async def test_a_malformed_call_is_refused(client, body):
    async with client.post("/webhook", data=body) as response:
        assert response.status == 422
        assert (await response.json())["error"]["code"] == "bad_call"


async def test_an_unknown_action_is_refused(client):
    async with client.post("/webhook", json=call("action_that_is_not_there")) as response:
        assert response.status == 404
        assert (await response.json())["action_name"] == "action_that_is_not_there"


@pytest.mark.parametrize("path", ["/webhook", "/account", "/suggest"])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
async def test_nobody_without_the_token_is_answered(actions, path, headers):
    async with (
        aiohttp.ClientSession() as stranger,
        stranger.post(
            actions.make_url(path), json=call("action_greet_customer"), headers=headers
        ) as response,
    ):
        assert response.status == 401


async def test_health_tells_carrier_and_knowledge_without_a_token(actions):
    async with aiohttp.ClientSession(str(actions.make_url(""))) as anybody:
        health = await started(anybody)
    assert health["process"] == "actions"
    assert health["parts"]["carrier"]["status"] == "ok"
    assert health["parts"]["knowledge"]["status"] == "degraded"
    assert health["status"] == "degraded"


async def test_a_carrier_that_is_down_degrades_and_the_action_says_so(tmp_path):
    async with (
        TestServer(create_app(settings(tmp_path, "http://127.0.0.1:9"))) as server,
        aiohttp.ClientSession(str(server.make_url("")), headers=BEARER) as client,
    ):
        assert (await started(client))["parts"]["carrier"]["status"] == "down"
        proof = {
            "customer_id": "cus-0001",
            "line_id": None,
            "level": 2,
            "method": "pin",
            "scopes": ["account"],
            "expires_at": "2099-01-01T00:00:00+00:00",
        }
        async with client.post(
            "/webhook", json=call("action_tell_bill", intent="ask_bill", verification=proof)
        ) as response:
            answer = await response.json()
    assert response.status == 200
    assert answer["responses"][0]["response"] == "utter_general_system_down"


async def test_the_desk_gets_the_whole_account(client):
    async with client.post("/account", json={"customer_id": "cus-0006", "conversation_id": "c1"}) as response:
        assert response.status == 200
        account = await response.json()
    assert account["customer"]["full_name"] == "Rosalind Copperkettle"
    assert len(account["lines"]) == 5
    assert {"plan", "usage", "device"} <= set(account["lines"][0])
    issued = [bill["issue_date"] for bill in account["bills"]]
    assert issued == sorted(issued, reverse=True)
    assert account["bills"][0]["line_items"]
    assert account["network"]["zip_code"] == account["customer"]["address"]["zip_code"]
    assert account["business_date"] == "2026-07-20"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"customer_id": "nobody", "conversation_id": "c"}, 404),
        ({"customer_id": "x"}, 422),
        ({"customer_id": "", "conversation_id": "c"}, 422),
        ([], 422),
    ],
)
async def test_an_account_that_cannot_be_read_says_why(client, body, status):
    async with client.post("/account", json=body) as response:
        assert response.status == status
        assert (await response.json())["error"]["code"]


async def test_a_call_larger_than_a_conversation_is_refused(client):
    async with client.post("/webhook", data=b"x" * (9 * 1024 * 1024)) as response:
        assert response.status in (413, 422)


@pytest.mark.parametrize(
    "body",
    [[], {}, {"turns": []}, {"turns": ["a"] * 9}, {"turns": ["a" * 1_001]}, {"turns": ["a"], "who": "x"}],
)
async def test_suggestions_for_nothing_or_too_much_are_refused(client, body):
    async with client.post("/suggest", json=body) as response:
        assert response.status == 422


async def test_suggestions_without_a_knowledge_base_say_so(client):
    await started(client)
    async with client.post("/suggest", json={"turns": ["where is a store"]}) as response:
        assert response.status == 503
        assert (await response.json())["error"]["code"] == "knowledge_unavailable"
