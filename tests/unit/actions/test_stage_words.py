import pytest

from actions.words.stage_words import DID, STILL_NOT, works


@pytest.mark.parametrize(
    "text",
    [
        "alright, did that this minute",
        "yes, did it, my neighbour helped",
        "ok I've done that bit",
        "it has been seen to",
        "that's all taken care of",
        "consider that done",
        "carried out, as you said",
    ],
)
def test_a_step_is_done_in_many_words(text):
    assert DID.search(text)


@pytest.mark.parametrize("text", ["nothing was done", "I haven't done it", "not done yet", "I'm doing it"])
def test_what_was_not_done_is_not_done(text):
    assert not DID.search(text)


@pytest.mark.parametrize(
    "text",
    ["it's available once more", "the web is up again", "back to normal", "it runs again", "that sorted it"],
)
def test_it_works_in_many_words(text):
    assert works(text)
    assert not STILL_NOT.search(text)


@pytest.mark.parametrize("text", ["it isn't back up", "not available again", "it is not up again"])
def test_what_is_not_back_does_not_work(text):
    assert not works(text)
