"""The simulated customers understand ordinary words: what to do, what is asked."""

import pytest

from tests.worlds.instructions import Do, Thing
from tests.worlds.questions import Ask
from tests.worlds.reading import read

INSTRUCTIONS = [
    ("Please turn airplane mode off.", [Do(Thing.AIRPLANE, on=False)]),
    ("Toggle airplane mode on, wait 10 seconds, then off.", [Do(Thing.AIRPLANE, on=False)]),
    ("Can you turn off flight mode and tell me if the bars come back?", [Do(Thing.AIRPLANE, on=False)]),
    ("Switch mobile data off, wait five seconds, and switch it on again.", [Do(Thing.DATA, on=True)]),
    ("Go to Settings and enable cellular data.", [Do(Thing.DATA, on=True)]),
    ("Turn on data roaming on your phone.", [Do(Thing.ROAMING, on=True)]),
    ("Make sure data saver is disabled.", [Do(Thing.SAVER, on=False)]),
    (
        "Please turn on Data Roaming in the phone and flip airplane mode once.",
        [Do(Thing.ROAMING, on=True), Do(Thing.AIRPLANE, on=False)],
    ),
    ("Please disconnect the VPN.", [Do(Thing.VPN, on=False)]),
    ("Set the preferred network type to 5G.", [Do(Thing.MODE, on=True)]),
    ("Turn Wi-Fi calling off, then try to send the picture.", [Do(Thing.WIFI_CALLING, on=False)]),
    ("Grant the messaging app the storage and SMS permissions.", [Do(Thing.STORAGE, on=True), Do(Thing.SMS, on=True)]),
    ("Remove the SIM card and put it back in.", [Do(Thing.SIM)]),
    ("Reset your APN settings and restart the phone.", [Do(Thing.APN), Do(Thing.RESTART)]),
    ("Now please restart your phone.", [Do(Thing.RESTART)]),
    ("Turn the phone off and on again.", [Do(Thing.RESTART)]),
    ("Run a speed test.", [Do(Thing.SPEED_TEST)]),
]  # fmt: skip

QUESTIONS = [
    ("Is airplane mode on?", Ask.STATE),
    ("What's the phone number of the line?", Ask.NUMBER),
    ("Could you give me your full name?", Ask.NAME),
    ("And your date of birth, please.", Ask.BORN),
    ("Your account PIN, please.", Ask.PIN),
    ("Are you abroad right now?", Ask.ABROAD),
    ("Are the bars back?", Ask.SERVICE),
    ("Does a page load now?", Ask.DATA),
    ("What does the speed test say?", Ask.SPEED),
    ("Did the picture go through this time?", Ask.PICTURES),
    ("Does the phone ask for a PUK?", Ask.SIM_LOCKED),
    ("1 GB costs $2.00 on your next bill. Shall I add it?", Ask.AGREE_TOPUP),
    ("The overdue bill is $82.14. Would you like me to send a payment request?", Ask.AGREE_PAY),
    ("Shall I pass this to a person on your team?", Ask.AGREE_PERSON),
    ("Should I suspend the line now?", Ask.AGREE_BLOCK),
    ("Is there anything else I can do?", Ask.MORE),
    ("That leaves December: $63.91. Request that one now?", Ask.AGREE_PAY),
    ("Did that help?", Ask.HELPED),
    ("That takes your number and PIN; do you want that?", Ask.AGREE),
]


@pytest.mark.parametrize(("text", "dos"), INSTRUCTIONS)
def test_an_instruction_is_understood_as_what_to_leave_the_phone_in(text, dos):
    assert read(text).dos == dos


@pytest.mark.parametrize(
    "text",
    [
        "Is airplane mode off?",
        "I've switched roaming on for the line.",
        "Your line was suspended and is switched on again.",
        "I can see that mobile data is on.",
        "Shall we check the VPN?",
        "A small airplane at the top of the screen means it is on.",
        "Airplane mode is on when the airplane is orange.",
    ],
)
def test_a_report_or_a_question_moves_no_switch(text):
    assert read(text).dos == []


@pytest.mark.parametrize(("text", "ask"), QUESTIONS)
def test_a_question_is_understood_as_its_kind(text, ask):
    assert read(text).ask is ask


def test_choices_are_read_apart_from_the_words():
    reading = read("Which is it?\n1) No signal\n2) Slow data")
    assert reading.choices == ["No signal", "Slow data"]


def test_a_request_on_the_phone_is_seen_and_an_offer_of_one_is_not():
    assert read("You have an open request: $58.32 for January. Approve that one first.").request_sent
    assert read("Done: the payment request for $40.00 is on your phone.").request_sent
    assert not read("I'd send a payment request for $40.00. Shall I send it?").request_sent
