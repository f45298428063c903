from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-the-tests"


class SlowActions(ThreadingHTTPServer):
    """Holds every action until it is let go."""

    def __init__(self):
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.calls = 0
        super().__init__(("127.0.0.1", 0), _Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/webhook"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls += 1
        self.server.begun.set()
        self.server.go_on.wait(30)
        body = json.dumps({"events": [], "responses": [{"text": "3 GB are left."}]}).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass


@pytest.fixture
def slow_actions():
    server = SlowActions()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


def test_it_serves_our_channel_and_health_and_nothing_of_rasas_own(process):
    status, health = process.call("/health", token="")
    assert (status, health["status"], health["process"]) == (200, "ok", "assistant")
    for path in (
        "/",
        "/status",
        "/version",
        "/domain",
        "/conversations/c1/tracker",
        "/webhooks/rest/webhook",
    ):
        assert process.call(path)[0] == 404
    for path in (
        "/model/parse",
        "/model/train",
        "/webhooks/rest/webhook",
        "/conversations/c1/trigger_intent",
    ):
        assert process.call(path, {"text": "hi", "sender": "c1"})[0] == 404


def test_without_the_bearer_nobody_is_answered(process):
    body = {"conversation_id": "unborn", "turn_id": "t1", "text": "hello", "metadata": {}}
    for token in ("", "wrong", TOKEN + "x"):
        status, answer = process.call("/webhooks/front_door/turn", body, token=token)
        assert (status, answer["error"]["code"]) == (401, "unauthorized")
    assert process.call("/webhooks/front_door/turn/unborn/t1")[0] == 404


def test_failures_have_a_code_and_are_never_an_empty_200(process):
    assert process.turn("what do I owe", "t1")[1]["error"]["code"] == "actions_unavailable"
    assert process.turn("what do I owe", "t1")[0] == 503
    assert process.turn("/restart", "t2")[1]["error"]["code"] == "bad_turn"
    assert process.turn("x" * 1001, "t3")[0] == 422
    assert process.call("/webhooks/front_door/turn", b"{no json")[0] == 422
    assert process.call("/webhooks/front_door/turn", [1])[0] == 422
    status, answer = process.call("/webhooks/front_door/turn/c1/t1")
    assert (status, answer["error"]["code"]) == (404, "unknown_turn")


def test_all_addresses_of_the_channel_work_over_http(process):
    base = "/webhooks/front_door"
    said = {"conversation_id": "held", "events": [{"event": "pause"}]}
    assert process.call(f"{base}/append", said)[1]["paused"] is True
    restored = {
        "conversation_id": "held",
        "slots": {},
        "active_loop": "line_form",
        "requested_slot": "line_number",
    }
    assert process.call(f"{base}/restore", restored)[1]["active_loop"] == "line_form"
    assert process.turn("thanks a lot", "t2", conversation="held")[0] == 503
    process.call(f"{base}/restore", {"conversation_id": "held"})
    assert process.turn("hello", "t3", conversation="held")[0] == 200
    redact = {"conversation_id": "held", "turn_id": "t3", "start": 0, "end": 5}
    assert process.call(f"{base}/redact", redact) == (200, {"blanked": 5})


def test_a_process_killed_in_the_middle_of_a_turn_leaves_nothing_and_the_resend_runs_again(
    start, slow_actions
):
    process = start(slow_actions.url)
    assert process.turn("hello", "t1")[0] == 200
    threading.Thread(target=lambda: _ignore(process.turn, "data remaining", "t2"), daemon=True).start()
    assert slow_actions.begun.wait(30)
    process.kill()
    slow_actions.go_on.set()
    again = start(slow_actions.url)
    assert again.call("/webhooks/front_door/turn/c1/t1")[0] == 200
    assert again.call("/webhooks/front_door/turn/c1/t2")[0] == 404
    status, answer = again.turn("data remaining", "t2")
    assert (status, answer["replies"][0]["text"]) == (200, "3 GB are left.")
    assert again.turn("data remaining", "t2") == (200, answer)
    assert slow_actions.calls == 2


def test_a_finished_turn_survives_a_kill(start):
    process = start()
    answer = process.turn("hello", "t1")[1]
    process.kill()
    again = start()
    assert again.turn("hello", "t1") == (200, answer)


def test_a_turn_whose_caller_hung_up_is_finished_and_kept(start, slow_actions):
    process = start(slow_actions.url)
    body = json.dumps(
        {"conversation_id": "c1", "turn_id": "t1", "text": "data remaining", "metadata": {}}
    ).encode()
    head = (
        f"POST /webhooks/front_door/turn HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", process.port)) as line:
        line.sendall(head + body)
        assert slow_actions.begun.wait(30)
    slow_actions.go_on.set()
    status, answer = process.call("/webhooks/front_door/turn/c1/t1")
    assert (status, answer["replies"][0]["text"]) == (200, "3 GB are left.")
    assert slow_actions.calls == 1


def test_nothing_a_customer_says_is_in_a_log_line(start):
    process = start(ASSISTANT_LOG_LEVEL="debug")
    for number, text in enumerate(
        ["my name is Zebulon Quartermain", "no signal for Zebulon", "what do I owe, Zebulon"]
    ):
        process.turn(text, f"t{number}")
    process.call("/webhooks/front_door/turn", {"conversation_id": "c1", "text": "Zebulon"})
    process.child.terminate()
    out, err = process.child.communicate(timeout=30)
    assert b"turn.failed" in err
    assert b"Zebulon" not in out + err


def test_a_port_that_is_taken_is_named(model):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        done = run("--port", port, "--model-folder", str(model))
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_model_it_says_what_makes_one(tmp_path):
    done = run("--port", "0", "--model-folder", str(tmp_path))
    assert done.returncode == 2
    assert "python -m bot.train" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_refused_by_name():
    done = run("--prot", "5005")
    assert done.returncode == 2
    assert "--prot" in done.stderr


def test_beyond_this_machine_it_wants_a_token():
    done = run("--host", "0.0.0.0", "--port", "0")
    assert done.returncode == 2
    assert "CARE_INTERNAL_TOKEN" in done.stderr


def run(*arguments: str):
    environ = {n: v for n, v in os.environ.items() if not n.startswith(("ASSISTANT_", "CARE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**environ, "CARE_FILE": os.devnull},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _ignore(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        pass
