"""`scripts/smoke`: the whole system on free ports, used by a customer and an agent, ended by Ctrl-C.

Its databases lie in a folder of its own, so conversations in var/ are left alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from launcher import bootstrap, family
from launcher.log_follower import tail
from launcher.ports import free_port, is_free
from launcher.processes import DEFAULT_PORTS
from launcher.terminal import say

PATIENCE_SECONDS = 400
LOOKS = 30
"""How often, a second apart, it is seen whether every part is well."""
DATABASES = {
    "CARRIER_DATABASE": "backoffice.sqlite",
    "ACTIONS_DATABASE": "actions.sqlite",
    "ASSISTANT_TRACKER_DATABASE": "tracker.sqlite",
    "FRONT_DOOR_LEDGER_DATABASE": "ledger.sqlite",
    "FRONT_DOOR_DESK_DATABASE": "desk.sqlite",
}
AMOUNT = re.compile(r"\$\s?\d")


class Broken(Exception):
    """The system did something else than it should; the message says what."""


def main() -> int:
    """0 when everything was as it should be."""
    with tempfile.TemporaryDirectory(prefix="front-door-smoke-") as folder:
        smoke = Smoke(Path(folder))
        failed = 1
        try:
            smoke.start()
            smoke.use()
            smoke.stop()
            failed = 0
        except (Broken, aiohttp.ClientError, TimeoutError) as error:
            say(f"FAILED   {error or type(error).__name__}\n{tail(smoke.output, 60)}")
        finally:
            smoke.close(failed)
        return failed


class Smoke:
    """One run of the system, what passed, and what it left."""

    def __init__(self, folder: Path) -> None:
        self.output = folder / "output"
        self._folder = folder
        self._ready = folder / "ready.json"
        self._ports = {name: free_port() for name in DEFAULT_PORTS}
        self._launcher: subprocess.Popen[bytes] | None = None
        self._passed = 0

    def start(self) -> None:
        """Start everything and wait until it serves."""
        here = bootstrap.project()
        ports = {f"{name.upper()}_PORT": str(port) for name, port in self._ports.items()}
        databases = {name: str(self._folder / file) for name, file in DATABASES.items()}
        self._launcher = subprocess.Popen(
            [
                *(str(here.python("services")), "-m", "launcher.run"),
                *("--ready-file", str(self._ready), "--logs", str(self._folder / "log")),
            ],
            cwd=here.root,
            env={**os.environ, **ports, **databases},
            stdin=subprocess.DEVNULL,
            stdout=self.output.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=family.end_with_parent,  # noqa: PLW1509 (single-threaded here)
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._ready.exists():
            self._need(self._launcher.poll() is None, "the system ended while it started")
            self._need(time.monotonic() < deadline, f"the system was not ready after {PATIENCE_SECONDS} s")
            time.sleep(0.1)
        self._pass("the system starts")

    def use(self) -> None:
        """Chat and sign in as people would."""
        asyncio.run(self._use(json.loads(self._ready.read_text(encoding="utf-8"))))

    async def _use(self, told: dict[str, Any]) -> None:
        base = str(told["addresses"]["chat"]).rstrip("/")
        self._need(bool(told["customers"] and told["agents"]), "there are no demo logins")
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await self._pages(session, base)
            await self._customer(session, base, told["customers"][0])
            await self._agent(session, base, told["agents"][0])

    async def _pages(self, session: aiohttp.ClientSession, base: str) -> None:
        for path, word in (("/", "care-chat"), ("/desk", "<"), ("/status", "<")):
            async with session.get(f"{base}{path}") as response:
                text = await response.text()
            self._need(response.status == 200 and word in text, f"{path} answers {response.status}")
        health: dict[str, object] = {}
        for _ in range(LOOKS):
            # A part that a busy machine keeps from answering in time is looked at again.
            async with session.get(f"{base}/health") as response:
                health = await response.json()
            if health["status"] == "ok":
                break
            await asyncio.sleep(1)
        self._need(health["status"] == "ok", f"the front door is {health}")
        self._pass("the pages are served and every part is well")

    async def _customer(self, session: aiohttp.ClientSession, base: str, login: dict[str, str]) -> None:
        async def ask(words: str) -> str:
            body = {"sender": "smoke", "message": words}
            async with session.post(f"{base}/webhooks/rest/webhook", json=body) as response:
                self._need(response.status == 200, f"a message is answered with {response.status}")
                replies = await response.json()
            said = "\n".join(str(reply.get("text", "")) for reply in replies)
            self._need(bool(said.strip()), f"nothing is said to {words!r}")
            return said

        await ask("hello")
        self._pass("the assistant greets")
        said = await ask("how much do I owe?")
        for secret in (login["phone"], login["pin"]):
            if not AMOUNT.search(said):
                said = await ask(secret)
        self._need(bool(AMOUNT.search(said)), f"no amount in: {said}")
        self._pass("a customer who proves who they are learns what they owe")
        await ask("I want to talk to a person")
        self._pass("a person is called")

    async def _agent(self, session: aiohttp.ClientSession, base: str, login: dict[str, str]) -> None:
        async with session.get(f"{base}/desk/session") as response:
            token = (await response.json())["csrf"]
        body = {"login": login["login"], "password": login["password"]}
        headers = {"Origin": base, "X-CSRF-Token": token}
        async with session.post(f"{base}/desk/sign-in", json=body, headers=headers) as response:
            answer = await response.json()
        self._need(response.status == 200, f"the desk's sign-in answers {response.status}: {answer}")
        self._pass("an agent signs in")
        protocols = ("care.desk.1", f"csrf.{answer['csrf']}")
        address = base.replace("http", "ws", 1) + "/desk/socket"
        async with session.ws_connect(address, origin=base, protocols=protocols, max_msg_size=0) as socket:
            frame = await socket.receive_json(timeout=30)
        self._need(frame.get("type") == "welcome" and frame["inbox"], f"no case waits at the desk: {frame}")
        self._pass("the case waits at the desk")

    def stop(self) -> None:
        """Ctrl-C in the terminal; then nothing may be left."""
        if self._launcher is None:
            return
        everyone = family.descendants(self._launcher.pid)
        self._need(len(everyone) > len(self._ports), f"only {len(everyone)} processes ran")
        os.killpg(self._launcher.pid, signal.SIGINT)
        status = self._launcher.wait()
        self._need(status == 0, f"the launcher ended with {status}")
        left = {pid for pid in everyone if Path(f"/proc/{pid}").exists()}
        self._need(not left, f"processes are left over: {sorted(left)}")
        taken = [name for name, port in self._ports.items() if not is_free("127.0.0.1", port)]
        self._need(not taken, f"ports are left taken: {taken}")
        self._pass("Ctrl-C ends everything and leaves nothing")

    def close(self, failed: int) -> None:
        """Sum up; end what a failure left running."""
        if self._launcher is not None and self._launcher.poll() is None:
            self._launcher.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._launcher.wait(timeout=90)
        say(f"smoke: {self._passed} passed, {failed} failed")

    def _need(self, condition: bool, otherwise: str) -> None:
        if not condition:
            raise Broken(otherwise)

    def _pass(self, what: str) -> None:
        self._passed += 1
        say(f"passed   {what}")


if __name__ == "__main__":
    sys.exit(main())
