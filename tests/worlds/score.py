"""What the worlds came to, as the rows of a bench and as transcripts to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from bench.report import Metric
from tests.worlds.play import Played
from tests.worlds.world import End


def rows(played: Sequence[Played]) -> list[Metric]:
    """The figures with their targets."""
    solvable = [one for one in played if one.world.end is End.FIXED]
    team = [one for one in played if one.world.end in (End.TEAM, End.BOTH)]
    needless = [one for one in solvable if one.told_queue]
    forbidden = sum(len(one.forbidden) for one in played)
    again = sum(len(one.notes.asked_again) for one in played)
    tried = sum(len(one.notes.tried_again) for one in played)
    lacking = sum(bool(one.incomplete_handoffs()) for one in played)
    failures = sum(bool(one.failure) for one in played)
    return [
        Metric(metric="worlds played", unit="count", ours=len(played)),
        _share("solvable and fixed", (one.good for one in solvable), at_least=95),
        _share("must hand off and handed off", (one.good for one in team), at_least=98),
        _share("needless handoffs", (one.told_queue for one in solvable), at_most=5),
        Metric(metric="forbidden at the back office", unit="count", ours=forbidden, target="= 0", met=not forbidden),
        Metric(metric="asked twice", unit="count", ours=again, target="= 0", met=not again),
        Metric(metric="failed step proposed again", unit="count", ours=tried, target="= 0", met=not tried),
        Metric(metric="handoffs that lack something", unit="count", ours=lacking, target="= 0", met=not lacking),
        Metric(metric="conversations that broke", unit="count", ours=failures, target="= 0", met=not failures),
        Metric(metric="turns, median of the good", unit="turns",
               ours=median([one.customer_turns for one in played if one.good] or [0])),
        *_groups(played),
        Metric(metric="needless handoffs", unit="count", ours=len(needless)),
    ]  # fmt: skip


def _groups(played: Sequence[Played]) -> list[Metric]:
    groups: dict[str, list[Played]] = defaultdict(list)
    for one in played:
        groups[one.world.group].append(one)
    return [
        Metric(metric=f"  {name} ({len(members)})", unit="% good", ours=_percent(one.good for one in members))
        for name, members in sorted(groups.items())
    ]


def _share(
    name: str, hits: Iterable[bool], *, at_least: float | None = None, at_most: float | None = None
) -> Metric:
    share = _percent(hits)
    if at_least is not None:
        return Metric(metric=name, unit="%", ours=share, target=f">= {at_least:g}", met=share >= at_least)
    assert at_most is not None
    return Metric(metric=name, unit="%", ours=share, target=f"<= {at_most:g}", met=share <= at_most)


def _percent(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return 100 * sum(counted) / len(counted) if counted else 100.0


def story(one: Played) -> str:
    """One world to read: what it was, what went wrong, every word."""
    world = one.world
    head = f"## seed {world.seed} {world.group} {list(world.faults)} {world.temper} must end {world.end}: {one.end}"
    wrong = [
        *one.forbidden,
        *one.notes.asked_again,
        *one.notes.tried_again,
        *one.incomplete_handoffs(),
        *([one.failure] if one.failure else []),
    ]
    state = f"{world.phone} line {world.line.status} bills {[bill.status for bill in world.customer.bills]}"
    return "\n".join([head, *(f"!! {text}" for text in wrong), state, one.transcript(), ""])
