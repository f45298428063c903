"""`make bench NAME=chat_turn`: train, start, load both sides in one run, rounds interleaved."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import aiohttp

from bench.chat_turn.clients import Client, FrontDoorClient, RasaClient
from bench.chat_turn.load import Loaded, load, middle
from bench.chat_turn.peer import EPOCHS, Peer
from bench.chat_turn.training import ASSEMBLED, KEPT, Trained, remember, remembered, train_ours
from bench.chat_turn.understanding import understanding
from bench.report import Metric, report
from tests.harness.system import Part, System

LOADS = (1, 8, 32)
UNLIMITED = {
    "FRONT_DOOR_DEMO": "true",
    "FRONT_DOOR_TURNS_BURST": "1000000",
    "FRONT_DOOR_ADDRESS_TURNS_BURST": "1000000",
    "FRONT_DOOR_ADDRESS_OPENS_BURST": "1000000",
}
"""All load comes from one address, which the front door would ask to slow down."""


def main() -> int:
    """Measure, print, write; 1 when a target was missed."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="chat_turn.") as folder:
        log = {"FRONT_DOOR_LOG_FILE": str(Path(folder) / "ours" / "front_door.jsonl")}
        models = {"ASSISTANT_MODEL_FOLDER": str(KEPT / "models")}
        ours = System(folder=Path(folder) / "ours", extra={**UNLIMITED, **log, **models})
        theirs = System(folder=Path(folder) / "theirs")
        peer = Peer(theirs, KEPT / "peer")
        try:
            return _measure(ours, theirs, peer, options)
        finally:
            peer.stop()
            ours.stop()
            theirs.stop()


def _measure(ours: System, theirs: System, peer: Peer, options: argparse.Namespace) -> int:
    whole = options.peer_epochs == EPOCHS
    trained = _train(peer, options)
    peer.prepare()
    theirs.start(Part.CARRIER, Part.ACTIONS)
    ours.start(Part.CARRIER, Part.ACTIONS)
    peer_started = statistics.median(_start_peer(peer) for _ in range(options.starts))
    started = statistics.median(_start_ours(ours) for _ in range(options.starts))
    ours.start(Part.FRONT_DOOR)
    shares: dict[int, list[float]] = {count: [] for count in LOADS}
    loads = asyncio.run(_loads(ours, theirs, peer, shares, options))
    rows = _training_rows(trained) if whole else []
    rows += [
        _sooner("assistant ready after", started, peer_started, 4),
        Metric(
            metric="memory, assistant process",
            unit="MiB",
            ours=_memory(ours, Part.ASSISTANT),
            peer=_resident(_pid(peer)),
        ),
        Metric(
            metric="memory, all processes",
            unit="MiB",
            ours=sum(_memory(ours, part) for part in Part),
            peer=_resident(_pid(peer)) + sum(_memory(theirs, part) for part in (Part.CARRIER, Part.ACTIONS)),
        ),
    ]
    for count, (mine, plain) in loads.items():
        rows += [*_load_rows(count, mine, plain), _own_share(count, shares[count])]
    rows += understanding(KEPT / "models", peer) if whole else []
    turns = sum(mine.turns + plain.turns for mine, plain in loads.values())
    silent = sum(mine.unanswered for mine, _ in loads.values())
    peer_silent = sum(plain.unanswered for _, plain in loads.values())
    notes = [
        f"{turns} turns, {options.rounds} interleaved rounds a load, medians of rounds",
        f"turns without a reply: ours {silent}, peer {peer_silent}",
    ]
    if not whole:
        notes.append(f"the peer had {options.peer_epochs} epochs: its training and accuracy are not compared")
    return report("chat_turn", rows, notes=notes)


def _training_rows(trained: Trained) -> list[Metric]:
    return [
        _sooner("training", trained.ours.seconds, trained.peer.seconds, 10),
        _sooner("training, CPU", trained.ours.cpu_seconds, trained.peer.cpu_seconds, 10),
    ]


def _train(peer: Peer, options: argparse.Namespace) -> Trained:
    """Train both, or take the models of the same sources from an earlier run."""
    ours = train_ours(KEPT / "models")
    model = next((KEPT / "models").glob("*.tar.gz")).name
    earlier = None if options.train else remembered(model, options.peer_epochs)
    if earlier is not None:
        print("both were trained on these sources before (--train trains the peer again)", flush=True)
        return earlier
    print("training the peer: Rasa's default pipeline takes many minutes …", flush=True)
    spent = peer.train(ASSEMBLED, epochs=options.peer_epochs)
    trained = Trained(ours=ours, peer=spent, model=model, epochs=options.peer_epochs)
    remember(trained)
    return trained


def _start_peer(peer: Peer) -> float:
    peer.stop()
    return peer.start()


def _start_ours(ours: System) -> float:
    ours.kill(Part.ASSISTANT)
    return _timed(lambda: ours.start(Part.ASSISTANT))


async def _loads(
    ours: System, theirs: System, peer: Peer, shares: dict[int, list[float]], options: argparse.Namespace
) -> dict[int, tuple[Loaded, Loaded]]:
    """Both sides at each load; the front door's own share of each turn goes into `shares`."""
    customers = _customer_ids(ours)
    log = ours.folder / "front_door.jsonl"
    found: dict[int, tuple[Loaded, Loaded]] = {}
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=300)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        mine = FrontDoorClient(session, ours.url(Part.FRONT_DOOR))
        plain = RasaClient(session, peer.url)
        for client in (mine, plain):
            await load(client, customers, customers=2, conversations=4, cpu=lambda: 0.0)
        for count in LOADS:
            rounds: list[tuple[Loaded, Loaded]] = []
            logged = log.stat().st_size
            for number in range(options.rounds):
                sides: list[tuple[Client, Callable[[], float]]] = [
                    (mine, ours.cpu_seconds),
                    (plain, lambda: theirs.cpu_seconds() + _cpu(_pid(peer))),
                ]
                results = [
                    await load(
                        client,
                        customers,
                        customers=count,
                        conversations=max(count, options.conversations),
                        cpu=cpu,
                    )
                    for client, cpu in (sides if number % 2 == 0 else reversed(sides))
                ]
                rounds.append((results[0], results[1]) if number % 2 == 0 else (results[1], results[0]))
                print(f"  {count} customers, round {number + 1} of {options.rounds}", flush=True)
            shares[count] += _shares(log, since=logged)
            found[count] = (middle([pair[0] for pair in rounds]), middle([pair[1] for pair in rounds]))
    return found


def _load_rows(count: int, mine: Loaded, plain: Loaded) -> list[Metric]:
    rate_target = 1.5 if count == 32 else None
    return [
        Metric(
            metric=f"turn p50, {count} customers",
            unit="ms",
            ours=mine.p50_ms,
            peer=plain.p50_ms,
            target="< peer",
            met=mine.p50_ms < plain.p50_ms,
        ),
        Metric(
            metric=f"turn p95, {count} customers",
            unit="ms",
            ours=mine.p95_ms,
            peer=plain.p95_ms,
            target="< peer",
            met=mine.p95_ms < plain.p95_ms,
        ),
        Metric(
            metric=f"turns per second, {count} customers",
            unit="1/s",
            ours=mine.turns_per_s,
            peer=plain.turns_per_s,
            target=f">= {rate_target}x" if rate_target else None,
            met=mine.turns_per_s >= rate_target * plain.turns_per_s if rate_target else None,
        ),
        Metric(
            metric=f"CPU per turn, all processes, {count} customers",
            unit="ms",
            ours=mine.cpu_ms_per_turn,
            peer=plain.cpu_ms_per_turn,
            target="<= 1/2 peer",
            met=mine.cpu_ms_per_turn * 2 <= plain.cpu_ms_per_turn,
        ),
    ]


def _own_share(count: int, shares: list[float]) -> Metric:
    """The front door's part of a turn: frame to commit, and around the assistant's answer.

    The target is for a machine with room: with more customers than processors most of it is waiting for one.
    """
    share = statistics.median(shares)
    target = 5 if count == 1 else None
    return Metric(
        metric=f"front door's own share, p50, {count} customers",
        unit="ms",
        ours=share,
        target=f"<= {target}" if target else None,
        met=share <= target if target else None,
    )


def _shares(log: Path, *, since: int) -> list[float]:
    """Of every turn logged after this many bytes."""
    with log.open(encoding="utf-8") as lines:
        lines.seek(since)
        entries = [json.loads(line) for line in lines]
    return [
        entry["intake_ms"] + entry["prepare_ms"] + entry["record_ms"]
        for entry in entries
        if entry.get("event") == "turn.answered"
    ]


def _customer_ids(system: System) -> list[str]:
    with urllib.request.urlopen(f"{system.url(Part.FRONT_DOOR)}/demo/customers", timeout=10) as answer:
        return [customer["customer_id"] for customer in json.load(answer)["customers"]]


def _sooner(metric: str, ours: float, peer: float, times: float) -> Metric:
    return Metric(
        metric=metric,
        unit="s",
        ours=ours,
        peer=peer,
        target=f"{times:g}x sooner",
        met=ours * times <= peer,
    )


def _timed(job: Callable[[], object]) -> float:
    started = time.monotonic()
    job()
    return time.monotonic() - started


def _pid(peer: Peer) -> int:
    assert peer.process is not None
    return peer.process.pid


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _memory(system: System, part: Part) -> float:
    return _resident(system.processes[part].pid) if system.runs(part) else 0.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench NAME=chat_turn", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds per load, sides interleaved")
    parser.add_argument("--conversations", type=int, default=16, help="conversations per round and side")
    parser.add_argument("--starts", type=int, default=3, help="starts of each assistant")
    parser.add_argument("--train", action="store_true", help="train the peer even if it was trained on this")
    parser.add_argument(
        "--peer-epochs",
        type=int,
        default=EPOCHS,
        help="fewer train the peer sooner: its speed under load stays the same, its accuracy does not",
    )
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
