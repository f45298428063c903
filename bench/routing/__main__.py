"""`make bench NAME=routing`: simulated days with the real router, beside what is usual.

Options: --seeds N (5).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass

from bench.report import Metric, report
from bench.routing.centre import AGENTS_A_TEAM, ZONES, centre, staff
from bench.routing.day import BANNER_ENOUGH, TAKES_CALLBACK, Customer, Day, Plan
from bench.routing.policies import POLICIES
from conversation.channel import Channel
from desk.routing import floor_events as ev
from desk.routing.cases import Case
from desk.routing.router import Router
from desk.teams.skills import Needs

HOUR = 3600.0
DARK = ("team0", HOUR, 2 * HOUR)
SURGE = ("team0", 5.0, HOUR, 1.5 * HOUR)
WITHIN_S = 30.0
FIRST_SEED = 1000
"""Smaller seeds are for choosing the numbers of `routing.yml`; these are for reports."""
NOTES = [
    f"10 teams x {AGENTS_A_TEAM}, one a site; log-normal handling of 420 s, 12 % Spanish, a fifth of agents",
    "speak it, patience 240 s (exponential). Assumed:",
    f"{TAKES_CALLBACK:.0%} of those offered a callback take it; for {BANNER_ENOUGH:.0%} of a surge's",
    "additional customers the banner is answer enough, and they are counted nowhere.",
    "Whoever was promised a call that was never made counts as abandoned.",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of some customers, in percent of them."""

    customers: int
    answered: float
    """Within 30 s."""
    abandoned: float
    home: float
    """Of those answered."""
    called_back: float


def main(arguments: list[str]) -> int:
    """0 when every target is met."""
    parser = argparse.ArgumentParser(prog="make bench NAME=routing", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    seeds = parser.parse_args(arguments).seeds
    rows: list[Metric] = []
    plain: dict[str, Plan] = {"80 % load": Plan(load=0.8), "88 % load": Plan(load=0.88)}
    for name, plan in plain.items():
        for policy in POLICIES:
            rows += _service_rows(name, policy, _run(policy, plan, seeds, HOUR, 4 * HOUR))
    rows += _service_rows(
        "80 % load, 2 % of offers missed",
        "ours",
        _run("ours", Plan(load=0.8, missed=0.02), seeds, HOUR, 4 * HOUR),
    )
    for policy in POLICIES:
        dark = _run(policy, Plan(load=0.8, dark=DARK), seeds, *DARK[1:], market=DARK[0])
        rows.append(_abandoned("one site dark for an hour, its market", policy, dark, 1.0))
    for policy in POLICIES:
        surge = _run(policy, Plan(load=0.8, surge=SURGE), seeds, *SURGE[2:], market=SURGE[0])
        rows.append(_abandoned("one market x5 for 30 min, routing alone", policy, surge, None))
    rows += _surge_with_help(seeds)
    rows.append(_speed())
    return report("routing", rows, notes=NOTES)


def _surge_with_help(seeds: int) -> list[Metric]:
    calls = Plan(load=0.8, surge=SURGE, callbacks=True)
    both = Plan(load=0.8, surge=SURGE, callbacks=True, banner=True)
    rows = []
    for name, plan, most in (("callbacks", calls, None), ("callbacks and banner", both, 5.0)):
        found = _run("ours", plan, seeds, *SURGE[2:], market=SURGE[0])
        rows.append(_abandoned(f"one market x5 for 30 min, {name}", "ours", found, most))
        rows.append(Metric(metric=f"  of them called back, {name}: ours", unit="%", ours=found.called_back))
    return rows


def _run(
    policy: str, plan: Plan, seeds: int, begins: float, ends: float, *, market: str | None = None
) -> Outcome:
    """The customers of all seeds who came in that time, of one market or all."""
    found: list[Customer] = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        directory = centre()
        router = POLICIES[policy](directory)
        staff(router, len(ZONES))
        day = Day(router=router, teams=tuple(directory.teams), agents=AGENTS_A_TEAM, plan=plan, seed=seed)
        day.run()
        found += [
            customer
            for customer in day.customers.values()
            if begins <= customer.came_at < ends and market in (None, customer.home)
        ]
    return _outcome(found)


def _outcome(customers: list[Customer]) -> Outcome:
    answered = [one for one in customers if one.answered_at is not None]
    soon = [
        one
        for one in answered
        if one.promised_at is None
        and one.answered_at is not None
        and one.answered_at - one.came_at <= WITHIN_S
    ]
    count = len(customers)
    return Outcome(
        customers=count,
        answered=100 * len(soon) / count,
        abandoned=100 * (count - len(answered)) / count,
        home=100 * sum(one.answered_by == one.home for one in answered) / len(answered),
        called_back=100 * sum(one.promised_at is not None for one in answered) / count,
    )


def _service_rows(name: str, policy: str, found: Outcome) -> list[Metric]:
    aimed = policy == "ours" and name == "80 % load"
    return [
        Metric(
            metric=f"{name}, {policy}: answered in 30 s",
            unit="%",
            ours=found.answered,
            target=">= 99.5" if aimed else None,
            met=found.answered >= 99.5 if aimed else None,
        ),
        Metric(metric=f"{name}, {policy}: abandoned", unit="%", ours=found.abandoned),
        Metric(
            metric=f"{name}, {policy}: home team",
            unit="%",
            ours=found.home,
            target=">= 94" if aimed else None,
            met=found.home >= 94 if aimed else None,
        ),
    ]


def _abandoned(name: str, policy: str, found: Outcome, most: float | None) -> Metric:
    aimed = most is not None and policy == "ours"
    return Metric(
        metric=f"{name}, {policy}: abandoned",
        unit="%",
        ours=found.abandoned,
        target=f"<= {most:g}" if aimed else None,
        met=found.abandoned <= most if aimed and most is not None else None,
    )


def _speed(agents: int = 40, teams: int = 25, decisions: int = 20_000) -> Metric:
    """Decisions per second of CPU on a floor of 1,000 agents that is nearly full: one ends, one comes."""
    dice = random.Random(7)
    router = Router(centre(teams))
    staff(router, teams, agents)
    held: list[str] = []

    def come(number: int) -> None:
        needs = Needs(skill="general", language="es" if dice.random() < 0.12 else "en")
        home = f"team{dice.randrange(teams)}"
        case = Case(
            case_id=f"c{number}", home=home, needs=needs, channel=Channel.VOICE, joined_at=float(number)
        )
        router.record(ev.CaseJoined(at=float(number), case=case))
        for made in router.offer_all(float(number)):
            if made.agent_id is not None:
                router.record(ev.CaseTaken(at=float(number), case_id=made.case_id, agent_id=made.agent_id))
                held.append(made.case_id)

    full = int(agents * teams * 0.95)
    for number in range(full):
        come(number)
    began = time.process_time()
    for number in range(full, full + decisions):
        place = dice.randrange(len(held))
        held[place], held[-1] = held[-1], held[place]
        router.record(ev.CaseLeft(at=float(number), case_id=held.pop()))
        come(number)
    rate = decisions / (time.process_time() - began)
    return Metric(
        metric="decisions a second of one core, 1,000 agents, 95 % busy",
        unit="1/s",
        ours=rate,
        target=">= 2,000",
        met=rate >= 2000,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
