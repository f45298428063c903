import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversation.sealing import SealBroken, Sealer
from conversation.spoken_digits import digit_runs

SEALER = Sealer(Sealer.new_key())
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@given(st.text(alphabet="0123456789", min_size=4, max_size=8), st.booleans())
def test_the_digits_of_an_answer_leave_the_text_and_come_back_only_with_the_key(pin, spoken):
    said = " ".join(NAMES[int(digit)] for digit in pin) if spoken else pin
    sealed = SEALER.seal(f"it's {said} ok", len(pin))
    assert sealed is not None
    assert sealed.text == "it's [secret] ok"
    assert pin not in sealed.token
    assert SEALER.unseal(sealed.token) == pin
    with pytest.raises(SealBroken):
        Sealer(Sealer.new_key()).unseal(sealed.token)


def test_a_phone_number_beside_the_pin_stays_readable():
    sealed = SEALER.seal("my number is 555-010-1234 and the pin 4321", 4)
    assert sealed is not None
    assert sealed.text == "my number is 555-010-1234 and the pin [secret]"
    assert SEALER.unseal(sealed.token) == "4321"


def test_a_pin_typed_right_after_the_phone_number_is_sealed():
    sealed = SEALER.seal("555-123-0101 4821", 4)
    assert sealed is not None
    assert sealed.text == "555-123-0101 [secret]"
    assert SEALER.unseal(sealed.token) == "4821"


def test_some_time_after_the_question_only_digits_of_its_length_are_sealed():
    sealed = SEALER.seal_exact("I paid $82.14 to 55401, and it's 8305", 4)
    assert sealed is not None
    assert sealed.text == "I paid $82.14 to 55401, and it's [secret]"
    assert SEALER.unseal(sealed.token) == "8305"
    assert SEALER.seal_exact("I paid 82.14", 4) is None


def test_a_pin_of_the_wrong_length_is_sealed_all_the_same():
    sealed = SEALER.seal("43215", 4)
    assert sealed is not None
    assert "4" not in sealed.text


@pytest.mark.parametrize("said", ["I don't know it", "talk to a person", "the one on my phone", ""])
def test_words_are_no_secret(said):
    assert SEALER.seal(said, 4) is None


def test_a_changed_token_is_refused():
    sealed = SEALER.seal("4321", 4)
    assert sealed is not None
    with pytest.raises(SealBroken):
        SEALER.unseal(sealed.token[:-4] + "AAAA")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("could one of your people take this over", []),
        ("no one told me", []),
        ("not that one, the other one", []),
        ("one moment", []),
        ("the first one is four", ["4"]),
        ("no, one two three four", ["1234"]),
        ("it ends with one", ["1"]),
        ("one", ["1"]),
        ("that one two oh", ["120"]),
    ],
)
def test_one_is_a_digit_only_where_it_counts(text, digits):
    assert [run.digits for run in digit_runs(text)] == digits
