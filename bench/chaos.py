"""`make bench NAME=chaos`: 10,000 customer turns while every part is killed and started again at random.

Options: --turns N (10000), --customers N (250), --seed N (1).
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Metric, report
from tests.harness.chaos import ROOMY, Verdict, run_chaos
from tests.harness.system import System


def main(arguments: list[str]) -> int:
    """0 when nothing was lost, doubled, out of order or paid twice."""
    parser = argparse.ArgumentParser(prog="make bench NAME=chaos", description=__doc__)
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--customers", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        system = System(folder=Path(folder), extra=ROOMY)
        try:
            system.start()
            verdict = asyncio.run(
                run_chaos(
                    system,
                    customers=chosen.customers,
                    turns_each=-(-chosen.turns // chosen.customers),
                    seed=chosen.seed,
                )
            )
        finally:
            system.stop()
    return report("chaos", _rows(verdict, time.monotonic() - started), notes=_notes(verdict))


def _rows(verdict: Verdict, seconds: float) -> list[Metric]:
    zero = {
        "lost turns and answers": verdict.lost,
        "doubled turns and answers": verdict.doubled,
        "out of order": verdict.disordered,
        "paid or topped up twice": verdict.paid_twice,
        "secrets stored": verdict.leaked,
        "devices that gave up": verdict.gave_up,
    }
    told = {
        "customer turns": verdict.turns,
        "kills": sum(verdict.kills.values()),
        "reconnects": verdict.reconnects,
        "turns that went to the team": verdict.handed_off,
        "payment requests": verdict.payments,
        "top-ups": verdict.topups,
        "PINs proved": verdict.proved,
    }
    return [
        *(Metric(metric=name, unit="count", ours=count) for name, count in told.items()),
        Metric(metric="time", unit="s", ours=seconds),
        *(
            Metric(metric=name, unit="count", ours=len(found), target="= 0", met=not found)
            for name, found in zero.items()
        ),
    ]


def _notes(verdict: Verdict) -> list[str]:
    kills = ", ".join(f"{part} {count}" for part, count in sorted(verdict.kills.items()))
    found = [
        *verdict.lost, *verdict.doubled, *verdict.disordered, *verdict.paid_twice, *verdict.leaked,
        *verdict.gave_up,
    ]  # fmt: skip
    return [f"killed: {kills}", *found[:20]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
