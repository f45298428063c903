"""What callers say to the voice itself, and what only sounds like it."""

from __future__ import annotations

import pytest

from voice_gateway.hearing.interruptions import command_in

TOLD = {
    "slower": [
        "can you speak slower please", "can you slow down", "Please slow down.", "could you speak more slowly",
        "you're too fast", "not so fast", "slower", "más despacio por favor",
        "Whoa, slow down a bit", "you are talking way too fast for me", "would you mind talking a little slower",
        "Hey, could you go a bit more slowly, please?", "that was too quick", "I need you to slow down",
        "¿Podría hablar más despacio, por favor?",
    ],
    "faster": ["a bit faster please", "can you talk faster", "could you speed up a little", "you're too slow"],
    "louder": [
        "could you speak up please", "I can't hear you", "louder", "más alto",
        "Sorry, I can barely hear you.", "would you speak a little louder", "you're too quiet",
        "can you turn the volume up", "I cannot hear you very well", "No le oigo bien.",
    ],
    "repeat": [
        "sorry, can you repeat that?", "say that again", "pardon", "otra vez",
        "Could you say that one more time?", "I'm sorry, what was that?", "I didn't catch that",
        "would you mind repeating that please", "what was the question again", "¿Puede repetirlo?",
    ],
}  # fmt: skip

FOR_THE_ASSISTANT = [
    "my internet slowed down", "can you slow down my data", "speak to a person", "why is my data slow",
    "can you make my internet faster", "my phone is too slow", "people can't hear me on calls",
    "I can't hear the other person", "can you repeat my last order", "the line went down again",
    "I didn't get that text", "do not go so fast with my bill", "I want a faster plan", "can you hear me",
    "it happened again", "the internet is too slow", "can I speak up to ten hours", "not now", "please", "no",
    "it's too slow", "it was slow", "that's too low", "again and again", "can you turn it up to five lines",
    "I can't hear it", "I don't hear anything", "I didn't get it", "it is slowing down", "much slower", "going slowly",
    "can you speed it up", "no again", "I didn't understand",
]  # fmt: skip


@pytest.mark.parametrize(("command", "said"), [(name, each) for name, all_ in TOLD.items() for each in all_])
def test_a_wish_about_the_voice_is_known(command, said):
    assert command_in(said) == command


@pytest.mark.parametrize("said", FOR_THE_ASSISTANT)
def test_words_about_something_else_are_for_the_assistant(said):
    assert command_in(said) is None
