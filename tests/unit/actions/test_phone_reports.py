from pathlib import Path

import pytest
import yaml

from actions.words.phone_reports import reports_in
from actions.words.spelling import spelled

STATES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "data" / "phone_states.yml").read_text(encoding="utf-8")
)
SAID = [
    (part, state, text)
    for part, states in STATES.items()
    for state, texts in states.items()
    for text in texts
]


@pytest.mark.parametrize(("part", "state", "text"), SAID)
def test_a_state_is_understood_however_it_is_said(part, state, text):
    reports = reports_in(spelled(text), asked=part)
    assert reports[part].state == state


def states(text, asked=None):
    return {name: report.state for name, report in reports_in(text, asked=asked).items()}


def test_a_wish_is_not_taken_for_a_state():
    assert states("I want to fix it and get excellent internet speed on my phone") == {}
    assert states("I'd like to have service again") == {}
    assert states("I need my phone to work, there is no signal") == {"service": "none"}


def test_a_service_that_stopped_working_says_nothing_of_its_switch():
    assert "mobile_data" not in states("my mobile data stopped working")


def test_a_status_bar_is_read_cell_by_cell():
    told = "Status Bar: 📶 Excellent | 5G | 📱 Data Enabled | 🔒 VPN Connected | 🔽 Data Saver | 🔋 80%"
    assert states(told, "service") == {
        "service": "some",
        "network_mode": "4g",
        "mobile_data": "on",
        "vpn": "on",
        "data_saver": "on",
    }


def test_where_somebody_is_counts_wherever_it_is_said():
    assert states("I'm John and I'm at home in the US") == {"abroad": "no"}
    assert states("I landed in Lisbon, nothing loads") == {"abroad": "yes", "internet": "none"}


def test_words_of_failing_belong_to_what_they_name():
    assert states("I did that. It failed to send again.", "service") == {"pictures": "fail"}
    assert states("my voicemail is broken", "internet") == {"voicemail": "fails"}


def test_what_is_said_of_somebody_elses_phone_is_no_report_of_this_one():
    assert states("pages won't load. My sister is on the same plan and hers works fine", "internet") == {
        "internet": "none"
    }
    assert states("no signal here, everybody else has full bars") == {"service": "none"}
    assert states("my phone has full bars and hers has none", "service") == {"service": "some"}


@pytest.mark.parametrize(
    ("text", "asked", "state"),
    [
        ("low data mode's on", "data_saver", "on"),
        ("airplane's off", "airplane_mode", "off"),
        ("the plane icon is lit up", "airplane_mode", "on"),
        ("enough bars", "service", "some"),
        ("dead as a stone, I don't have a single bar", "service", "none"),
        ("a few bars", "service", "some"),
        ("two g", "network_mode", "2g"),
        ("it stayed on for ten minutes", "calls", "hold"),
    ],
)
def test_short_answers_are_understood_where_they_are_asked_for(text, asked, state):
    assert states(text, asked)[asked] == state


def test_a_question_of_something_else_reports_nothing():
    assert states("is your shop open on holidays?", "data_saver") == {}


def test_no_permission_at_all_means_the_one_asked_about_too():
    said = states("none are allowed", "storage_permission")
    assert said == {"storage_permission": "missing", "sms_permission": "missing"}


@pytest.mark.parametrize(
    "text", ["I see nothing wrong with the SIM card", "the card sits properly", "no error there"]
)
def test_a_sim_without_a_complaint_is_in_order(text):
    assert states(text, "sim_state")["sim_state"] == "active"


def test_all_good_after_a_test_of_speed_is_no_middling_result():
    assert states("yep all good", "speed")["speed"] == "excellent"
    assert states("it says good", "speed")["speed"] == "good"


def test_a_switch_that_was_wrong_and_was_put_right_is_the_other_way_now():
    report = reports_in("it was enabled, I've corrected that", asked="vpn")["vpn"]
    assert (report.state, report.acted, report.was) == ("off", True, "on")
    assert reports_in("it was enabled", asked="vpn")["vpn"].past


def test_how_slow_somebody_is_says_nothing_of_their_data():
    assert states("I am rather slow, sorry. It's off", "mobile_data") == {
        "mobile_data": "off",
        "internet": "none",
    }


def test_trouble_that_is_there_is_no_internet_that_is_there():
    assert "internet" not in states("the trouble is there", "internet")


@pytest.mark.parametrize(
    "text",
    [
        "I looked and there's no SIM PIN or PUK prompt.",
        "Nothing about the SIM being locked, and it doesn't want a code.",
        "I see no message about a locked card. It doesn't ask for any code.",
    ],
)
def test_a_lock_that_is_denied_in_whatever_words_is_none(text):
    assert reports_in(text, asked="sim_state")["sim_state"].state != "locked"


@pytest.mark.parametrize(
    "text", ["it's not working and asks for a PUK", "no bars, the SIM is locked", "it wants the PUK code"]
)
def test_a_lock_beside_a_no_to_something_else_is_one(text):
    assert reports_in(text, asked="sim_state")["sim_state"].state == "locked"


def test_a_code_that_is_wanted_and_not_known_denies_no_lock():
    assert (
        reports_in("I can't type the PUK, I don't have it", asked="sim_state")["sim_state"].state == "locked"
    )


def test_what_ain_t_going_out_does_not():
    assert reports_in("nah the photo still ain't going out", asked="pictures")["pictures"].state == "fail"


def test_an_address_that_is_not_seen_is_missing():
    assert (
        reports_in("MMSC, I don't see anything written there", asked="mms_address")["mms_address"].state
        == "missing"
    )
