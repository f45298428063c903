"""Who is offered a case, as an agent or a lead would notice it."""

from dataclasses import replace

import pytest

from conversation.channel import Channel
from desk.routing import floor_events as ev
from desk.routing.cases import DUE_S, OVERDUE_S
from desk.routing.circles import Rule
from desk.routing.explaining import why
from desk.routing.floor import Impossible
from desk.teams.skills import Needs
from tests.unit.desk.floors import BILLING, agent, case, router

SPANISH = replace(BILLING, language="es")
VOICE = Channel.VOICE


def join(made, *cases):
    for one in cases:
        made.record(ev.CaseJoined(at=one.joined_at, case=one))


def offered(made, now=0.0):
    return {one.case_id: (one.agent_id, one.rule) for one in made.offer_all(now)}


def fill(made, agent_id, count=3, at=0.0):
    """Cases of strangers that keep an agent busy."""
    for number in range(count):
        name = f"busy_{agent_id}_{number}"
        join(made, case(name, at=at, home=made.floor.seat(agent_id).agent.team_id))
        made.record(ev.CaseTaken(at=at, case_id=name, agent_id=agent_id))


def test_the_agent_who_knows_the_customer_comes_first_even_in_another_team():
    made = router(agent("ann"), agent("leo", "far_away"))
    join(made, case(last_agent="leo"))
    assert offered(made) == {"case": ("leo", Rule.LAST_AGENT)}


def test_a_busy_last_agent_is_waited_for_a_short_while_and_no_longer():
    made = router(agent("ann"), agent("leo"), last_agent_s=20)
    fill(made, "leo")
    join(made, case(last_agent="leo"))
    assert offered(made, 19.0) == {}
    assert offered(made, 20.0) == {"case": ("ann", Rule.HOME_TEAM)}


def test_a_last_agent_who_is_not_there_is_not_waited_for():
    made = router(agent("ann"), agent("leo"))
    made.record(ev.AgentWent(at=0.0, agent_id="leo"))
    join(made, case(last_agent="leo"))
    assert offered(made) == {"case": ("ann", Rule.HOME_TEAM)}


def test_a_free_home_team_gets_its_own_customers():
    made = router(agent("ann"), agent("sam", "sister"))
    join(made, case())
    assert offered(made) == {"case": ("ann", Rule.HOME_TEAM)}


@pytest.mark.parametrize(
    ("team", "rule"),
    [
        ("sister", Rule.SISTER_TEAM),
        ("neighbour", Rule.TIME_ZONE),
        ("far_away", Rule.ANYONE_SKILLED),
        ("night", Rule.COVER),
    ],
)
def test_with_nobody_nearer_on_duty_the_next_circle_is_asked_at_once(team, rule):
    made = router(agent("only", team))
    join(made, case())
    assert offered(made) == {"case": ("only", rule)}


def test_a_case_stays_at_home_until_waited_and_predicted_come_to_too_much_then_goes_to_the_sister_team():
    busy = [agent(f"home_{number}") for number in range(42)]
    made = router(*busy, agent("sam", "sister"), sister_after_s=15, lend_keeps=0)
    for one in busy:
        fill(made, one.agent_id)
    join(made, case(channel=VOICE, at=0.0))
    assert offered(made, 4.0) == {}
    assert offered(made, 6.0) == {"case": ("sam", Rule.SISTER_TEAM)}


def test_specialists_get_what_needs_them_and_are_spared_what_does_not():
    made = router(agent("expert", tier=2, billing=3), agent("ann"))
    join(made, case("plain"), case("hard", needs=Needs(skill="billing", level=2, tier=2)))
    assert offered(made) == {"plain": ("ann", Rule.HOME_TEAM), "hard": ("expert", Rule.HOME_TEAM)}


def test_whoever_speaks_spanish_is_kept_for_those_who_need_it():
    made = router(agent("ines", languages=("en", "es")), agent("ann"))
    join(made, case("plain"), case("spanish", needs=SPANISH))
    assert offered(made) == {"plain": ("ann", Rule.HOME_TEAM), "spanish": ("ines", Rule.HOME_TEAM)}


def test_a_team_lends_its_last_free_agent_only_to_somebody_who_waits_long():
    busy = [agent(f"home_{number}") for number in range(42)]
    helpers = agent("sam", "sister"), agent("sue", "sister")
    made = router(*busy, *helpers, sister_after_s=15, lend_keeps=1, lend_until_s=30)
    for one in busy:
        fill(made, one.agent_id)
    join(made, case("first", channel=VOICE), case("second", at=0.1, channel=VOICE))
    assert set(offered(made, 9.0)) == {"first"}
    assert offered(made, 19.0) == {}
    assert set(offered(made, 21.0)) == {"second"}


def test_with_nobody_at_home_who_could_ever_take_it_no_other_team_is_waited_for():
    made = router(agent("sam", "sister"), agent("leo", "far_away"))
    fill(made, "sam")
    join(made, case())
    assert offered(made) == {"case": ("leo", Rule.ANYONE_SKILLED)}


def test_a_language_is_not_traded_for_closeness():
    made = router(agent("ann"), agent("ines", "far_away", languages=("en", "es")))
    join(made, case(needs=SPANISH))
    assert offered(made) == {"case": ("ines", Rule.ANYONE_SKILLED)}


def test_where_nobody_speaks_the_language_somebody_is_better_than_nobody():
    made = router(agent("ann"))
    join(made, case(needs=SPANISH))
    assert offered(made) == {"case": ("ann", Rule.COVER)}


def test_an_agent_without_the_skill_is_only_asked_as_cover():
    made = router(agent("ann", billing=0), agent("bob", "far_away"))
    join(made, *(case(name, at=float(place)) for place, name in enumerate(("one", "two", "three", "four"))))
    got = offered(made, 60.0)
    assert {got[name][0] for name in ("one", "two", "three")} == {"bob"}
    assert got["four"] == ("ann", Rule.COVER)


def test_a_call_takes_all_of_an_agent_and_a_chat_a_third():
    made = router(agent("ann"))
    join(made, case("a"), case("b"), case("c"), case("d"), case("call", channel=VOICE))
    assert set(offered(made)) == {"a", "b", "c"}
    made = router(agent("ann"))
    join(made, case("call", channel=VOICE), case("chat", at=1.0))
    assert set(offered(made, 1.0)) == {"call"}


def test_chats_go_to_whoever_holds_fewest_then_to_whoever_has_been_free_for_longest():
    made = router(agent("ann"), agent("bob"))
    join(made, case("a"), case("b"), case("c"))
    got = offered(made)
    assert {got["a"][0], got["b"][0]} == {"ann", "bob"}
    made.record(ev.CaseTaken(at=1.0, case_id="a", agent_id=got["a"][0]))
    made.record(ev.CaseLeft(at=9.0, case_id="a"))
    assert made.floor.seat(got["a"][0]).free_since == 9.0


def test_an_offer_nobody_takes_up_goes_back_to_its_place_and_then_to_somebody_else():
    made = router(agent("ann"), agent("bob"))
    join(made, case("first", at=0.0))
    first = offered(made)["first"][0]
    join(made, case("second", at=5.0))
    assert made.lapse(19.9) == []
    assert made.lapse(20.0) == ["first"]
    assert [one.case_id for one in made.in_order(20.0)] == ["first", "second"]
    assert offered(made, 20.0)["first"][0] != first


def test_while_nobody_is_put_through_a_promised_call_is_still_made():
    made = router(agent("ann"), agent("bob"))
    join(made, case("waits"), replace(case("due"), promised_s=DUE_S))
    assert [one.case_id for one in made.offer_all(0.0, promised_only=True)] == ["due"]
    assert "waits" in offered(made)


def test_the_only_agent_is_offered_again_what_they_missed():
    made = router(agent("ann"))
    join(made, case())
    offered(made)
    made.lapse(20.0)
    assert offered(made, 20.0) == {"case": ("ann", Rule.HOME_TEAM)}


def test_a_head_start_lets_an_emergency_pass_but_not_for_ever():
    made = router(agent("ann"))
    urgent = replace(BILLING, head_start_s=600)
    join(made, case("waiting", at=0.0), case("urgent", at=500.0, needs=urgent))
    assert [one.case_id for one in made.in_order(500.0)] == ["urgent", "waiting"]
    join(made, case("urgent later", at=700.0, needs=urgent))
    assert [one.case_id for one in made.in_order(700.0)] == ["urgent", "waiting", "urgent later"]


def test_a_promised_call_goes_before_who_waits_and_a_broken_promise_before_everybody():
    made = router(agent("ann"))
    urgent = replace(BILLING, head_start_s=600)
    join(
        made,
        case("waits", at=500.0),
        case("urgent", at=100.0, needs=urgent),
        case("due", at=900.0, promised_s=DUE_S),
        case("broken", at=1000.0, promised_s=OVERDUE_S),
    )
    assert [one.case_id for one in made.in_order(1000.0)] == ["broken", "urgent", "due", "waits"]


def test_an_own_customer_goes_before_a_stranger_who_waited_a_little_longer_only():
    made = router(agent("ann"), home_lead_s=15)
    join(made, case("stranger", at=0.0, home="sister"), case("own", at=10.0))
    assert next(iter(offered(made, 60.0))) == "own"
    made = router(agent("ann"), home_lead_s=15)
    join(made, case("stranger", at=0.0, home="sister"), case("own", at=20.0))
    assert next(iter(offered(made, 60.0))) == "stranger"


def test_a_case_may_be_taken_by_hand_by_whomever_it_was_not_offered_to():
    made = router(agent("ann"), agent("bob", "sister"))
    join(made, case())
    offered(made)
    made.record(ev.CaseTaken(at=1.0, case_id="case", agent_id="bob"))
    assert made.floor.holder("case") == "bob"
    assert made.floor.seat("ann").free_units == made.floor.room.units
    with pytest.raises(Impossible):
        made.record(ev.CaseTaken(at=2.0, case_id="case", agent_id="ann"))


def test_a_dark_team_gives_its_cases_back_to_their_place_and_gets_none():
    made = router(agent("ann"), agent("sam", "sister"))
    join(made, case("held", at=0.0), case("offered", at=1.0), case("later", at=5.0))
    made.record(ev.CaseTaken(at=1.0, case_id="held", agent_id="ann"))
    made.record(ev.CaseOffered(at=1.0, case_id="offered", agent_id="ann", until=21.0))
    made.record(ev.TeamDark(at=10.0, team_id="home"))
    assert [one.case_id for one in made.in_order(10.0)] == ["held", "offered", "later"]
    assert {who for who, _ in offered(made, 10.0).values()} == {"sam"}
    made.record(ev.TeamLit(at=20.0, team_id="home"))
    join(made, case("new", at=20.0))
    assert offered(made, 20.0)["new"] == ("ann", Rule.HOME_TEAM)


def test_an_agent_who_pauses_gets_nothing_more_and_keeps_what_they_hold():
    made = router(agent("ann"))
    join(made, case("held"), case("offered"))
    made.record(ev.CaseTaken(at=0.0, case_id="held", agent_id="ann"))
    offered(made)
    made.record(ev.AgentPaused(at=1.0, agent_id="ann"))
    assert made.floor.holder("held") == "ann"
    assert list(made.floor.waiting) == ["offered"]
    assert made.floor.offers == {}
    assert offered(made, 2.0) == {}


def test_with_nobody_on_duty_a_callback_is_the_answer():
    made = router()
    decision = made.decide(case(), 0.0)
    assert (decision.rule, decision.predicted_s) == (Rule.CALLBACK, None)
    assert "Nobody who fits is on duty, so a callback is offered." in why(decision, str)


def test_a_long_predicted_wait_is_answered_with_a_callback_too():
    made = router(agent("ann"), callback_after_s=180)
    fill(made, "ann")
    join(made, case("one", channel=VOICE))
    decision = made.decide(made.floor.waiting["one"], 0.0)
    assert decision.rule is Rule.CALLBACK
    assert decision.predicted_s == made.policy.handling_s


def test_a_decision_tells_what_was_looked_at_and_why_it_ended_so():
    made = router(agent("ann", billing=0), agent("sam", "sister"), agent("tim", "sister"))
    join(made, case())
    (decision,) = made.offer_all(3.0)
    assert [one.rule for one in decision.looked] == [Rule.HOME_TEAM, Rule.SISTER_TEAM]
    assert {one.agent_id for one in decision.candidates} == {"sam", "tim"}
    assert why(decision, str.title) == (
        "Home team: nobody on duty has what is needed.",
        "Sister team: 2 of 2 who fit had room; Sam was the first of them.",
        "Waited 3 s.",
    )


def test_why_a_case_waits_is_told_with_its_numbers():
    many = [agent(f"a{number}") for number in range(42)]
    made = router(*many)
    for one in many:
        fill(made, one.agent_id)
    join(made, case(channel=VOICE))
    told = why(made.decide(made.floor.waiting["case"], 0.0), str)
    assert told == (
        "Home team: all 42 who fit are busy; about 10 s more.",
        "Waits for the home team: 0 before it, about 10 s more.",
        "Waited 0 s.",
    )
