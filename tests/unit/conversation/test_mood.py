import pytest

from conversation.care import MoodLabel
from conversation.mood import is_upset_twice, mood_of, trend_of

N, U, P = MoodLabel.NEGATIVE, MoodLabel.NEUTRAL, MoodLabel.POSITIVE


@pytest.mark.parametrize(
    ("said", "mood"),
    [
        ("this is ridiculous", N),
        ("THIS IS THE WORST SERVICE EVER", N),
        ("thanks for nothing", N),
        ("not helpful at all", N),
        ("are you kidding me", N),
        ("I have had enough of this", N),
        ("oh great, it still does not work", N),
        ("you are thieves", N),
        ("this is a scam", N),
        ("I'm tired of this", N),
        ("I hate this company", N),
        ("you will hear from my lawyer", N),
        ("that's bull", N),
        ("I got a scam call", U),
        ("someone stole my phone, thieves", U),
        ("I want to switch carriers", U),
        ("I'm tired of my plan", U),
        ("I hate to bother you", U),
        ("my lawyer needs a copy of the bill", U),
        ("my SIM is bull", U),
        ("great, my phone is dead again", U),
        ("perfect, still no signal", U),
        ("thanks, I can see it now", P),
        ("great, thank you, my phone works now", P),
        ("my bill is wrong", U),
        ("data is slow as hell", U),
        ("this damn phone has no bars", U),
        ("you are slow as hell and useless", N),
        ("no signal since this morning", U),
        ("I want to cancel my plan", U),
        ("the SIM is an eSIM and the APN is set", U),
        ("not bad, thanks", P),
        ("that worked, thank you", P),
        ("perfect", P),
    ],
)
def test_a_turn_sounds_as_a_person_would_say(said, mood):
    assert mood_of(said) is mood


def test_two_negative_turns_are_upset_twice_even_with_plain_ones_between():
    assert is_upset_twice([N, U, N])
    assert is_upset_twice([U, N, N])


def test_a_kind_word_starts_the_count_again():
    assert not is_upset_twice([N, P, N])


def test_upset_is_judged_when_it_is_heard_not_on_the_plain_turn_after():
    assert not is_upset_twice([N, N, U])
    assert not is_upset_twice([N])
    assert not is_upset_twice([])


def test_the_trend_follows_the_last_turns():
    assert trend_of([P, P, N, N, N]) == "falling"
    assert trend_of([N, N, U, P, P]) == "rising"
    assert trend_of([U, U]) == "steady"
    assert trend_of([]) == "steady"
