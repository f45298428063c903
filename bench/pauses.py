"""How many callers are cut in mid-turn, and how long the others wait: our own suite of pauses.

Ours is the gateway's endpointing, which knows what was asked; the peer is the rule of so much silence and
nothing else (`--silence`, 600 ms), over the same listening. The suite was written for this project
(tests/data/pauses.yml); a part of it was kept back while the rules were made.
"""

from __future__ import annotations

import argparse
import sys

from bench.report import Metric, report
from tests.harness.pauses import SEED, Heard, cut_share, heard, mean_wait_ms, utterances
from voice_gateway.hearing.recognition import Awaited

MOST_CUT, LONGEST_WAIT_MS = 5.0, 600.0


def main() -> int:
    """1 when more are cut, or all wait longer, than asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--silence", type=int, default=600)
    silence: int = parser.parse_args().silence

    def fixed(_: Awaited, __: str) -> int:
        return silence

    rows: list[Metric] = []
    for name, held_out in (("suite", False), ("kept back", True)):
        told = list(utterances(held_out=held_out))
        rows += _rows(name, [heard(*one) for one in told], [heard(*one, patience=fixed) for one in told])
    return report("pauses", rows, notes=[f"seed {SEED}; peer: {silence} ms of silence"])


def _rows(name: str, ours: list[Heard], peer: list[Heard]) -> list[Metric]:
    cut, wait = 100 * cut_share(ours), mean_wait_ms(ours)
    rows = [
        Metric(metric=f"{name}: utterances", unit="", ours=len(ours), peer=len(peer)),
        Metric(
            metric=f"{name}: cut in mid-turn",
            unit="%",
            ours=round(cut, 1),
            peer=round(100 * cut_share(peer), 1),
            target=f"<= {MOST_CUT:.0f}",
            met=cut <= MOST_CUT,
        ),
        Metric(
            metric=f"{name}: mean wait after the last word",
            unit="ms",
            ours=round(wait),
            peer=round(mean_wait_ms(peer)),
            target=f"<= {LONGEST_WAIT_MS:.0f}",
            met=wait <= LONGEST_WAIT_MS,
        ),
    ]
    kinds = sorted({one.expects.partition(":")[0] for one in ours})
    for kind in kinds:
        mine, theirs = ([one for one in each if one.expects.startswith(kind)] for each in (ours, peer))
        rows.append(
            Metric(
                metric=f"{name}, {kind}: cut",
                unit="%",
                ours=round(100 * cut_share(mine), 1),
                peer=round(100 * cut_share(theirs), 1),
            )
        )
    return rows


if __name__ == "__main__":
    sys.exit(main())
