"""Keeps the router's floor level with the desk and the ledger, and offers what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from conversation.desk_views import AgentCard
from conversation.owner import Owner
from conversation.payloads.callbacks import CallbackMissed, PromiseDue
from conversation.payloads.owners import OwnerChanged
from conversation.payloads.routed import Routed
from desk.routing import floor_events as ev
from desk.routing.cases import Case, FloorAgent
from desk.routing.decisions import Decision
from desk.routing.floor import Impossible
from desk.routing.router import Router
from desk.teams.directory import Directory
from desk.teams.skills import Needs
from front_door.conversations.hub import Appended, Hub, OfferChanged, OfferMissed
from front_door.ledger.port import Ledger, LedgerError
from front_door.routing.case_maker import CaseMaker, Placed
from front_door.routing.outages import OutageNotices
from front_door.routing.recording import Recording
from front_door.waking import woken

LOOK_S = 1.0
"""Between two looks at what waits: circles open with time alone."""

STREAM = 100_000
ON_THE_FLOOR = frozenset({Owner.QUEUE, Owner.AGENT})

log = structlog.get_logger(__name__)


def _never() -> bool:
    return False


class FloorKeeper:
    """One for a front door. Memory only: after a restart the floor is made anew from ledger and desk."""

    def __init__(  # noqa: PLR0913 - parts are handed in by name
        self,
        *,
        directory: Directory,
        hub: Hub,
        maker: CaseMaker,
        recording: Recording,
        clock: Callable[[], datetime],
        is_paused: Callable[[], bool] = _never,
        outages: OutageNotices | None = None,
    ) -> None:
        self._outages = outages
        self._is_paused = is_paused
        self._dark: frozenset[str] = frozenset()
        self._directory = directory
        self._hub = hub
        self._maker = maker
        self._recording = recording
        self._clock = clock
        self._router = Router(directory)
        self._placed: dict[str, Placed] = {}
        self._cards: Sequence[AgentCard] = ()
        self._routed: dict[str, Routed] = {}
        self._moves: dict[str, int] = {}
        self._wake = asyncio.Event()

    # -- asked by others -----------------------------------------------------------------------------

    def offered_to(self, conversation_id: str) -> str | None:
        """The agent for whom the conversation is kept at the moment; told once the ledger has it."""
        offer, routed = self._router.floor.offers.get(conversation_id), self._routed.get(conversation_id)
        known = offer is not None and routed is not None and routed.agent_id == offer.agent_id
        return offer.agent_id if offer is not None and known else None

    def decision(self, conversation_id: str) -> Routed | None:
        """The newest decision, while the conversation waits."""
        return self._routed.get(conversation_id)

    def predicted(self, conversation_id: str | None) -> timedelta | None:
        """The wait of this conversation, or of somebody new; None while nobody is on duty who fits."""
        if self._is_paused():
            return None
        now = self._now()
        floor = self._router.floor
        if conversation_id is not None and conversation_id in floor.offers:
            return timedelta(0)
        case = floor.waiting.get(conversation_id or "") or Case(
            case_id="", home=self._directory.general.team_id, needs=Needs(skill="", level=0), joined_at=now
        )
        seconds = self._router.decide(case, now).predicted_s
        return None if seconds is None else timedelta(seconds=seconds)

    def duty(self, cards: Sequence[AgentCard]) -> None:
        """Who is at the desk, and how."""
        self._cards = cards
        now = self._now()
        offered = set(self._router.floor.offers)
        for card in cards:
            seat = self._router.floor.seat(card.agent_id)
            here = seat is not None and seat.on_duty
            takes = card.state == "available" and not card.winds_down
            if takes and not here:
                self._record(ev.AgentCame(at=now, agent=self._agent(card.agent_id, card.team)))
            elif card.state == "offline" and here:
                self._record(ev.AgentWent(at=now, agent_id=card.agent_id))
            elif here and not takes:
                self._record(ev.AgentPaused(at=now, agent_id=card.agent_id))
        for conversation_id in offered - set(self._router.floor.offers):
            self._hub.publish(OfferChanged(conversation_id=conversation_id))
        self._wake.set()

    def dark(self, teams: frozenset[str]) -> None:
        """Teams that cannot be reached; what is on its way to them goes back to its place."""
        now = self._now()
        for team_id in sorted(teams - self._dark):
            self._record(ev.TeamDark(at=now, team_id=team_id))
        for team_id in sorted(self._dark - teams):
            self._record(ev.TeamLit(at=now, team_id=team_id))
        self._dark = teams
        self._wake.set()

    # -- running -------------------------------------------------------------------------------------

    async def run(self, ledger: Ledger) -> None:
        """Follow the hub and offer what waits, until cancelled."""
        while True:
            subscription = self._hub.subscribe(capacity=STREAM)
            try:
                async with asyncio.TaskGroup() as group:
                    await self._start_over(ledger, group)
                    offering = group.create_task(self._keep_offering())
                    async for item in subscription:
                        if not isinstance(item, Appended):
                            continue
                        if isinstance(item.event.payload, OwnerChanged):
                            self._moved(item.conversation_id, item.event.payload, group)
                        elif isinstance(item.event.payload, CallbackMissed | PromiseDue):
                            self._escalated(item.conversation_id, group)
                    offering.cancel()
            finally:
                self._hub.unsubscribe(subscription)

    async def _start_over(self, ledger: Ledger, group: asyncio.TaskGroup) -> None:
        self._router = Router(self._directory)
        self._placed.clear()
        dark, self._dark = self._dark, frozenset()
        self.duty(self._cards)
        self.dark(dark)
        for row in await ledger.open_conversations(ON_THE_FLOOR):
            group.create_task(self._join(row.conversation_id, row.agent_id))

    def _moved(self, conversation_id: str, move: OwnerChanged, group: asyncio.TaskGroup) -> None:
        self._moves[conversation_id] = self._moves.get(conversation_id, 0) + 1
        if move.after is Owner.QUEUE:
            group.create_task(self._join(conversation_id, None))
        elif move.after is Owner.AGENT and move.agent_id is not None:
            self._taken(conversation_id, move.agent_id, group)
        else:
            self._left(conversation_id)
            self._moves.pop(conversation_id, None)
        self._wake.set()

    def _escalated(self, conversation_id: str, group: asyncio.TaskGroup) -> None:
        """A promise was not kept in time: where the case waits, it joins anew, before the others."""
        if conversation_id in self._router.floor.waiting:
            group.create_task(self._join(conversation_id, None))

    async def _join(self, conversation_id: str, holder: str | None) -> None:
        """Read the case and let it join, unless it moved on meanwhile."""
        moves = self._moves.get(conversation_id, 0)
        try:
            placed = await self._maker.make(conversation_id)
        except LedgerError as error:
            log.warning("case.unreadable", conversation_id=conversation_id, error=repr(error))
            return
        except Exception:
            log.exception("case.broken", conversation_id=conversation_id)
            return
        if self._moves.get(conversation_id, 0) != moves:
            return
        self._left(conversation_id)
        self._placed[conversation_id] = placed
        self._record(ev.CaseJoined(at=self._now(), case=placed.case))
        if holder is not None:
            self._take(conversation_id, holder)
            return
        made = self._router.offer_all(self._now(), promised_only=self._is_paused())
        if not any(decision.case_id == conversation_id for decision in made):
            made.append(self._router.decide(placed.case, self._now()))
        await self._tell(made)
        if placed.outage is not None and self._outages is not None:
            try:
                await self._outages.tell(conversation_id, placed.outage, placed.team.site.zone)
            except LedgerError as error:
                log.warning("outage.untold", conversation_id=conversation_id, error=repr(error))

    def _taken(self, conversation_id: str, agent_id: str, group: asyncio.TaskGroup) -> None:
        if conversation_id not in self._router.floor.cases:
            group.create_task(self._join(conversation_id, agent_id))
            return
        if self._router.floor.holder(conversation_id) is not None:
            self._record(ev.CaseJoined(at=self._now(), case=self._router.floor.cases[conversation_id]))
        self._take(conversation_id, agent_id)

    def _take(self, conversation_id: str, agent_id: str) -> None:
        now = self._now()
        if self._router.floor.seat(agent_id) is None:
            team = next((card.team for card in self._cards if card.agent_id == agent_id), "")
            self._record(ev.AgentCame(at=now, agent=self._agent(agent_id, team)))
            self._record(ev.AgentWent(at=now, agent_id=agent_id))
        self._record(ev.CaseTaken(at=now, case_id=conversation_id, agent_id=agent_id))
        self._routed.pop(conversation_id, None)
        self._recording.forget(conversation_id)

    def _left(self, conversation_id: str) -> None:
        self._placed.pop(conversation_id, None)
        self._routed.pop(conversation_id, None)
        self._recording.forget(conversation_id)
        if conversation_id in self._router.floor.cases:
            self._record(ev.CaseLeft(at=self._now(), case_id=conversation_id))

    async def _keep_offering(self) -> None:
        while True:
            await woken(self._wake, within_s=LOOK_S)
            now = self._now()
            kept = {name: offer.agent_id for name, offer in self._router.floor.offers.items()}
            for conversation_id in self._router.lapse(now):
                self._hub.publish(OfferChanged(conversation_id=conversation_id))
                missed = OfferMissed(conversation_id=conversation_id, agent_id=kept[conversation_id])
                self._hub.publish(missed)
            await self._tell(self._router.offer_all(now, promised_only=self._is_paused()))

    async def _tell(self, made: list[Decision]) -> None:
        for decision in made:
            placed = self._placed.get(decision.case_id)
            if placed is None:
                continue
            routed = await self._recording.keep(decision, placed)
            if decision.case_id in self._router.floor.waiting:
                self._routed[decision.case_id] = routed
            self._hub.publish(OfferChanged(conversation_id=decision.case_id))

    def _agent(self, agent_id: str, team: str) -> FloorAgent:
        """As the roster has them; an account of no roster is a generalist of the team it names."""
        known = self._directory.agents.get(agent_id)
        if known is None:
            home = self._directory.team_called(team) or self._directory.general
            return FloorAgent(agent_id=agent_id, team_id=home.team_id, skills={}, languages=frozenset({"en"}))
        return FloorAgent(
            agent_id=agent_id,
            team_id=known.team_id,
            skills=known.skills,
            languages=known.languages,
            tier=known.tier,
        )

    def _record(self, event: ev.FloorEvent) -> None:
        try:
            self._router.record(event)
        except Impossible as error:
            log.warning("floor.impossible", event=type(event).__name__, error=str(error))

    def _now(self) -> float:
        return self._clock().timestamp()
