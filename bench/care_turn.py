"""`make bench NAME=care_turn`: a turn that reads the back office twice, beside those two reads alone.

A signed-in customer asks what needs two reads; the demo back office logs each request, so that only turns
with two are counted. The peer is a bare HTTP client which then asks the same two of the same back office.

Options: --conversations N (120), --customers N at once (1), --ask TEXT.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bench.report import Metric, report
from tests.harness.chaos import ROOMY
from tests.harness.customer import Customer
from tests.harness.system import Part, System

ASK = "how much data do I have left"
READS = 2
MOST_SLOWER_MS = 250
"""What the whole turn may take on top of its reads, at the 95th percentile with one customer."""


@dataclass(slots=True, kw_only=True)
class Measured:
    """Milliseconds."""

    turns: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    reads: Counter[int] = field(default_factory=Counter)
    """Turns by how many reads they took."""


class RequestLog:
    """The back office's own log: which requests a conversation has caused."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def readings(self, conversation_id: str) -> list[str]:
        """Paths without ids, in order."""
        lines = (json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines())
        return [
            str(line["path"])
            for line in lines
            if line.get("event") == "request.answered"
            and line.get("conversation_id") == conversation_id
            and line.get("method") == "GET"
            and "capabilities" not in str(line["path"])
        ]


@dataclass(frozen=True, slots=True)
class Bench:
    """One system under measurement."""

    system: System
    session: aiohttp.ClientSession
    log: RequestLog
    ask: str
    measured: Measured

    async def conversation(self, customer_id: str) -> None:
        """Open, ask once, and ask the back office the same without us."""
        identity = await self._identity(customer_id)
        url = self.system.url(Part.FRONT_DOOR).replace("http", "ws", 1) + "/chat"
        async with Customer(self.session, url) as customer:
            await customer.connect(signed_identity=identity)
            await customer.say("hello")
            before = len(self.log.readings(customer.conversation_id))
            started = time.perf_counter()
            await customer.say(self.ask)
            seconds = time.perf_counter() - started
            paths = self.log.readings(customer.conversation_id)[before:]
            await customer.end()
        self.measured.reads[len(paths)] += 1
        if len(paths) == READS:
            self.measured.turns.append(seconds * 1000)
            self.measured.bare.append(await self._bare(customer_id, paths) * 1000)

    async def _identity(self, customer_id: str) -> str:
        url = f"{self.system.url(Part.FRONT_DOOR)}/demo/identity"
        async with self.session.post(url, json={"customer_id": customer_id}) as answer:
            return str((await answer.json())["signed_identity"])

    async def _bare(self, customer_id: str, paths: Sequence[str]) -> float:
        """Seconds for the same reads, one after the other on an open connection."""
        lines = await self._get(f"/v1/customers/{customer_id}/lines")
        line = lines["lines"][0]
        values = {"cid": customer_id, "lid": line["line_id"], "pid": line["plan_id"]}
        filled = [path.format_map(values) for path in paths]
        started = time.perf_counter()
        for path in filled:
            await self._get(path)
        return time.perf_counter() - started

    async def _get(self, path: str) -> dict[str, Any]:
        url = self.system.url(Part.CARRIER) + path
        async with self.session.get(url, headers={"X-Conversation-Id": "bare"}) as answer:
            body: dict[str, Any] = await answer.json()
            return body


def main(arguments: list[str]) -> int:
    """0 when a turn costs little more than what it reads."""
    parser = argparse.ArgumentParser(prog="make bench NAME=care_turn", description=__doc__)
    parser.add_argument("--conversations", type=int, default=120)
    parser.add_argument("--customers", type=int, default=1)
    parser.add_argument("--ask", default=ASK)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="care_turn-") as folder:
        log = Path(folder) / "carrier.log"
        logged = {"CARRIER_LOG_FILE": str(log), "CARRIER_LOG_LEVEL": "DEBUG"}
        system = System(folder=Path(folder) / "system", extra={**ROOMY, **logged})
        try:
            system.start()
            measured = asyncio.run(_measure(system, RequestLog(log), chosen))
        finally:
            system.stop()
    return report("care_turn", _rows(measured, chosen.customers), notes=_notes(measured))


async def _measure(system: System, log: RequestLog, chosen: argparse.Namespace) -> Measured:
    measured = Measured()
    async with aiohttp.ClientSession() as session:
        url = f"{system.url(Part.FRONT_DOOR)}/demo/customers"
        async with session.get(url) as answer:
            people = [str(one["customer_id"]) for one in (await answer.json())["customers"]]
        bench = Bench(system, session, log, chosen.ask, measured)
        waiting = iter(range(chosen.conversations))

        async def customer() -> None:
            for number in waiting:
                await bench.conversation(people[number % len(people)])

        await asyncio.gather(*(customer() for _ in range(chosen.customers)))
    return measured


def _rows(measured: Measured, customers: int) -> list[Metric]:
    turns, bare = sorted(measured.turns), sorted(measured.bare)
    if not turns:
        return [Metric(metric="turns with two reads", unit="count", ours=0, target="> 0", met=False)]
    added = _at(turns, 0.95) - _at(bare, 0.95)
    return [
        Metric(metric="turns with two reads", unit="count", ours=len(turns), target="> 0", met=True),
        Metric(metric="turn p50", unit="ms", ours=_at(turns, 0.5), peer=_at(bare, 0.5)),
        Metric(metric="turn p95", unit="ms", ours=_at(turns, 0.95), peer=_at(bare, 0.95)),
        Metric(
            metric="added to the reads, p95",
            unit="ms",
            ours=added,
            target=f"<= {MOST_SLOWER_MS}" if customers == 1 else None,
            met=added <= MOST_SLOWER_MS if customers == 1 else None,
        ),
    ]


def _notes(measured: Measured) -> list[str]:
    told = ", ".join(f"{count} with {reads}" for reads, count in sorted(measured.reads.items()))
    return [
        "peer: a bare HTTP client with the same two reads at the same back office",
        f"turns by reads: {told}",
    ]


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
