"""A small assistant, trained once, its action server in the test's own hands."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot import environment

environment.prepare()

from aiohttp import web  # noqa: E402

from bot import patches  # noqa: E402
from bot.components.action_endpoint import ActionEndpoint  # noqa: E402
from bot.components.encoder import use  # noqa: E402
from bot.components.held import HeldConversations  # noqa: E402
from bot.components.locks import ConversationLocks  # noqa: E402
from bot.components.processor import TurnAgent  # noqa: E402
from bot.components.responses import CareResponses  # noqa: E402
from bot.components.tracker_store import WriteThroughTrackerStore  # noqa: E402
from bot.components.turns import Turns  # noqa: E402
from bot.components.wire import TurnRequest, append_request, restore_request, turn_request  # noqa: E402
from bot.project import Project  # noqa: E402
from bot.train import train  # noqa: E402

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "data" / "project"
ENCODER = Path(os.environ.get("ASSISTANT_ENCODER_FOLDER", ROOT / "models" / "sentence_encoder"))
TOKEN = "a-token-of-the-tests"

HANDOFF_EVENTS = [
    {"event": "slot", "name": "note", "value": "handed off"},
    {"event": "action", "name": "action_listen"},
    {"event": "pause"},
]


@pytest.fixture(scope="session", autouse=True)
def sentence_model() -> None:
    use(ENCODER.resolve())


@pytest.fixture(scope="session")
def patched() -> bool:
    return patches.apply()


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, patched: bool) -> Path:
    folder = tmp_path_factory.mktemp("model")
    trained = train(
        Project(root=PROJECT), folder / "models", folder / "work", if_changed=False, encoder_folder=ENCODER
    )
    return trained.path


def _says(text: str, **more: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda _: {"events": [], "responses": [{"text": text, **more}]}


def _bill(_: dict[str, Any]) -> dict[str, Any]:
    facts = [{"name": "amount_due", "value": "82.14"}]
    return {
        "events": [],
        "responses": [{"response": "utter_bill", "month": "July", "amount": "$82.14", "facts": facts}],
    }


def _hand_off(_: dict[str, Any]) -> dict[str, Any]:
    care = {"handoff": {"reason": "asked_for_person", "note": ""}}
    return {
        "events": HANDOFF_EVENTS,
        "responses": [{"text": "A person takes over.", "custom": {"care": care}}],
    }


def _validated(body: dict[str, Any]) -> dict[str, Any]:
    """As rasa-sdk answers: the candidate slots come back as they are."""
    events = body["tracker"]["events"]
    place = max((n for n, e in enumerate(events) if e["event"] == "action"), default=-1)
    return {"events": [e for e in events[place + 1 :] if e["event"] == "slot"], "responses": []}


@dataclass
class FakeActions:
    """An action server: what each action answers, and what it was asked."""

    url: str
    runner: web.AppRunner
    answers: dict[str, Callable[[dict[str, Any]], Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    gate: Any = None

    def names(self) -> list[str]:
        return [body["next_action"] for body in self.asked]

    async def stop(self) -> None:
        await self.runner.cleanup()


@pytest.fixture
async def actions():
    app = web.Application(client_max_size=10_000_000)
    runner = web.AppRunner(app)

    async def webhook(request: web.Request) -> web.Response:
        body = await request.json()
        fake.asked.append(body)
        fake.headers.append(dict(request.headers))
        if fake.gate is not None:
            await fake.gate(body)
        answer = fake.answers[body["next_action"]](body)
        if isinstance(answer, web.Response):
            return answer
        return web.json_response(answer)

    app.router.add_post("/webhook", webhook)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    fake = FakeActions(url=f"http://127.0.0.1:{port}/webhook", runner=runner)
    fake.answers |= {
        "action_bill": _bill,
        "action_data": _says("3 GB are left."),
        "action_hand_off": _hand_off,
        "action_submit_line": _says("Line noted."),
        "validate_line_form": _validated,
        "action_broken": lambda _: web.Response(status=500, text="broken"),
    }
    yield fake
    await runner.cleanup()


@dataclass
class Assistant:
    """The assistant without its HTTP server."""

    agent: TurnAgent
    store: WriteThroughTrackerStore
    turns: Turns
    held: HeldConversations
    endpoint: ActionEndpoint
    counted: int = 0

    def request(
        self, text: str, *, conversation: str = "c1", turn_id: str = "", **metadata: Any
    ) -> TurnRequest:
        self.counted += 1
        return turn_request(
            {
                "conversation_id": conversation,
                "turn_id": turn_id or f"turn-{self.counted}",
                "text": text,
                "metadata": {"channel": "web_chat", **metadata},
            }
        )

    async def say(self, text: str, **more: Any) -> dict[str, Any]:
        return await self.turns.run(self.request(text, **more))

    async def texts(self, text: str, **more: Any) -> list[str]:
        return [reply["text"] for reply in (await self.say(text, **more))["replies"]]

    async def append(self, *events: dict[str, Any], conversation: str = "c1") -> dict[str, Any]:
        body = {"conversation_id": conversation, "events": list(events)}
        return await self.held.append(append_request(body))

    async def restore(self, conversation: str = "c1", **fields: Any) -> dict[str, Any]:
        return await self.held.restore(restore_request({"conversation_id": conversation, **fields}))

    async def tracker(self, conversation: str = "c1") -> Any:
        return await self.store.retrieve(conversation)


@pytest.fixture
async def assemble_assistant(model: Path, actions: FakeActions, tmp_path: Path):
    """Makes assistants over one database, as if the process had been started again."""
    made: list[Assistant] = []

    def build(**more: Any) -> Assistant:
        made.append(build_assistant(model, actions.url, tmp_path / "tracker.sqlite", **more))
        return made[-1]

    yield build
    for assistant in made:
        await assistant.endpoint.close()
        assistant.store.close()


@pytest.fixture
async def assistant(assemble_assistant):
    return assemble_assistant()


def build_assistant(model: Path, actions_url: str, database: Path, *, seconds: float = 5.0) -> Assistant:
    store = WriteThroughTrackerStore(None, database)
    endpoint = ActionEndpoint(actions_url, token=TOKEN, seconds=seconds)
    agent = TurnAgent(generator=CareResponses(), tracker_store=store, action_endpoint=endpoint)
    agent.load_model(str(model))
    locks = ConversationLocks()
    return Assistant(
        agent=agent,
        store=store,
        turns=Turns(agent.processor, store, locks),
        held=HeldConversations(agent.processor, store, locks),
        endpoint=endpoint,
    )


@dataclass
class Process:
    """`python -m bot` as its own process."""

    child: subprocess.Popen[bytes]
    port: int
    database: Path

    def call(self, path: str, body: Any = None, *, token: str = TOKEN) -> tuple[int, Any]:
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def turn(self, text: str, turn_id: str, *, conversation: str = "c1", **metadata: Any) -> tuple[int, Any]:
        body = {"conversation_id": conversation, "turn_id": turn_id, "text": text, "metadata": metadata}
        return self.call("/webhooks/front_door/turn", body)

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def wait_ready(self) -> Process:
        while True:
            try:
                if self.call("/health", token="")[0] == 200:
                    return self
            except OSError:
                pass
            assert self.child.poll() is None, "the assistant ended before it was ready"
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def start_process(model: Path, database: Path, actions_url: str, *, port: int = 0, **more: str) -> Process:
    port = port or free_port()
    known = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environ = {
        **known,
        "ASSISTANT_PORT": str(port),
        "ASSISTANT_MODEL_FOLDER": str(model),
        "ASSISTANT_ENCODER_FOLDER": str(ENCODER),
        "ASSISTANT_TRACKER_DATABASE": str(database),
        "ASSISTANT_ACTIONS_URL": actions_url,
        "CARE_INTERNAL_TOKEN": TOKEN,
        "CARE_FILE": os.devnull,
        **more,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "bot"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    return Process(child=child, port=port, database=database)


@pytest.fixture(scope="module")
def process(model: Path, tmp_path_factory: pytest.TempPathFactory):
    """One process for tests that do not hurt it, with no action server behind it."""
    database = tmp_path_factory.mktemp("process") / "tracker.sqlite"
    running = start_process(model, database, "http://127.0.0.1:9/webhook").wait_ready()
    yield running
    running.kill()


@pytest.fixture
def start(model: Path, tmp_path: Path):
    started: list[Process] = []

    def begin(actions_url: str = "http://127.0.0.1:9/webhook", **more: Any) -> Process:
        started.append(start_process(model, tmp_path / "tracker.sqlite", actions_url, **more))
        return started[-1].wait_ready()

    yield begin
    for process in started:
        process.kill()
