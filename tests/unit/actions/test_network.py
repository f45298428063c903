from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from carrier.enums import Capability
from carrier.errors import CarrierNotOffered, CarrierUnavailable
from carrier.types import Capabilities
from tests.unit.actions.talk import Talk


async def started(talk: Talk, area: str = "55101") -> Talk:
    await talk.says("my phone has no signal", "report_no_signal")
    return await talk.says(area, "inform_identity")


@pytest.mark.policy("area-first")
async def test_the_area_is_looked_at_before_any_step_and_needs_no_identity(talk):
    await talk.says("my phone has no signal", "report_no_signal")
    assert talk.responses == ["utter_ask_area"]
    await talk.says("55101", "inform_identity")
    assert talk.responses == ["utter_network_area_fine", "utter_guide_question"]
    assert talk.last.care.card.place == 1
    assert talk.last.care.asks == "airplane_mode"
    assert [choice.title for choice in talk.last.care.choices] == ["It is off", "It is on"]


async def test_a_zip_code_said_with_the_report_is_not_asked_for(talk):
    await talk.says("no service in 55101", "report_no_signal")
    assert talk.responses == ["utter_network_area_fine", "utter_guide_question"]


async def test_a_customer_who_is_proved_is_not_asked_for_the_area(talk):
    await talk.says("what do i owe", "ask_bill")
    await talk.proves("555-123-0101", "4071")
    await talk.says("my phone has no signal", "report_no_signal")
    assert talk.responses == ["utter_network_area_fine", "utter_guide_question"]


@pytest.mark.policy("identify-first")
async def test_who_says_their_number_is_proved_and_not_asked_where_they_are(talk):
    await talk.says("my phone has no signal, it's 555-123-0101", "report_no_signal")
    assert talk.responses == ["utter_identity_ask_pin"]
    await talk.says("4071", "inform_identity", secret="4071")
    assert talk.responses == ["utter_identity_proved", "utter_network_area_fine", "utter_guide_question"]


@pytest.mark.parametrize("matter", ["report_no_signal", "ask_outage"])
async def test_a_number_in_place_of_the_zip_code_leads_to_the_account_s_own_area(talk, matter):
    await talk.says("nothing works here", matter)
    assert talk.responses == ["utter_ask_area"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.responses == ["utter_identity_ask_pin"]
    await talk.says("4071", "inform_identity", secret="4071")
    assert talk.responses[0] == "utter_identity_proved"
    assert talk.responses[1] in ("utter_network_area_fine", "utter_network_no_outage")


async def test_the_area_may_be_skipped(talk):
    await talk.says("my phone has no signal", "report_no_signal")
    await talk.says("skip this", "deny")
    assert talk.responses == ["utter_guide_question"]


@pytest.mark.parametrize("answers", [("galaxy", "full bars"), ("ok did that",)])
async def test_who_names_no_place_is_taken_on_to_the_steps(talk, answers):
    await talk.says("my phone has no signal", "report_no_signal")
    for words in answers:
        await talk.says(words, "nlu_fallback" if len(answers) > 1 else "step_done", ranking=())
    assert talk.responses == ["utter_guide_question"]
    assert not talk.paused


@pytest.mark.policy("area-outage-told")
async def test_a_known_outage_is_told_with_its_end_and_no_step(talk):
    await started(talk, "55408")
    assert talk.responses == ["utter_network_outage"]
    assert talk.last.values["until"]
    assert talk.form is None
    assert talk.facts["area_status"] == "outage"


@pytest.mark.policy("area-outage-told")
async def test_following_an_outage_up_is_promised_and_given_to_the_team(talk):
    await started(talk, "55408")
    await talk.says("yes", "affirm")
    assert talk.care.handoff.reason == "policy"
    assert talk.care.promises[0].due_at is not None
    assert "55408" in talk.care.handoff.note


async def test_steps_can_be_tried_in_spite_of_an_outage(talk):
    await started(talk, "55408")
    payload = talk.last.care.choices[1].id
    await talk.says(payload, payload.removeprefix("/"))
    assert talk.responses == ["utter_guide_question"]


@pytest.mark.parametrize(
    "error", [CarrierNotOffered("x", operation="n"), CarrierUnavailable("timed_out", operation="n")]
)
async def test_without_a_network_status_the_phone_is_looked_at(resources, sealer, carrier, error):
    class NoStatus:
        def __getattr__(self, name):
            return getattr(carrier, name)

        async def get_network_status(self, *_, **__):
            raise error

    talk = Talk(replace(resources, carrier=NoStatus(), offers=Offers(carrier)), sealer)
    await started(talk)
    assert talk.responses == ["utter_guide_question"]


async def test_an_outage_question_is_answered_for_the_area(talk):
    await talk.says("is there an outage in 55101", "ask_outage")
    assert talk.responses == ["utter_network_no_outage"]
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_guide_question"]


async def test_a_carrier_that_tells_no_network_status_is_not_asked_for_by_zip_code(
    resources, sealer, carrier
):
    class Smaller:
        def __getattr__(self, name):
            return getattr(carrier, name)

        async def get_capabilities(self, *, conversation_id):
            known = await carrier.get_capabilities(conversation_id=conversation_id)
            return replace(known, offered=known.offered - {Capability.NETWORK_STATUS})

    talk = Talk(replace(resources, carrier=Smaller(), offers=Offers(Smaller())), sealer)
    await talk.says("my phone has no signal", "report_no_signal")
    assert talk.responses == ["utter_guide_question"]


async def test_where_a_number_alone_opens_the_account_it_is_asked_for_before_any_step(
    resources, sealer, carrier
):
    class Weak:
        def __getattr__(self, name):
            return getattr(carrier, name)

        async def get_capabilities(self, **_):
            return Capabilities(offered=frozenset())

    talk = Talk(replace(resources, carrier=Weak(), offers=Offers(Weak())), sealer)
    await talk.says("my phone has no signal", "report_no_signal")
    assert talk.responses == ["utter_identity_ask_number"]
    await talk.says("555-123-0101", "inform_identity")
    assert talk.last.response == "utter_guide_question"
    assert talk.last.care.asks == "airplane_mode"


async def test_somebody_abroad_is_not_asked_for_a_zip_code(talk):
    await talk.says("i'm in portugal and my data does not work", "report_no_data")
    assert talk.responses == ["utter_guide_question"]


async def test_data_left_is_told_with_the_end_of_the_cycle(talk):
    await talk.says("how much data is left", "ask_data_left")
    await talk.proves("555-123-0101", "4071")
    assert talk.responses[-1] == "utter_usage_left"
    assert talk.last.values["cycle_end"]
    assert talk.facts["data_left"].endswith("GB")


async def test_several_lines_are_told_in_a_table_when_none_was_named(talk):
    await talk.says("how much data is left", "ask_data_left")
    await talk.says("my name is Rosalind Copperkettle", "inform_identity")
    await talk.says("02/14/1983", "inform_identity")
    await talk.says("", "inform_identity", secret="1837")
    talk.slots["verification"] = {**talk.slots["verification"], "line_id": None}
    await talk.says("how much data is left", "ask_data_left")
    assert talk.responses == ["utter_usage_several_lines"]
    assert len(talk.care.card.rows) == 5


@pytest.mark.parametrize("intent", ["travel_abroad", "nlu_fallback", "deny"])
async def test_who_is_abroad_has_no_zip_code_and_is_not_asked_where_again(talk, intent):
    await talk.says("mobile data does not work", "report_no_data")
    assert talk.responses == ["utter_ask_area"]
    await talk.says("there's no zip here, I'm in Canada", intent, ranking=())
    assert talk.form == "guide_form"
    assert talk.slots["guide_facts"]["abroad"] == "yes"


async def test_a_phone_that_was_named_with_the_report_is_not_asked_for_again(talk):
    await talk.says("no signal on my iphone", "report_no_signal")
    await talk.says("skip this", "deny")
    assert talk.facts["device"] == "iphone"
    await talk.says("where do i find that", "ask_where")
    assert talk.responses == ["utter_guide_look_where"]


@pytest.mark.policy("area-outage-told")
async def test_a_zip_code_beside_the_offer_to_follow_an_outage_up_keeps_the_offer(talk):
    await talk.says("no signal in 55408", "report_no_signal")
    assert talk.responses == ["utter_network_outage"]
    await talk.says("55408", "inform_identity")
    assert talk.responses == ["utter_identity_noted_here"]
    await talk.says("yes", "affirm")
    assert talk.responses == ["utter_network_follow_handed"]
