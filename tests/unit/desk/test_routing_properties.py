"""Whatever happens on the floor: no case is lost, held by two, or stuck, and the ledger gives the same floor."""

from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conversation.channel import Channel
from desk.routing import floor_events as ev
from desk.routing.cases import DUE_S, OVERDUE_S
from desk.routing.floor import Floor, Impossible
from desk.routing.seats import Room
from desk.teams.skills import Needs
from tests.unit.desk.floors import TEAMS, agent, case, organisation, router

TEAM_IDS = [team.team_id for team in TEAMS]
AGENT_IDS = [f"a{number}" for number in range(10)]
STEP_S = st.floats(min_value=0.1, max_value=90.0)


class AnyDay(RuleBasedStateMachine):
    """Agents come and go, customers come and give up, sites go dark, in any order."""

    @initialize()
    def begin(self):
        self.ledger: list[ev.FloorEvent] = []
        self.router = router(told=self.ledger.append)
        self.now = 0.0
        self.joined: set[str] = set()
        self.left: set[str] = set()

    def happen(self, event):
        try:
            self.router.record(event)
        except Impossible:
            return False
        return True

    @rule(seconds=STEP_S)
    def time_passes(self, seconds):
        self.now += seconds
        self.router.lapse(self.now)
        self.router.offer_all(self.now)

    @rule(
        number=st.integers(0, 9),
        tier=st.integers(1, 2),
        level=st.integers(0, 3),
        spanish=st.booleans(),
    )
    def an_agent_comes(self, number, tier, level, spanish):
        languages = ("en", "es") if spanish else ("en",)
        team = TEAM_IDS[number % len(TEAM_IDS)]
        self.happen(
            ev.AgentCame(
                at=self.now, agent=agent(f"a{number}", team, languages=languages, tier=tier, billing=level)
            )
        )

    @rule(number=st.integers(0, 9), goes=st.booleans())
    def an_agent_pauses_or_goes(self, number, goes):
        kind = ev.AgentWent if goes else ev.AgentPaused
        self.happen(kind(at=self.now, agent_id=f"a{number}"))

    @rule(team=st.sampled_from(TEAM_IDS), dark=st.booleans())
    def a_team_goes_dark_or_comes_back(self, team, dark):
        kind = ev.TeamDark if dark else ev.TeamLit
        self.happen(kind(at=self.now, team_id=team))

    @rule(
        home=st.sampled_from(TEAM_IDS),
        needs=st.builds(
            Needs,
            skill=st.just("billing"),
            level=st.integers(1, 3),
            tier=st.integers(1, 2),
            language=st.sampled_from(["en", "es", "fr"]),
            head_start_s=st.integers(0, 600),
        ),
        channel=st.sampled_from([Channel.WEB_CHAT, Channel.VOICE]),
        last=st.integers(0, 12),
        promised_s=st.sampled_from([0.0, DUE_S, OVERDUE_S]),
    )
    def a_customer_joins(self, home, needs, channel, last, promised_s):
        case_id = f"c{len(self.joined)}"
        one = case(
            case_id,
            at=self.now,
            home=home,
            needs=needs,
            channel=channel,
            last_agent=f"a{last}",
            promised_s=promised_s,
        )
        assert self.happen(ev.CaseJoined(at=self.now, case=one))
        self.joined.add(case_id)

    @precondition(lambda self: self.router.floor.offers)
    @rule(data=st.data())
    def an_agent_takes_up_an_offer(self, data):
        case_id = data.draw(st.sampled_from(sorted(self.router.floor.offers)))
        who = self.router.floor.offers[case_id].agent_id
        assert self.happen(ev.CaseTaken(at=self.now, case_id=case_id, agent_id=who))

    @precondition(lambda self: self.router.floor.waiting)
    @rule(data=st.data(), number=st.integers(0, 9))
    def an_agent_takes_a_case_by_hand(self, data, number):
        case_id = data.draw(st.sampled_from(sorted(self.router.floor.waiting)))
        self.happen(ev.CaseTaken(at=self.now, case_id=case_id, agent_id=f"a{number}"))

    @precondition(lambda self: self.router.floor.waiting)
    @rule(data=st.data())
    def a_promise_is_not_kept_in_time(self, data):
        case_id = data.draw(st.sampled_from(sorted(self.router.floor.waiting)))
        one = self.router.floor.cases[case_id]
        assert self.happen(ev.CaseLeft(at=self.now, case_id=case_id))
        assert self.happen(ev.CaseJoined(at=self.now, case=replace(one, promised_s=OVERDUE_S)))
        ahead = [other for other in self.router.in_order(self.now) if not other.promised_s]
        assert all(self.router.floor.cases[case_id].age(self.now) > other.age(self.now) for other in ahead)

    @precondition(lambda self: self.router.floor.cases)
    @rule(data=st.data(), comes_back=st.booleans())
    def a_case_ends_or_is_passed_back_to_the_queue(self, data, comes_back):
        case_id = data.draw(st.sampled_from(sorted(self.router.floor.cases)))
        one = self.router.floor.cases[case_id]
        if comes_back:
            self.happen(ev.CaseJoined(at=self.now, case=replace(one, joined_at=self.now)))
        else:
            assert self.happen(ev.CaseLeft(at=self.now, case_id=case_id))
            self.left.add(case_id)

    @invariant()
    def no_case_is_lost_or_in_two_places(self):
        floor = self.router.floor
        held = {case_id: floor.holder(case_id) for case_id in floor.cases if floor.holder(case_id)}
        assert set(floor.cases) == self.joined - self.left
        assert set(floor.waiting) | set(held) == set(floor.cases)
        assert not set(floor.waiting) & set(held)
        assert set(floor.offers) <= set(floor.waiting)
        for agent_id in AGENT_IDS:
            seat = floor.seat(agent_id)
            if seat is not None:
                assert seat.held == {name for name, who in held.items() if who == seat.agent.agent_id}
                mine = {name for name, offer in floor.offers.items() if offer.agent_id == seat.agent.agent_id}
                assert seat.offered == mine
                taken = sum(floor.room.takes[floor.cases[name].channel] for name in seat.held | seat.offered)
                assert seat.free_units == floor.room.units - taken

    @invariant()
    def nobody_waits_while_somebody_could_take_them(self):
        """After a patience in which every circle opens, whoever is free has been offered whoever waits."""
        later = self.now + 3600
        watcher = router()
        for event in self.ledger:
            watcher.floor.apply(event)
        watcher.lapse(later)
        watcher.offer_all(later)
        seats = [
            seat for seat in map(watcher.floor.seat, AGENT_IDS) if seat and watcher.floor.is_on_duty(seat)
        ]
        for one in watcher.in_order(later):
            speakers = [seat for seat in seats if one.needs.language in seat.agent.languages]
            for seat in speakers or seats:
                free = watcher.floor.has_room(seat, one)
                assert not free, f"{one.case_id} is stuck while {seat.agent.agent_id} is free"

    @invariant()
    def the_ledger_gives_the_same_floor(self):
        replayed = Floor(Room.of(organisation().policy))
        for event in self.ledger:
            replayed.apply(event)
        assert replayed.picture() == self.router.floor.picture()


AnyDay.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_day_on_the_floor = AnyDay.TestCase
