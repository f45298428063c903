import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conversation.redaction import Asked, luhn_holds, redact, secret_asked
from conversation.spoken_digits import digit_runs


def with_check_digit(body: str) -> str:
    return next(body + digit for digit in "0123456789" if luhn_holds(body + digit))


@given(st.text(alphabet="0123456789", min_size=12, max_size=18), st.sampled_from(["", " ", "-"]))
def test_no_card_number_survives_however_it_is_grouped(body, joiner):
    number = with_check_digit(body)
    assume(not re.fullmatch(r"89\d{16,18}", number))
    written = joiner.join(number[start : start + 4] for start in range(0, len(number), 4))
    safe = redact(f"please charge {written} today").text
    assert number not in "".join(run.digits for run in digit_runs(safe))
    assert safe.startswith("please charge [card_number")


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("my pin is 4321", "my pin is [secret]"),
        ("PIN: 4 3 2 1 thanks", "PIN: [secret] thanks"),
        ("the pin code for my account: 9876", "the pin code for my account: [secret]"),
        ("my pin is four three two one", "my pin is [secret]"),
        ("4321 is my pin", "[secret] is my pin"),
        ("555-123-0101 4821", "555-123-0101 [secret]"),
        ("5551230101, 4821", "5551230101, [secret]"),
        ("4821 555 123 0101", "[secret] 555 123 0101"),
        ("my pin's 4821", "my pin's [secret]"),
        ("my pin\u2019s 4821", "my pin\u2019s [secret]"),
        ("the pin for it is 4821", "the pin for it is [secret]"),
        ("pin ... I think 4821", "pin ... I think [secret]"),
        ("pin\u2026 I think it's 4821", "pin\u2026 I think it's [secret]"),
        ("Is 8305 my PIN?", "Is [secret] my PIN?"),
        ("the code you texted me is 123456", "the code you texted me is [secret]"),
        ("my code is 123456", "my code is [secret]"),
        ("verification code I got: 123456", "verification code I got: [secret]"),
        ("my_pin_is_4821", "my_pin_is_[secret]"),
        ("4111_1111_1111_1111", "[card_number]"),
        ("4111\u200b1111\u200b1111\u200b1111", "[card_number]"),
        ("my password is hunter2", "my password is [secret]"),
        ("cvv 123", "cvv [security_code]"),
        ("ssn 123-45-6789", "ssn [social_security_number]"),
        ("123-45-6789 is me", "[social_security_number] is me"),
        (
            "card number four one one one one one one one one one one one one one one one",
            "card number [card_number]",
        ),
        ("card 4111111111111112 was refused", "card [card_number] was refused"),
    ],
)
def test_a_secret_is_blanked_before_it_is_stored(said, stored):
    assert redact(said).text == stored
    assert redact(said).redactions


@pytest.mark.parametrize(
    "said",
    [
        "call me at 555-010-1234",
        "I owe 4321",
        "order 1234567890123456 has not come",
        "I forgot my pin, my number is 555-010-2345",
        "my bill is $82.14 and it was $69.74",
        "ZIP 55401",
        "my zip code is 55401",
        "555-123-0101, ZIP 55401",
        "555-123-0101 and 555-123-0102",
        "555-123-0101 $1200",
        "the error code is 4321",
        "one of my two phones has no signal",
    ],
)
def test_what_is_no_secret_is_left_alone(said):
    assert redact(said).text == said
    assert redact(said).redactions == ()


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("it's 555-123-0101 and 48215", "it's 555-123-0101 and [secret]"),
        ("5551230101 48215678", "5551230101 [secret]"),
        ("55512301014821", "5551230101[secret]"),
        (
            "five five five one two three oh one oh one four eight two one",
            "five five five one two three oh one oh one [secret]",
        ),
        ("555-123-0101, born 03/04/1990", "555-123-0101, born 03/04/1990"),
        ("555-123-0101, ZIP 55401", "555-123-0101, ZIP 55401"),
        ("555-123-0101, I paid $1200.50", "555-123-0101, I paid $1200.50"),
        ("555-123-0101", "555-123-0101"),
        ("4821", "4821"),
    ],
)
def test_digits_beside_an_awaited_phone_number_are_taken_for_the_pin(said, stored):
    assert redact(said, about=Asked.PHONE).text == stored
    assert redact(stored, about=Asked.PHONE).text == stored


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("ok it's 48215", "ok it's [secret]"),
        ("four eight two one", "[secret]"),
        ("call me at 555-123-0101", "call me at 555-123-0101"),
        ("I paid $1200 to ZIP 55401", "I paid $1200 to ZIP 55401"),
    ],
)
def test_digits_after_somebody_asked_for_a_code_are_taken_for_it(said, stored):
    assert redact(said, about=Asked.SECRET).text == stored


def test_an_agent_asks_for_a_secret_by_its_name():
    assert secret_asked("And your PIN, please?")
    assert secret_asked("Read me the code we texted")
    assert not secret_asked("What's your ZIP code?")
    assert secret_asked("Take your time", before=True)
    assert not secret_asked("What's your ZIP code?", before=True)
    assert not secret_asked("I'm opening your bill")


@given(st.text(max_size=300))
def test_redaction_takes_any_text_and_settles_at_once(said):
    once = redact(said).text
    assert redact(once).text == once


@pytest.mark.parametrize(
    "said",
    [
        "my imei is 356938035643809",
        "IMEI: 35 693803 564380 9",
        "the imei of the phone says 490154203237518",
        "the number on my SIM card is 8901260123456789019",
        "iccid 8901 2601 2345 6789 019",
    ],
)
def test_the_number_of_a_phone_or_a_sim_card_is_no_payment_card(said):
    assert redact(said).text == said


@pytest.mark.parametrize(
    "said",
    [
        "my imei? no, 4111111111111111 is my card",
        "imei 123. card 4111 1111 1111 1111",
        "sim card, paid with 4111111111111111",
    ],
)
def test_a_card_is_one_although_a_phone_is_named_too(said):
    assert "4111" not in redact(said).text
