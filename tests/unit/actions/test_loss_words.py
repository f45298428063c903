import pytest

from actions.turns.turn import Intent
from actions.words.loss_words import tells_loss
from tests.unit.actions.talk import Talk


@pytest.mark.parametrize(
    "text",
    [
        "my handset got pinched on the bus",
        "a guy grabbed it out of my hand",
        "I have no idea where my phone is",
        "I left the phone at the airport",
        "my mobile is gone",
        "some kid ran away with my phone",
        "please stop the line, the phone isn't with me",
    ],
)
def test_a_phone_out_of_its_owners_hands_is_recognised(text):
    assert tells_loss(text)


@pytest.mark.parametrize(
    "text",
    [
        "got up this morning, picked the phone off the charger and it won't find a network",
        "I have lost all reception since noon",
        "the signal is gone on my phone",
        "I pulled it out of my coat and there are no bars",
    ],
)
def test_a_lost_signal_is_no_lost_phone(text):
    assert not tells_loss(text)


async def test_a_story_of_a_phone_without_signal_never_stops_the_line(talk: Talk):
    ranking = (
        Intent(name="report_lost_phone", confidence=0.5),
        Intent(name="report_no_signal", confidence=0.2),
    )
    story = "pulled the phone out of my coat at the station and it has no signal"
    await talk.says(story, "report_lost_phone", confidence=0.5, ranking=ranking)
    assert talk.responses == ["utter_ask_area"]


async def test_words_that_may_mean_a_loss_are_asked_about_first(talk: Talk):
    await talk.says("it isn't with me any more", "report_lost_phone", confidence=0.5)
    assert talk.responses == ["utter_general_is_it"]
