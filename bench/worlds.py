"""`make bench NAME=worlds`: simulated customers with real phones and accounts, judged by how they end.

Options: --seeds FROM:TO (0:100), --at-once N (4), --optional (a carrier that offers everything),
--alike (every world's customers have the same ids, as if one came back again and again with other troubles),
--kept (in wordings that nobody looks at while the assistant is worked on),
--stories FILE (what went wrong), --all-stories (and what went well).
Seeds from 100000 on are kept out of development: they are for reports.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Metric, report
from tests.worlds.generate import make
from tests.worlds.office import Office
from tests.worlds.play import Played, play_all
from tests.worlds.score import rows, story
from tests.worlds.surroundings import worlds_system


def main(arguments: list[str]) -> int:
    """0 when every target is met."""
    parser = argparse.ArgumentParser(prog="make bench NAME=worlds", description=__doc__)
    parser.add_argument("--seeds", default="0:100")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("--alike", action="store_true")
    parser.add_argument("--kept", action="store_true")
    parser.add_argument(
        "--stories", type=Path, default=None, help="write every conversation that went wrong here"
    )
    parser.add_argument("--all-stories", action="store_true")
    chosen = parser.parse_args(arguments)
    first, last = (int(part) for part in chosen.seeds.split(":"))
    started = time.monotonic()
    played = asyncio.run(_play(range(first, last), chosen))
    if chosen.stories is not None:
        wrong = [
            one
            for one in played
            if chosen.all_stories
            or not one.good
            or one.forbidden
            or one.notes.asked_again
            or one.notes.tried_again
            or (one.told_queue and one.world.end.value == "fixed")
        ]
        chosen.stories.write_text("\n".join(map(story, wrong)), encoding="utf-8")
    table = [*rows(played), Metric(metric="time", unit="s", ours=time.monotonic() - started)]
    return report("worlds-all" if chosen.optional else "worlds", table)


async def _play(seeds: range, chosen: argparse.Namespace) -> list[Played]:
    office = Office()
    if chosen.optional:
        office.all_optional()
    url = await office.start()
    with tempfile.TemporaryDirectory(prefix="worlds-") as folder:
        system = worlds_system(Path(folder), url)
        try:
            await asyncio.to_thread(system.begin_all)
            worlds = [
                make(seed, optional=chosen.optional, alike=chosen.alike, kept=chosen.kept) for seed in seeds
            ]
            played = await play_all(system.url, office, worlds, at_once=chosen.at_once)
        finally:
            await asyncio.to_thread(system.stop)
            await office.stop()
    for stray in office.strays[:5]:
        print(f"a request of no world: {stray}")
    return played


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
