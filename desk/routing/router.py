"""The router: looks at waiting cases in order and offers each to the closest agent who should have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desk.routing import floor_events as ev
from desk.routing.cases import Case
from desk.routing.circles import Circle, Rule, circles, eased
from desk.routing.decisions import KEPT_CANDIDATES, Candidate, Decision, Looked
from desk.routing.fitting import fits, free_for, rank
from desk.routing.floor import Floor
from desk.routing.seats import Room, Seat
from desk.routing.waits import FitAgents, predicted_s
from desk.teams.directory import Directory
from desk.teams.skills import Needs

Told = Callable[[ev.FloorEvent], None]


def _keep_to_oneself(_: ev.FloorEvent) -> None:
    return None


class Router:
    """Holds the floor; every change of it passes `record`, which tells whoever keeps the ledger."""

    def __init__(self, directory: Directory, *, told: Told = _keep_to_oneself) -> None:
        self.policy = directory.policy
        self.floor = Floor(Room.of(directory.policy))
        self._circles = circles(directory)
        self._teams = tuple(directory.teams)
        self._fit = FitAgents(self.floor)
        self._told = told

    def record(self, event: ev.FloorEvent) -> None:
        """Let something happen on the floor.

        Raises:
            Impossible: it cannot; nothing was changed and nobody told.
        """
        self.floor.apply(event)
        self._told(event)

    def in_order(self, now: float) -> list[Case]:
        """Waiting cases that are kept for nobody, the first one first.

        An own agent who is free lets a case pass a stranger's that waited a little longer; both that and a
        head start are bounded, so everybody gets to the front in time.
        """
        lead = self.policy.home_lead_s

        def place(case: Case) -> tuple[float, float, str]:
            own = lead if self.floor.free_count(case.home) else 0.0
            return (-case.age(now) - own, case.joined_at, case.case_id)

        offers = self.floor.offers
        return sorted((case for name, case in self.floor.waiting.items() if name not in offers), key=place)

    def lapse(self, now: float) -> list[str]:
        """Offers nobody took up go back to their place; the cases they were for."""
        late = [case_id for case_id, offer in self.floor.offers.items() if offer.until <= now]
        for case_id in late:
            self.record(ev.OfferLapsed(at=now, case_id=case_id))
        return late

    def offer_all(self, now: float, *, promised_only: bool = False) -> list[Decision]:
        """Offer every waiting case that should be offered now; each decision names who got it.

        `promised_only`: nobody is put through but whoever was promised a call.
        """
        if not self.floor.anybody_free():
            return []
        made: list[Decision] = []
        ahead: dict[str, int] = {}
        for case in self.in_order(now):
            if promised_only and not case.promised_s:
                continue
            decision = self._decide(case, ahead, now)
            if decision.agent_id is None:
                ahead[case.home] = ahead.get(case.home, 0) + 1
                continue
            made.append(decision)
            self._offer(decision)
            if not self.floor.anybody_free():
                break
        return made

    def decide(self, case: Case, now: float) -> Decision:
        """Look at one case, and change nothing."""
        ahead: dict[str, int] = {}
        for other in self.in_order(now):
            if other.case_id == case.case_id:
                break
            if other.age(now) >= case.age(now):
                ahead[other.home] = ahead.get(other.home, 0) + 1
        return self._decide(case, ahead, now)

    def _offer(self, decision: Decision) -> None:
        if decision.agent_id is not None:
            until = decision.at + self.policy.reservation_s
            self.record(
                ev.CaseOffered(
                    at=decision.at, case_id=decision.case_id, agent_id=decision.agent_id, until=until
                )
            )

    def _decide(self, case: Case, ahead: dict[str, int], now: float) -> Decision:
        """From the inside out; with nobody at home who could ever take it, nothing is worth waiting for."""
        known = self._last_agent(case, now)
        if known is not None:
            return known
        looked: list[Looked] = []
        reach: set[str] = set()
        agents = 0
        waited = now - case.joined_at
        for circle in self._circles[case.home]:
            wait = self._predicted(ahead, reach, agents)
            if looked and looked[0].fit and wait is not None and waited + wait <= circle.after_s:
                break
            needs = self._needs(case, circle)
            fresh = [name for name in circle.teams if name not in reach]
            agents += self._fit.all_agents(fresh, needs)
            reach.update(circle.teams)
            if circle.rule is Rule.COVER:
                agents = self._fit.all_agents(reach, needs)
            keeps = self._keeps(looked, waited)
            free = [
                seat
                for name in circle.teams
                if self.floor.free_count(name) > keeps
                for seat in free_for(case, needs, name, self.floor)
            ]
            looked.append(self._looked(circle, needs, len(free), self._predicted(ahead, reach, agents)))
            if free:
                return self._found(case, circle, needs, free, looked, now)
        wait = self._predicted(ahead, reach, agents)
        return Decision(
            case_id=case.case_id,
            at=now,
            waited_s=waited,
            rule=Rule.CALLBACK if wait is None or wait > self.policy.callback_after_s else None,
            agent_id=None,
            team_id=None,
            candidates=(),
            looked=tuple(looked),
            ahead=_before(ahead, reach),
            predicted_s=wait,
        )

    def _keeps(self, looked: list[Looked], waited: float) -> int:
        """How many free agents a team of the next circle keeps for its own customers."""
        at_home = looked[0].predicted_s if looked else None
        short = at_home is not None and waited + at_home <= self.policy.lend_until_s
        return self.policy.lend_keeps if short else 0

    def _last_agent(self, case: Case, now: float) -> Decision | None:
        """Whoever helped the customer last: at once when free, and waited for a short while when not."""
        seat = self.floor.seat(case.last_agent) if case.last_agent else None
        if seat is None or not self.floor.is_on_duty(seat) or not fits(seat.agent, case.needs):
            return None
        waited = now - case.joined_at
        missed = seat.agent.agent_id in self.floor.missed.get(case.case_id, ())
        room = self.floor.has_room(seat, case)
        if missed or (not room and waited >= self.policy.last_agent_s):
            return None
        looked = Looked(
            rule=Rule.LAST_AGENT, teams=(seat.agent.team_id,), fit=1, free=int(room), predicted_s=None
        )
        return Decision(
            case_id=case.case_id,
            at=now,
            waited_s=waited,
            rule=Rule.LAST_AGENT if room else None,
            agent_id=seat.agent.agent_id if room else None,
            team_id=seat.agent.team_id if room else None,
            candidates=(_candidate(seat, now),) if room else (),
            looked=(looked,),
            ahead=0,
            predicted_s=0.0 if room else self.policy.last_agent_s - waited,
        )

    def _needs(self, case: Case, circle: Circle) -> Needs:
        if circle.rule is not Rule.COVER:
            return eased(case.needs, circle.rule, spoken=True)
        spoken = self._fit.speaks(case.needs.language, self._teams)
        return eased(case.needs, circle.rule, spoken=spoken)

    def _looked(self, circle: Circle, needs: Needs, free: int, wait: float | None) -> Looked:
        fit = self._fit.all_agents(circle.teams, needs)
        return Looked(rule=circle.rule, teams=circle.teams, fit=fit, free=free, predicted_s=wait)

    def _predicted(self, ahead: dict[str, int], reach: set[str], agents: int) -> float | None:
        return predicted_s(_before(ahead, reach), agents, self.policy.handling_s)

    def _found(
        self, case: Case, circle: Circle, needs: Needs, free: list[Seat], looked: list[Looked], now: float
    ) -> Decision:
        missed = frozenset(self.floor.missed.get(case.case_id, ()))
        best = sorted(free, key=lambda seat: rank(seat, needs, self.floor, missed))[:KEPT_CANDIDATES]
        return Decision(
            case_id=case.case_id,
            at=now,
            waited_s=now - case.joined_at,
            rule=circle.rule,
            agent_id=best[0].agent.agent_id,
            team_id=best[0].agent.team_id,
            candidates=tuple(_candidate(seat, now) for seat in best),
            looked=tuple(looked),
            ahead=0,
            predicted_s=0.0,
        )


def _before(ahead: dict[str, int], reach: Iterable[str]) -> int:
    return sum(ahead.get(name, 0) for name in reach)


def _candidate(seat: Seat, now: float) -> Candidate:
    return Candidate(
        agent_id=seat.agent.agent_id,
        team_id=seat.agent.team_id,
        free_s=max(0.0, now - seat.free_since),
        holding=len(seat.held),
    )
