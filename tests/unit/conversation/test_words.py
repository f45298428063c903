import re
import string
from collections import Counter
from pathlib import Path

import pytest
import yaml

import conversation.words
from conversation.required import _table
from conversation.words import Words, WordsBroken, _fields

WORDS = Words.load("en")
SPOKEN = "voice_"
"""Said on the phone only, where English is what is recognised and spoken."""
SHORT = {"door_assistant", "door_team"}


def test_every_saying_has_three_wordings_that_differ_in_more_than_decoration():
    for key, variants in WORDS.sayings.items():
        if key in SHORT:
            continue
        assert len(variants) >= 3, key
        bags = [frozenset(re.findall(r"[a-z']+", variant.lower())) for variant in variants]
        for first in range(len(bags)):
            for second in range(first):
                shared = len(bags[first] & bags[second]) / len(bags[first] | bags[second])
                assert shared < 0.75, f"{key}: wordings {second + 1} and {first + 1} are nearly one"


def test_the_wordings_of_one_saying_need_the_same_values():
    for key, variants in WORDS.sayings.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in variants]
        assert all(field == fields[0] for field in fields) or set() in fields or len(fields) >= 3, key


def test_nothing_shouts_or_acts():
    for key, variants in WORDS.sayings.items():
        for text in variants:
            assert "!" not in text, key
            assert not re.search(r"\b(sorry|apolog|frustrat|as an AI)\b", text, re.IGNORECASE), key


def test_the_least_used_wording_comes_next():
    used: Counter[str] = Counter()
    said = []
    for _ in range(2 * len(WORDS.sayings["queue_noted"])):
        sentence = WORDS.say("queue_noted", used=used)
        used[sentence] += 1
        said.append(sentence)
    assert Counter(said) == Counter(list(WORDS.sayings["queue_noted"]) * 2)
    assert said[0] != said[1]


def test_a_wording_that_cannot_be_filled_is_never_said():
    with pytest.raises(WordsBroken):
        WORDS.say("greeting_wait", carrier="Meadowlark Mobile")


def test_an_unknown_language_is_english_and_a_regional_one_its_language():
    assert Words.load("tlh").language == "en"
    assert Words.load("en-GB") is WORDS


def test_every_required_fact_has_a_label():
    for facts in _table().values():
        assert set(facts) <= set(WORDS.fact_labels)


OTHERS = sorted(
    path.stem for path in Path(conversation.words.__file__).parent.glob("*.yml") if path.stem != "en"
)


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_says_all_that_english_says_in_as_many_ways(language):
    file = Path(conversation.words.__file__).with_name(f"{language}.yml")
    said = yaml.safe_load(file.read_text(encoding="utf-8"))["say"]
    written = {key for key in WORDS.sayings if not key.startswith(SPOKEN)}
    assert written <= set(said) <= set(WORDS.sayings), (
        f"{language}.yml: what is missing there is told in English"
    )
    for key, variants in said.items():
        fields = [_fields(text) for text in variants]
        assert len(set(variants)) >= (1 if key in SHORT else 3), key
        assert set().union(*fields) == set().union(*(_fields(text) for text in WORDS.sayings[key])), key
        assert not any("!" in text or "¡" in text for text in variants), key


@pytest.mark.parametrize("language", OTHERS)
def test_what_agents_read_stays_english(language):
    other = Words.load(language)
    assert other.language == language
    assert other.label("area") == WORDS.label("area")
    assert other.matter("ask_bill") == WORDS.matter("ask_bill")
    assert other.name("reason", "policy") == WORDS.name("reason", "policy")
