"""Policy, suspended line and danger: lift only when allowed, restart after; lost phones and fraud at once."""

from dataclasses import replace

import pytest

from actions.turns.resources import Offers
from actions.turns.turn import Intent
from carrier.enums import BillStatus, LineStatus
from tests.unit.actions.line_carrier import FailingCarrier
from tests.unit.actions.talk import Talk

OVERDUE = ("555-123-0107", "6482")
ENDED = ("555-123-0109", "2765")
FINE = ("555-123-0108", "9514")


@pytest.fixture
def failing(carrier) -> FailingCarrier:
    return FailingCarrier(carrier)


@pytest.fixture
def caller(resources, sealer, failing) -> Talk:
    return Talk(replace(resources, carrier=failing, offers=Offers(failing)), sealer)


async def suspended(talk: Talk, who) -> Talk:
    await talk.says("my line is suspended", "report_suspended")
    return await talk.proves(*who)


async def status(carrier, customer: str) -> LineStatus:
    return (await carrier.get_line(f"lin-{customer}-1", conversation_id="t")).status


@pytest.mark.policy("suspended-lift", "suspended-restart")
async def test_a_line_is_lifted_at_once_when_no_bill_is_open_and_then_the_phone_restarted(caller, carrier):
    await carrier.suspend_line("lin-0008-1", "test", conversation_id="t")
    await suspended(caller, FINE)
    assert caller.responses == ["utter_identity_proved", "utter_sim_lifted", "utter_ask_restart"]
    assert await status(carrier, "0008") is LineStatus.ACTIVE
    await caller.says("ok restarted it", "step_done")
    assert caller.responses == ["utter_ask_restart_now"]
    await caller.says("yes it works", "step_worked")
    assert caller.responses == ["utter_sim_back_on"]
    assert caller.form is None


async def test_a_phone_still_dead_after_the_restart_is_gone_through_step_by_step(caller, carrier):
    await carrier.suspend_line("lin-0008-1", "test", conversation_id="t")
    await suspended(caller, FINE)
    await caller.says("no, still nothing", "deny")
    assert caller.form == "guide_form"


@pytest.mark.policy("suspended-two-causes")
async def test_an_overdue_bill_is_named_with_its_amount_and_payment_offered(caller, carrier, failing):
    await suspended(caller, OVERDUE)
    assert caller.responses[-1] == "utter_sim_suspended_overdue"
    assert caller.last.values["amount"].startswith("$")
    assert failing.count("resume_line") == 0
    await caller.says("yes", "affirm")
    assert caller.responses == ["utter_payments_ask_confirm"]


async def test_after_the_request_the_line_waits_for_the_payment_and_then_goes_on(caller, carrier, office):
    await suspended(caller, OVERDUE)
    await caller.says("yes", "affirm")
    await caller.says("yes", "affirm")
    await caller.says("turn my line on", "report_suspended")
    assert caller.responses == ["utter_sim_suspended_awaiting"]
    office.write("UPDATE bills SET status = 'Paid' WHERE customer_id = 'cus-0007' AND status != 'Draft'")
    bills = await carrier.list_bills("cus-0007", conversation_id="t")
    assert all(bill.status in (BillStatus.PAID, BillStatus.DRAFT) for bill in bills.bills)
    await caller.says("i paid, turn it on", "report_suspended")
    assert caller.responses == ["utter_sim_lifted", "utter_ask_restart"]


async def paid(talk: Talk, office) -> None:
    await suspended(talk, OVERDUE)
    await talk.says("yes", "affirm")
    await talk.says("yes", "affirm")
    office.write("UPDATE bills SET status = 'Paid' WHERE customer_id = 'cus-0007' AND status != 'Draft'")


async def test_once_the_bill_reads_paid_the_line_goes_on_without_being_asked_for(caller, carrier, office):
    await paid(caller, office)
    await caller.says("i approved it, did it arrive?", "ask_payment_status")
    assert caller.responses[-2:] == ["utter_sim_lifted", "utter_ask_restart"]
    assert await status(carrier, "0007") is LineStatus.ACTIVE


async def test_no_service_after_the_payment_lifts_the_line_before_any_step(caller, carrier, office):
    await paid(caller, office)
    await caller.says("my phone still has no service", "report_no_signal")
    assert caller.responses == ["utter_sim_lifted", "utter_ask_restart"]


async def test_while_the_payment_is_not_there_the_line_stays_off(caller, carrier, failing):
    await suspended(caller, OVERDUE)
    await caller.says("yes", "affirm")
    await caller.says("yes", "affirm")
    await caller.says("did it arrive?", "ask_payment_status")
    assert await status(carrier, "0007") is LineStatus.SUSPENDED
    assert failing.count("resume_line") == 0


@pytest.mark.policy("suspended-two-causes", "suspended-ended-contract")
async def test_an_ended_contract_always_goes_to_the_team(caller, failing):
    await suspended(caller, ENDED)
    assert caller.care.handoff.reason == "policy"
    assert "contract ended" in caller.care.handoff.note
    assert failing.count("resume_line") == 0


async def test_an_active_line_is_told_as_such_and_the_phone_looked_at_on_a_yes(caller):
    await suspended(caller, FINE)
    assert caller.responses[-1] == "utter_sim_line_active"
    await caller.says("yes please", "affirm")
    assert caller.form in ("guide_form", "detail_form")


@pytest.mark.policy("work-on-the-line-given")
async def test_the_one_suspended_line_of_several_is_the_one_meant(caller, carrier):
    await carrier.suspend_line("lin-0006-2", "test", conversation_id="t")
    await caller.says("how much data is left", "ask_data_left")
    await caller.proves("555-123-0106", "1837")
    await caller.says("my son's line was cut off", "report_suspended")
    assert caller.replies[0].values["number"] == "0116"


@pytest.mark.parametrize("how", ["409", "never_arrives"])
async def test_a_line_that_stays_off_for_no_known_reason_goes_to_the_team(caller, carrier, failing, how):
    await carrier.suspend_line("lin-0008-1", "test", conversation_id="t")
    failing.fails["resume_line"] = how
    await suspended(caller, FINE)
    assert caller.care.handoff.reason == "policy"


async def test_with_the_carrier_down_it_is_told_and_tried_again_on_a_yes(caller, carrier, failing):
    await carrier.suspend_line("lin-0008-1", "test", conversation_id="t")
    failing.fails["resume_line"] = "down"
    await suspended(caller, FINE)
    assert caller.responses[-1] == "utter_general_system_down"
    failing.fails.clear()
    await caller.says("try again", "affirm")
    assert caller.responses[:1] == ["utter_sim_lifted"]


@pytest.mark.policy("lost-phone-at-once")
async def test_a_lost_phones_line_is_suspended_at_once_after_the_proof_and_handed_off(caller, carrier):
    await caller.says("somebody stole my phone", "report_lost_phone")
    assert caller.form == "identity_form"
    await caller.proves(*FINE)
    assert caller.responses[-1] == "utter_sim_lost_suspended"
    assert await status(carrier, "0008") is LineStatus.SUSPENDED
    assert caller.care.handoff.reason == "policy"
    assert caller.facts["incident"] == "Phone stolen"
    assert caller.facts["line_status"] == "Suspended"


@pytest.mark.parametrize(("said", "intent"), [("i don't know my pin", "cannot_identify"), ("no", "deny")])
async def test_a_lost_phone_without_proof_goes_to_the_team_at_once(caller, carrier, said, intent):
    await caller.says("i lost my phone", "report_lost_phone")
    await caller.says(FINE[0], "inform_identity")
    await caller.says(said, intent)
    assert caller.responses == ["utter_sim_lost_unproved"]
    assert caller.care.handoff.reason == "identity_failed"
    assert await status(carrier, "0008") is LineStatus.ACTIVE


@pytest.mark.parametrize("how", ["409", "never_arrives", "down"])
async def test_a_lost_phone_that_cannot_be_suspended_goes_to_the_team_marked_urgent(caller, failing, how):
    failing.fails["suspend_line"] = how
    await caller.says("i lost my phone", "report_lost_phone")
    await caller.proves(*FINE)
    assert caller.responses[-1] == "utter_sim_lost_not_suspended"
    assert "URGENT" in caller.care.handoff.note


async def test_a_line_suspended_before_is_told_as_such_when_its_phone_is_lost(caller, carrier):
    await carrier.suspend_line("lin-0008-1", "test", conversation_id="t")
    await caller.says("i lost my phone", "report_lost_phone")
    await caller.proves(*FINE)
    assert caller.responses[-1] == "utter_sim_lost_was_suspended"


async def test_which_phone_is_lost_is_asked_when_it_is_somebody_elses(caller, carrier):
    await caller.says("how much data is left", "ask_data_left")
    await caller.proves("555-123-0106", "1837")
    await caller.says("my daughter's phone was stolen", "report_lost_phone")
    assert caller.responses == ["utter_ask_line"]
    await caller.says("555-123-0116", "inform_identity")
    assert caller.facts["incident"] == "Phone stolen"
    line = await carrier.get_line("lin-0006-2", conversation_id="t")
    assert line.status is LineStatus.SUSPENDED
    assert (await carrier.get_line("lin-0006-1", conversation_id="t")).status is LineStatus.ACTIVE


@pytest.mark.policy("danger-to-the-team")
async def test_fraud_goes_to_the_team_at_once_without_asking_who_it_is(caller):
    await caller.says("someone is swapping my sim", "report_fraud")
    assert caller.paused
    assert caller.care.handoff.reason == "policy"


async def test_fraud_said_while_identity_is_asked_goes_to_the_team_at_once(caller):
    await caller.says("what do i owe", "ask_bill")
    await caller.says("somebody changed my pin and it wasn't me", "report_fraud")
    assert caller.paused


@pytest.mark.parametrize("intent", ["ask_faq", "nlu_fallback", "cannot_identify", "out_of_scope"])
async def test_a_locked_sim_always_goes_to_the_team(talk, intent):
    await talk.says("my phone wants a PUK code", intent)
    assert talk.responses == ["utter_sim_locked"]
    assert talk.care.handoff.reason == "policy"


async def test_a_question_about_a_sim_pin_is_answered_and_not_handed_off(talk):
    await talk.says("how do i change my sim pin", "ask_faq")
    assert not talk.paused


async def test_a_phone_that_fell_and_finds_no_network_is_helped_and_never_cut_off(caller, carrier):
    ranking = (
        Intent(name="report_lost_phone", confidence=0.9),
        Intent(name="report_no_signal", confidence=0.05),
    )
    told = "I dropped it on the tiles and since then it finds no network"
    await caller.says(told, "report_lost_phone", ranking=ranking)
    assert caller.slots["matter"] == "report_no_signal"
    assert await status(carrier, "0008") is LineStatus.ACTIVE


async def test_the_line_of_a_phone_that_is_back_is_lifted(caller, carrier):
    await carrier.suspend_line("lin-0008-1", "lost", conversation_id="t")
    await caller.says(
        "the phone I reported turned up at my sister's, put my line back on", "report_lost_phone"
    )
    await caller.proves(*FINE)
    assert "utter_sim_lifted" in caller.responses
    assert await status(carrier, "0008") is LineStatus.ACTIVE


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("my cell showed up in the laundry basket", "report_lost_phone"),
        ("we recovered my phone from the taxi", "port_in"),
    ],
)
async def test_a_phone_that_is_back_needs_no_other_word_for_its_line_to_go_on(caller, carrier, said, intent):
    await carrier.suspend_line("lin-0008-1", "lost", conversation_id="t")
    await caller.says(said, intent)
    assert caller.responses == ["utter_identity_ask_number"]
    await caller.proves(*FINE)
    assert await status(carrier, "0008") is LineStatus.ACTIVE


async def test_a_phone_found_while_its_loss_is_taken_down_stops_no_line(caller, carrier):
    await caller.says("i lost my phone", "report_lost_phone")
    await caller.says("wait, we just located it", "nlu_fallback")
    await caller.proves(*FINE)
    assert "utter_sim_line_active" in caller.responses
    assert await status(carrier, "0008") is LineStatus.ACTIVE


@pytest.mark.policy("suspended-lift")
async def test_a_found_phone_with_an_open_bill_stays_off(caller, carrier):
    await caller.says("I retrieved my phone from the lost property office", "report_lost_phone")
    await caller.proves("555-123-0107", "6482")
    assert caller.responses[-1] == "utter_sim_suspended_overdue"
    assert await status(carrier, "0007") is LineStatus.SUSPENDED
