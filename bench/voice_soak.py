"""Calls that are hung up at any moment, one after the other on a virtual clock: what each leaves behind.

make bench NAME=voice_soak ARGS="--calls 10000"
"""

from __future__ import annotations

import argparse
import resource
import sys

from bench.report import Metric, report
from tests.harness.soak import SEED, soak

MOST_KIB = 256


def main() -> int:
    """1 when a call ended otherwise than by hanging up, left something running, or memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=2_000)
    left = soak(parser.parse_args().calls)
    rows = [
        Metric(metric="calls", unit="", ours=left.calls),
        *(
            Metric(metric=f"hung up, the caller: {state}", unit="", ours=count)
            for state, count in left.states.most_common()
        ),
        _none("ended otherwise than asked", left.ended_otherwise),
        _none("lines left open", left.lines_open),
        _none("calls that left tasks running", left.running),
        _none("files, sockets and pipes left open", left.descriptors),
        _none("processes left", left.children),
        Metric(
            metric="memory grown",
            unit="KiB",
            ours=round(left.memory_kib),
            target=f"< {MOST_KIB}",
            met=left.memory_kib < MOST_KIB,
        ),
        Metric(
            metric="largest size", unit="MiB", ours=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ),
    ]
    return report("voice_soak", rows, notes=[f"seed {SEED}"])


def _none(metric: str, count: int) -> Metric:
    return Metric(metric=metric, unit="", ours=count, target="0", met=count == 0)


if __name__ == "__main__":
    sys.exit(main())
