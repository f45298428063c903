"""The front door as a process that is killed for real: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import aiohttp
import pytest

from conversation.client_frames import CustomerTurn
from tests.harness.customer import Customer
from tests.harness.ports import free_ports

ROOT = Path(__file__).resolve().parents[3]
CUSTOMERS = 4
TURNS = 6
KILLS = 3


class Processes:
    """A front door and a slow assistant."""

    def __init__(self, folder: Path) -> None:
        self.door_port, self.assistant_port = free_ports(2)
        self.folder = folder
        self.log = (folder / "processes.log").open("ab")
        self.door: subprocess.Popen[bytes] | None = None
        module = ["-m", "tests.fakes.assistant_server", str(self.assistant_port), "0.15"]
        self.assistant = self._spawn(module)
        self.wait_for(f"http://127.0.0.1:{self.assistant_port}/health")
        self.start_door()

    def start_door(self) -> None:
        self.door = self._spawn(["-m", "front_door"])
        self.wait_for(f"http://127.0.0.1:{self.door_port}/health")

    def kill_door(self) -> None:
        assert self.door is not None
        self.door.send_signal(signal.SIGKILL)
        self.door.wait()

    def stop(self) -> None:
        for process in (self.door, self.assistant):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        self.log.close()

    def ran(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.assistant_port}/health") as response:
            return json.load(response)["ran"]

    def wait_for(self, url: str) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(url, timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError((self.folder / "processes.log").read_text()[-2000:])

    def _spawn(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FRONT_DOOR_", "CARE_", "BACKOFFICE_"))
        }
        environment = {
            **clean,
            "CARE_FILE": "/dev/null",
            "FRONT_DOOR_PORT": str(self.door_port),
            "FRONT_DOOR_LEDGER_DATABASE": str(self.folder / "ledger.sqlite"),
            "FRONT_DOOR_DESK_DATABASE": str(self.folder / "desk.sqlite"),
            "FRONT_DOOR_SENTENCE_ENCODER": str(self.folder / "none"),
            "FRONT_DOOR_ASSISTANT_URLS": f'["http://127.0.0.1:{self.assistant_port}"]',
        }
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=self.log, stderr=self.log
        )


@pytest.fixture
def processes(tmp_path):
    running = Processes(tmp_path)
    try:
        yield running
    finally:
        running.stop()


async def connected(customer: Customer) -> None:
    await customer.hang_up()
    await customer.connect()


async def test_killed_in_the_middle_of_turns_it_loses_none_and_doubles_none(processes):
    url = f"ws://127.0.0.1:{processes.door_port}/chat"
    async with aiohttp.ClientSession() as session:
        customers = [Customer(session, url) for _ in range(CUSTOMERS)]
        for customer in customers:
            await customer.connect()
        for kill in range(KILLS):
            sent = []
            for customer in customers:
                for number in range(TURNS // KILLS):
                    turn = CustomerTurn(client_id=f"k{kill}n{number}", text=f"round {kill} turn {number}")
                    await customer.send(turn)
                    await customer.acknowledged(turn.client_id)
                    sent.append((customer, turn))
            processes.kill_door()
            processes.start_door()
            for customer in customers:
                await connected(customer)
            for customer, turn in sent:
                await customer.send(turn)
                await customer.replies_to(turn.client_id)
        for customer in customers:
            lines = customer.transcript()
            said = [text for _, author, text in lines if author == "customer"]
            expected = [f"round {kill} turn {number}" for kill in range(KILLS) for number in range(2)]
            assert said == expected
            answers = [text for _, author, text in lines if author == "assistant"][1:]
            assert answers == [f"You said: {text}" for text in expected]
            await customer.hang_up()
    assert processes.ran() == CUSTOMERS * TURNS
