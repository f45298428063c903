"""The launcher with make-believe processes: what is killed comes back, and nothing outlives the launcher."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from launcher.ports import free_port

ROOT = Path(__file__).parents[2]
DRIVER = """
import sys
from pathlib import Path
from launcher.environments import Project
from launcher.run import run
from launcher.terminal import Trouble, fail
try:
    sys.exit(run(Project(Path.cwd()), ready_file=Path("ready.json")))
except Trouble as error:
    fail(error)
"""


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    while not condition():
        time.sleep(0.05)


def _hears_hang_ups():
    """As in a terminal, also when the tests themselves run under nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class House:
    """A project with two make-believe processes, run by the real launcher."""

    def __init__(self, folder):
        self.folder = folder
        self.ports = {"carrier": free_port(), "actions": free_port()}
        for name in self.ports:
            (folder / name).mkdir()
            shutil.copy(Path(__file__).parent / "fake_process.py", folder / name / "__main__.py")
        (folder / ".venv").mkdir()
        (folder / ".venv" / "services").symlink_to(sys.prefix)
        self.launcher = None

    def start(self, **environment):
        ports = {f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        inherited = {key: value for key, value in os.environ.items() if key != "BACKOFFICE_URL"}
        self.output = (self.folder / "output").open("wb")
        self.launcher = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            cwd=self.folder,
            env={**inherited, **ports, **environment, "PYTHONPATH": str(ROOT / "scripts")},
            stdin=subprocess.DEVNULL,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_hears_hang_ups,  # noqa: PLW1509 - the driver is started before any thread
        )
        return self

    def ready(self):
        wait_until(lambda: (self.folder / "ready.json").exists() or self.launcher.poll() is not None)
        assert self.launcher.poll() is None, self.said()
        return self

    def said(self):
        return (self.folder / "output").read_text()

    def ids(self):
        """Every process that was ever started: (name, itself, its hidden grandchild)."""
        lines = (self.folder / "ids").read_text().splitlines()
        return [
            (name, int(pid), int(grandchild)) for name, pid, grandchild in (line.split() for line in lines)
        ]

    def everyone(self):
        return {pid for _, *pids in self.ids() for pid in pids} | self.supervisors()

    def supervisors(self):
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if folder.joinpath("cwd").readlink() == self.folder and int(folder.name) != self.launcher.pid:
                    found.add(int(folder.name))
        return found

    def answering(self, name, path="/health"):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[name]}{path}") as response:
                return json.load(response)["pid"]
        except OSError:
            return None

    def end(self):
        if self.launcher and self.launcher.poll() is None:
            self.launcher.send_signal(signal.SIGTERM)
            self.launcher.wait()
        for pid in self.everyone() if (self.folder / "ids").exists() else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def house(tmp_path):
    folder = tmp_path / "my house, 50% built"
    folder.mkdir()
    house = House(folder)
    yield house
    house.end()


def test_everything_is_started_and_told_with_the_logins(house):
    house.start().ready()
    assert "carrier is ready" in house.said()
    assert "actions is ready" in house.said()
    ready = json.loads((house.folder / "ready.json").read_text())
    assert ready["customers"][0]["pin"] == "1234"
    assert "full name    phone  pin   story" in house.said()
    assert "Demo Person  555    1234  plain" in house.said()


def test_what_a_process_prints_is_shown_with_its_name(house):
    house.start().ready()
    house.answering("actions", "/speak")
    wait_until(lambda: "actions | somebody asked me to speak" in house.said())
    assert "actions listens" not in house.said()


def test_a_killed_process_comes_back(house):
    house.start().ready()
    first = house.answering("actions")
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: house.answering("actions") not in {None, first})
    assert house.launcher.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_leaves_nothing_not_even_a_hidden_grandchild(house, number):
    house.start().ready()
    everyone = house.everyone()
    assert len(everyone) >= 5
    house.launcher.send_signal(number)
    assert house.launcher.wait() == 0
    assert {pid for pid in everyone if alive(pid)} == set()
    assert "Ended" in house.said()


def test_ctrl_c_reaches_the_whole_terminal_and_still_ends_in_order(house):
    house.start().ready()
    everyone = house.everyone()
    os.killpg(house.launcher.pid, signal.SIGINT)
    assert house.launcher.wait() == 0
    assert {pid for pid in everyone if alive(pid)} == set()


def test_a_stop_while_still_starting_leaves_nothing(house):
    house.start(BREAK="actions")
    wait_until(lambda: "carrier is ready" in house.said())
    everyone = house.everyone()
    house.launcher.send_signal(signal.SIGINT)
    house.launcher.wait()
    assert {pid for pid in everyone if alive(pid)} == set()


def test_without_its_supervisor_the_launcher_ends_everything_and_says_so(house):
    house.start().ready()
    everyone = house.everyone()
    (supervisor,) = house.supervisors() - {pid for _, *pids in house.ids() for pid in pids}
    os.kill(supervisor, signal.SIGKILL)
    assert house.launcher.wait() == 1
    assert {pid for pid in everyone if alive(pid)} == set()
    assert "supervisor ended" in house.said()


def test_a_killed_launcher_takes_its_processes_along(house):
    house.start().ready()
    served = {pid for _, pid, _ in house.ids()}
    house.launcher.kill()
    house.launcher.wait()
    wait_until(lambda: not any(alive(pid) for pid in served))


def test_a_process_that_never_serves_is_told_with_the_end_of_its_log(house):
    house.start(BREAK="actions")
    assert house.launcher.wait() == 1
    assert "The actions ends again and again" in house.said()
    assert "cannot find my keys" in house.said()
    assert not any(alive(pid) for pid in house.everyone())


def test_a_taken_port_is_told_before_anything_starts(house):
    with socket.create_server(("127.0.0.1", house.ports["actions"])):
        house.start()
        assert house.launcher.wait() == 1
    assert f"Port {house.ports['actions']} for the actions is taken by process {os.getpid()}" in house.said()
    assert not (house.folder / "ids").exists()
