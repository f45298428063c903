"""A phone that was lost and is back, and one that is still away."""

import pytest

from actions.words.found_words import found_again


@pytest.mark.parametrize(
    "said",
    [
        "I got my cell back from lost property, please reactivate the number",
        "the phone turned up under the car seat, switch my line on again",
        "False alarm, it wasn't stolen. Can you unfreeze my line?",
        "my husband found it in the garage, I'd like my service back",
        "it was in the couch all along, get my number going again",
        "I located my handset in the laundry",
        "we recovered my phone from the cab company",
        "the cell showed up at the gym",
    ],
)
def test_a_phone_that_is_back_is_heard_as_such(said):
    assert found_again(said)


@pytest.mark.parametrize(
    "said",
    [
        "I can't find my phone, can I get my number back",
        "somebody found my phone and won't give it back",
        "my phone was stolen and I want it back",
        "I lost my phone again",
        "my phone turned up missing this morning",
        "if it's found, can you turn it back on later?",
    ],
)
def test_a_phone_that_is_still_away_is_not(said):
    assert not found_again(said)
