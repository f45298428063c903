from desk.waiting import OnDuty
from front_door.desk_console.presence import Presence


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def presence(clock: Clock | None = None) -> Presence:
    return Presence(grace_s=30, capacity=2, now=clock or Clock())


def test_somebody_who_opens_the_desk_is_available():
    desk = presence()
    assert desk.state("ana") == "offline"
    desk.arrived("ana")
    assert desk.state("ana") == "available"


def test_a_lost_socket_counts_as_gone_after_thirty_seconds_only():
    clock = Clock()
    desk = presence(clock)
    desk.arrived("ana")
    desk.left("ana")
    clock.at = 29
    assert desk.state("ana") == "available"
    clock.at = 31
    assert desk.state("ana") == "offline"


def test_a_reload_within_the_grace_time_keeps_what_was_chosen():
    clock = Clock()
    desk = presence(clock)
    desk.arrived("ana")
    desk.choose("ana", "away")
    desk.left("ana")
    clock.at = 5
    desk.arrived("ana")
    assert desk.state("ana") == "away"


def test_two_pages_of_one_agent_are_one_agent():
    desk = presence()
    desk.arrived("ana")
    desk.arrived("ana")
    desk.left("ana")
    assert desk.state("ana") == "available"
    assert desk.on_duty() == OnDuty(available=1, busy=0)


def test_who_signs_out_is_gone_at_once():
    desk = presence()
    desk.arrived("ana")
    desk.left("ana")
    desk.signed_out("ana")
    assert desk.state("ana") == "offline"


def test_who_signs_out_is_gone_with_the_last_page_and_without_the_grace_time():
    desk = presence()
    desk.arrived("ana")
    desk.arrived("ana")
    desk.signed_out("ana")
    desk.left("ana")
    assert desk.state("ana") == "available"
    desk.left("ana")
    assert desk.state("ana") == "offline"


def test_on_duty_tells_agents_with_room_from_full_ones_and_leaves_out_the_away():
    desk = presence()
    for agent in ("ana", "ben", "cai"):
        desk.arrived(agent)
    desk.choose("cai", "away")
    desk.holds({"ben": 2, "cai": 1})
    assert desk.on_duty() == OnDuty(available=1, busy=1)


def test_what_an_agent_holds_stays_when_the_agent_is_gone():
    clock = Clock()
    desk = presence(clock)
    desk.arrived("ana")
    desk.holds({"ana": 2})
    desk.left("ana")
    clock.at = 100
    assert desk.state("ana") == "offline"
    assert desk.holding("ana") == 2
    assert desk.on_duty().signed_in == 0


def test_who_misses_an_offer_is_away_until_they_take_something_up_or_say_so():
    desk = presence()
    desk.arrived("ana")
    desk.send_away("ana", "missed_offer")
    assert (desk.state("ana"), desk.because("ana")) == ("away", "missed_offer")
    desk.took_up("ana")
    assert (desk.state("ana"), desk.because("ana")) == ("available", None)


def test_who_went_away_by_themselves_stays_away_when_they_take_something_up():
    desk = presence()
    desk.arrived("ana")
    desk.choose("ana", "away")
    desk.send_away("ana", "missed_offer")
    desk.took_up("ana")
    assert (desk.state("ana"), desk.because("ana")) == ("away", None)


def test_wrap_up_ends_by_itself_or_at_the_agents_word():
    clock = Clock()
    desk = presence(clock)
    desk.arrived("ana")
    desk.wrap_up("ana", 15)
    assert desk.state("ana") == "wrap_up"
    assert desk.on_duty() == OnDuty(available=0, busy=1)
    clock.at = 15
    assert desk.state("ana") == "available"
    desk.wrap_up("ana", 15)
    assert desk.choose("ana", "available")
    assert desk.state("ana") == "available"
