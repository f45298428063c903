import socket

import pytest
from launcher import processes
from launcher.ports import free_port, holder, is_free
from launcher.terminal import Trouble


@pytest.fixture
def house(project):
    """A project in which every process exists."""
    for package in ("carrier", "actions", "bot", "front_door", "voice_gateway"):
        (project.root / package).mkdir()
        (project.root / package / "__main__.py").touch()
    return project


def names(chosen):
    return [process.name for process in chosen]


def test_all_that_exist_are_started_the_back_office_first_and_the_doors_last(house):
    assert names(processes.wanted(house, {})) == [
        "carrier",
        "actions",
        "assistant",
        "front_door",
        "voice_gateway",
    ]


def test_a_process_that_does_not_exist_yet_is_left_out(house):
    (house.root / "bot" / "__main__.py").unlink()
    assert names(processes.wanted(house, {})) == ["carrier", "actions", "front_door", "voice_gateway"]


def test_with_another_back_office_the_demo_one_stays_off(house):
    assert "carrier" not in names(processes.wanted(house, {"BACKOFFICE_URL": "http://backoffice.example"}))


def test_the_assistant_runs_in_its_own_environment(house):
    commands = {process.name: process.command for process in processes.wanted(house, {})}
    assert "/.venv/assistant/" in commands["assistant"][0]
    assert commands["assistant"][1:] == ("-m", "bot")
    assert "/.venv/services/" in commands["actions"][0]


def test_ports_come_from_the_environment_over_care_toml_over_defaults(house):
    (house.root / "care.toml").write_text("[actions]\nport = 6000\n[carrier]\nport = 6001\n")
    found = {process.name: process.port for process in processes.wanted(house, {"CARRIER_PORT": "7001"})}
    assert found == {
        "carrier": 7001,
        "actions": 6000,
        "assistant": 5005,
        "front_door": 8080,
        "voice_gateway": 8081,
    }


@pytest.mark.parametrize("port", ["many", "0", "70000", "-1"])
def test_what_is_no_port_is_told(house, port):
    with pytest.raises(Trouble, match="ACTIONS_PORT"):
        processes.wanted(house, {"ACTIONS_PORT": port})


def test_a_care_toml_that_cannot_be_read_is_told(house):
    (house.root / "care.toml").write_text("[actions\n")
    with pytest.raises(Trouble, match=r"care\.toml cannot be read"):
        processes.wanted(house, {})


def test_everyone_is_told_where_the_others_are(house, monkeypatch):
    for name in ("BACKOFFICE_URL", "ASSISTANT_ACTIONS_URL", "FRONT_DOOR_ASSISTANT_URLS", "CARE_SEAL_KEY"):
        monkeypatch.delenv(name, raising=False)
    told = processes.shared_environment(
        processes.wanted(house, {"ACTIONS_PORT": "6000", "CARRIER_PORT": "6001"}), house.root / "log"
    )
    assert told["BACKOFFICE_URL"] == "http://127.0.0.1:6001"
    assert told["ASSISTANT_ACTIONS_URL"] == "http://127.0.0.1:6000/webhook"
    assert told["ACTIONS_LOG_FILE"] == str(house.root / "log" / "actions.log")
    assert told["FRONT_DOOR_ASSISTANT_URLS"] == '["http://127.0.0.1:5005"]'


def test_secrets_are_new_at_each_start_unless_given(house, monkeypatch):
    for name in ("CARE_SEAL_KEY", "CARE_INTERNAL_TOKEN", "BACKOFFICE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BACKOFFICE_TOKEN", "given")
    chosen = processes.wanted(house, {})
    first, second = (
        processes.shared_environment(chosen, house.root),
        processes.shared_environment(chosen, house.root),
    )
    assert first["CARE_SEAL_KEY"] != second["CARE_SEAL_KEY"]
    assert first["CARE_INTERNAL_TOKEN"] != second["CARE_INTERNAL_TOKEN"]
    assert first["BACKOFFICE_TOKEN"] == "given"


def test_a_taken_port_is_told_with_its_holder_and_the_way_out(house):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        chosen = processes.wanted(house, {"FRONT_DOOR_PORT": str(port)})[-2:-1]
        with pytest.raises(Trouble) as caught:
            processes.check_ports(chosen)
        assert not is_free("127.0.0.1", port)
        assert holder(port).command
    assert f"Port {port} for the front door is taken by process {processes.os.getpid()} (" in str(
        caught.value
    )
    assert f"FRONT_DOOR_PORT={port + 100} make run" in str(caught.value)


def test_all_taken_ports_are_told_at_once(house):
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        ports = [taken.getsockname()[1] for taken in (one, two)]
        environment = {"FRONT_DOOR_PORT": str(ports[0]), "ACTIONS_PORT": str(ports[1])}
        chosen = [process for process in processes.wanted(house, environment) if process.port in ports]
        with pytest.raises(Trouble) as caught:
            processes.check_ports(chosen)
    assert all(f"Port {port} " in str(caught.value) for port in ports)


def test_a_free_port_has_no_holder():
    port = free_port()
    assert is_free("127.0.0.1", port)
    assert holder(port) is None
