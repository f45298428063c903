"""`python -m carrier` as somebody starts it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from carrier.__main__ import CarrierSettings

ROOT = Path(__file__).parents[3]


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CARRIER_", "BACKOFFICE_"))
    }
    settings = {"CARRIER_DATABASE": str(tmp_path / "backoffice.sqlite"), "CARE_FILE": os.devnull} | settings
    return kept | settings


def run(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "carrier", *arguments],
        cwd=ROOT,
        env=environment(tmp_path, **settings),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def serving(tmp_path: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process on a free port, ready; ended by its id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "carrier"],
        cwd=ROOT,
        env=environment(tmp_path, CARRIER_PORT="0", **settings),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        started = next(line for line in process.stderr if "process.started" in line)
        yield process, int(started.split("port=")[1].split()[0])
    finally:
        process.kill()
        process.communicate()


def test_it_tells_its_health_and_stops_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            health = json.load(answer)
        assert (health["status"], health["process"]) == ("ok", "carrier")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_a_lock_survives_a_killed_process(tmp_path: Path) -> None:
    def wrong_pin(port: int) -> dict[str, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/customers/cus-0001/pin-checks",
            data=b'{"pin": "0000"}',
            headers={"X-Conversation-Id": "c"},
        )
        with urllib.request.urlopen(request) as answer:
            told: dict[str, object] = json.load(answer)
            return told

    with serving(tmp_path) as (_, port):
        wrong_pin(port)
    with serving(tmp_path) as (_, port):
        assert wrong_pin(port)["attempts_left"] == 3


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        ended = run(tmp_path, CARRIER_PORT=str(port))
    assert ended.returncode == 2
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "CARRIER_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_does_not_listen_widely_without_a_token(tmp_path: Path) -> None:
    ended = run(tmp_path, CARRIER_HOST="0.0.0.0")
    assert ended.returncode == 2
    assert "BACKOFFICE_TOKEN" in ended.stderr


def test_a_smaller_carrier_can_be_played(tmp_path: Path) -> None:
    settings = {"CARRIER_OFFERS": '["network_status"]', "BACKOFFICE_TOKEN": "secret"}
    with serving(tmp_path, **settings) as (_, port):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/capabilities",
            headers={"X-Conversation-Id": "c", "Authorization": "Bearer secret"},
        )
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer) == {"capabilities": ["network_status"]}


def test_the_file_of_settings_that_is_shipped_says_the_defaults() -> None:
    shipped = CarrierSettings.load(ROOT / "care.toml")
    assert shipped == CarrierSettings()


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    ended = run(tmp_path, CARRIER_PROT="1")
    assert ended.returncode == 2
    assert "CARRIER_PROT" in ended.stderr


def test_a_broken_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "backoffice.sqlite").write_text("only notes " * 200)
    ended = run(tmp_path, "serve")
    assert ended.returncode == 2
    assert "backoffice.sqlite" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_logins_are_printed_for_people_and_for_programs(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "logins", "--json").stdout)
    assert {"full_name", "phone", "pin", "story"} == set(told[0])
    assert all(login["phone"] in run(tmp_path, "logins").stdout for login in told[:1])


def test_reset_makes_the_database_anew(tmp_path: Path) -> None:
    ended = run(tmp_path, "reset", CARRIER_BUSINESS_DATE="2027-01-15")
    assert ended.returncode == 0
    assert "2027-01-15" in ended.stdout
