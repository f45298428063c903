"""The floor: every agent's seat, every waiting case, every offer. Changed by events only, replayable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from desk.routing import floor_events as ev
from desk.routing.cases import Case, FloorAgent
from desk.routing.seats import Room, Seat


class Impossible(ValueError):
    """An event that cannot have happened on this floor; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A case kept for an agent."""

    agent_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The floor as plain values, to be compared."""

    queue: tuple[str, ...]
    offers: tuple[tuple[str, str], ...]
    held: tuple[tuple[str, str], ...]
    on_duty: tuple[str, ...]


class Floor:
    """See `floor_events` for what moves it."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.cases: dict[str, Case] = {}
        self.waiting: dict[str, Case] = {}
        """Cases nobody holds, offered ones included."""
        self.offers: dict[str, Offer] = {}
        self.missed: dict[str, set[str]] = {}
        """Who did not take up a case that was kept for them."""
        self._holders: dict[str, str] = {}
        self._seats: dict[str, Seat] = {}
        self._teams: dict[str, dict[str, Seat]] = {}
        self._free: dict[str, dict[str, Seat]] = {}
        self._dark: set[str] = set()
        self.version = 0
        """Counts every change of who is on duty."""

    # -- looking -------------------------------------------------------------------------------------

    def free_in(self, team_id: str) -> Iterable[Seat]:
        """Agents of a team who have room for something."""
        return self._free.get(team_id, {}).values()

    def free_count(self, team_id: str) -> int:
        """How many they are."""
        return len(self._free.get(team_id, ()))

    def anybody_free(self) -> bool:
        """Whether any agent has room for anything."""
        return any(self._free.values())

    def on_duty_in(self, team_id: str) -> Iterator[Seat]:
        """Agents of a team who take cases, now or later."""
        if team_id in self._dark:
            return iter(())
        return (seat for seat in self._teams.get(team_id, {}).values() if seat.on_duty)

    def seat(self, agent_id: str) -> Seat | None:
        """An agent's seat, if they were ever here."""
        return self._seats.get(agent_id)

    def is_on_duty(self, seat: Seat) -> bool:
        """Whether this agent takes cases and the team can be reached."""
        return seat.on_duty and seat.agent.team_id not in self._dark

    def has_room(self, seat: Seat, case: Case) -> bool:
        """Whether this agent could take the case now."""
        return self.is_on_duty(seat) and seat.free_units >= self.room.takes[case.channel]

    def holder(self, case_id: str) -> str | None:
        """The agent who has the case."""
        return self._holders.get(case_id)

    def picture(self) -> Picture:
        """Everything that matters, as plain values."""
        return Picture(
            queue=tuple(self.waiting),
            offers=tuple(sorted((case_id, offer.agent_id) for case_id, offer in self.offers.items())),
            held=tuple(sorted(self._holders.items())),
            on_duty=tuple(sorted(name for name, seat in self._seats.items() if self.is_on_duty(seat))),
        )

    # -- moving --------------------------------------------------------------------------------------

    def apply(self, event: ev.FloorEvent) -> None:  # noqa: C901 - one line for each kind of a closed list
        """Let it happen.

        Raises:
            Impossible: it cannot, as the floor stands; nothing was changed.
        """
        match event:
            case ev.AgentCame():
                self._came(event.agent, event.at)
            case ev.AgentPaused():
                self._change(event.agent_id, available=False)
            case ev.AgentWent():
                self._change(event.agent_id, here=False)
            case ev.TeamDark():
                self._go_dark(event.team_id)
            case ev.TeamLit():
                self._dark.discard(event.team_id)
                self._recount(event.team_id)
            case ev.CaseJoined():
                self._join(event.case)
            case ev.CaseOffered():
                self._offer(event)
            case ev.OfferLapsed():
                self._lapse(event.case_id)
            case ev.CaseTaken():
                self._take(event)
            case ev.CaseLeft():
                self._leave(event.case_id, event.at)
            case _:
                assert_never(event)

    def _came(self, agent: FloorAgent, at: float) -> None:
        seat = self._seats.get(agent.agent_id)
        if seat is None or seat.agent != agent:
            if seat is not None and (seat.held or seat.offered):
                raise Impossible(f"{agent.agent_id} cannot change team or skills while holding cases")
            if seat is not None:
                del self._teams[seat.agent.team_id][agent.agent_id]
                self._free[seat.agent.team_id].pop(agent.agent_id, None)
            seat = Seat(agent=agent, free_units=self.room.units, free_since=at)
            self._seats[agent.agent_id] = seat
            self._teams.setdefault(agent.team_id, {})[agent.agent_id] = seat
            self._free.setdefault(agent.team_id, {})
        seat.here = seat.available = True
        self.version += 1
        self._sort(seat)

    def _change(self, agent_id: str, *, here: bool | None = None, available: bool | None = None) -> None:
        seat = self._known(agent_id)
        seat.here = seat.here if here is None else here
        seat.available = seat.available if available is None else available
        if not seat.on_duty:
            for case_id in tuple(seat.offered):
                self._withdraw(case_id)
        self.version += 1
        self._sort(seat)

    def _go_dark(self, team_id: str) -> None:
        self._dark.add(team_id)
        for seat in self._teams.get(team_id, {}).values():
            for case_id in tuple(seat.offered):
                self._withdraw(case_id)
            for case_id in tuple(seat.held):
                self._give_up(case_id)
                self.waiting[case_id] = self.cases[case_id]
        self._recount(team_id)

    def _recount(self, team_id: str) -> None:
        self.version += 1
        for seat in self._teams.get(team_id, {}).values():
            self._sort(seat)

    def _join(self, case: Case) -> None:
        if case.case_id in self.waiting:
            raise Impossible(f"{case.case_id} waits already")
        if case.case_id in self._holders:
            self._give_up(case.case_id)
        self.cases[case.case_id] = self.waiting[case.case_id] = case

    def _offer(self, event: ev.CaseOffered) -> None:
        case, seat = self._waits(event.case_id), self._known(event.agent_id)
        if event.case_id in self.offers:
            raise Impossible(f"{event.case_id} is offered already")
        if not self.has_room(seat, case):
            raise Impossible(f"{event.agent_id} has no room for {event.case_id}")
        self.offers[event.case_id] = Offer(agent_id=event.agent_id, until=event.until)
        seat.offered.add(event.case_id)
        seat.free_units -= self.room.takes[case.channel]
        self._sort(seat)

    def _lapse(self, case_id: str) -> None:
        self._waits(case_id)
        if case_id not in self.offers:
            raise Impossible(f"{case_id} is offered to nobody")
        self.missed.setdefault(case_id, set()).add(self.offers[case_id].agent_id)
        self._withdraw(case_id)

    def _take(self, event: ev.CaseTaken) -> None:
        """By hand an agent may take more than the policy gives them, so that room may be used up."""
        case, seat = self._waits(event.case_id), self._known(event.agent_id)
        if event.case_id in self.offers:
            self._withdraw(event.case_id)
        del self.waiting[event.case_id]
        self.missed.pop(event.case_id, None)
        self._holders[event.case_id] = event.agent_id
        seat.held.add(event.case_id)
        seat.free_units -= self.room.takes[case.channel]
        self._sort(seat)

    def _leave(self, case_id: str, at: float) -> None:
        if case_id not in self.cases:
            raise Impossible(f"there is no case {case_id}")
        if case_id in self.offers:
            self._withdraw(case_id)
        if case_id in self._holders:
            seat = self._seats[self._holders[case_id]]
            seat.free_since = at
            self._give_up(case_id)
        self.waiting.pop(case_id, None)
        self.missed.pop(case_id, None)
        del self.cases[case_id]

    def _withdraw(self, case_id: str) -> None:
        """The case is kept for nobody any more and stands where it stood."""
        seat = self._seats[self.offers.pop(case_id).agent_id]
        seat.offered.discard(case_id)
        seat.free_units += self.room.takes[self.cases[case_id].channel]
        self._sort(seat)

    def _give_up(self, case_id: str) -> None:
        seat = self._seats[self._holders.pop(case_id)]
        seat.held.discard(case_id)
        seat.free_units += self.room.takes[self.cases[case_id].channel]
        self._sort(seat)

    def _sort(self, seat: Seat) -> None:
        """Keep the list of who is free."""
        free = self._free[seat.agent.team_id]
        if self.is_on_duty(seat) and seat.free_units >= min(self.room.takes.values()):
            free[seat.agent.agent_id] = seat
        else:
            free.pop(seat.agent.agent_id, None)

    def _known(self, agent_id: str) -> Seat:
        seat = self._seats.get(agent_id)
        if seat is None:
            raise Impossible(f"{agent_id} was never here")
        return seat

    def _waits(self, case_id: str) -> Case:
        case = self.waiting.get(case_id)
        if case is None:
            raise Impossible(f"{case_id} does not wait")
        return case
