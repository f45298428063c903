"""`make bench NAME=callbacks`: a simulated year over all US zones and both changes of clocks.

Options: --customers N (3000), --seed N (7).
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bench.callbacks.year import Clock, Figures, Year
from bench.callbacks.zones import US_ZONES
from bench.report import Metric, report
from front_door.assistants.scripted_assistant import ScriptedAssistant
from front_door.parts import build_parts
from front_door.settings import FrontDoorSettings

BEGINS = datetime(2026, 1, 5, tzinfo=UTC)
LASTS = timedelta(days=365)
ESCALATED_WITHIN_S = 60.0
NOTES = [
    f"{len(US_ZONES)} zones, the demo's 26 teams with their hours and holidays; the real booking, ledger",
    "(SQLite), timers and tries on a virtual clock. One booking in four is moved, cancelled or refused;",
    "6 % of due calls are taken up by nobody in their quarter hour; three calls in ten reach nobody.",
    "Peer: the same bookings with the wall clock kept at the offset of the day of booking.",
]


async def simulate(
    *, customers: int, seed: int, begins: datetime = BEGINS, lasts: timedelta = LASTS
) -> Figures:
    """The year's figures."""
    clock = Clock(begins)
    with tempfile.TemporaryDirectory(prefix="callbacks.") as folder:
        settings = FrontDoorSettings(
            ledger_database=Path(folder) / "ledger.sqlite", desk_database=Path(folder) / "desk.sqlite"
        )
        parts = build_parts(settings, assistant=ScriptedAssistant(), clock=clock)
        parts.store.start()
        try:
            year = Year(
                parts=parts,
                clock=clock,
                directory=parts.directory,
                customers=customers,
                begins=begins,
                lasts=lasts,
                seed=seed,
            )
            return await year.run()
        finally:
            await parts.tasks.drain(1.0)
            parts.store.close()


def rows_of(found: Figures) -> list[Metric]:
    """The report's lines."""

    def none(metric: str, count: int, peer: int | None = None) -> Metric:
        return Metric(metric=metric, unit="calls", ours=count, peer=peer, target="0", met=count == 0)

    return [
        Metric(metric="booked", unit="customers", ours=found.booked),
        Metric(metric="calls made, further tries among them", unit="calls", ours=found.calls),
        Metric(metric="further tries", unit="calls", ours=found.tries),
        none("promised outside of the window or the team's hours", found.outside_window),
        none("at another time than promised", found.off_the_promise, found.fixed_offset_wrong),
        none("further tries outside of quiet hours", found.outside_quiet_hours),
        none("double booked", found.double_booked),
        none("called after a refusal", found.refused_and_called),
        none("stuck at the end", found.stuck),
        Metric(metric="promises missed", unit="calls", ours=found.missed),
        Metric(
            metric="escalated after its time, at the latest",
            unit="s",
            ours=round(found.worst_escalation_s, 1),
            target=f"<= {ESCALATED_WITHIN_S:.0f}",
            met=found.worst_escalation_s <= ESCALATED_WITHIN_S,
        ),
    ]


def main(arguments: list[str]) -> int:
    """0 when every target is met."""
    parser = argparse.ArgumentParser(prog="make bench NAME=callbacks", description=__doc__)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    began = time.process_time()
    found = asyncio.run(simulate(customers=asked.customers, seed=asked.seed))
    took = f"{time.process_time() - began:.0f} s of processor time."
    return report("callbacks", rows_of(found), notes=[*NOTES, took])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
