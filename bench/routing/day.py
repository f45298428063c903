"""One simulated day: customers come, are offered to agents by the real router, are helped or give up."""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from conversation.channel import Channel
from desk.routing import floor_events as ev
from desk.routing.cases import Case
from desk.routing.circles import Rule
from desk.routing.router import Router
from desk.teams.skills import Needs

HANDLING_S = 420.0
SPREAD = 0.8
"""Sigma of the log-normal handling time."""
PATIENCE_S = 240.0
"""Mean of the exponential patience."""
SPANISH = 0.12
TAKES_CALLBACK = 0.5
"""Part of those offered a callback who take it."""
BANNER_ENOUGH = 0.3
"""Part of a surge's additional customers for whom the outage banner is answer enough."""
LOOK_S = 1.0
"""How often waiting cases are looked at while nothing happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens on this day; times in seconds."""

    load: float
    lasts_s: float = 4 * 3600.0
    dark: tuple[str, float, float] | None = None
    """A team out of reach from when to when."""
    surge: tuple[str, float, float, float] | None = None
    """A market with so many times its customers: which, how many times, from when to when."""
    callbacks: bool = False
    banner: bool = False
    missed: float = 0.0
    """Part of offers that the agent does not take up."""


@dataclass(slots=True, kw_only=True)
class Customer:
    """One customer's day."""

    home: str
    language: str
    came_at: float
    handling_s: float
    gives_up_at: float
    answered_at: float | None = None
    answered_by: str | None = None
    abandoned: bool = False
    promised_at: float | None = None
    """When they took a callback instead of waiting."""


@dataclass(slots=True, kw_only=True)
class Day:
    """Runs a plan; `customers` tells what became of everybody."""

    router: Router
    teams: tuple[str, ...]
    agents: int
    plan: Plan
    seed: int
    customers: dict[str, Customer] = field(default_factory=dict)
    _heap: list[tuple[float, int, str, str]] = field(default_factory=list)
    _promised: list[str] = field(default_factory=list)
    _counter: int = 0
    _dice: random.Random = field(default_factory=random.Random)

    def run(self) -> None:
        """Until the last customer is served or gone."""
        self._dice.seed(self.seed)
        for name in self._arrivals():
            self._at(self.customers[name].came_at, "comes", name)
        if self.plan.dark is not None:
            team, dark_at, lit_at = self.plan.dark
            self._at(dark_at, "dark", team)
            self._at(lit_at, "lit", team)
        self._at(0.0, "look", "")
        while self._heap:
            now, _, what, name = heapq.heappop(self._heap)
            self._happen(now, what, name)

    def _arrivals(self) -> Iterator[str]:
        """Customers with all their luck drawn beforehand, so that every policy meets the same people."""
        rate = self.plan.load * self.agents / HANDLING_S
        for home in self.teams:
            for came_at, extra in self._times(home, rate):
                spoken, patience = self._dice.random(), self._dice.expovariate(1 / PATIENCE_S)
                handling = self._dice.lognormvariate(math.log(HANDLING_S) - SPREAD**2 / 2, SPREAD)
                banner = self._dice.random() < BANNER_ENOUGH
                if extra and self.plan.banner and banner:
                    continue
                name = f"c{len(self.customers)}"
                self.customers[name] = Customer(
                    home=home,
                    language="es" if spoken < SPANISH else "en",
                    came_at=came_at,
                    handling_s=handling,
                    gives_up_at=came_at + patience,
                )
                yield name

    def _times(self, home: str, rate: float) -> Iterator[tuple[float, bool]]:
        """When customers come, and whether a surge brought them."""
        now = self._dice.expovariate(rate)
        while now < self.plan.lasts_s:
            yield now, False
            now += self._dice.expovariate(rate)
        if self.plan.surge is not None and self.plan.surge[0] == home:
            _, times, begins, ends = self.plan.surge
            now = begins + self._dice.expovariate(rate * (times - 1))
            while now < ends:
                yield now, True
                now += self._dice.expovariate(rate * (times - 1))

    def _at(self, when: float, what: str, name: str) -> None:
        self._counter += 1
        heapq.heappush(self._heap, (when, self._counter, what, name))

    def _happen(self, now: float, what: str, name: str) -> None:
        match what:
            case "comes":
                self._comes(now, name)
            case "gives up":
                self._gives_up(now, name)
            case "done":
                self._done(now, name)
            case "dark":
                self._goes_dark(now, name)
            case "lit":
                self.router.record(ev.TeamLit(at=now, team_id=name))
            case "look":
                self._call_back(now)
                if now < self.plan.lasts_s + 3600 or self.router.floor.cases:
                    self._at(now + LOOK_S, "look", "")
        self._offer(now)

    def _comes(self, now: float, name: str) -> None:
        customer = self.customers[name]
        self._join(now, name)
        if not self.plan.callbacks:
            self._at(customer.gives_up_at, "gives up", name)
            return
        decision = self.router.decide(self.router.floor.waiting[name], now)
        if decision.rule is Rule.CALLBACK and self._dice.random() < TAKES_CALLBACK:
            customer.promised_at = now
            self._promised.append(name)
            self.router.record(ev.CaseLeft(at=now, case_id=name))
        else:
            self._at(customer.gives_up_at, "gives up", name)

    def _join(self, now: float, name: str) -> None:
        customer = self.customers[name]
        needs = Needs(skill="general", language=customer.language)
        case = Case(case_id=name, home=customer.home, needs=needs, channel=Channel.VOICE, joined_at=now)
        self.router.record(ev.CaseJoined(at=now, case=case))

    def _gives_up(self, now: float, name: str) -> None:
        if name in self.router.floor.waiting and self.customers[name].answered_at is None:
            self.customers[name].abandoned = True
            self.router.record(ev.CaseLeft(at=now, case_id=name))

    def _done(self, now: float, name: str) -> None:
        if self.router.floor.holder(name) is not None:
            self.router.record(ev.CaseLeft(at=now, case_id=name))

    def _goes_dark(self, now: float, team: str) -> None:
        """Whoever was being helped is in the queue again, in their old place; their patience begins anew."""
        cut = [name for name in self.router.floor.cases if self._helped_by(name) == team]
        self.router.record(ev.TeamDark(at=now, team_id=team))
        for name in cut:
            customer = self.customers[name]
            customer.answered_at = None
            customer.gives_up_at = now + self._dice.expovariate(1 / PATIENCE_S)
            self._at(customer.gives_up_at, "gives up", name)

    def _helped_by(self, name: str) -> str | None:
        holder = self.router.floor.holder(name)
        seat = self.router.floor.seat(holder) if holder is not None else None
        return seat.agent.team_id if seat is not None else None

    def _call_back(self, now: float) -> None:
        """Promised calls are made once the home team has hands free, one a look and team."""
        called: set[str] = set()
        for name in tuple(self._promised):
            home = self.customers[name].home
            if home not in called and self.router.floor.free_count(home) > 1:
                called.add(home)
                self._promised.remove(name)
                self._join(now, name)

    def _offer(self, now: float) -> None:
        self.router.lapse(now)
        for decision in self.router.offer_all(now):
            if decision.agent_id is None or self._dice.random() < self.plan.missed:
                continue
            customer = self.customers[decision.case_id]
            customer.answered_at = now
            customer.answered_by = decision.team_id
            taken = ev.CaseTaken(at=now, case_id=decision.case_id, agent_id=decision.agent_id)
            self.router.record(taken)
            self._at(now + customer.handling_s, "done", decision.case_id)
