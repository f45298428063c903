"""Policy, abroad: roaming allowed on the line at once, free of charge; data roaming on in the phone."""

from dataclasses import replace

import pytest

from actions.line_matters.roaming import is_abroad
from actions.turns.resources import Offers
from tests.unit.actions.line_carrier import FailingCarrier
from tests.unit.actions.talk import Talk

TRAVELLER = ("555-123-0110", "1398")


@pytest.fixture
def failing(carrier) -> FailingCarrier:
    return FailingCarrier(carrier)


@pytest.fixture
def traveller(resources, sealer, failing) -> Talk:
    return Talk(replace(resources, carrier=failing, offers=Offers(failing)), sealer)


async def travels(talk: Talk, words: str = "i'm flying to mexico on saturday") -> Talk:
    await talk.says(words, "travel_abroad")
    return await talk.proves(*TRAVELLER)


async def is_allowed(carrier) -> bool:
    return (await carrier.get_line("lin-0010-1", conversation_id="t")).roaming_enabled


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("i just landed in spain", True),
        ("we're in italy and nothing works", True),
        ("i'm abroad right now", True),
        ("in lisbon until monday, nothing loads", True),
        ("i'm flying to mexico on saturday", False),
        ("i'll be in spain next month", False),
        ("turn on roaming", False),
    ],
)
def test_being_there_is_told_from_going_there(said, there):
    assert is_abroad(said) is there


@pytest.mark.policy("abroad-roaming-at-once")
async def test_roaming_is_allowed_at_once_without_asking_and_without_a_price(traveller, carrier):
    assert not await is_allowed(carrier)
    await travels(traveller)
    assert traveller.responses == [
        "utter_identity_proved", "utter_roaming_allowed", "utter_ask_roaming_switch"
    ]  # fmt: skip
    assert await is_allowed(carrier)
    assert traveller.facts["roaming"] == "allowed"


@pytest.mark.policy("abroad-phone-switch")
async def test_the_phones_switch_is_verified_before_the_trip(traveller):
    await travels(traveller)
    await traveller.says("yes it's on", "affirm")
    assert traveller.responses == ["utter_roaming_ready"]
    assert traveller.facts["data_roaming"] == "on"


async def test_the_way_to_the_switch_is_shown_for_the_phone_at_hand(traveller):
    await travels(traveller)
    await traveller.says("where do i find that", "ask_where")
    assert traveller.responses == ["utter_roaming_where_both", "utter_ask_roaming_now"]
    await traveller.says("it's an iphone", "ask_faq", confidence=0.3)
    assert traveller.responses == ["utter_roaming_where", "utter_ask_roaming_now"]
    assert "Cellular" in traveller.replies[0].values["place_told"]
    await traveller.says("found it, done", "step_done")
    assert traveller.responses == ["utter_roaming_ready"]


async def test_later_is_fine(traveller):
    await travels(traveller)
    await traveller.says("i'll do it later", "never_mind")
    assert traveller.responses == ["utter_roaming_later"]
    assert traveller.form is None


async def test_somebody_abroad_already_is_asked_whether_it_works(traveller):
    await travels(traveller, "i just landed in spain and have no internet")
    assert traveller.responses[-1] == "utter_ask_roaming_works"
    await traveller.says("yes it loads now", "step_worked")
    assert traveller.responses == ["utter_roaming_works"]


async def test_data_still_dead_abroad_goes_on_with_the_steps_that_were_not_tried(traveller):
    await travels(traveller, "i just landed in spain and have no internet")
    await traveller.says("data roaming is on now, and still nothing loads", "step_failed")
    assert traveller.form == "guide_form"
    assert traveller.slots["guide_results"]["data-abroad/data-roaming"] == "failed"
    assert traveller.slots["guide_facts"]["abroad"] == "yes"


async def test_a_bare_no_abroad_leaves_open_whether_the_switch_is_on(traveller):
    await travels(traveller, "i just landed in spain and have no internet")
    await traveller.says("no, still nothing", "deny")
    assert traveller.form == "guide_form"
    assert "data-abroad/data-roaming" not in traveller.slots["guide_results"]
    assert traveller.slots["guide_facts"]["abroad"] == "yes"


async def test_roaming_that_was_allowed_before_is_told_as_such(traveller, carrier, failing):
    await carrier.set_roaming("lin-0010-1", enabled=True, conversation_id="t")
    await travels(traveller)
    assert traveller.responses[1] == "utter_roaming_was_allowed"
    assert failing.count("set_roaming") == 0


async def test_a_lost_answer_is_read_from_the_line(traveller, carrier, failing):
    failing.fails["set_roaming"] = "reply_lost"
    await travels(traveller)
    assert traveller.responses[1] == "utter_roaming_allowed"


async def test_with_the_carrier_down_nothing_is_called_allowed(traveller, failing):
    failing.fails["set_roaming"] = "never_arrives"
    await travels(traveller)
    assert traveller.responses[-1] == "utter_general_system_down"


async def test_a_suspended_line_is_told_of_first(traveller, carrier, failing):
    await traveller.says("i'm going to canada", "travel_abroad")
    await traveller.proves("555-123-0107", "6482")
    assert traveller.responses[-1] == "utter_sim_suspended_overdue"
    assert failing.count("set_roaming") == 0


async def test_a_switch_that_is_on_is_not_yet_data_that_works(traveller):
    await travels(traveller, "I'm in Lisbon and there's no internet")
    assert traveller.responses[-1] == "utter_ask_roaming_works"
    await traveller.says("yes it's on", "affirm")
    assert traveller.responses == ["utter_ask_roaming_loads"]
    await traveller.says("yes, it loads", "affirm")
    assert traveller.responses == ["utter_roaming_works"]


async def test_what_seemed_to_work_abroad_and_does_not_is_looked_into(traveller):
    await travels(traveller, "I'm in Lisbon and there's no internet")
    await traveller.says("yes, it loads", "affirm")
    await traveller.says("hm, still nothing", "step_failed")
    assert traveller.form in ("guide_form", "detail_form")
    assert "utter_general_what_is_wrong" not in traveller.responses


async def test_a_bare_no_says_nothing_of_the_switch_which_is_asked_about(traveller):
    await travels(traveller, "i just landed in spain")
    await traveller.says("no", "deny")
    assert traveller.form == "guide_form"
    assert traveller.slots["guide_results"].get("data-abroad/data-roaming") is None


async def test_same_thing_after_the_switch_goes_on_with_the_steps(traveller):
    await travels(traveller, "in lisbon for the week and i have no internet")
    await traveller.says("I switched it, made no difference", "step_done")
    assert traveller.form == "guide_form"
    assert traveller.slots["guide_results"]["data-abroad/data-roaming"] == "failed"


async def test_the_switch_was_found_with_somebodys_help(traveller):
    await travels(traveller)
    await traveller.says("did it, my niece showed me where", "ask_where")
    assert traveller.responses == ["utter_roaming_ready"]


async def test_data_abroad_that_is_back_in_other_words(traveller):
    await travels(traveller, "i'm in mexico and my data does not work")
    await traveller.says("the net is available again on my phone", "ask_faq", confidence=0.3)
    assert traveller.responses == ["utter_roaming_works"]
