"""Danger is heard in plain words, and ordinary complaints are not taken for it."""

import pytest
import yaml

from conversation.danger import tells_danger_in_english
from knowledge_base.rule_words import WORDS_FILE


@pytest.mark.parametrize(
    "text",
    [
        "there's a fire in my kitchen, someone is hurt",
        "This is an EMERGENCY!",
        "we need an ambulance",
        "my husband is having a heart attack",
        "he can’t breathe",
        "I think I smell a gas leak",
        "somebody is breaking into my house",
        "she has a gun",
    ],
)
@pytest.mark.policy("danger-911")
def test_danger_is_heard(text):
    assert tells_danger_in_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "my bill is killing me",
        "I was fired last month and need more time",
        "can I call 911 from a suspended line?",
        "the fire stick has no internet",
        "my phone died",
        "emergency alerts don't show up",
        "I have an emergency call button that doesn't work",
    ],
)
def test_ordinary_words_are_no_danger(text):
    assert not tells_danger_in_english(text)


def test_what_the_knowledge_base_takes_for_an_emergency_is_one_everywhere():
    phrases = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))["person"]["emergency"]
    said = [
        " ".join("x" if word == "*" else word.split("|")[0].rstrip("?") for word in phrase.split())
        for phrase in phrases
    ]
    assert [text for text in said if not tells_danger_in_english(text)] == []
